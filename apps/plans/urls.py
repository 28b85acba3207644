"""Addresses of the plan pages, below the address of their case."""

from django.urls import path

from apps.plans import views

app_name = "plans"
urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("plan/edit/", views.edit, name="edit"),
    path("plan/evaluate/", views.evaluate, name="evaluate"),
    path("plan/new-version/", views.new_version, name="new-version"),
    path("plan/confirm/", views.confirm, name="confirm"),
    path("plan/confirm/sign/", views.SignView.as_view(), name="sign"),
    path("plan/confirm/scan/", views.ScanView.as_view(), name="scan"),
    path("plan/opinion/", views.OpinionView.as_view(), name="opinion"),
    path("plan/contract/", views.ContractView.as_view(), name="contract"),
    path("plan/supplement/", views.SupplementView.as_view(), name="supplement"),
    path("plan/overrun/", views.OverrunView.as_view(), name="overrun"),
    path("plan/change/", views.ChangeView.as_view(), name="change"),
    path("plan/change/withdraw/", views.WithdrawChangeView.as_view(), name="withdraw-change"),
    path("plan/enterprise/", views.ReplaceView.as_view(), name="replace"),
    path("plan/<int:number>/paper.pdf", views.paper, name="paper"),
    path("plan/application-form.pdf", views.application_form, name="application-form"),
]
