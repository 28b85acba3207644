"""Typing into the draft of a week as its page does, and looking at what stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import QueryDict

from apps.acts.forms import as_shown
from apps.acts.services import Done, Outcome, attempt, opened
from apps.lib import clock
from apps.lib.actors import Actor
from apps.reports.acts import SAVE
from apps.reports.acts.grounds import WEEK
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.checks import checks_of
from apps.reports.queries.ledger import week
from apps.reports.services import submit_report
from tests.factories.world import World

ASKED = "2026-01-22T08:30"
FILING = {
    "lines-filing-week": "12",
    "lines-filing-done": "1,300",
    "lines-filing-ongoing": "40户",
    "lines-filing-amount": "2,450.30",
    "lines-filing-queried_at": ASKED,
}
DUPLICATE = {
    "lines-duplicate-week": "1",
    "lines-duplicate-done": "2",
    "lines-duplicate-day": "2026-01-21",
    "lines-duplicate-person": "王演示",
}


def page(actor: Actor, taken: WeekSnapshot) -> QueryDict:
    """Return what an untouched page of the draft sends."""
    form = opened(SAVE, by=actor, subject=WEEK.load(actor, pk=taken.pk))
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        if not name.endswith("evidence"):
            data.setlist(name, as_shown(form, name, field))
    return data


def press(
    actor: Actor, taken: WeekSnapshot, data: QueryDict, typed: dict[str, str], files: Any = None
) -> Outcome:
    sent = data.copy()
    for name, value in typed.items():
        sent[name] = value
    return attempt(SAVE, by=actor, subject=WEEK.load(actor, pk=taken.pk), data=sent, files=files)


def saved(actor: Actor, taken: WeekSnapshot, typed: dict[str, str], files: Any = None) -> ReportVersion:
    outcome = press(actor, taken, page(actor, taken), typed, files)
    assert isinstance(outcome, Done), outcome
    return draft(taken)


def draft(taken: WeekSnapshot) -> ReportVersion:
    return ReportVersion.objects.filter(report__snapshot=taken).latest("number")


def offline_places(data: QueryDict) -> list[str]:
    return [name.removesuffix("-label") for name in data if name.endswith("-label")]


def states(taken: WeekSnapshot) -> dict[str, str]:
    return {check.code: check.state for check in checks_of(week(taken), draft(taken))}


def handed_in(world: World, taken: WeekSnapshot, typed: dict[str, str]) -> ReportVersion:
    saved(world.wang, taken, typed)
    with clock.at(clock.now() + timedelta(minutes=5)):
        return submit_report(by=world.wang, snapshot=taken)
