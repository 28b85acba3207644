"""What a return of the weekly table may name, and what stands there (杭房局〔2024〕43号 附件3).

Content is what a version states, as ``queries.sheets`` writes it: amounts in 万元, moments in ISO 8601.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from apps.lib import formats
from apps.lib.amounts import from_wan
from apps.reports.rules.declared import of_plain
from apps.reports.rules.ledger import Movement, State

CASE = "case"
"""In place of a cell: one case of the week, by its 办件编号."""
ASSEMBLED, DECLARED = "assembled", "declared"
_ROWS = ((ASSEMBLED, "装配化装修"), (DECLARED, "传统装修"))
_COLUMNS = (
    ("this_week", "本周进度"),
    ("done", "已完成装修"),
    ("ongoing", "正在装修"),
    ("amount", "装修合同金额"),
)
CELLS: Mapping[str, str] = {
    **{f"{row}.{column}": f"{name} {title}" for row, name in _ROWS for column, title in _COLUMNS},
    "declared.amount_missing": "传统装修 合同金额未取得户数",
    "declared.source": "传统装修 数据来源",
    "declared.queried_at": "传统装修 查询时间",
    "declared.evidence": "传统装修 佐证材料",
    "declared.missing_reason": "传统装修 本周未取得的原因",
    "filler": "填报人",
    "narrative": "好经验好做法",
}
"""Cells by their codes; 全年目标 is not the district's to change and is left out."""
_KEYS = {"declared.evidence": "declared.evidence_sha256"}
MOST_SAID = 2000
"""Longest words of a cell that are kept; a total of thirty lines may have more to say."""
_TOLD = 12
"""First places of a file's digest that tell two of them apart to a reader."""


_OF_LINES = frozenset({"declared.source", "declared.queried_at", "declared.evidence"})
"""Cells that a total made of lines says line by line (decision 0110)."""


def _of_line(plain: Mapping[str, Any], code: str) -> str:
    line = of_plain(plain)
    if code == "declared.queried_at":
        return f"{line.name} {formats.moment(line.queried_at) if line.queried_at else formats.day(line.day)}"
    if code == "declared.evidence":
        return f"{line.name} {f'文件 {line.evidence[:_TOLD]}' if line.evidence else formats.NOTHING}"
    said = "/".join(
        formats.NOTHING if each is None else str(each) for each in (line.week, line.done, line.ongoing)
    )
    return f"{line.name} {said} 户，{formats.money(line.amount)} 万元，{line.person or formats.NOTHING}"


def is_counted(code: str) -> bool:
    """Whether a cell is counted from the cases: it changes by a named adjustment alone."""
    return code.startswith(f"{ASSEMBLED}.")


def said_in(content: Mapping[str, Any], code: str) -> str:
    """Return in words what stands in a cell; — where nothing does."""
    lines = content["declared"].get("lines") if code in _OF_LINES else None
    if lines:
        return "；".join(_of_line(plain, code) for plain in lines)[:MOST_SAID]
    value: Any = content
    for key in _KEYS.get(code, code).split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None or value == "":
        return formats.NOTHING
    if code.endswith(".amount"):
        return f"{formats.money(from_wan(Decimal(value)))} 万元"
    if code == "declared.queried_at":
        return formats.moment(datetime.fromisoformat(value))
    if code == "declared.evidence":
        return f"文件 {value[:_TOLD]}"
    return f"{value} 户" if isinstance(value, int) else str(value)


def touches(movement: Movement, code: str) -> bool:
    """Whether what happened to a case moved a counted cell, also where another case moved it back."""
    column = code.partition(".")[2]
    if column == "this_week":
        return movement.delta != 0
    if column == "amount":
        return bool(movement.amount_change)
    state = State(column)
    return (movement.before is state) != (movement.after is state)


def changed_cells(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the cells in which two versions differ: name, before, after."""
    found = []
    for code, label in CELLS.items():
        before, after = said_in(old, code), said_in(new, code)
        if before != after:
            found.append((label, before, after))
    return found
