"""What the pages and papers of the 年终核定 show."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.documents.rules.papers import PaperMark
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import ZERO, from_wan, in_wan
from apps.lib.spreadsheets import new_workbook, write_text
from apps.orgs.queries import called
from apps.programs.queries import Targets, targets_of
from apps.reports.enums import CloseStatus, MemberState
from apps.reports.models import YearClose, YearCloseCase
from apps.reports.queries.figures import PAGE, Cursor
from apps.reports.queries.initial import initial_entries, of_frozen
from apps.reports.queries.yearend import CloseRow, Totals, counted_in, row_of, totals_from, totals_of
from apps.reports.rules.contents import content_hash
from apps.reports.rules.initial import NONE, Entry, until
from apps.reports.rules.papers import YearCloseLine, YearCloseTable

CLOSE_VIEWS: Mapping[str, str] = {
    "differences": "与最后一期的差异",
    MemberState.DONE.value: "已完成",
    MemberState.ONGOING.value: "结转下年",
}
"""Lists of the page, by the value of ``?show=``."""


@dataclass(frozen=True, slots=True)
class ClosePage:
    """A page of a list by case number; cursors '' where there is nothing more."""

    rows: tuple[tuple[YearCloseCase, CloseRow], ...]
    following: str
    preceding: str


def close_page(close: YearClose, shown: str, cursor: Cursor, *, size: int = PAGE) -> ClosePage:
    """Return a page of one of the lists (one query)."""
    rows = close.cases.select_related("case__street_office")
    rows = rows.exclude(difference="") if shown == "differences" else rows.filter(state=shown)
    if cursor.back:
        found = list(rows.filter(number__lt=cursor.number).order_by("-number", "-pk")[: size + 1])
    else:
        found = list(rows.filter(number__gt=cursor.number).order_by("number", "pk")[: size + 1])
    more, page = len(found) > size, found[:size]
    if cursor.back:
        page.reverse()
    following = more if not cursor.back else True
    preceding = more if cursor.back else bool(cursor.number)
    return ClosePage(
        rows=tuple((row, row_of(close, row)) for row in page),
        following=page[-1].number if page and following else "",
        preceding=page[0].number if page and preceding else "",
    )


@dataclass(frozen=True, slots=True)
class CloseLine:
    """A bureau in the list of a year."""

    close: YearClose
    target: int | None
    totals: Totals

    @property
    def tone(self) -> str:
        """Tone of its pill."""
        return {CloseStatus.ACCEPTED.value: "ok", CloseStatus.SUBMITTED.value: "accent"}.get(
            self.close.status, "warn"
        )


def close_years(actor: Actor) -> list[int]:
    """Return the years of which the actor sees a 年终核定, newest first."""
    years = YearClose.objects.visible_to(actor).order_by("-program__year")
    return list(years.values_list("program__year", flat=True).distinct())


def close_lines(actor: Actor, year: int) -> list[CloseLine]:
    """Return the bureaus of a year in code order (four queries)."""
    closes = list(
        YearClose.objects.visible_to(actor)
        .filter(program__year=year)
        .select_related("bureau", "program", "last")
        .order_by("bureau__region_id", "bureau_id")
    )
    rows = YearCloseCase.objects.filter(close__in=closes).order_by().values("close")
    counted = {row["close"]: row for row in rows.annotate(**counted_in(year))}
    targets = targets_of(closes[0].program, [each.bureau_id for each in closes]) if closes else Targets({})
    initial = initial_entries(closes[0].program_id, [each.bureau_id for each in closes]) if closes else {}
    return [
        CloseLine(
            each,
            targets.households(each.bureau_id, each.program.closes_on),
            _totals(each, counted.get(each.pk, {}), initial[each.bureau_id]),
        )
        for each in closes
    ]


def _totals(close: YearClose, counted: Mapping[str, Any], entries: Sequence[Entry]) -> Totals:
    if close.status != CloseStatus.OPEN:
        return totals_of(close)
    return totals_from(counted).begun(until(entries, close.last.number))


def summed(lines: Sequence[CloseLine]) -> Totals:
    """Sum the bureaus of a year."""
    totals = [line.totals for line in lines]
    return Totals(
        done=sum(each.done for each in totals),
        ongoing=sum(each.ongoing for each in totals),
        passed=sum(each.passed for each in totals),
        amount=sum((each.amount for each in totals), ZERO),
        differences=sum(each.differences for each in totals),
        initial=sum((each.initial for each in totals), NONE),
    )


def close_paper(close: YearClose, content: Mapping[str, Any]) -> YearCloseTable:
    """Return the list as the PDF's template wants it."""
    summed, last = content["sum"], content["last_week"]
    status = close.get_status_display()
    named = called(close.bureau, clock.local(close.submitted_at or clock.now()).date())
    return YearCloseTable(
        bureau_name=content["bureau"],
        year=content["year"],
        last_week=f"第 {last['number']} 期（截至 {formats.day(date.fromisoformat(last['period_end']))}）",
        done=summed["done"],
        ongoing=summed["ongoing"],
        passed=summed["passed"],
        amount=from_wan(Decimal(summed["amount"])),
        differences=summed["differences"],
        initial=_begun(content).removeprefix("；"),
        lines=tuple(_paper_line(place, each) for place, each in enumerate(content["cases"], start=1)),
        mark=PaperMark(
            number=f"{named.short_name}-{content['year']}-年终核定-{close.edit}",
            # While it is open, too: what is signed bears the digest that the submission will have.
            content_hash=content_hash(content),
            issued_at=close.submitted_at if close.status != CloseStatus.OPEN else None,
            status=status,
        ),
    )


def _begun(content: Mapping[str, Any]) -> str:
    initial = of_frozen(content.get("initial"))
    return f"；其中期初数：{initial.words}，没有逐户名单" if initial else ""


def _paper_line(place: int, each: Mapping[str, Any]) -> YearCloseLine:
    completed = each["completed_on"]
    return YearCloseLine(
        place=place,
        number=each["number"],
        street=each["street"],
        space=each["space"],
        state=each["state"],
        completed=formats.day(date.fromisoformat(completed)) if completed else formats.NOTHING,
        accepted=each["accepted"] or formats.NOTHING,
        amount=from_wan(Decimal(each["amount"])),
        words=each["words"],
    )


def year_workbook(close: YearClose, content: Mapping[str, Any]) -> bytes:
    """Return the list as xlsx: numbers and dates as such, every text a text."""
    target = io.BytesIO()
    book = new_workbook(target)
    page = book.add_worksheet("年终核定")
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    head = book.add_format({**base, "bold": True, "border": 1, "text_wrap": True, "align": "center"})
    cell = book.add_format({**base, "border": 1, "text_wrap": True})
    money = book.add_format({**base, "border": 1, "num_format": "#,##0.00####"})
    day = book.add_format({**base, "border": 1, "num_format": "yyyy-mm-dd", "align": "center"})
    plain = book.add_format(base)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    for column, width in enumerate((6, 18, 16, 14, 12, 13, 20, 14, 48)):
        page.set_column(column, column, width)
    write_text(
        page,
        0,
        0,
        f"{content['bureau']} {content['year']} 年度年终核定（{close.get_status_display()}）",
        plain,
    )
    summed = content["sum"]
    write_text(
        page,
        1,
        0,
        f"已完成 {summed['done']} 户，结转下年 {summed['ongoing']} 户，其中验收合格 {summed['passed']} 户；"
        f"与第 {content['last_week']['number']} 期的差异 {summed['differences']} 户{_begun(content)}",
        plain,
    )
    for column, text in enumerate(HEADS):
        write_text(page, 2, column, text, head)
    for place, each in enumerate(content["cases"], start=1):
        row = place + 2
        page.write_number(row, 0, place, cell)
        for column, name in _TEXTS.items():
            write_text(page, row, column, each[name], cell)
        if each["completed_on"]:
            page.write_datetime(row, 5, date.fromisoformat(each["completed_on"]), day)
        else:
            write_text(page, row, 5, "", cell)
        # Excel keeps numbers as floats, whatever is handed over.
        page.write_number(row, 7, float(in_wan(from_wan(Decimal(each["amount"])))), money)
    book.close()
    return target.getvalue()


HEADS = (
    "序号",
    "办件编号",
    "街道",
    "改造空间",
    "年末进度",
    "完工日期",
    "验收",
    "合同金额（万元）",
    "与最后一期的差异",
)
"""Columns of the list in Excel."""
_TEXTS = {1: "number", 2: "street", 3: "space", 4: "state", 6: "accepted", 8: "words"}
