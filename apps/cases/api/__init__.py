"""The API's addresses of cases, mounted under /api/v1/."""

from django.urls import path

from apps.cases.api import acting, files, looking, registering

routes = [
    path("cases", registering.CasesView.as_view(), name="api-cases"),
    path("cases/find", registering.FindView.as_view(), name="api-cases-find"),
    path("cases/<uuid:pk>", looking.CaseView.as_view(), name="api-case"),
    path("cases/<uuid:pk>/events", looking.EventsView.as_view(), name="api-case-events"),
    path("cases/<uuid:pk>/files", looking.CaseFilesView.as_view(), name="api-case-files"),
    path("cases/<uuid:pk>/reveal", looking.RevealView.as_view(), name="api-case-reveal"),
    path("cases/<uuid:pk>/submit", acting.SubmitView.as_view(), name="api-case-submit"),
    path("cases/<uuid:pk>/receive", acting.ReceiveView.as_view(), name="api-case-receive"),
    path("cases/<uuid:pk>/file", acting.FileView.as_view(), name="api-case-file"),
    path("cases/<uuid:pk>/return", acting.ReturnView.as_view(), name="api-case-return"),
    path("cases/<uuid:pk>/resubmit", acting.ResubmitView.as_view(), name="api-case-resubmit"),
    path("cases/<uuid:pk>/decline", acting.DeclineView.as_view(), name="api-case-decline"),
    path("cases/<uuid:pk>/choose-enterprise", acting.ChooseView.as_view(), name="api-case-choose-enterprise"),
    path("cases/<uuid:pk>/withdraw", acting.WithdrawView.as_view(), name="api-case-withdraw"),
    path("cases/<uuid:pk>/terminate", acting.TerminateView.as_view(), name="api-case-terminate"),
    path("cases/<uuid:pk>/correct", acting.CorrectView.as_view(), name="api-case-correct"),
    path("cases/<uuid:pk>/backfill", acting.BackfillView.as_view(), name="api-case-backfill"),
    path("cases/<uuid:pk>/patrol", acting.PatrolView.as_view(), name="api-case-patrol"),
    path("cases/<uuid:pk>/holds/<int:hold>/release", acting.ReleaseView.as_view(), name="api-case-release"),
    path("files", files.FilesView.as_view(), name="api-files"),
    path("files/<uuid:pk>", files.FileView.as_view(), name="api-file"),
]
