"""A household's rating on paper, taken down by 周示例 of 清波街道."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from apps.cases.models import Case
from apps.connections.enums import DeliveryState, Fault
from apps.connections.models import Delivery
from apps.lib import clock
from apps.orgs.models import Organisation
from apps.ratings.models import FollowUp, Rating
from apps.ratings.services import follow_up, give_rating
from tests.factories.world import World, later

DAY = 18
"""Of the stage's clock: after 验收合格."""


def rate(world: World, case: Case, level: str = "good", day: int = DAY, **more: Any) -> Rating:
    """Take a rating down."""
    with clock.at(later(day)):
        said = {"said_on": clock.today(), **more}
        return give_rating(case_id=case.pk, by=world.zhou, level=level, **said)


def add(world: World, case: Case, words: str = "补充：柜门已经调好。", day: int = DAY + 1) -> FollowUp:
    """Take a 追评 down."""
    with clock.at(later(day)):
        return follow_up(case_id=case.pk, by=world.zhou, words=words, said_on=clock.today())


def refused_delivery(label: str, desk: Organisation | None = None) -> Delivery:
    """Leave a delivery that the other side refused, its record not being there any more."""
    return Delivery.objects.create(
        partner="haochaping",
        reference=f"rating:{uuid4()}",
        label=label,
        state=DeliveryState.REFUSED,
        fault=Fault.DATA,
        field="matter_code",
        words="事项编码（matter_code）对方不认",
        desk=desk,
        attempts=1,
        created_at=clock.now(),
    )
