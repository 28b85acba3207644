"""Released progress as the page, the CSV and the JSON tell it (docs/public-data.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from apps.reports.rules.releases import COLUMNS

SCHEMA = 1
"""Raised when the meaning of a field changes; new fields do not raise it."""
BEFORE = {"body": "公布机关", "year": "年度", "week": "期次", "cutoff_at": "数据截止"}


def _cell(value: object) -> str:
    # A spreadsheet computes what begins like a formula; a text keeps its words behind an apostrophe.
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in tuple("=+-@\t\r\n") else text


def csv_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV with a byte order mark, without which Excel misreads Chinese."""
    out = io.StringIO()
    columns = {**BEFORE, **COLUMNS}
    writer = csv.writer(out)
    writer.writerow(columns.values())
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    return "\ufeff" + out.getvalue()
