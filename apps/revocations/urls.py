"""Addresses of 撤销验收合格, below the URL of its case."""

from django.urls import path

from apps.acts.views import pages
from apps.revocations.acts import ACTS
from apps.revocations.views import decision_pdf, notice_pdf, page

app_name = "revocations"
urlpatterns = [
    path("", page, name="page"),
    path("<int:number>/notice.pdf", notice_pdf, name="notice-paper"),
    path("<int:number>/decision.pdf", decision_pdf, name="decision-paper"),
    *pages(ACTS),
]
