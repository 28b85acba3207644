"""Every write of plans, confirmations, contracts and the 申请表."""

from apps.plans.services.application_form import keep_signed_application
from apps.plans.services.changes import (
    propose_change,
    replace_enterprise,
    withdraw_change,
)
from apps.plans.services.confirmation import confirm_plan, note_overrun, reject_plan
from apps.plans.services.contract_corrections import correct_contract
from apps.plans.services.contracts import add_supplement, explain_difference, record_contract
from apps.plans.services.drafts import save_plan_draft, start_new_version, submit_plan

__all__ = [
    "add_supplement",
    "confirm_plan",
    "correct_contract",
    "explain_difference",
    "keep_signed_application",
    "note_overrun",
    "propose_change",
    "record_contract",
    "reject_plan",
    "replace_enterprise",
    "save_plan_draft",
    "start_new_version",
    "submit_plan",
    "withdraw_change",
]
