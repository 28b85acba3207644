from apps.cases.models.case import Case, CaseNumber
from apps.cases.models.conditions import AnswerCorrection, ConditionAnswer
from apps.cases.models.household import Dwelling, Household, RegistrationDraft
from apps.cases.models.jurisdiction import JurisdictionChange
from apps.cases.models.matters import Correction, EnterpriseChoice, Hold, Transition
from apps.cases.models.privacy import PrivacyAcknowledgement, PrivacyNotice
from apps.cases.models.returns import HandedIn, ReturnedItem, ReturnNotice
from apps.cases.models.texts import UndeliveredText

__all__ = [
    "AnswerCorrection",
    "Case",
    "CaseNumber",
    "ConditionAnswer",
    "Correction",
    "Dwelling",
    "EnterpriseChoice",
    "HandedIn",
    "Hold",
    "Household",
    "JurisdictionChange",
    "PrivacyAcknowledgement",
    "PrivacyNotice",
    "RegistrationDraft",
    "ReturnNotice",
    "ReturnedItem",
    "Transition",
    "UndeliveredText",
]
