"""What the CSV and the JSON of public pages tell (docs/public-data.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from apps.reports.rules.releases import COLUMNS

SCHEMA = 1
"""Raised when the meaning of a field changes; new fields do not raise it."""
BEFORE = {"body": "公布机关", "year": "年度", "week": "期次", "cutoff_at": "数据截止"}
PROGRESS = {**BEFORE, **COLUMNS}
PACKAGES = {
    "id": "套餐编号",
    "name": "套餐",
    "enterprise": "企业",
    "credit_code": "统一社会信用代码",
    "kind": "空间代码",
    "kind_name": "空间",
    "area": "报价面积（㎡）",
    "price": "价格（元）",
    "extra_price": "超出面积每㎡（元）",
    "works_days": "工期（天）",
    "wall": "墙面",
    "floor": "地面",
    "ceiling": "吊顶",
    "included": "包含",
    "excluded": "不包含",
    "warranty": "质保",
    "version": "版本",
    "published_on": "公布日期",
}
ENTERPRISES = {
    "id": "企业编号",
    "name": "企业",
    "credit_code": "统一社会信用代码",
    "phone": "电话",
    "list": "名录",
    "keeper": "公布机构",
    "listed_on": "列入日期",
}


def _cell(value: object) -> str:
    # A spreadsheet computes what begins like a formula; a text keeps its words behind an apostrophe.
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in tuple("=+-@\t\r\n") else text


def csv_of(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str] = PROGRESS) -> str:
    """Return rows as CSV with a byte order mark, without which Excel misreads Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns.values())
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    return "\ufeff" + out.getvalue()
