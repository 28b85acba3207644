"""The declared total of a version, and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.documents.models import StoredFile
from apps.lib import formats
from apps.othertrack.rules.counting import Matched, shortfalls
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.matching import matching_of
from apps.reports.rules.declared import (
    COLUMNS,
    FIXED,
    WARNINGS,
    Line,
    LineKind,
    Totals,
    Warning,
    of_plain,
    warnings,
)


def single_line(source: str, **values: Any) -> list[Line]:
    """Return one total that nobody split as the one line it is; nothing where there is no number."""
    line = Line(LineKind.SINGLE, "single", source, **values)
    return [line] if line.filled else []


def lines_of(version: ReportVersion) -> list[Line]:
    """Return the filled lines of a version; one total that nobody split is one line."""
    lines = [of_plain(plain) for plain in version.declared_lines]
    return [line for line in lines if line.filled] or single_line(
        version.declared_source,
        week=version.declared_week,
        done=version.declared_done,
        ongoing=version.declared_ongoing,
        amount=version.declared_amount,
        queried_at=version.declared_queried_at,
        evidence=str(version.declared_evidence_id or ""),
    )


def is_split(lines: Sequence[Line]) -> bool:
    """Whether a total is made of lines."""
    return any(line.kind is not LineKind.SINGLE for line in lines)


def totals_of(version: ReportVersion) -> Totals:
    """Return the declared row of a version as it stands in its columns."""
    return Totals(
        version.declared_week,
        version.declared_done,
        version.declared_ongoing,
        version.declared_amount,
        version.declared_amount_missing or 0,
    )


@dataclass(frozen=True, slots=True)
class Last:
    """The last declared total of a bureau before a week."""

    number: int
    """期次 it was handed in for."""
    lines: tuple[Line, ...]
    row: Totals
    neighbours: bool
    """Whether it is that of the week before."""


def declared_before(bureau: Any, program: Any, number: Any) -> QuerySet[ReportVersion]:
    """Return the totals handed in before a week of a bureau's year, the newest first; ids, or expressions."""
    return (
        ReportVersion.objects.filter(
            report__snapshot__bureau_id=bureau,
            report__snapshot__program_id=program,
            report__snapshot__number__lt=number,
            submitted_at__isnull=False,
            declared_done__isnull=False,
        )
        # What a bureau took back it did not stand by, so nothing is measured against it.
        .exclude(status=ReportStatus.WITHDRAWN)
        .order_by("-report__snapshot__number", "-number")
    )


def last_declared(snapshot: WeekSnapshot) -> Last | None:
    """Return the last total handed in before a week of the same year; what was taken back is none."""
    rows = declared_before(snapshot.bureau_id, snapshot.program_id, snapshot.number)
    return last_in(rows.select_related("report__snapshot").defer("content").first(), snapshot)


def last_in(last: ReportVersion | None, snapshot: WeekSnapshot) -> Last | None:
    """Return the total of the version before a week, which is at hand; its week must be loaded."""
    if last is None:
        return None
    number = last.report.snapshot.number
    return Last(number, tuple(lines_of(last)), totals_of(last), number == snapshot.number - 1)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that wants a word; ``word`` is '' until it has one."""

    code: Warning
    title: str
    detail: str
    word: str

    @property
    def told(self) -> bool:
        """Whether it was answered."""
        return bool(self.word)

    @property
    def field(self) -> str:
        """Name of the field in which it is answered."""
        return word_field(self.code)

    @property
    def words(self) -> str:
        """What is strange, as a footnote says it."""
        return f"{self.title}：{self.detail}"


def word_field(code: Warning) -> str:
    """Return the name of the field that answers a warning."""
    return f"word_{code.value}"


def warned(version: ReportVersion, last: Last | None, own: Matched | None = None) -> list[Warned]:
    """Return what is strange about a version's total beside the last one and beside ``own``, our households.

    With the words that answer it.
    """
    if version.declared_missing_reason:
        return []
    row = totals_of(version)
    # Half a row is still being typed: comparing it would warn of what is only missing.
    if row.week is None or row.done is None or row.ongoing is None:
        return []
    found = warnings(row, last.row if last else None, neighbours=bool(last and last.neighbours))
    columns = {"households": row.households, "done": row.done, "ongoing": row.ongoing, "week": row.week}
    short = shortfalls(own, **columns, amount=row.amount) if own else []
    if short:
        found[Warning.OWN] = "；".join(each.words for each in short)
    words: Mapping[str, str] = version.declared_words
    return [Warned(code, WARNINGS[code], detail, words.get(code.value, "")) for code, detail in found.items()]


def strange_in(snapshot: WeekSnapshot, version: ReportVersion) -> list[Warned]:
    """Return what is strange about a version's total, held against the last one there is and against ours."""
    return warned(version, last_declared(snapshot), matching_of(snapshot).own)


def line_place(line: Line) -> str:
    """Return what begins the names of a line's fields."""
    return f"lines-{line.key}"


def evidence_of(version: ReportVersion, key: str) -> str:
    """Return the number of the file that proves a line, without a key the one total; '' if there is none."""
    if not key:
        return str(version.declared_evidence_id or "")
    return next((line.evidence for line in map(of_plain, version.declared_lines) if line.key == key), "")


def digests_of(lines: Sequence[Line]) -> dict[str, str]:
    """Return the SHA-256 of the evidence of lines, by the number of the file."""
    wanted = [line.evidence for line in lines if line.evidence]
    if not wanted:
        return {}
    found = StoredFile.objects.filter(pk__in=wanted).values_list("pk", "sha256")
    return {str(pk): sha256 for pk, sha256 in found}


# --- beside the inputs ---


def beside(kind: LineKind, label: str, last: Last | None) -> str:
    """Return what the last report said in a line, to be read, never taken over; '' where it said nothing."""
    if last is None:
        return ""
    line = next(
        (each for each in last.lines if each.kind is kind and (kind in FIXED or each.label == label)),
        None,
    )
    return f"第 {last.number} 期：{figures_text(line)}" if line else ""


def total_beside(last: Last | None) -> str:
    """Return the last declared row in words."""
    if last is None:
        return ""
    missing = f"，金额未取得 {last.row.amount_missing} 户" if last.row.amount_missing else ""
    return f"第 {last.number} 期合计：{figures_text(last.row)}{missing}"


def figures_text(row: Line | Totals) -> str:
    """Return the four numbers of a row in words."""
    said = []
    for column, label in COLUMNS.items():
        value = getattr(row, column)
        if column == "amount":
            said.append(f"{label} {formats.money(value)} 万元" if value is not None else f"{label}未填")
        else:
            said.append(f"{label} {formats.NOTHING if value is None else value}")
    return "，".join(said)
