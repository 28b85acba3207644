"""Addresses of works and acceptance: under their case, and the round list over all of them."""

from django.urls import include, path

from apps.acts.views import pages
from apps.inspections.acts import ACTS
from apps.inspections.views import appointments, papers, products, roster, showcase, tabs

app_name = "inspections"

_WORKS = [
    path("", tabs.works, name="works"),
    path("photos/<uuid:photo_id>/", tabs.photo, name="photo"),
]
_ACCEPTANCE = [
    path("", tabs.acceptance, name="acceptance"),
    path("<int:number>/paper/", papers.form_paper, name="acceptance-paper"),
    path("<int:number>/notice/", papers.rectification_paper, name="rectification-notice"),
    path("opinions/<uuid:opinion_id>/paper/", papers.opinion_paper, name="opinion-paper"),
    path("report/", papers.pass_report, name="pass-report"),
]
urlpatterns = [
    path("round-list/", papers.rounds, name="round-list"),
    path("round-list/paper/", papers.rounds_paper, name="round-list-paper"),
    path("patrols/", roster.patrols, name="patrols"),
    path("product-faults/", products.faults, name="product-faults"),
    path("showcases/", showcase.showcases, name="showcases"),
    path("<uuid:pk>/works/", include(_WORKS)),
    path("<uuid:pk>/acceptance/", include(_ACCEPTANCE)),
    path("<uuid:pk>/appointments/", appointments.appointments, name="appointments"),
    *pages(ACTS),
]
