"""What a released table tells the public: the numbers of 附件 3, and nothing that leads to a household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

COLUMNS: Mapping[str, str] = {
    "region": "行政区划代码",
    "bureau": "区、县（市）住建局",
    "target": "全年目标（户）",
    "this_week": "装配化装修 本周进度（户）",
    "done": "装配化装修 已完成（户）",
    "ongoing": "装配化装修 正在装修（户）",
    "amount_wan": "装配化装修 合同金额（万元）",
    "declared_this_week": "传统装修 本周进度（户）",
    "declared_done": "传统装修 已完成（户）",
    "declared_ongoing": "传统装修 正在装修（户）",
    "declared_amount_wan": "传统装修 合同金额（万元）",
}
"""Field of the released data and its heading; docs/public-data.md explains each."""


def row_of(content: Mapping[str, Any], *, region: str) -> dict[str, Any]:
    """Return a bureau's row from the frozen content of its accepted report.

    Footnotes stay behind: they name cases. None is what was not obtained.
    """
    assembled, declared = content["assembled"], content["declared"]
    return {
        "region": region,
        "bureau": content["bureau"],
        "target": assembled.get("target"),
        "this_week": assembled["this_week"],
        "done": assembled["done"],
        "ongoing": assembled["ongoing"],
        "amount_wan": assembled["amount"],
        "declared_this_week": declared["this_week"],
        "declared_done": declared["done"],
        "declared_ongoing": declared["ongoing"],
        "declared_amount_wan": declared["amount"],
    }


def summed(rows: Sequence[Mapping[str, Any]], field: str) -> int | None:
    """Return the sum of a column of counts over those bureaus that have one; None where none has."""
    known = [row[field] for row in rows if row[field] is not None]
    return sum(known) if known else None


COUNTS = ("target", "this_week", "done", "ongoing", "declared_this_week", "declared_done", "declared_ongoing")
"""Columns that are added up for the public."""
