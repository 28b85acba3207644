"""Rows of the case list: what a line shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.queries import Wait, due_on, hold_rule, state_row, waits_of
from apps.cases.queries.case_page import masked_name
from apps.lib.actors import Actor


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list."""

    case: Case
    name: str
    tone: str
    due: date | None
    flags: tuple[str, ...]
    wait: Wait | None
    """Whom it waits for; None where nothing is awaited."""


def case_rows(actor: Actor, cases: Collection[Case]) -> list[CaseRow]:
    """Return the lines of a page of cases annotated by ``desk.flagged``."""
    waits = waits_of(actor, cases)
    return [
        CaseRow(
            case=case,
            name=masked_name(case),
            tone=state_row(case.status).tone,
            due=due_on(case),
            flags=_flags(case),
            wait=waits.get(case.pk),
        )
        for case in cases
    ]


def _flags(case: Case) -> tuple[str, ...]:
    found = []
    if getattr(case, "is_returned", False):
        found.append(hold_rule(HoldKind.RETURNED).flag)
    if case.overrun:
        found.append("计划超工期")
    if getattr(case, "has_defect", False):
        found.append(hold_rule(HoldKind.DEFECT).flag)
    if case.backfilled:
        found.append("补录")
    return tuple(found)
