"""A street that was split long ago, and a case that followed the first of its parts."""

from __future__ import annotations

from datetime import timedelta

from apps.cases.models import Case
from apps.lib import clock
from apps.orgs.enums import ChangeKind, RegionLevel
from apps.orgs.models import BodyChange, Region, RegionSuccession
from tests.factories.world import SINCE, World

OLD, OTHER_PART = "330102098", "330102003"


def split_before(world: World, case: Case) -> None:
    """Let a case have come to its street out of one that was split: the other part is 湖滨街道."""
    county = world.shangcheng.region
    old = Region.objects.create(
        code=OLD,
        name="示例旧街道",
        level=RegionLevel.STREET,
        parent=county,
        valid_to=SINCE + timedelta(days=1),
        successor_id=case.street_code,
    )
    for code, part in ((case.street_code, "清河路以东"), (OTHER_PART, "清河路以西")):
        RegionSuccession.objects.create(region=old, successor_id=code, part=part)
    BodyChange.objects.create(
        kind=ChangeKind.SUCCESSION,
        # Of another bureau's page: the stage's own shows what its moments bring about.
        organisation=world.xihu,
        regions=[OLD, case.street_code, OTHER_PART],
        name="示例旧街道 → 两个街道",
        effective_on=SINCE + timedelta(days=1),
        reason="示例：区划调整批复",
        undo={"region": OLD},
        made_at=clock.now(),
        made_by="示例",
        done_at=clock.now(),
    )
    Case.objects.filter(pk=case.pk).update(former_street=OLD)
