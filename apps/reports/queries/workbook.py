"""The table as an Excel file in the form's own layout; every text stays a text."""

from __future__ import annotations

import io

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from apps.lib import clock, formats
from apps.lib.amounts import in_wan
from apps.lib.spreadsheets import new_workbook, write_text
from apps.reports.models import ReportVersion
from apps.reports.queries.sheets import Row, Sheet, status_text
from apps.reports.queries.spreads import write_across, write_figures, write_heads
from apps.reports.rules.figures import NOTES, TITLE
from apps.reports.rules.layout import Layout
from apps.reports.rules.papers import WEEKLY_FORM

CHARACTERS_A_COLUMN = 12


def weekly_workbook(sheet: Sheet, version: ReportVersion, layout: Layout = WEEKLY_FORM) -> bytes:
    """Return Attachment 3 as xlsx, in the form's columns: heads, 备注, 填报说明, 好经验好做法."""
    target = io.BytesIO()
    last = len(layout.columns)
    book = new_workbook(target)
    page = book.add_worksheet("进展情况统计表")
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
    title = book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
    plain = book.add_format({**base, "align": "left"})
    right = book.add_format({**base, "align": "right"})
    head = book.add_format({**base, "bold": True, "align": "center", "border": 1})
    cell = book.add_format({**base, "align": "center", "border": 1})
    money = book.add_format({**base, "align": "center", "border": 1, "num_format": "#,##0.00####"})
    note = book.add_format({**base, "align": "left", "border": 1, "font_size": 10})

    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, 18)
    page.set_column(1, last, 17)
    page.set_row(1, 30)
    write_text(page, 0, 0, f"表式：{layout.origin}" if layout.source else "附件 3", plain)
    write_across(page, (1, 0, 1, last), TITLE, title)
    period = (
        f"{sheet.year} 年第 {sheet.week} 期　{formats.period(sheet.period_start, sheet.period_end)}　"
        f"{status_text(version)}"
    )
    write_across(page, (2, 0, 2, last), period, plain)
    middle = max(0, last - 2)
    write_across(page, (3, 0, 3, middle), f"区、县（市）住建局：{sheet.bureau}", plain)
    write_across(page, (3, middle + 1, 3, last), f"填报人：{sheet.filler}", right)
    # Two rows whatever the form's head: what stands below keeps its place.
    write_across(page, (4, 0, 5, 0), "装修模式", head)
    write_heads(page, 4, 1, layout, head, depth=2)
    page.set_row(4, 24)
    page.set_row(5, 24)
    for line, (label, row) in enumerate(zip(("装配化装修", "传统装修"), sheet.rows, strict=True), start=6):
        page.set_row(line, 34)
        write_text(page, line, 0, f"{label}\n（户）", cell)
        write_figures(page, line, 1, row, layout, {"text": cell, "whole": cell, "money": money})
    notes = "\n".join(f"{number}. {text}" for number, text in enumerate(NOTES, start=1))
    _block(page, (8, last), "备注", notes, cell, note)
    remarks = "\n".join(f"{number}. {text}" for number, text in enumerate(sheet.footnotes, start=1))
    _block(page, (9, last), "填报说明", remarks, cell, note)
    line = 10
    if layout.legend:
        _block(page, (line, last), "栏目说明", layout.legend, cell, note)
        line += 1
    if sheet.asked:
        answers = "\n".join(f"{number}. {text}" for number, text in enumerate(sheet.asked, start=1))
        _block(page, (line, last), "退回事项的答复", answers, cell, note)
        line += 1
    if sheet.narrative:
        _block(page, (line, last), "好经验好做法", sheet.narrative, cell, note)
    if version.content_hash:
        said = f"内容摘要（SHA-256）：{version.content_hash}"
        write_across(page, (line + 1, 0, line + 1, last), said, plain)
    if sheet.sums:
        _declared_page(book, sheet, cell=cell, head=head, money=money)
    book.close()
    return target.getvalue()


def _declared_page(book: Workbook, sheet: Sheet, *, cell: Format, head: Format, money: Format) -> None:
    """Add the lines of 传统装修 as a table of numbers and dates, deductions as negative numbers."""
    page = book.add_worksheet("传统装修申报数")
    moment = book.add_format({"align": "center", "border": 1, "num_format": "yyyy-mm-dd hh:mm"})
    day = book.add_format({"align": "center", "border": 1, "num_format": "yyyy-mm-dd"})
    page.set_column(0, 0, 26)
    page.set_column(1, 8, 16)
    titles = ("来源", "本周进度（户）", "已完成装修（户）", "正在装修（户）", "合同金额（万元）")
    for column, text in enumerate((*titles, "时间", "经手人", "佐证材料 SHA-256")):
        write_text(page, 0, column, text, head)
    for row, line in enumerate(sheet.lines, start=1):
        write_text(page, row, 0, line.name, cell)
        sign = -1 if line.deducts else 1
        for column, count in enumerate((line.week, line.done, line.ongoing), start=1):
            if count is not None:
                page.write_number(row, column, sign * count, cell)
        if line.amount is not None:
            page.write_number(row, 4, sign * float(in_wan(line.amount)), money)
        if line.queried_at is not None:
            # Excel knows no time zones: the wall clock of Hangzhou.
            page.write_datetime(row, 5, clock.local(line.queried_at).replace(tzinfo=None), moment)
        elif line.day is not None:
            page.write_datetime(row, 5, line.day, day)
        write_text(page, row, 6, line.person, cell)
        write_text(page, row, 7, line.evidence, cell)
    last = len(sheet.lines) + 1
    write_text(page, last, 0, "申报数", head)
    for column, value in enumerate(_numbers(sheet.declared), start=1):
        if isinstance(value, str):
            write_text(page, last, column, value, cell)
        else:
            page.write_number(last, column, value, money if column == 4 else cell)
    if sheet.amount_missing:
        write_text(page, last + 1, 0, "其中合同金额未取得（户）", cell)
        page.write_number(last + 1, 1, sheet.amount_missing, cell)


def _block(
    page: Worksheet, place: tuple[int, int], label: str, text: str, cell: Format, note: Format
) -> None:
    """Write a row of text behind its label; ``place`` is its row and the last column."""
    row, last = place
    # Excel does not fit the height of merged cells to their text, so it is estimated.
    lines = sum(1 + len(part) // (CHARACTERS_A_COLUMN * last) for part in text.split("\n"))
    page.set_row(row, 15 * lines + 6)
    write_text(page, row, 0, label, cell)
    write_across(page, (row, 1, row, last), text, note)


def _numbers(row: Row) -> tuple[int | float | str, ...]:
    return (
        _whole(row.this_week),
        _whole(row.done),
        _whole(row.ongoing),
        # Excel keeps numbers as floats, whatever is handed over.
        formats.NOTHING if row.amount is None else float(in_wan(row.amount)),
    )


def _whole(value: int | None) -> int | str:
    return formats.NOTHING if value is None else value
