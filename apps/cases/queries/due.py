"""Last days of the periods that run: which cases are late, which soon will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db.models import Case as When_
from django.db.models import F, Q, When

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.workflow import PERIODS, Period


def running_periods() -> Mapping[Status, Period]:
    """Return the period that runs in each state that has one."""
    return PERIODS


def any_due(asked: Callable[[Period], Mapping[str, object]]) -> Q:
    """Ask each period's last day in its own state: look-ups by name, as ``{"lt": day}``."""
    found = Q()
    for status, period in PERIODS.items():
        found |= Q(status=status, **{f"{period.column}__{name}": day for name, day in asked(period).items()})
    return found


def past_due(on: date) -> Q:
    """Past the last day of the period that runs; never stored: midnight changes it."""
    return any_due(lambda _: {"lt": on})


def due_within(on: date, days: int) -> Q:
    """Not yet past, and due within ``days`` days of ``on``."""
    return any_due(lambda _: {"range": (on, on + timedelta(days=days))})


def due_column() -> When_:
    """The last day of the period that runs, to order rows by; NULL where none does."""
    return When_(*(When(status=status, then=F(each.column)) for status, each in PERIODS.items()))


def due_on(case: Case) -> date | None:
    """Return the last day of the period that runs; None where none runs, or none is set."""
    period = PERIODS.get(Status(case.status))
    return getattr(case, period.column) if period else None
