"""质量参考项: thresholds of 建办保〔2022〕6号 二 for what a kitchen or a bathroom shows on site. Pure.

That notice is about 保障性住房, so here it is 参考借鉴: switched on by a body from a day on, looked at and
written down, never a ground to refuse an acceptance or to hold works up. Sound, air and structure need a
laboratory or a whole building and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.inspections.enums import ItemKind
from apps.inspections.rules.as_built import BuiltItem
from apps.inspections.rules.checklist import ChecklistItem
from apps.inspections.rules.papers import REFERENCE
from apps.plans.enums import SpaceKind

SOURCE = "建办保〔2022〕6号"
PREFIX = "reference_"
"""How the code of such an item begins."""
GROUP = f"{REFERENCE}（{SOURCE}，参考借鉴）"
_WET, _KITCHEN, _BOTH = (
    frozenset({SpaceKind.BATHROOM}),
    frozenset({SpaceKind.KITCHEN}),
    frozenset(SpaceKind),
)


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """质量参考项: what is looked at, the threshold, the clause, and in which spaces."""

    code: str
    label: str
    threshold: str
    clause: str
    spaces: frozenset[SpaceKind]

    @property
    def source(self) -> str:
        """文号 and clause."""
        return f"{SOURCE} {self.clause}"


BEFORE_COVERING = (
    ReferenceLine("shower", "淋浴区墙面防水层翻起高度", "不小于 2 m，且不低于淋浴喷淋口", "二（二）", _WET),
    ReferenceLine("basin", "洗面器处墙面防水层翻起高度", "不小于 1.2 m", "二（二）", _WET),
    ReferenceLine("walls", "其他墙面防水层翻起高度", "不小于 0.3 m", "二（二）", _WET),
    ReferenceLine("sleeves", "楼板内套管顶部高出装饰地面", "50 mm", "二（二）", _BOTH),
)
"""What a patrol sees before it is covered."""
AT_ACCEPTANCE = (
    ReferenceLine("flatness", "顶棚、墙面、地面平整度", "2 m 内偏差不大于 3 mm", "二（五）", _BOTH),
    ReferenceLine("tiles", "饰面砖", "无裂痕、无缺损、无空鼓，接缝平直、光滑", "二（五）", _BOTH),
    ReferenceLine("seal", "存水弯水封和地漏构造水封深度", "不小于 50 mm", "二（四）", _WET),
    ReferenceLine("joints", "洁具、水槽与台面、墙面、地面接触部位", "密封防水", "二（二）", _BOTH),
    ReferenceLine("pipes", "管道连接部位", "不渗不漏", "二（二）", _BOTH),
    ReferenceLine("flue", "厨房排烟道", "有防止支管回流和竖井泄漏的措施", "二（四）", _KITCHEN),
    ReferenceLine("cabinets", "橱柜", "紧贴墙面或地面牢固安装，柜门、抽屉开关灵活", "二（六）", _KITCHEN),
    ReferenceLine("sockets", "厨房、卫生间电源插座", "安全型，设有防止水溅的措施", "二（七）", _BOTH),
)
"""What an acceptance sees."""


def _fitting(lines: Iterable[ReferenceLine], kinds: Iterable[SpaceKind]) -> Iterator[ReferenceLine]:
    here = frozenset(kinds)
    return (line for line in lines if line.spaces & here)


def reference_checks(kinds: Iterable[SpaceKind]) -> tuple[ChecklistItem, ...]:
    """Return what a patrol looks at besides, in spaces of these ``kinds``; it binds nobody."""
    return tuple(
        ChecklistItem(
            f"{PREFIX}{line.code}", GROUP, f"{line.label}{line.threshold}（{line.source}）", binds=False
        )
        for line in _fitting(BEFORE_COVERING, kinds)
    )


def reference_items(kinds: Iterable[SpaceKind]) -> tuple[BuiltItem, ...]:
    """Return what an acceptance looks at besides, in spaces of these ``kinds``; it binds nobody."""
    return tuple(
        BuiltItem(
            f"{PREFIX}{line.code}",
            ItemKind.REFERENCE,
            REFERENCE,
            line.label,
            f"{line.threshold}（{line.source}）",
        )
        for line in _fitting(AT_ACCEPTANCE, kinds)
    )
