"""The roll-up as an Excel file in the form's columns: a pair of rows a district; numbers, dates as such."""

from __future__ import annotations

import io

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from apps.lib import clock, formats
from apps.lib.amounts import in_wan
from apps.lib.spreadsheets import new_workbook, write_text
from apps.reports.rules.figures import TITLE
from apps.reports.rules.papers import NUMBERED_NOTES, RollUpPair, RollUpTable, WeeklyRow

LAST = 9
"""Last column (J)."""
HEADS = (
    "区、县（市）",
    "装修模式",
    "全年目标",
    "本周进度\n（户）",
    "已完成装修\n（户）",
    "正在装修\n（户）",
    "装修合同金额\n（万元）",
    "报送情况",
    "报送时间",
    "累计截至",
)


def roll_up_workbook(table: RollUpTable) -> bytes:
    """Return the roll-up as xlsx."""
    target = io.BytesIO()
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
    page.set_column(0, LAST, 14)
    page.set_row(0, 30)
    page.merge_range(0, 0, 0, LAST, "", styles["title"])
    write_text(page, 0, 0, f"{TITLE}（汇总）", styles["title"])
    heading = f"{table.body_name}　{table.year} 年第 {table.number} 期"
    write_text(page, 1, 0, heading, styles["plain"])
    write_text(page, 2, 0, "自", styles["plain"])
    page.write_datetime(2, 1, table.period_start, styles["day"])
    write_text(page, 2, 2, "至", styles["plain"])
    page.write_datetime(2, 3, table.period_end, styles["day"])
    write_text(page, 2, 4, f"应报 {table.expected} 家，已接收 {table.accepted} 家", styles["plain"])
    page.set_row(3, 34)
    for column, text in enumerate(HEADS):
        write_text(page, 3, column, text, styles["head"])
    page.freeze_panes(4, 1)
    line = 4
    for pair in table.pairs:
        _write(page, line, pair, styles)
        line += 2
    for number, text in enumerate((*NUMBERED_NOTES, *table.notes)):
        write_text(page, line + number, 0, text, None)
    book.close()
    return target.getvalue()


def _write(page: Worksheet, line: int, pair: RollUpPair, styles: dict[str, Format]) -> None:
    text, style = styles["text"], styles["head"] if pair.is_sum else styles["text"]
    page.merge_range(line, 0, line + 1, 0, "", style)
    write_text(page, line, 0, pair.name, style)
    for offset, (label, row) in enumerate((("装配化装修", pair.assembled), ("传统装修", pair.declared))):
        write_text(page, line + offset, 1, label, text)
        _numbers(page, line + offset, row, styles)
    for column in (7, 8, 9):
        page.merge_range(line, column, line + 1, column, "", text)
    write_text(page, line, 7, pair.standing, text)
    if pair.submitted_at is not None:
        # Excel knows no time zones: the moment stands as clocks in China show it.
        moment = clock.local(pair.submitted_at).replace(tzinfo=None, microsecond=0)
        page.write_datetime(line, 8, moment, styles["moment"])
    if pair.as_of_week is not None:
        write_text(page, line, 9, f"第 {pair.as_of_week} 期", text)


def _numbers(page: Worksheet, line: int, row: WeeklyRow, styles: dict[str, Format]) -> None:
    if row.target.isdecimal():
        page.write_number(line, 2, int(row.target), styles["whole"])
    else:
        write_text(page, line, 2, row.target, styles["text"])
    for column, value in enumerate((row.this_week, row.completed, row.building), start=3):
        if value is None:
            write_text(page, line, column, formats.NOTHING, styles["text"])
        else:
            page.write_number(line, column, value, styles["whole"])
    if row.amount is None:
        write_text(page, line, 6, formats.NOTHING, styles["text"])
    else:
        # Excel keeps numbers as floats, whatever is handed over.
        page.write_number(line, 6, float(in_wan(row.amount)), styles["money"])
