"""What households of the demonstration say of the service: on paper, taken down by the district's clerk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from apps.cases.enums import ACCEPTED
from apps.cases.models import Case
from apps.demo.services.schedule import Story
from apps.demo.services.world import DemoWorld
from apps.lib import clock
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role
from apps.ratings.enums import Level
from apps.ratings.services import follow_up, give_rating
from apps.tickets.enums import About

BEGIN = datetime(2026, 11, 25, 9, 20, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class _Said:
    """One rating: of the district's passed cases the next one."""

    key: str
    level: Level
    words: str = ""
    shares: bool = False
    about: About = About.UNSAID
    added: str = ""


SAID = (
    _Said("330102", Level.VERY_GOOD, "示例：工人守时，垃圾每天带走。", shares=True),
    _Said("330102", Level.GOOD),
    _Said("330102", Level.BAD, "示例：柜门关不严，打了两次电话才有人来。", about=About.ENTERPRISE),
    _Said(
        "330102",
        Level.VERY_GOOD,
        "示例：手续一次办完，没有跑第二趟。",
        added="示例：住了一个月，也没有返潮。",
    ),
    _Said("330102", Level.FAIR, "示例：工期比说的多两天。", shares=True),
    _Said("330105", Level.GOOD, "示例：街道的人上门来量的，省心。"),
    _Said("330106", Level.VERY_GOOD),
)
"""The last comes from a county that the demonstration's 好差评 does not know."""


def rating_stories(world: DemoWorld) -> Iterator[tuple[datetime, Story]]:
    """Yield one story: the papers of one morning, one after another."""

    def story() -> Iterator[datetime]:
        yield clock.now()
        rated: set[UUID] = set()
        for said in SAID:
            case = _next(said.key, rated, world)
            if case is None:
                continue  # a small programme has nobody there who passed
            rated.add(case.pk)
            by, today = world.actors[said.key, Role.DISTRICT_CLERK], clock.today()
            give_rating(
                case_id=case.pk,
                by=by,
                level=said.level,
                about=said.about,
                words=said.words,
                shares_words=said.shares,
                said_on=today,
            )
            yield clock.now() + timedelta(minutes=12)
            if said.added:
                follow_up(case_id=case.pk, by=by, words=said.added, said_on=today)
                yield clock.now() + timedelta(minutes=7)

    yield BEGIN, story()


def _next(key: str, rated: set[UUID], world: DemoWorld) -> Case | None:
    if key not in world.bureaus:
        return None
    rows = Case.objects.filter(bureau=world.bureaus[key], status__in=ACCEPTED).exclude(pk__in=rated)
    return rows.order_by("number").first()
