"""The columns that a weekly table prints: those of the version that held on the week's last day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.programs.queries.parameters import chains_from
from apps.reports.models import FormLayout, WeekSnapshot
from apps.reports.rules.layout import Layout


def layouts_in_force(organisation_id: int, days: Mapping[Program, date]) -> dict[Program, FormLayout]:
    """Return the version that holds for a body on a day of each year, its own or from above.

    Years without one have the form's columns. Two queries, one where nobody has set any.
    """
    rows = FormLayout.objects.filter(program__in=days).select_related("organisation", "program")
    newest: dict[Program, dict[int, FormLayout]] = defaultdict(dict)
    for row in rows.order_by("number"):
        if row.valid_from <= days[row.program]:
            newest[row.program][row.organisation_id] = row
    if not newest:
        return {}
    chains = chains_from(organisation_id, {days[each] for each in newest})
    found = {
        each: next((rows[body] for body in chains[days[each]] if body in rows), None)
        for each, rows in newest.items()
    }
    return {each: row for each, row in found.items() if row is not None}


def layout_in_force(organisation_id: int, program: Program, on: date) -> FormLayout | None:
    """Return the version that holds for a body on a day, its own or from above; None: the form's columns."""
    return layouts_in_force(organisation_id, {program: on}).get(program)


def layout_of_week(snapshot: WeekSnapshot, default: Layout) -> Layout:
    """Return the columns of a bureau's week: those of the body it was reported to."""
    # The authority frozen with the week, not the present one (docs/decisions/0013).
    body = snapshot.reports_to_id or snapshot.bureau_id
    found = layout_in_force(body, snapshot.program, snapshot.period_end)
    return found.layout if found else default


def layout_versions(organisation: Organisation, program: Program) -> list[FormLayout]:
    """Return every version of a body's columns in a year, newest first (one query)."""
    rows = FormLayout.objects.filter(organisation=organisation, program=program)
    return list(rows.select_related("organisation").order_by("-number"))


def layouts_of(organisation: Organisation) -> dict[int, list[FormLayout]]:
    """Return a body's versions by the id of their year, newest first (one query)."""
    found: dict[int, list[FormLayout]] = {}
    rows = FormLayout.objects.filter(organisation=organisation).select_related("organisation")
    for row in rows.order_by("-number"):
        found.setdefault(row.program_id, []).append(row)
    return found
