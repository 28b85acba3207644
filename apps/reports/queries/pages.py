"""What the page of one week shows, put together once for screen, PDF and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from apps.lib import clock
from apps.reports.models import Adjustment, ReportVersion, WeekSnapshot
from apps.reports.queries.answers import content_of
from apps.reports.queries.changes import movement_words
from apps.reports.queries.declared import Warned
from apps.reports.queries.figures import figure_count
from apps.reports.queries.ledger import Candidate, Week, candidates, named, newest_of, since_of, week
from apps.reports.queries.sheets import Sheet, sheet_of
from apps.reports.rules.figures import Figure, Named, correction_mark
from apps.reports.rules.ledger import Kind


def opened_for(snapshot: WeekSnapshot, version: ReportVersion) -> Week:
    """Open the week as a version saw it: with the adjustments made by its submission."""
    # A draft has no submission (None), so it sees every adjustment made so far.
    return week(snapshot, as_of=version.submitted_at)


def sheet_for(opened: Week, version: ReportVersion, strange: Sequence[Warned] | None = None) -> Sheet:
    """Return a version's table: the frozen content, or for a draft the ledger as it stands."""
    return sheet_of(content_of(opened, version, strange))


@dataclass(frozen=True, slots=True)
class Change:
    """A line of 这周怎么来的."""

    text: str
    reason: str
    prefix: str
    tone: str = ""


def changes_of(opened: Week) -> dict[str, list[Change]]:
    """Return what to say beside 新增, 核减 and 合同金额."""
    found: dict[str, list[Change]] = {"in": [], "out": [], "changed": []}
    for each in named(opened):
        movement = each.movement
        if movement.kind is Kind.IN and not (movement.reason or each.corrects or each.adjusted):
            continue
        if movement.kind is Kind.CHANGED and not (movement.amount_change or each.corrects or each.adjusted):
            continue
        found[movement.kind.value].append(Change(_short(each.number), movement.reason, _prefix(each)))
    return found


def _prefix(each: Named) -> str:
    if each.corrects:
        return correction_mark(each.corrects, each.corrects_year)
    return "截止后更正" if each.adjusted else ""


def _short(number: str) -> str:
    """Last part of a case number; the district and year stand in the head of the page."""
    return number.rsplit("-", 1)[-1] or number


@dataclass(frozen=True, slots=True)
class Correctable:
    """A case whose record changed since, offered for a named adjustment."""

    case_id: UUID
    number: str
    words: str


def correctables(opened: Week, waiting: Sequence[Adjustment]) -> list[Correctable]:
    """Return the cases a named adjustment could enter now, in case-number order, but those that wait.

    For a final week only cases that week counted or moved: the rest is the current week's own.
    """
    snapshot = opened.snapshot
    final = clock.now() >= snapshot.final_at
    # What the newest week has taken in already is no longer open to a correction.
    base = newest_of(snapshot) if final else since_of(snapshot)
    known = {each.case_id for each in waiting if each.moot_at is None}
    found = candidates(base, counted_in=snapshot if final else None)
    return sorted(
        (Correctable(each.case_id, each.number, _words(each)) for each in found if each.case_id not in known),
        key=lambda each: each.number,
    )


def _words(each: Candidate) -> str:
    after = {Kind.IN: "截止后登记开工：", Kind.OUT: "截止后已核减："}
    return f"{after.get(each.movement.kind, '')}{movement_words(each.movement)}"


def waiting_corrections(opened: Week) -> Sequence[Adjustment]:
    """Corrections of a final week that wait for the current week's snapshot, and those that became moot."""
    return [each for each in opened.rows if each.entered_id is None]


def figure_links(snapshot: WeekSnapshot, version: ReportVersion, newest: ReportVersion) -> dict[str, str]:
    """Return the URL of every figure's cases, by the figure's name with underscores."""
    suffix = "" if version == newest else f"?v={version.number}"
    return {
        name.replace("-", "_"): reverse("reports:figure", args=[snapshot.pk, name]) + suffix
        for name in (
            Figure.THIS_WEEK,
            Figure.DONE,
            Figure.ONGOING,
            Figure.AMOUNT,
            Figure.OPENING,
            Figure.REMOVED,
            Figure.CARRIED,
            Figure.CHANGED,
            Figure.FINISHED_WEEK,
            Figure.PASSED_WEEK,
        )
    }


def of_the_week(opened: Week) -> dict[str, int]:
    """Count who was completed and who passed this week, beside what the form asks for (one query)."""
    return {
        name.replace("-", "_"): figure_count(opened, name)
        for name in (Figure.FINISHED_WEEK, Figure.PASSED_WEEK)
    }
