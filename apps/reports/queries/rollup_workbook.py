"""The roll-up as an Excel file in the form's columns: a pair of rows a district; numbers, dates as such."""

from __future__ import annotations

import io

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from apps.lib import clock
from apps.lib.spreadsheets import new_workbook, write_text
from apps.reports.queries.spreads import write_across, write_figures, write_heads
from apps.reports.rules.figures import TITLE
from apps.reports.rules.layout import Layout
from apps.reports.rules.papers import NUMBERED_NOTES, RollUpPair, RollUpTable

BEFORE = ("区、县（市）", "装修模式")
BEHIND = ("报送情况", "报送时间", "累计截至")


def roll_up_workbook(table: RollUpTable) -> bytes:
    """Return the roll-up as xlsx."""
    target = io.BytesIO()
    layout = table.layout
    behind = len(BEFORE) + len(layout.columns)
    last = behind + len(BEHIND) - 1
    book = new_workbook(target)
    page = book.add_worksheet("进展情况统计表（汇总）")
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
    cell = {**base, "align": "center", "border": 1}
    styles = {
        "title": book.add_format({**base, "font_size": 16, "bold": True, "align": "center"}),
        "plain": book.add_format({**base, "align": "left"}),
        "head": book.add_format({**cell, "bold": True}),
        "text": book.add_format(cell),
        "whole": book.add_format({**cell, "num_format": "#,##0"}),
        "money": book.add_format({**cell, "num_format": "#,##0.00####"}),
        "moment": book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm"}),
        "day": book.add_format({**base, "align": "left", "num_format": "yyyy-mm-dd"}),
    }
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_column(0, last, 14)
    page.set_row(0, 30)
    write_across(page, (0, 0, 0, last), f"{TITLE}（汇总）", styles["title"])
    heading = f"{table.body_name}　{table.year} 年第 {table.number} 期"
    heading += f"　表式：{layout.origin}" if layout.source else ""
    write_text(page, 1, 0, heading, styles["plain"])
    write_text(page, 2, 0, "自", styles["plain"])
    page.write_datetime(2, 1, table.period_start, styles["day"])
    write_text(page, 2, 2, "至", styles["plain"])
    page.write_datetime(2, 3, table.period_end, styles["day"])
    write_text(page, 2, 4, f"应报 {table.expected} 家，已接收 {table.accepted} 家", styles["plain"])
    below = 3 + layout.depth
    for row in range(3, below):
        page.set_row(row, 34 if layout.depth == 1 else 24)
    for first, texts in ((0, BEFORE), (behind, BEHIND)):
        for column, text in enumerate(texts, start=first):
            write_across(page, (3, column, below - 1, column), text, styles["head"])
    write_heads(page, 3, len(BEFORE), layout, styles["head"])
    page.freeze_panes(below, 1)
    line = below
    for pair in table.pairs:
        _write(page, line, pair, layout, styles)
        line += 2
    legend = (f"栏目说明：{layout.legend}",) if layout.legend else ()
    for number, text in enumerate((*NUMBERED_NOTES, *legend, *table.notes)):
        write_text(page, line + number, 0, text, None)
    book.close()
    return target.getvalue()


def _write(page: Worksheet, line: int, pair: RollUpPair, layout: Layout, styles: dict[str, Format]) -> None:
    behind = len(BEFORE) + len(layout.columns)
    text, style = styles["text"], styles["head"] if pair.is_sum else styles["text"]
    page.merge_range(line, 0, line + 1, 0, "", style)
    write_text(page, line, 0, pair.name, style)
    for offset, (label, row) in enumerate((("装配化装修", pair.assembled), ("传统装修", pair.declared))):
        write_text(page, line + offset, 1, label, text)
        write_figures(page, line + offset, len(BEFORE), row, layout, styles)
    for column in range(behind, behind + len(BEHIND)):
        page.merge_range(line, column, line + 1, column, "", text)
    write_text(page, line, behind, pair.standing, text)
    if pair.submitted_at is not None:
        # Excel knows no time zones: the moment stands as clocks in China show it.
        moment = clock.local(pair.submitted_at).replace(tzinfo=None, microsecond=0)
        page.write_datetime(line, behind + 1, moment, styles["moment"])
    if pair.as_of_week is not None:
        write_text(page, line, behind + 2, f"第 {pair.as_of_week} 期", text)
