"""What a patrol looks at: general items, and 按图施工 item by item from the confirmed plan.

杭房局〔2024〕43号 三(一)3: 强化装修过程管理, 确保装修企业按图施工、合法合规装修; 浙建管发〔2024〕80号
四: 对陈旧落后，存在使用安全隐患的设施设备应予以更换; 六(五): 严把质量关、安全关.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.inspections.enums import Severity
from apps.inspections.rules.as_built import surface_items
from apps.plans.enums import Method
from apps.plans.rules import Content, HazardInput
from apps.programs.rules.statutes import BEARING, GAS, OVER_DRY_ROOM, Standing


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line of the list; a 不符合 becomes a defect of this severity."""

    code: str
    group: str
    label: str
    severity: Severity = Severity.ORDINARY
    binds: bool = True
    """False for 参考借鉴: what is 不符合 is written down and becomes no defect."""


SITE = "现场管理"
FORBIDDEN = "禁止事项"
PLAN = "按图施工"
HAZARDS = "隐患设施"

RED_LINE = "red_line_"
"""How the code of an item begins that a decree asks for."""
_KEPT = {
    OVER_DRY_ROOM: "厨房、卫生间没有设在没有防水的房间、阳台，或下层房间上方",
    BEARING: "没有拆改承重结构",
    GAS: "没有拆改燃气管道和设施",
}

GENERAL = (
    ChecklistItem("plan_on_site", SITE, "现场备有户主确认的方案，施工人员按方案施工"),
    ChecklistItem("safety", SITE, "用电、动火、登高符合安全要求，通道无杂物堵塞", Severity.HAZARD),
    ChecklistItem("structure", SITE, "未拆改承重结构，未擅自改动燃气管道和公共管线", Severity.HAZARD),
    ChecklistItem("materials", SITE, "进场材料、部品与方案所列一致，有合格证明", Severity.SERIOUS),
    ChecklistItem("concealed", SITE, "隐蔽工程封闭前已拍照留存", Severity.SERIOUS),
)


def red_line_items(lines: Iterable[Standing]) -> tuple[ChecklistItem, ...]:
    """Return what a patrol looks at of the 禁止事项 that a bureau has compared with the original."""
    return tuple(
        ChecklistItem(
            f"{RED_LINE}{line.code}",
            FORBIDDEN,
            _KEPT[line.code]
            + ("，方案写明已取得同意的除外" if line.approvable else "")
            + f"（{line.source}）",
            Severity.HAZARD,
        )
        for line in lines
    )


def checklist(plan: Content | None, further: Sequence[ChecklistItem] = ()) -> tuple[ChecklistItem, ...]:
    """Return the list for a visit; without a plan only the general items and what is asked ``further``."""
    general = (*GENERAL, *further)
    if plan is None:
        return general
    surfaces = tuple(
        ChecklistItem(
            code,
            PLAN,
            f"{space.name}{name}：{_planned(part.method, part.product)}",
            Severity.SERIOUS,
        )
        for index, space in enumerate(plan.spaces)
        for code, name, part in surface_items(index, space)
    )
    hazards = tuple(
        ChecklistItem(
            f"hazard:{index}",
            HAZARDS,
            f"{place_and_name(hazard)}已更换或已安排更换",
            Severity.HAZARD,
        )
        for index, hazard in enumerate(plan.hazards)
    )
    return general + surfaces + hazards


def place_and_name(hazard: HazardInput) -> str:
    """Return 厨房燃气软管; the place is not said twice where the name begins with it."""
    return hazard.name if hazard.name.startswith(hazard.location) else f"{hazard.location}{hazard.name}"


def _planned(method: Method | None, product: str) -> str:
    if method is None:
        return "按方案施工"
    if method is Method.KEPT:
        return "按方案保留不动"
    return f"按方案采用{method.short}" + (f"（{product}）" if product else "")
