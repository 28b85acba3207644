"""Addresses of registration, of the case page, and of the acts on an application."""

from django.urls import path

from apps.acts.views import pages
from apps.cases.acts import CHOOSE, JUDGE, ON_CASE, RETURN
from apps.cases.views import disclosure, notices, registration, tabs, texts
from apps.cases.views.directory import ChoosePage
from apps.cases.views.returns import ItemsPage

app_name = "cases"
urlpatterns = [
    path("register/", registration.register, name="register"),
    path("register/notice/", registration.privacy_notice, name="privacy-notice"),
    path("register/field/", registration.check_field, name="register-field"),
    path("register/drafts/", registration.drafts, name="register-drafts"),
    path("register/drafts/<uuid:draft>/", registration.register_draft, name="register-draft"),
    path("register/drafts/<uuid:draft>/check/", registration.register_check, name="register-check"),
    path("register/done/<uuid:pk>/", registration.registered, name="registered"),
    path("cases/<uuid:pk>/", tabs.case, name="case"),
    path("cases/<uuid:pk>/record/", tabs.record, name="record"),
    path("cases/<uuid:pk>/reveal/<str:field>/", disclosure.reveal_field, name="reveal"),
    path("cases/<uuid:pk>/receipt/", disclosure.receipt, name="receipt"),
    path("cases/<uuid:pk>/returns/<int:number>/notice/", notices.return_notice, name="return-notice"),
    path("cases/<uuid:pk>/decline/notice/", notices.decline_notice, name="decline-notice"),
    path("texts/undelivered/", texts.undelivered_texts, name="undelivered"),
    *pages(ON_CASE, views={CHOOSE.name: ChoosePage, RETURN.name: ItemsPage, JUDGE.name: ItemsPage}),
]
