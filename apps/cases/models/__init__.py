from apps.cases.models.case import Case, CaseNumber
from apps.cases.models.household import Dwelling, Household, RegistrationDraft
from apps.cases.models.matters import Correction, EnterpriseChoice, Hold, ReturnNotice, Transition

__all__ = [
    "Case",
    "CaseNumber",
    "Correction",
    "Dwelling",
    "EnterpriseChoice",
    "Hold",
    "Household",
    "RegistrationDraft",
    "ReturnNotice",
    "Transition",
]
