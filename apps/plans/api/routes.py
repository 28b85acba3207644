"""Addresses of the API that belong to plans; mounted under /api/v1/."""

from django.urls import path

from apps.acts.api import endpoints
from apps.plans.acts import ACTS
from apps.plans.api import trial, versions

_CASE = "cases/<uuid:pk>"
routes = [
    path(f"{_CASE}/plan", versions.CurrentPlan.as_view(), name="api-plan"),
    path(f"{_CASE}/plan/versions", versions.PlanVersions.as_view(), name="api-plan-versions"),
    path(f"{_CASE}/plan/versions/<int:number>", versions.NumberedPlan.as_view(), name="api-plan-version"),
    path(f"{_CASE}/plan/evaluate", trial.TryPlan.as_view(), name="api-plan-evaluate"),
    path(f"{_CASE}/agreement", versions.AgreementOfCase.as_view(), name="api-agreement"),
    *endpoints(ACTS),
]
