"""Two inspectors accept the same household at once: one wins, the other is told who did.

SQLite writes one after the other anyway, so this needs PostgreSQL. The control takes the lock away
and shows that both would win: without it the test above would prove nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from apps.cases.models import Case, Transition
from apps.inspections import services
from apps.inspections.enums import AttemptResult, Verdict
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.permissions import may_conclude
from apps.inspections.services import acceptance, findings
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Refused
from tests.factories.racing import PATIENCE, at_once
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ON_SITE = later(17)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def accept(case: Case, by: Actor) -> Callable[[], object]:
    """Return the act of concluding the acceptance of a household."""
    return lambda: services.conclude(case_id=case.pk, by=by)


def refusals(outcomes: list[object]) -> list[Refused]:
    unexpected = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refused)]
    assert unexpected == []
    return [each for each in outcomes if isinstance(each, Refused)]


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the case as a page does, and let both inspectors read everything before either writes."""
    both_have_read = threading.Barrier(2, timeout=PATIENCE)

    def plain_read(*, case_id: UUID, by: Actor, version: int | None = None) -> Case:
        return Case.objects.visible_to(by).get(pk=case_id)

    def look_and_wait(by: Actor, case: Case) -> Decision:
        decision = may_conclude(by, case)
        both_have_read.wait()
        return decision

    monkeypatch.setattr(findings, "lock_case", plain_read)
    monkeypatch.setattr(acceptance, "may_conclude", look_and_wait)


def test_of_two_inspectors_accepting_at_once_one_wins(world: World) -> None:
    case = make_works_case(world, "satisfied")

    outcomes = at_once([accept(case, world.yan), accept(case, world.yan2)], moment=ON_SITE)

    (refused,) = refusals(outcomes)
    winner = AcceptanceAttempt.objects.get(case=case).concluded_by
    assert winner in ("严演示", "颜演示")
    assert refused.reason.startswith(f"这次验收刚由{winner}于9月18日 12:00办理，结论是“验收合格”")
    assert Transition.objects.filter(case=case, name="pass_acceptance").count() == 1


def test_without_the_lock_both_would_win(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_works_case(world, "satisfied")
    without_lock(monkeypatch)

    outcomes = at_once([accept(case, world.yan), accept(case, world.yan2)], moment=ON_SITE)

    assert refusals(outcomes) == []
    assert Transition.objects.filter(case=case, name="pass_acceptance").count() == 2


def test_of_two_contrary_verdicts_at_once_the_first_stands(world: World) -> None:
    case = make_works_case(world, "items")

    def say(by: Actor, verdict: Verdict) -> Callable[[], object]:
        return lambda: services.give_verdict(case_id=case.pk, by=by, verdict=verdict, opinion=verdict.label)

    outcomes = at_once([say(world.yan, Verdict.PASS), say(world.yan2, Verdict.FAIL)], moment=ON_SITE)

    (refused,) = refusals(outcomes)
    attempt = AcceptanceAttempt.objects.get(case=case)
    assert f"刚由{attempt.verdict_by}" in refused.reason
    assert case.visits.filter(kind="acceptance").count() == 1


def test_of_two_attempts_opened_at_once_there_is_one(world: World) -> None:
    case = make_works_case(world, "completed")

    def arrange(by: Actor, on: datetime = ON_SITE) -> Callable[[], Any]:
        return lambda: services.open_acceptance(case_id=case.pk, by=by, arranged_on=clock.local(on).date())

    outcomes = at_once([arrange(world.yan), arrange(world.yan2)], moment=ON_SITE)

    (refused,) = refusals(outcomes)
    attempt = AcceptanceAttempt.objects.get(case=case, result=AttemptResult.OPEN)
    assert refused.reason == f"第 1 次验收刚由{attempt.opened_by}安排，正在办理。"
