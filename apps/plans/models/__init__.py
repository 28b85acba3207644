from apps.plans.models.agreement import (
    ApplicationAppendix,
    ApplicationForm,
    Confirmation,
    Contract,
    ContractCorrection,
    ContractDifference,
    OverrunNote,
    SignedApplication,
)
from apps.plans.models.checks import KeptCheck
from apps.plans.models.plan import BudgetLine, Evaluation, Hazard, PlanVersion, Space, SurfacePart
from apps.plans.models.signatures import AGENT_HAS_PROOF, CODED_STANDS_ALONE, HouseholdSignature

__all__ = [
    "AGENT_HAS_PROOF",
    "CODED_STANDS_ALONE",
    "ApplicationAppendix",
    "ApplicationForm",
    "BudgetLine",
    "Confirmation",
    "Contract",
    "ContractCorrection",
    "ContractDifference",
    "Evaluation",
    "Hazard",
    "HouseholdSignature",
    "KeptCheck",
    "OverrunNote",
    "PlanVersion",
    "SignedApplication",
    "Space",
    "SurfacePart",
]
