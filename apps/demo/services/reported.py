"""住户反映的问题 of the demonstration: promised, mended before an acceptance, settled in the warranty."""

from __future__ import annotations

from datetime import timedelta

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.demo.services.materials import photo
from apps.demo.services.world import DemoWorld
from apps.inspections import services as inspections
from apps.inspections.models import Defect
from apps.letters.enums import Channel
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role


def report_defects(world: DemoWorld) -> None:
    """Let three households of 上城 say at the counter what is badly done, and their enterprises answer."""
    counter = world.actors["330102", Role.DISTRICT_CLERK]
    cases = Case.objects.visible_to(counter).order_by("number")
    for case in cases.filter(status=Status.BUILDING, defects=None)[:1]:
        row = _report(case, counter, "厨房吊柜门关不严，右边高出一截", Channel.TELEPHONE)
        inspections.schedule_defect(
            case_id=case.pk,
            defect_id=row.pk,
            by=_site(world, case),
            comes_on=clock.today() + timedelta(days=2),
            note="上午九点，带调整好的铰链",
        )
    arranged = cases.filter(status=Status.COMPLETED, attempts__arranged_on=clock.today())
    for case in arranged[:1]:
        row = _report(case, counter, "卫生间地漏下水慢", Channel.DESK)
        _mend(world, case, row, "疏通地漏，取出水泥块，试水正常")
    for case in cases.filter(status=Status.PASSED)[:1]:
        row = _report(case, counter, "台盆龙头底座渗水", Channel.PAPER)
        _mend(world, case, row, "更换密封圈，一小时未见渗水")
        inspections.settle_defect(
            case_id=case.pk, by=counter, number=row.number, channel=Channel.TELEPHONE, words="不漏了"
        )


def _report(case: Case, by: Actor, text: str, channel: Channel) -> Defect:
    return inspections.record_defect(
        case_id=case.pk, by=by, channel=channel, text=text, photos=[photo("住户", 50)]
    )


def _mend(world: DemoWorld, case: Case, row: Defect, note: str) -> None:
    inspections.rectify_defect(
        case_id=case.pk,
        defect_id=row.pk,
        by=_site(world, case),
        rectified_on=clock.today(),
        note=note,
        photos=[photo("修好", 70)],
    )


def _site(world: DemoWorld, case: Case) -> Actor:
    place = next(number for number, each in enumerate(world.enterprises, 1) if each.pk == case.enterprise_id)
    return world.actors[f"enterprise-{place}", Role.SITE_MANAGER]
