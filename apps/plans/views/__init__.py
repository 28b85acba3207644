"""Pages of plan, confirmation, contract and their papers."""

from apps.plans.views.agreement import (
    ChangeView,
    ContractView,
    OpinionView,
    OverrunView,
    ReplaceView,
    ScanView,
    SignView,
    SupplementView,
    WithdrawChangeView,
    confirm,
)
from apps.plans.views.editor import edit, evaluate, new_version
from apps.plans.views.papers import application_form, paper
from apps.plans.views.tab import plan

__all__ = [
    "ChangeView",
    "ContractView",
    "OpinionView",
    "OverrunView",
    "ReplaceView",
    "ScanView",
    "SignView",
    "SupplementView",
    "WithdrawChangeView",
    "application_form",
    "confirm",
    "edit",
    "evaluate",
    "new_version",
    "paper",
    "plan",
]
