"""The workbench and the acts say the same: what lies on a desk can be done there, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass

import pytest
from django.http import Http404, HttpResponse
from django.urls import reverse

from apps.acts.acts import Act, Offer, all_acts, lasts
from apps.acts.views import Slot
from apps.cases.acts.grounds import CaseGround, StageGround
from apps.cases.models import Case
from apps.cases.queries import told
from apps.cases.queries.buttons import Button
from apps.cases.workflow import TABLE
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.pages.queries.desk import Task, desk, tasks
from tests.access.moments import MOMENTS, Moment, at_moment
from tests.access.page import PERSONS
from tests.access.stage import Stage
from tests.access.unchanging import kept_cases
from tests.attacks.staged import _django_db_helper, _kept, _quiet, stage

__all__ = ["_django_db_helper", "_kept", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

ON_CASE = [act for act in all_acts() if isinstance(act.ground, CaseGround | StageGround)]


def actor_of(stage: Stage, persona: str) -> Actor:
    return stage.world.people[persona]


def open_task(stage: Stage, persona: str, case: Case) -> Task | None:
    """Return the persona's task about a case; None where there is none."""
    actor = actor_of(stage, persona)
    if not desk(actor).filter(pk=case.pk).exists():
        return None
    return next(task for task in tasks(actor, limit=100) if task.case.pk == case.pk)


def offered(answer: HttpResponse, actor: Actor, case: Case) -> dict[str, Decision]:
    """Return the acts that a page puts before the actor, each with its decision."""
    found: dict[str, Decision] = {}
    for value in shown(answer):
        if isinstance(value, Offer | Slot):
            found[value.act.name] = value.decision
        elif isinstance(value, Act):
            found[value.name] = value.may(actor, value.ground.load(actor, pk=case.pk))
        elif isinstance(value, Button):
            for act in ON_CASE:
                if (act.page or act.entry) and value.url in (act.begun(case), act.url(case)):
                    found[act.name] = value.decision
    return found


def shown(answer: HttpResponse) -> Iterator[object]:
    """Yield what a page was drawn with, and what lies in it."""
    for layer in answer.context or ():
        for scope in getattr(layer, "dicts", [layer]):
            for value in list(scope.values()):
                yield from within(value)


def within(value: object, depth: int = 4) -> Iterator[object]:
    if isinstance(value, Offer | Slot | Act | Button):
        yield value
    elif depth and isinstance(value, list | tuple):
        for each in value:
            yield from within(each, depth - 1)
    elif depth and isinstance(value, dict):
        yield from within(list(value.values()), depth - 1)
    elif depth and is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from within(getattr(value, each.name), depth - 1)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_a_task_leads_where_something_can_be_done(stage: Stage, moment: Moment) -> None:
    with at_moment(stage, moment.name) as case:
        for persona in PERSONS.values():
            task = open_task(stage, persona, case)
            if task is None:
                continue
            answer = stage.client(persona).get(reverse(task.url_name, kwargs={"pk": case.pk}))
            assert answer.status_code == 200, (persona, task.text, answer.headers)
            decisions = offered(answer, actor_of(stage, persona), case)
            open_ = [name for name, decision in decisions.items() if not lasts(decision)]
            assert open_, (persona, task.text, task.url_name, decisions)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_who_can_carry_a_case_on_and_was_told_finds_it(stage: Stage, moment: Moment) -> None:
    missing = []
    with at_moment(stage, moment.name) as case, kept_cases():
        for role, persona in PERSONS.items():
            actor = actor_of(stage, persona)
            if case.status not in told(role) or desk(actor).filter(pk=case.pk).exists():
                continue
            missing += [(persona, name) for name in carrying_on(actor, case)]
    assert missing == []


def carrying_on(actor: Actor, case: Case) -> list[str]:
    """Return the acts that carry a case on and that the actor may make now."""
    found = []
    for act in ON_CASE:
        with suppress(Http404):
            subject = act.ground.load(actor, pk=case.pk)
            forward = act.leads(actor, subject) or any(TABLE[move].forward for move in act.moves)
            if forward and act.may(actor, subject):
                found.append(act.name)
    return found


def test_bait_an_empty_desk_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.desk", lambda actor: Case.objects.none())
    filed = next(moment for moment in MOMENTS if moment.name == "filed")

    with pytest.raises(AssertionError, match="choose_enterprise"):
        test_who_can_carry_a_case_on_and_was_told_finds_it(stage, filed)


def test_bait_a_page_without_an_act_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.offered", lambda *_: {})
    filed = next(moment for moment in MOMENTS if moment.name == "filed")

    with pytest.raises(AssertionError, match="登记自主选择的企业"):
        test_a_task_leads_where_something_can_be_done(stage, filed)
