"""Addresses of the plan pages, below the URL of their case."""

from dataclasses import replace

from django.urls import path

from apps.acts.views import ActPage, PreviewPage, pages
from apps.plans import views
from apps.plans.acts import DRAFT, SIGN, START_VERSION, WITH_PAGES

app_name = "plans"
_READ = ["get", "head", "options"]
# The page that is read before signing has no POST: a signature is only taken on the act's own page.
_CONFIRM = replace(SIGN, template="plans/confirm.html")
urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("plan/edit/", views.EditorPage.as_view(), name="edit"),
    path("plan/evaluate/", PreviewPage.as_view(act=DRAFT), name="evaluate"),
    # the household reads its plan in plain words before it signs or has an opinion
    path("plan/confirm/", ActPage.as_view(act=_CONFIRM, http_method_names=_READ), name="confirm"),
    path("plan/<int:number>/paper.pdf", views.paper, name="paper"),
    path("plan/application-form.pdf", views.application_form, name="application-form"),
    *pages([START_VERSION], host=views.show_tab),
    *pages(WITH_PAGES),
]
