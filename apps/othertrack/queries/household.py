"""What a household reads of its renovation: how far it is, what it must bring, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.cases.models import Case
from apps.lib import formats
from apps.othertrack.enums import LEFT, FactKind, Status
from apps.othertrack.models import Renovation

_WORDS: dict[Status, tuple[str, str]] = {
    Status.OPENED: (
        "请到街道补申请",
        "带不动产权证（农房带权属证明）和装修合同的复印件，到街道补一份个人申请。",
    ),
    Status.RETURNED: ("有材料要补", "请到街道补齐退回的材料，哪些要补，打电话问街道。"),
    Status.SUBMITTED: ("街道正在核查", "核查装修备案、一码监管和装修合同，您不用做什么。"),
    Status.VERIFIED: ("区里正在审查", "核查好了，等区、县（市）住建局审查。"),
    Status.REVIEWED: ("审查通过了", "完工以后告诉街道，区、县（市）住建局来核准装修结果。"),
    Status.APPROVED: ("装修结果已核准", "都办好了。"),
    Status.DECLINED: ("审查没有通过", "理由写在审查不通过告知书上，到街道领；有疑问的打电话问街道。"),
    Status.WITHDRAWN: ("申请已撤回", "想再申请的，到街道重新登记。"),
}


_VOIDED = (
    "要重新核查、审查",
    "后来的核查与申请不一致，前面的区县审查作废。哪里不一致，打电话问街道。",
)


def _is_voided(row: Renovation) -> bool:
    """Whether a look took the last review back, and nothing was returned since."""
    last = row.facts.filter(kind__in=(FactKind.REVIEW, FactKind.RETURNED)).order_by("-number").first()
    return last is not None and last.kind == FactKind.REVIEW and last.undone_at is not None


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One fact the household follows; ``day`` is '' while it is not there."""

    label: str
    day: str


@dataclass(frozen=True, slots=True)
class OwnRenovation:
    """A household's renovation on its own phone."""

    number: str
    heading: str
    text: str
    is_yours: bool
    is_over: bool
    """Whether the result is approved."""
    steps: tuple[OwnStep, ...]
    office: str
    phone: str


def _reviewed(row: Renovation) -> tuple[str, date | None]:
    if row.status != Status.DECLINED:
        return "区县审查", row.reviewed_on
    made = row.facts.filter(kind=FactKind.DECLINED).order_by("-number").first()
    return "区县审查：不通过", made.on if made is not None else None


def own_renovation(case: Case) -> OwnRenovation | None:
    """Return where a converted case goes on; None where it does not."""
    row = Renovation.objects.filter(converted_from=case).select_related("street_office").first()
    return shown_to_household(row) if row is not None else None


def shown_to_household(row: Renovation) -> OwnRenovation:
    """Return what its household reads: no name, no telephone of its own, nothing anybody noted inside."""
    status = Status(row.status)
    heading, text = _VOIDED if status is Status.SUBMITTED and _is_voided(row) else _WORDS[status]
    days = (
        ("个人申请", row.applied_on),
        ("装修备案", row.filed_on),
        ("一码监管", row.coded_on),
        _reviewed(row),
        ("开工", row.started_on),
        ("完工", row.finished_on),
        ("装修结果核准", row.approved_on),
    )
    return OwnRenovation(
        number=row.number,
        heading=heading,
        text=text,
        is_yours=status in (Status.OPENED, Status.RETURNED),
        is_over=status is Status.APPROVED,
        # What did not come before it ended does not come any more.
        steps=tuple(
            OwnStep(label, formats.day(on, nothing="")) for label, on in days if on or status not in LEFT
        ),
        office=row.street_office.name,
        phone=row.street_office.phone,
    )
