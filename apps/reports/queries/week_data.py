"""Weeks, sheets and roll-ups as plain values, as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from apps.acts.acts import record_words
from apps.audit.queries import timeline
from apps.orgs.models import Organisation
from apps.reports.enums import WeekState
from apps.reports.models import Adjustment, ReportVersion, WeekSnapshot
from apps.reports.queries.initial import initial_entries
from apps.reports.queries.ledger import week
from apps.reports.queries.lists import DistrictLine, Group, Standing, standing_of, sum_groups, versions_of
from apps.reports.queries.sheets import Row, Sheet
from apps.reports.queries.targets import Aim
from apps.reports.queries.weeks import place_name
from apps.reports.rules.declared import COLUMNS, Line
from apps.reports.rules.figures import NOTES, TITLE
from apps.reports.rules.initial import Entry, until

_CHANGES_TOLD = 20


def _body(organisation: Organisation | None) -> dict[str, Any] | None:
    return None if organisation is None else {"id": organisation.pk, "name": organisation.name}


def _figures(snapshot: WeekSnapshot, entries: Sequence[Entry], *, adjusted: bool) -> dict[str, Any]:
    # Folding the year costs queries, and most weeks stand as they were taken.
    source: Any = week(snapshot).figures if adjusted else snapshot
    begun, before = until(entries, snapshot.number), until(entries, snapshot.number - 1)
    return {
        **{name: getattr(source, name) for name in ("carried", "added", "removed")},
        "opening": source.opening + before.closing,
        "closing": source.closing + begun.closing,
        "done": source.done + begun.done,
        "ongoing": source.ongoing + begun.ongoing,
        "amount": source.amount + begun.amount,
        "initial": begun,
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "state": standing.state.value,
        "state_label": standing.state.label,
        "late": standing.late,
        "return_reason": standing.return_reason,
        "submitted_at": standing.submitted_at,
    }


def weeks_shown(snapshots: Sequence[WeekSnapshot], now: datetime) -> list[dict[str, Any]]:
    """Return weeks with their standing and figures, whatever their number in three queries and one a year."""
    entries = {
        program: initial_entries(program, {each.bureau_id for each in snapshots})
        for program in {each.program_id for each in snapshots}
    }
    versions = versions_of(snapshots)
    adjusted = set(
        Adjustment.objects.filter(entered__in=list(snapshots)).values_list("entered_id", flat=True)
    )
    return [
        week_shown(
            snapshot,
            versions.get(snapshot.pk, []),
            now,
            adjusted=snapshot.pk in adjusted,
            entries=entries[snapshot.program_id][snapshot.bureau_id],
        )
        for snapshot in snapshots
    ]


def week_shown(
    snapshot: WeekSnapshot,
    versions: Sequence[ReportVersion],
    now: datetime,
    *,
    adjusted: bool,
    entries: Sequence[Entry],
) -> dict[str, Any]:
    """Return one week; ``versions`` oldest first."""
    plain = ("number", "period_start", "period_end", "cutoff_at", "due_at", "final_at")
    return {
        "id": snapshot.pk,
        "year": snapshot.program.year,
        **{name: getattr(snapshot, name) for name in plain},
        "bureau": _body(snapshot.bureau),
        "reports_to": _body(snapshot.reports_to),
        **_standing(standing_of(snapshot, versions, now)),
        "version": versions[-1].edit if versions else None,
        "figures": _figures(snapshot, entries, adjusted=adjusted),
    }


def sheet_shown(sheet: Sheet) -> dict[str, Any]:
    """Return a version's table."""
    names = ("carried", "opening", "added", "removed", "closing", "amount_change")
    return {
        "bureau": sheet.bureau,
        "filler": sheet.filler,
        "assembled": row_shown(sheet.assembled),
        "declared": row_shown(sheet.declared),
        "sum": {name: getattr(sheet, name) for name in names},
        "declared_lines": [_declared_line(line) for line in sheet.lines],
        "declared_sums": {
            "this_week" if column == "week" else column: sheet.sums.get(column, "") for column in COLUMNS
        },
        "amount_missing": sheet.amount_missing,
        "source": sheet.source,
        "missing_reason": sheet.missing_reason,
        "footnotes": list(sheet.footnotes),
        "narrative": sheet.narrative,
        "initial": sheet.initial,
    }


def _declared_line(line: Line) -> dict[str, Any]:
    names = ("name", "deducts", "week", "done", "ongoing", "amount", "queried_at", "day", "person")
    return {
        "kind": line.kind.value,
        **{name: getattr(line, name) for name in names},
        "evidence_sha256": line.evidence,
    }


def row_shown(row: Row) -> dict[str, Any]:
    """Return one row of a table."""
    return {name: getattr(row, name) for name in ("target", "this_week", "done", "ongoing", "amount")}


def _line(line: DistrictLine) -> dict[str, Any]:
    return {
        "week_id": line.snapshot.pk,
        "bureau": _body(line.snapshot.bureau),
        "place": place_name(line.snapshot.bureau),
        **_standing(line.standing),
        "is_old": line.is_old,
        "reopened": line.reopened,
        "assembled": row_shown(line.assembled),
        "declared": row_shown(line.declared),
    }


def _counts(lines: Iterable[DistrictLine]) -> dict[str, int]:
    every = list(lines)
    counted = {state.value: 0 for state in WeekState}
    for line in every:
        counted[line.standing.state.value] += 1
    return {"due": len(every), **counted, "late": sum(1 for line in every if line.standing.late)}


def roll_up_shown(
    year: int, number: int, numbers: list[int], groups: Sequence[Group], aim: Aim
) -> dict[str, Any]:
    """Return the week of every district seen, grouped by the authority it reports to, with sums."""
    total = sum_groups(groups, aim)
    return {
        "title": TITLE,
        "notes": list(NOTES),
        "year": year,
        "number": number,
        "numbers": numbers,
        "groups": [
            {
                "upper": _body(group.upper),
                "lines": [_line(line) for line in group.lines],
                "assembled": row_shown(group.assembled),
                "declared": row_shown(group.declared),
            }
            for group in groups
        ],
        "assembled": row_shown(total.assembled),
        "declared": row_shown(total.declared),
        "counts": _counts(total.lines),
    }


def edits_since(snapshot: WeekSnapshot, newest: ReportVersion | None, sent: int) -> list[dict[str, object]]:
    """Return who touched a week's report since an edit, newest first."""
    passed = newest.edit - sent if newest else 0
    # Each edit left one event; a number that was never given out gets the last one.
    most = min(passed, _CHANGES_TOLD) if passed > 0 else 1
    return [
        {
            "when": event.at,
            "who": f"{event.signature} · {event.organisation_name}",
            "what": record_words().get(event.action, "其他记录"),
            "fields": [],
        }
        for event in timeline("week_seal", snapshot.pk, limit=most)
    ]
