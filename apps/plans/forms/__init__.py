"""Forms of the plan pages: they check, they never write."""

from apps.plans.forms.agreement import (
    ChangeForm,
    ContractCorrectionForm,
    ContractForm,
    DifferenceForm,
    OpinionForm,
    OverrunForm,
    ReplaceForm,
    ScanForm,
    SignForm,
    SupplementForm,
    WithdrawChangeForm,
)
from apps.plans.forms.case_form import CaseForm
from apps.plans.forms.editor import PlanEditor, PlanSubmission, PlanTrial
from apps.plans.forms.versions import StartVersionForm

__all__ = [
    "CaseForm",
    "ChangeForm",
    "ContractCorrectionForm",
    "ContractForm",
    "DifferenceForm",
    "OpinionForm",
    "OverrunForm",
    "PlanEditor",
    "PlanSubmission",
    "PlanTrial",
    "ReplaceForm",
    "ScanForm",
    "SignForm",
    "StartVersionForm",
    "SupplementForm",
    "WithdrawChangeForm",
]
