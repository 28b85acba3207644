"""住户反映的问题 as both sides make it."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.models import Defect
from apps.letters.enums import Channel
from apps.lib import clock
from tests.factories.works import photo
from tests.factories.world import World

LEAK = "卫生间门口地面积水"


def report(world: World, case: Case, text: str = LEAK, **more: Any) -> Defect:
    """张示例 says it on the telephone; 周示例 writes it down."""
    said = {"by": world.zhou, "channel": Channel.TELEPHONE, **more}
    return services.record_defect(case_id=case.pk, text=text, **said)


def promise(world: World, case: Case, defect: Defect) -> Defect:
    """蒋样本 answers that somebody comes today."""
    return services.schedule_defect(
        case_id=case.pk, defect_id=defect.pk, by=world.jiang, comes_on=clock.today(), note="上午来"
    )


def mend(world: World, case: Case, defect: Defect) -> Defect:
    """蒋样本 mends it today, with a photo."""
    return services.rectify_defect(
        case_id=case.pk,
        defect_id=defect.pk,
        by=world.jiang,
        rectified_on=clock.today(),
        note="重做门槛石防水",
        photos=[photo()],
    )


def dispute(world: World, case: Case, defect: Defect) -> Defect:
    return services.dispute_defect(
        case_id=case.pk, defect_id=defect.pk, by=world.jiang, reason="淋浴房门没有关严"
    )
