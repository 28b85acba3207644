"""Addresses of the API that belong to plans; mounted under /api/v1/."""

from django.urls import path

from apps.plans.api import acts, drafting, reading

_CASE = "cases/<uuid:pk>"
routes = [
    path(f"{_CASE}/plan", reading.CurrentPlan.as_view(), name="api-plan"),
    path(f"{_CASE}/plan/versions", reading.PlanVersions.as_view(), name="api-plan-versions"),
    path(f"{_CASE}/plan/versions/<int:number>", reading.NumberedPlan.as_view(), name="api-plan-version"),
    path(f"{_CASE}/plan/start-version", drafting.StartVersion.as_view(), name="api-plan-start-version"),
    path(f"{_CASE}/plan/draft", drafting.SaveDraft.as_view(), name="api-plan-draft"),
    path(f"{_CASE}/plan/evaluate", drafting.TryPlan.as_view(), name="api-plan-evaluate"),
    path(f"{_CASE}/plan/submit", drafting.SubmitDraft.as_view(), name="api-plan-submit"),
    path(f"{_CASE}/plan/sign", acts.SignPlan.as_view(), name="api-plan-sign"),
    path(f"{_CASE}/plan/scan", acts.ScanPlan.as_view(), name="api-plan-scan"),
    path(f"{_CASE}/plan/reject", acts.RejectPlan.as_view(), name="api-plan-reject"),
    path(f"{_CASE}/plan/overrun-note", acts.NoteOverrun.as_view(), name="api-plan-overrun-note"),
    path(f"{_CASE}/plan/change", acts.ProposeChange.as_view(), name="api-plan-change"),
    path(f"{_CASE}/plan/change/withdraw", acts.WithdrawChange.as_view(), name="api-plan-change-withdraw"),
    path(f"{_CASE}/plan/replace-enterprise", acts.ReplaceEnterprise.as_view(), name="api-plan-replace"),
    path(f"{_CASE}/agreement", reading.AgreementOfCase.as_view(), name="api-agreement"),
    path(f"{_CASE}/contract", acts.RecordContract.as_view(), name="api-contract"),
    path(f"{_CASE}/contract/supplement", acts.AddSupplement.as_view(), name="api-contract-supplement"),
]
