"""What the Excel files of weekly tables have in common: heads and figures in the columns of a form."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from apps.lib import formats
from apps.lib.amounts import in_wan
from apps.lib.spreadsheets import write_text
from apps.reports.rules.layout import AMOUNTS, Layout
from apps.reports.rules.papers import WeeklyRow


def write_across(page: Worksheet, place: tuple[int, int, int, int], text: str, style: Format) -> None:
    """Write a text over the cells from row and column to row and column; over one it is an ordinary cell."""
    row, column, last_row, last_column = place
    if (row, column) != (last_row, last_column):
        # merge_range() guesses the type of what it is given: it gets '', and write_text() the text.
        page.merge_range(row, column, last_row, last_column, "", style)
    write_text(page, row, column, text, style)


def write_heads(
    page: Worksheet, row: int, column: int, layout: Layout, style: Format, *, depth: int = 0
) -> None:
    """Write a form's heads from a place on, over ``depth`` rows; over as many as they have for 0."""
    rows = max(depth, layout.depth)
    for head in layout.upper:
        # What stands over nothing reaches down to the figures.
        last_row = row + rows - 1 if head.rows == layout.depth else row
        first = column + head.first
        place = (row, first, last_row, first + head.columns - 1)
        write_across(page, place, "\n".join(head.lines), style)
    for head in layout.lower:
        write_text(page, row + 1, column + head.first, "\n".join(head.lines), style)


def write_figures(
    page: Worksheet, line: int, column: int, row: WeeklyRow, layout: Layout, styles: Mapping[str, Format]
) -> None:
    """Write a row's figures in a form's columns: numbers as numbers, amounts in 万元."""
    for place, figure in enumerate(layout.figures, start=column):
        value = row.value(figure)
        if isinstance(value, str) and not value.isdecimal():
            write_text(page, line, place, value, styles["text"])
        elif value is None:
            write_text(page, line, place, formats.NOTHING, styles["text"])
        elif figure in AMOUNTS and not isinstance(value, str):
            # Excel keeps numbers as floats, whatever is handed over.
            page.write_number(line, place, float(in_wan(Decimal(value))), styles["money"])
        else:
            page.write_number(line, place, int(value), styles["whole"])
