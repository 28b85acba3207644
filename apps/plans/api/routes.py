"""Addresses of the API that belong to plans; mounted under /api/v1/."""

from django.urls import path

from apps.acts.api import endpoints
from apps.plans.acts import ACTS
from apps.plans.api import reading, trying

_CASE = "cases/<uuid:pk>"
routes = [
    path(f"{_CASE}/plan", reading.CurrentPlan.as_view(), name="api-plan"),
    path(f"{_CASE}/plan/versions", reading.PlanVersions.as_view(), name="api-plan-versions"),
    path(f"{_CASE}/plan/versions/<int:number>", reading.NumberedPlan.as_view(), name="api-plan-version"),
    path(f"{_CASE}/plan/evaluate", trying.TryPlan.as_view(), name="api-plan-evaluate"),
    path(f"{_CASE}/agreement", reading.AgreementOfCase.as_view(), name="api-agreement"),
    *endpoints(ACTS),
]
