"""Addresses of registration, of the case page, and of the acts on an application."""

from django.urls import path

from apps.cases.views import acts, choosing, facts, looking, registration, tabs

app_name = "cases"
urlpatterns = [
    path("register/", registration.register, name="register"),
    path("register/field/", registration.check_field, name="register-field"),
    path("register/drafts/", registration.drafts, name="register-drafts"),
    path("register/drafts/<uuid:draft>/", registration.register_draft, name="register-draft"),
    path("register/drafts/<uuid:draft>/check/", registration.register_check, name="register-check"),
    path("register/drafts/<uuid:draft>/discard/", registration.discard, name="register-discard"),
    path("register/done/<uuid:pk>/", registration.registered, name="registered"),
    path("cases/<uuid:pk>/", tabs.case, name="case"),
    path("cases/<uuid:pk>/record/", tabs.record, name="record"),
    path("cases/<uuid:pk>/submit/", acts.SubmitView.as_view(), name="submit"),
    path("cases/<uuid:pk>/receive/", acts.ReceiveView.as_view(), name="receive"),
    path("cases/<uuid:pk>/file/", acts.FileView.as_view(), name="file"),
    path("cases/<uuid:pk>/return/", facts.ReturnView.as_view(), name="return"),
    path("cases/<uuid:pk>/resubmit/", facts.ResubmitView.as_view(), name="resubmit"),
    path("cases/<uuid:pk>/decline/", acts.DeclineView.as_view(), name="decline"),
    path("cases/<uuid:pk>/enterprise/", choosing.ChooseView.as_view(), name="choose-enterprise"),
    path("cases/<uuid:pk>/withdraw/", acts.WithdrawView.as_view(), name="withdraw"),
    path("cases/<uuid:pk>/terminate/", acts.TerminateView.as_view(), name="terminate"),
    path("cases/<uuid:pk>/correct/", facts.CorrectView.as_view(), name="correct"),
    path("cases/<uuid:pk>/backfill/", facts.backfill, name="backfill"),
    path("cases/<uuid:pk>/patrol/", facts.patrol, name="patrol"),
    path("cases/<uuid:pk>/holds/<int:hold>/release/", acts.ReleaseView.as_view(), name="release"),
    path("cases/<uuid:pk>/reveal/<str:field>/", looking.reveal_field, name="reveal"),
    path("cases/<uuid:pk>/receipt/", looking.receipt, name="receipt"),
]
