from apps.cases.models.case import Case, CaseNumber
from apps.cases.models.household import Dwelling, Household, RegistrationDraft
from apps.cases.models.matters import Correction, EnterpriseChoice, Hold, ReturnNotice, Transition
from apps.cases.models.privacy import PrivacyAcknowledgement, PrivacyNotice

__all__ = [
    "Case",
    "CaseNumber",
    "Correction",
    "Dwelling",
    "EnterpriseChoice",
    "Hold",
    "Household",
    "PrivacyAcknowledgement",
    "PrivacyNotice",
    "RegistrationDraft",
    "ReturnNotice",
    "Transition",
]
