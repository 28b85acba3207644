"""统计表栏目 of a body: what holds, every version, and what a table would look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.administration.queries.years import OfBody
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.models import FormLayout
from apps.reports.queries.layouts import layout_versions, layouts_in_force, layouts_of
from apps.reports.queries.lists import week_numbers
from apps.reports.queries.rollup import roll_up, table_of
from apps.reports.rules.layout import Layout
from apps.reports.rules.papers import ROLL_UP_FORM, RollUpTable


@dataclass(frozen=True, slots=True)
class BodyLayout:
    """What a body's tables of a year print, and whose decision it is."""

    program: Program
    row: FormLayout | None
    """None: the form of 杭房局〔2024〕43号."""
    coming: FormLayout | None
    """The body's own version that begins later."""

    @property
    def layout(self) -> Layout:
        """The columns."""
        return self.row.layout if self.row else ROLL_UP_FORM


def _day(program: Program) -> date:
    return min(max(clock.today(), program.opens_on), program.closes_on)


def body_layouts(body: Organisation, programs: Sequence[Program]) -> list[BodyLayout]:
    """Return what holds for a body in some years: today, or on the year's nearest day (two queries)."""
    held = layouts_in_force(body.pk, {each: _day(each) for each in programs})
    own = layouts_of(body)
    coming = {
        each: next((row for row in own.get(each.pk, ()) if row.valid_from > _day(each)), None)
        for each in programs
    }
    return [BodyLayout(each, held.get(each), coming[each]) for each in programs]


def held_now(subject: OfBody) -> Layout:
    """Return the columns a new version begins with."""
    if subject.program is None:
        return ROLL_UP_FORM
    return body_layouts(subject.organisation, [subject.program])[0].layout


def years_layouts(subject: OfBody) -> dict[str, Any]:
    """Return what holds for a body's year, and its own versions, as the API shows them."""
    body, program = subject.organisation, subject.program
    if program is None:
        raise LookupError("a year has columns, a body alone has none")
    held, versions = body_layouts(body, [program])[0], layout_versions(body, program)
    return {
        "body": {"id": body.pk, "name": body.name},
        "year": program.year,
        "version": versions[0].number + 1 if versions else 1,
        "columns": [each.kept() for each in held.layout.columns],
        "set_by": held.row.organisation.name if held.row else None,
        "versions": [
            {
                "number": row.number,
                "columns": row.columns,
                "source": row.source,
                "valid_from": row.valid_from,
                "reason": row.reason,
                "recorded_at": row.recorded_at,
                "recorded_by": row.recorded_by_name,
            }
            for row in versions
        ],
    }


@dataclass(frozen=True, slots=True)
class Sample:
    """What is typed as a table: the newest week's sums, or the heads alone before the first one."""

    layout: Layout
    table: RollUpTable | None

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The sum's two rows, each cell with its heading."""
        if self.table is None:
            return []
        pair, *rows = self.table.printed[-1]
        heads = [each.heading for each in self.layout.columns]
        return [
            (f"{pair.name}：{mode}", list(zip(heads, texts, strict=True)))
            for mode, texts in zip(("装配化装修", "传统装修"), rows, strict=True)
        ]


def sample_of(actor: Actor, subject: OfBody, layout: Layout) -> Sample | None:
    """Return what is typed with the newest week's figures; None without a column."""
    if not layout.columns or subject.program is None:
        return None
    numbers = week_numbers(actor, subject.program)
    found = roll_up(actor, subject.program, numbers[0]) if numbers else None
    name = subject.organisation.name
    return Sample(layout, table_of(found, body_name=name, layout=layout) if found else None)
