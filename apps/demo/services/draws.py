"""项目抽查 of the demonstration: the city's draw of 上城, looked at and published; and one that has begun."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from apps.audit.services import digest_until_yesterday
from apps.demo.services.schedule import Story
from apps.demo.services.world import DemoWorld
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.supervision.models import Draw, Recheck
from apps.supervision.queries.population import Rule, cases_of
from apps.supervision.services import (
    commit_number,
    confirm_recheck,
    fix_draw,
    note_consent,
    open_number,
    publish_draw,
    record_recheck,
)

PLACE = "330102"
NUMBERS = ("83019472653018472651", "40917362859103746285")
"""What the two witnesses of the finished draw wrote down."""


def draw_stories(world: DemoWorld) -> list[tuple[datetime, Story]]:
    """Return the two stories."""
    return [
        (datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI), _finished(world)),
        (datetime(2026, 11, 25, 16, 10, tzinfo=SHANGHAI), _begun(world)),
    ]


def _fixed(world: DemoWorld, share: Decimal) -> Draw | None:
    city = world.actors["3301", Role.CITY_OFFICER]
    rule = Rule("accepted", date(2026, 1, 1), clock.today() - timedelta(days=1), world.bureaus[PLACE])
    if not cases_of(city, rule).exists():
        return None  # a small demonstration has nothing accepted so early
    witnesses = [each.user_id for each in _witnesses(world) if each.user_id is not None]
    due_on = clock.today() + timedelta(days=28)
    return fix_draw(by=city, rule=rule, share=share, due_on=due_on, witnesses=witnesses)


def _witnesses(world: DemoWorld) -> tuple[Actor, Actor]:
    return world.actors["33", Role.PROVINCE_OFFICER], world.actors[PLACE, Role.DISTRICT_LEADER]


def _finished(world: DemoWorld) -> Iterator[datetime]:
    draw = _fixed(world, Decimal(20))
    if draw is None:
        return
    witnesses = _witnesses(world)
    yield clock.now() + timedelta(hours=2)
    for by, number in zip(witnesses, NUMBERS, strict=True):
        commit_number(draw_id=draw.pk, by=by, number=number)
    yield datetime(2026, 11, 3, 0, 20, tzinfo=SHANGHAI)
    digest_until_yesterday()
    yield datetime(2026, 11, 3, 9, 15, tzinfo=SHANGHAI)
    for by, number in zip(witnesses, NUMBERS, strict=True):
        open_number(draw_id=draw.pk, by=by, number=number)
    people = {each.user_id: each for (_, role), each in world.actors.items() if role in DISTRICT_ROLES}
    turn = 0
    while (row := _next(draw)) is not None:
        yield clock.now() + timedelta(hours=20)
        one, other = (people[each.user_id] for each in row.going)
        # The second household does not want to: the next of the reserve comes up, where there is one.
        turn += 1
        answer = "refused" if turn == 2 else "agreed"
        note_consent(
            recheck_id=row.pk,
            by=one,
            answer=answer,
            way="phone",
            asked_on=clock.today(),
            note="本人接的电话，说最近不方便。" if answer == "refused" else "本人接的电话，约好上门时间。",
        )
        if answer == "agreed":
            _look(row, one, other, is_faulty=turn == 3)
    yield datetime(2026, 11, 23, 15, 0, tzinfo=SHANGHAI)
    note = "发现的质量问题已请企业按保修处理。"
    publish_draw(draw_id=draw.pk, by=world.actors["3301", Role.CITY_OFFICER], note=note)


def _next(draw: Draw) -> Recheck | None:
    rows = Recheck.objects.filter(draw=draw, standing="asking").select_related("case", "draw")
    return rows.prefetch_related("people").order_by("place").first()


def _look(row: Recheck, one: Actor, other: Actor, *, is_faulty: bool) -> None:
    amount = row.case.contract_amount
    record_recheck(
        recheck_id=row.pk,
        by=one,
        means="visit",
        checked_on=clock.today(),
        exists="agrees",
        as_planned="agrees",
        photos="agrees",
        paid=amount,
        invoice=amount,
        satisfaction="satisfied",
        finding="warranty" if is_faulty else "none",
        text="卫生间门口收口条松动，已请企业上门。" if is_faulty else "",
    )
    confirm_recheck(recheck_id=row.pk, by=other, opinion="agree")


def _begun(world: DemoWorld) -> Iterator[datetime]:
    # Both witnesses may commit: the demonstration's officer of the province and the leader of 上城.
    _fixed(world, Decimal(10))
    yield from ()
