"""What stands on the papers, as plain data that the apps above fill."""

from apps.documents.rules.papers.acceptance import (
    AcceptanceForm,
    AcceptanceItem,
    RoundList,
    RoundVisit,
)
from apps.documents.rules.papers.application import (
    BUILDINGS,
    FAMILIES,
    WISHES,
    ApplicationForm,
    LaterChange,
    RegistrationReceipt,
)
from apps.documents.rules.papers.marks import PaperMark, check_code, content_hash
from apps.documents.rules.papers.plans import (
    BudgetRow,
    PaperCheck,
    PlanPaper,
    PlanSpace,
    PlanSummary,
    PlanSurface,
    Signature,
)
from apps.documents.rules.papers.weekly import NOTES, WeeklyRow, WeeklyTable

__all__ = [
    "BUILDINGS",
    "FAMILIES",
    "NOTES",
    "WISHES",
    "AcceptanceForm",
    "AcceptanceItem",
    "ApplicationForm",
    "BudgetRow",
    "LaterChange",
    "PaperCheck",
    "PaperMark",
    "PlanPaper",
    "PlanSpace",
    "PlanSummary",
    "PlanSurface",
    "RegistrationReceipt",
    "RoundList",
    "RoundVisit",
    "Signature",
    "WeeklyRow",
    "WeeklyTable",
    "check_code",
    "content_hash",
]
