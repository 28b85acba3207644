"""What the cases app hands to the papers and tells about returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.cases.enums import RETURNABLE, DefectKind, Will
from apps.cases.models import Case
from apps.cases.rules.papers import RegistrationReceipt
from apps.lib.identity import mask_id, mask_phone

NEXT_STEPS = (
    "乡镇（街道）统一受理后，报区、县（市）住建局备案。",
    "备案后，由您自主选择装修企业，企业上门设计并编制预算。",
    "方案和预算经您签字确认后，签订装修合同，再开始施工。",
    "完工后 1 个月内，住建部门组织验收，并请您确认是否满意。",
)
"""杭房局〔2024〕43号 三（一）, in the words of the counter."""


def receipt_of(case: Case) -> RegistrationReceipt:
    """Return the content of the 登记回执, numbers masked."""
    household = case.household

    submitted = case.transitions.filter(name="submit").order_by("id").first()
    return RegistrationReceipt(
        number=case.number or "",
        registered_on=submitted.effective_on if submitted else case.applied_on,
        household_name=household.name,
        id_number=mask_id(household.id_number_sealed.text()),
        phone=mask_phone(household.phone_sealed.text()),
        address=case.dwelling.address,
        wish=Will(case.will).label,
        programme=case.program.name,
        street_name=case.street_office.name,
        street_phone=case.street_office.phone,
        clerk=case.created_by_name,
        next_steps=NEXT_STEPS,
        bureau_name=case.bureau.name,
        agent_name=household.agent_name,
        tags=tuple(case.linked_programme_labels),
    )


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """One defect as the page shows it."""

    label: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return, and what changed when it came back."""

    at: datetime
    by: str
    items: tuple[ReturnedItem, ...]
    resubmitted_at: datetime | None
    resubmitted_by: str
    changes: tuple[dict[str, str], ...]


def returns_of(case: Case) -> list[ReturnView]:
    """Return the returns of a case with their defects in words."""
    return [
        ReturnView(
            at=notice.returned_at,
            by=notice.returned_by,
            items=tuple(
                ReturnedItem(
                    RETURNABLE.get(item["field"], item["field"]), DefectKind(item["kind"]).label, item["text"]
                )
                for item in notice.items
            ),
            resubmitted_at=notice.resubmitted_at,
            resubmitted_by=notice.resubmitted_by,
            changes=tuple(notice.changes),
        )
        for notice in case.returns.all()
    ]
