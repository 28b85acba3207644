"""移交清单: every 件 of a year by 件号, and whether the numbers run without gaps (P9)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Count, Q, QuerySet

from apps.archives.models import Archive, FilingSeries
from apps.archives.rules.filing import UNSET, gaps
from apps.archives.rules.papers import TransferPaper, TransferRow
from apps.cases.enums import Status
from apps.documents.rules.papers import PaperMark
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.lib.spreadsheets import new_workbook, write_text
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import merged_into
from apps.orgs.permissions import row_scope

PAGE = 50
MOST_PRINTED = 1_000
"""件 of one PDF; more go into the workbook."""
MOST_LISTED = 50_000
HEADINGS = (
    "序号",
    "档号",
    "办件编号",
    "房屋坐落",
    "归档日期",
    "件数",
    "页数",
    "照片",
    "补充归档",
    "清单 SHA-256",
    "备注",
)
"""Columns of the workbook; page and paper write the remark beside the number."""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One 全宗·年度·保管期限 with its count."""

    words: str
    count: int
    last: int
    missing: tuple[int, ...]
    """件号 that are missing or stand twice; () where they run without gaps."""


@dataclass(frozen=True, slots=True)
class TransferPage:
    """What the page shows of a year."""

    year: int
    years: Sequence[int]
    series: Sequence[SeriesLine]
    rows: Sequence[TransferRow]
    following: str
    """Where the next page goes on; '' on the last one."""
    total: int


def _series(actor: Actor) -> QuerySet[FilingSeries]:
    scope = row_scope(actor)
    if scope.level is not ScopeLevel.BUREAU:
        return FilingSeries.objects.none()
    return FilingSeries.objects.filter(merged_into(scope.organisation_id, "body"))


def _archives(actor: Actor, year: int) -> QuerySet[Archive]:
    rows = Archive.objects.filter(series__in=_series(actor).filter(year=year))
    related = rows.select_related("series", "case__dwelling", "case__bureau").defer("manifest")
    return related.annotate(added=Count("supplements")).order_by("series_id", "number")


def transfer_page(actor: Actor, *, year: int | None = None, after: str = "") -> TransferPage:
    """Return one page of the list of a year; without one of the latest that has 件."""
    years = sorted(set(_series(actor).values_list("year", flat=True)), reverse=True)
    shown = year or (years[0] if years else clock.today().year)
    rows = list(_after(_archives(actor, shown), after)[: PAGE + 1])
    series = _lines(actor, shown)
    return TransferPage(
        year=shown,
        years=years,
        series=series,
        rows=[_row(row) for row in rows[:PAGE]],
        following=f"{rows[PAGE - 1].series_id}-{rows[PAGE - 1].number}" if len(rows) > PAGE else "",
        total=sum(line.count for line in series),
    )


def _after(rows: QuerySet[Archive], after: str) -> QuerySet[Archive]:
    series, _, number = after.partition("-")
    if not (series.isdecimal() and number.isdecimal()) or len(after) > 30:
        return rows
    return rows.filter(Q(series_id__gt=int(series)) | Q(series_id=int(series), number__gt=int(number)))


def _lines(actor: Actor, year: int) -> list[SeriesLine]:
    found = _series(actor).filter(year=year).annotate(count=Count("archives")).order_by("pk")
    return [
        SeriesLine(
            f"{each.fonds or UNSET}·{each.year}·{each.period or UNSET}",
            each.count,
            each.last,
            # Numbers are unique and the last is known: as many as the last leave no gap.
            () if each.count == each.last else tuple(_missing(each)),
        )
        for each in found
    ]


def _missing(series: FilingSeries) -> list[int]:
    numbers = list(series.archives.values_list("number", flat=True))
    return sorted({*gaps(numbers), *range(max(numbers, default=0) + 1, series.last + 1)})


def _row(archive: Archive) -> TransferRow:
    return TransferRow(
        mark=archive.filing_mark.words,
        number=archive.case.number or "",
        address=archive.case.dwelling.address,
        filed_on=clock.local(archive.filed_at).date(),
        papers=archive.papers,
        pages=archive.pages,
        photos=archive.photos,
        supplements=archive.added,  # type: ignore[attr-defined]
        manifest_sha256=archive.manifest_sha256,
        remark=Status.REVOKED.label if archive.case.status == Status.REVOKED else "",
    )


def transfer_paper(actor: Actor, year: int) -> TransferPaper:
    """Return the whole list of a year to be printed; Refused where it is longer than a paper holds."""
    rows = list(_archives(actor, year)[: MOST_PRINTED + 1])
    if len(rows) > MOST_PRINTED:
        raise Refused(f"超过 {MOST_PRINTED} 件，请用 Excel 打印。", code="too_many")
    return TransferPaper(
        body_name=actor.organisation_name,
        year=year,
        series=tuple((line.words, line.count, line.last) for line in _lines(actor, year)),
        rows=tuple(_row(row) for row in rows),
        made_on=clock.today(),
        mark=PaperMark(f"移交清单-{year}"),
    )


def transfer_workbook(actor: Actor, year: int) -> bytes:
    """Return the list of a year as a workbook; Refused beyond MOST_LISTED 件."""
    rows = list(_archives(actor, year)[: MOST_LISTED + 1])
    if len(rows) > MOST_LISTED:
        raise Refused(f"超过 {MOST_LISTED} 件，请分年度办理。", code="too_many")
    target = io.BytesIO()
    workbook = new_workbook(target)
    sheet = workbook.add_worksheet(f"{year}年移交清单")
    bold = workbook.add_format({"bold": True})
    write_text(sheet, 0, 0, f"{actor.organisation_name}　{year} 年度一户一档移交清单", bold)
    for column, heading in enumerate(HEADINGS):
        write_text(sheet, 1, column, heading, bold)
    sheet.freeze_panes(2, 0)
    sheet.set_column(0, len(HEADINGS) - 1, 18)
    for number, cells in enumerate(_cells(rows), start=1):
        for column, value in enumerate((number, *cells)):
            if isinstance(value, int):
                sheet.write_number(number + 1, column, value)
            else:
                write_text(sheet, number + 1, column, value)
    workbook.set_properties(
        {"author": "厨卫换新", "created": clock.now().astimezone(UTC).replace(tzinfo=None)}
    )
    workbook.close()
    return target.getvalue()


def _cells(rows: Sequence[Archive]) -> Iterator[tuple[str | int, ...]]:
    for archive in rows:
        row = _row(archive)
        counts = (row.papers, row.pages, row.photos) if row.manifest_sha256 else ("", "", "")
        yield (
            *(row.mark, row.number, row.address, row.filed_on.isoformat()),
            *counts,
            row.supplements,
            row.hash_text,
            row.remark,
        )
