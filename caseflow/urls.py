"""Addresses: which app answers where. Stage apps share the address of the case they work on."""

from django.apps import apps
from django.urls import include, path

urlpatterns = [
    path("", include("apps.operations.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.pages.urls")),
    path("", include("apps.public.urls")),
    path("", include("apps.household.urls")),
    path("directory/", include("apps.enterprises.urls")),
    path("directory/packages/", include("apps.packages.urls")),
    path("", include("apps.cases.urls")),
    path("cases/<uuid:pk>/", include("apps.plans.urls")),
    path("", include("apps.letters.urls")),
    path("", include("apps.ratings.urls")),
    path("", include("apps.tickets.urls")),
    path("", include("apps.othertrack.urls")),
    path("", include("apps.exchange.urls")),
    path("cases/<uuid:pk>/", include("apps.packages.urls.starting")),
    path("cases/", include("apps.inspections.urls")),
    path("cases/<uuid:pk>/", include("apps.archives.urls")),
    path("", include("apps.signals.urls")),
    path("cases/<uuid:pk>/revocation/", include("apps.revocations.urls")),
    path("archives/", include("apps.archives.urls.transfer")),
    path("draws/", include("apps.supervision.urls")),
    path("field/", include("apps.inspections.urls.field")),
    path("reports/", include("apps.reports.urls")),
    path("administration/connections/", include("apps.connections.urls")),
    path("administration/", include("apps.administration.urls")),
    path("", include("apps.outbox.urls")),
    path("", include("apps.documents.urls")),
    path("api/", include("caseflow.api")),
]

if apps.is_installed("apps.demo"):
    urlpatterns.append(path("", include("apps.demo.urls")))

handler500 = "apps.accounts.views.errors.server_error"
