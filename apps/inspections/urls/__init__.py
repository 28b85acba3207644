"""Addresses of works and acceptance: under their case, and the round list over all of them."""

from django.urls import include, path

from apps.acts.views import pages
from apps.inspections.acts import ACTS
from apps.inspections.views import acceptance, afterwards, papers, tabs

app_name = "inspections"

_WORKS = [
    path("", tabs.works, name="works"),
    path("photos/<uuid:photo_id>/", tabs.photo, name="photo"),
]
_ACCEPTANCE = [
    path("", tabs.acceptance, name="acceptance"),
    path("open/", acceptance.OpenView.as_view(), name="acceptance-open"),
    path("items/", acceptance.ItemsView.as_view(), name="acceptance-items"),
    path("items/preview/", acceptance.preview, name="acceptance-preview"),
    path("verdict/", acceptance.VerdictView.as_view(), name="acceptance-verdict"),
    path("verdict/withdraw/", acceptance.WithdrawVerdictView.as_view(), name="acceptance-withdraw"),
    path("opinion/", acceptance.OpinionView.as_view(), name="acceptance-opinion"),
    path("conclude/", acceptance.ConcludeView.as_view(), name="acceptance-conclude"),
    path("rectify/<uuid:item_id>/", afterwards.RectifyView.as_view(), name="acceptance-rectify"),
    path("rectified/", afterwards.RectifiedView.as_view(), name="acceptance-rectified"),
    path("mediation/", afterwards.MediationOpenView.as_view(), name="mediation-open"),
    path("mediation/record/", afterwards.MediationRecordView.as_view(), name="mediation-record"),
    path("convert/", afterwards.ConvertView.as_view(), name="convert"),
    path("close/", afterwards.CloseUnconfirmedView.as_view(), name="close-unconfirmed"),
    path("<int:number>/paper/", papers.form_paper, name="acceptance-paper"),
    path("report/", papers.pass_report, name="pass-report"),
]
urlpatterns = [
    path("round-list/", papers.rounds, name="round-list"),
    path("round-list/paper/", papers.rounds_paper, name="round-list-paper"),
    path("<uuid:pk>/works/", include(_WORKS)),
    path("<uuid:pk>/acceptance/", include(_ACCEPTANCE)),
    *pages(ACTS),
]
