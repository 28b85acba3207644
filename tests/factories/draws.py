"""抽查 on its way: a population of accepted households of 上城区, two witnesses, a digest, a draw."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from apps.audit.services import digest_day
from apps.cases.models import Case
from apps.lib import clock
from apps.supervision import services
from apps.supervision.models import Draw, Recheck, Sent
from apps.supervision.queries.population import Rule
from tests.factories.works import make_works_case
from tests.factories.world import World

NUMBERS = {"shi": "83019472653018472651", "hu": "40917362859103746285"}
"""What 施演示 of the city and 胡示例 of a street commitment."""


def accepted(world: World, count: int = 1) -> list[Case]:
    """Return accepted households of 上城区: one driven there, the others its rows under other numbers."""
    first = make_works_case(world, "passed")
    return [first, *(again(first, number) for number in range(901, 900 + count))]


def again(case: Case, number: int) -> Case:
    """Return another household that stands as a case does."""
    row = copy(case)
    row.pk, row.number, row.dwelling_key = uuid4(), f"上城-2026-0{number}", uuid4().hex
    row._state = copy(case._state)
    row._state.adding = True
    row.save(force_insert=True)
    for part in (case.household, case.dwelling):
        its = copy(part)
        its.pk, its.case, its._state = None, row, copy(part._state)
        its._state.adding = True
        its.save(force_insert=True)
    return Case.objects.get(pk=row.pk)


def rule_of(**changes: Any) -> Rule:
    """Return all that was accepted up to yesterday."""
    said = {"population": "accepted", "from_on": date(2026, 1, 1), **changes}
    return Rule(**{"until_on": clock.today() - timedelta(days=1), **said})


def fixed(world: World, **changes: Any) -> Draw:
    """Let 凌演示, who leads 上城区, fix a population."""
    said: dict[str, Any] = {
        "by": world.ling,
        "rule": rule_of(),
        "share": Decimal(30),
        "due_on": clock.today() + timedelta(days=20),
        "witnesses": [world.shi.user_id, world.hu.user_id],
    }
    return services.fix_draw(**{**said, **changes})


def beside(world: World, **changes: Any) -> Draw:
    """Fix a population while another draw of the same cases waits, as could be before that was refused."""
    with patch("apps.supervision.services.draws.waiting_above", return_value=[]):
        return fixed(world, **changes)


def committed(world: World, draw: Draw) -> Draw:
    """Let both witnesses commitment their numbers."""
    for name, number in NUMBERS.items():
        services.commit_number(draw_id=draw.pk, by=getattr(world, name), number=number)
    return Draw.objects.get(pk=draw.pk)


def digested(world: World, draw: Draw) -> Draw:
    """Let both commitment, and the digest of the day be taken."""
    found = committed(world, draw)
    digest_day(clock.today())
    return found


def drawn(world: World, draw: Draw) -> Draw:
    """Let both open: it is drawn."""
    digested(world, draw)
    for name, number in NUMBERS.items():
        services.open_number(draw_id=draw.pk, by=getattr(world, name), number=number)
    return Draw.objects.get(pk=draw.pk)


def one_of_each(world: World, *, at: datetime) -> dict[str, Any]:
    """Let 上城 have a draw in every standing, of the households that are there by then, and a tie."""
    with clock.at(at):
        tie = services.declare_tie(
            by=world.shen, user_id=world.shen.user_id, enterprise=world.yangben, reason="亲属在这家企业任职"
        )
        made = {f"draw_{name}": beside(world) for name in ("fixed", "digested", "drawn", "withdrawn")}
        services.withdraw_draw(draw_id=made["draw_withdrawn"].pk, by=world.ling, reason="见证人出差")
        for name in ("digested", "drawn"):
            committed(world, made[f"draw_{name}"])
        # The stage has events of later days before these: a digest is cut at the first of a day to come.
        with clock.at(at + timedelta(days=100)):
            digest_day(clock.today())
        for persona, number in NUMBERS.items():
            services.open_number(draw_id=made["draw_drawn"].pk, by=getattr(world, persona), number=number)
        row = made["draw_drawn"].rechecks.all()[0]
        send(world, row)
    return {**made, "tie": tie, "recheck": row}


def send(world: World, row: Recheck, *names: str) -> None:
    """Let 王演示 and 严演示, or those named, be the ones who go, whatever was drawn."""
    row.people.all().delete()
    for place, name in enumerate(names or ("wang", "yan"), start=1):
        actor = getattr(world, name)
        Sent.objects.create(recheck=row, user_id=actor.user_id, name=actor.name, place=place)


def agree(world: World, row: Recheck) -> None:
    """Let the household agree, asked by 王演示."""
    said = {"answer": "agreed", "way": "phone", "asked_on": clock.today(), "note": "本人接的电话"}
    services.note_consent(recheck_id=row.pk, by=world.wang, **said)


def record(world: World, row: Recheck) -> None:
    """Let 王演示 write down that all agrees."""
    agree(world, row)
    agrees = dict.fromkeys(("exists", "as_planned", "photos"), "agrees")
    said = {"means": "visit", "checked_on": clock.today(), "paid": None, "invoice": None, **agrees}
    said |= {"satisfaction": "satisfied", "finding": "none", "text": ""}
    services.record_recheck(recheck_id=row.pk, by=world.wang, **said)


def confirm(world: World, row: Recheck) -> None:
    """Let 严演示 confirm it."""
    record(world, row)
    services.confirm_recheck(recheck_id=row.pk, by=world.yan, opinion="agree")


def through(world: World, draw: Draw) -> None:
    """Let every household of a draw be looked at."""
    for row in draw.rechecks.all():
        send(world, row)
        confirm(world, row)


def published(world: World, draw: Draw) -> None:
    """Let the leader let the numbers out."""
    through(world, draw)
    services.publish_draw(draw_id=draw.pk, by=world.ling)


def under_way(world: World, *, at: datetime) -> None:
    """Let one draw have a household that agreed and one that was written down, another be looked at whole."""
    with clock.at(at):
        going, ready = beside(world, share=Decimal(100)), beside(world, share=Decimal(1))
        for each in (going, ready):
            committed(world, each)
        # Later than the one that the stage has taken.
        with clock.at(at + timedelta(days=101)):
            digest_day(clock.today())
        for each in (going, ready):
            for persona, number in NUMBERS.items():
                services.open_number(draw_id=each.pk, by=getattr(world, persona), number=number)
        first, second = going.rechecks.all()[:2]
        for row in (first, second):
            send(world, row)
        agree(world, first)
        record(world, second)
        through(world, ready)


def standing(name: str) -> Recheck:
    """Return a household that stands so."""
    return Recheck.objects.filter(standing=name).order_by("draw__fixed_at", "draw__number", "place")[0]
