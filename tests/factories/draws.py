"""抽查 on its way: a population of accepted households of 上城区, two witnesses, a digest, a draw."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from apps.audit.services import digest_day
from apps.cases.models import Case
from apps.lib import clock
from apps.supervision import services
from apps.supervision.models import Draw
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
    return row


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
        made = {f"draw_{name}": fixed(world) for name in ("fixed", "digested", "drawn", "withdrawn")}
        services.withdraw_draw(draw_id=made["draw_withdrawn"].pk, by=world.ling, reason="见证人出差")
        for name in ("digested", "drawn"):
            committed(world, made[f"draw_{name}"])
        # The stage has events of later days before these: a digest is cut at the first of a day to come.
        with clock.at(at + timedelta(days=100)):
            digest_day(clock.today())
        for persona, number in NUMBERS.items():
            services.open_number(draw_id=made["draw_drawn"].pk, by=getattr(world, persona), number=number)
    return {**made, "tie": tie}
