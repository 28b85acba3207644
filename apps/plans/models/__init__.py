from apps.plans.models.agreement import (
    ApplicationAppendix,
    ApplicationForm,
    Confirmation,
    Contract,
    OverrunNote,
)
from apps.plans.models.checks import KeptCheck
from apps.plans.models.plan import BudgetLine, Evaluation, Hazard, PlanVersion, Space, SurfacePart

__all__ = [
    "ApplicationAppendix",
    "ApplicationForm",
    "BudgetLine",
    "Confirmation",
    "Contract",
    "Evaluation",
    "Hazard",
    "KeptCheck",
    "OverrunNote",
    "PlanVersion",
    "Space",
    "SurfacePart",
]
