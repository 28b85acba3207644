"""The API's URLs of cases, mounted under /api/v1/."""

from django.urls import path

from apps.acts.api import endpoints
from apps.cases.acts import ON_CASE
from apps.cases.api import conditions, details, files, registration, returns

routes = [
    path("cases", registration.CasesView.as_view(), name="api-cases"),
    path("cases/find", registration.FindView.as_view(), name="api-cases-find"),
    path("conditions", conditions.ConditionsView.as_view(), name="api-conditions"),
    path("privacy-notice", registration.PrivacyNoticeView.as_view(), name="api-privacy-notice"),
    path("cases/<uuid:pk>", details.CaseView.as_view(), name="api-case"),
    path("cases/<uuid:pk>/events", details.EventsView.as_view(), name="api-case-events"),
    path("cases/<uuid:pk>/files", details.CaseFilesView.as_view(), name="api-case-files"),
    path("cases/<uuid:pk>/returns", returns.ReturnsView.as_view(), name="api-case-returns"),
    path("cases/<uuid:pk>/materials", returns.MaterialsView.as_view(), name="api-case-materials"),
    path("cases/<uuid:pk>/reveal", details.RevealView.as_view(), name="api-case-reveal"),
    *endpoints(ON_CASE),
    path("files", files.FilesView.as_view(), name="api-files"),
    path("files/<uuid:pk>", files.FileView.as_view(), name="api-file"),
]
