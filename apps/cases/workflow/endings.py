"""终止: for which cause, from which states, and with which paper a case is ended before its time.

A household that is there withdraws before the works (R5); what is out of scope before 备案 is declined
(R2); after completion an absent household is closed unconfirmed (R7). These rows are for all else, so that
no case is stuck (R24), and none needs a sentence that nobody said.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.enums import Removal, Status
from apps.cases.workflow.moves import TABLE

S = Status
R = Removal

_ALL = TABLE["terminate"].sources
_WORKS = frozenset({S.BUILDING, S.RECTIFYING})
_UNDER_WAY = _ALL - {S.COMPLETED}


@dataclass(frozen=True, slots=True)
class Ending:
    """终止原因: one cause for which a case is 终止. Its words are those of :class:`Removal`."""

    sources: frozenset[Status]
    """States in which a case may be ended for it."""
    paper: str = ""
    """What must be handed in with it; '' where the leader's reason is enough."""
    instead: str = ""
    """What is done in the other states."""


_DONE = "已完工的，登记调解后由分管领导“办结（户主未确认）”，照样计入已完成"

ENDINGS: dict[Removal, Ending] = {
    R.LEFT: Ending(_WORKS, "装修人签字的退出说明", "开工以前由装修人“户主撤回”，不用理由"),
    R.UNREACHABLE: Ending(_UNDER_WAY, "上门、电话和书面告知的记录", _DONE),
    R.DECEASED: Ending(_UNDER_WAY, "死亡证明或者户口注销证明", _DONE),
    R.SOLD: Ending(_ALL, "房屋买卖、赠与或者转移登记的材料"),
    R.DEMOLISHED: Ending(_ALL, "征收决定、拆除通知或者现场照片"),
    R.ENTERPRISE_GONE: Ending(
        frozenset({S.DESIGNING, S.CONFIRMED, S.CONTRACTED, S.BUILDING, S.RECTIFYING}),
        "装修人不另选企业的签字说明",
        "已完工的照常组织验收，不需要企业在场",
    ),
    R.DUPLICATE: Ending(_ALL),
    R.NOT_ELIGIBLE: Ending(_ALL - {S.SUBMITTED, S.RECEIVED}, instead="备案以前由区县写明条款“不予备案”"),
    R.FRAUD: Ending(_ALL),
    R.OTHER: Ending(_ALL),
}
"""By cause, in the order offered."""


def causes_for(status: str) -> list[Removal]:
    """Return for which causes a case in a state may be ended."""
    return [cause for cause, row in ENDINGS.items() if status in row.sources]


def why_not_for(cause: Removal, status: str) -> str:
    """Return why a case in a state is not ended for a cause, and what is done instead; '' where it may be."""
    row = ENDINGS[cause]
    if status in row.sources:
        return ""
    said = f"案件现在是“{Status(status).label}”，不能以“{cause.label}”终止"
    return f"{said}：{row.instead}。" if row.instead else f"{said}。"
