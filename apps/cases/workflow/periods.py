"""Periods that run while a case is in a state: the column of the last day, and whom it is told to."""

from __future__ import annotations

from dataclasses import dataclass

from apps.orgs.enums import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period; in the state whose row has it, a case is late after the day in its column."""

    column: str
    """Column of the case with the last day; NULL where none is set, or where it stands still."""
    name: str
    """Part of kinds and keys of its messages: due.works, due.works_late."""
    label: str
    last_day: str
    """Words before the last day."""
    days: int
    """Days before the last day on which its desks are reminded."""
    soon: str
    late: str
    desks: frozenset[Role]
    late_desks: frozenset[Role]
    """Told beside ``desks`` when it is late."""
    page: str = ""
    """Tab where the work is done; the case itself where empty."""


FILING = Period(
    column="filing_due_on",
    name="filing",
    label="备案",
    last_day="备案到期日",
    days=3,
    soon="请按期办理。",
    late="请抓紧办理。",
    desks=frozenset({Role.DISTRICT_CLERK}),
    late_desks=frozenset({Role.DISTRICT_LEADER}),
)
WORKS = Period(
    column="works_due_on",
    name="works",
    label="施工",
    last_day="施工到期日",
    days=3,
    soon="请按期完工。",
    late="请补写原因，上门核实。",
    # Beside whoever patrols the site: one body, which the case names (R6).
    desks=frozenset({Role.SITE_MANAGER}),
    late_desks=frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK}),
    page="works",
)
ACCEPTANCE = Period(
    column="acceptance_due_on",
    name="acceptance",
    label="验收",
    last_day="完工后一个月内组织验收，到期日",
    days=7,
    soon="请安排验收。",
    late="请抓紧组织。",
    desks=frozenset({Role.DISTRICT_INSPECTOR}),
    late_desks=frozenset({Role.DISTRICT_LEADER}),
    page="acceptance",
)
RECTIFICATION = Period(
    column="rectification_due_on",
    name="rectification",
    label="整改",
    last_day="整改到期日",
    days=3,
    soon="请按期完成整改。",
    late="请抓紧整改。",
    desks=frozenset({Role.SITE_MANAGER}),
    late_desks=frozenset({Role.DISTRICT_INSPECTOR, Role.DISTRICT_CLERK}),
    page="acceptance",
)
