"""Returns and papers as people of the tests make them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.cases.enums import DefectKind, HoldKind, Judgement, PaperForm
from apps.cases.models import Case, ReturnNotice
from apps.cases.services import Judged, Paper, ReturnItem, open_hold, resubmit_case, return_case
from apps.documents.enums import FileKind
from apps.documents.services import park_upload
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, make_case

AREA = ReturnItem("floor_area", DefectKind.WRONG, "请按权属资料更正", "与登记的面积不一致")
YEAR = ReturnItem("built_year", DefectKind.MISSING, "请写明建成年份")
PROXY = ReturnItem("authority", DefectKind.WRONG, "请补签名后重交", "没有签名")
FINE, WANTING = Judged(Judgement.FINE), Judged(Judgement.WANTING, "签名拍糊了，请重拍")
MENDED = {"floor_area": Decimal("66.80")}


def scanned(
    by: Actor, *, kind: str = FileKind.POWER_OF_ATTORNEY, pages: int = 1, compared: bool = True
) -> Paper:
    """Return a paper that waits to be handed in by a person."""
    file = park_upload(by=by, upload=upload("材料.pdf", pdf(pages=pages)), kind=kind)
    return Paper([file], PaperForm.ORIGINAL, pages, compared)


def by_agent(world: World, upto: str = "received", **changes: Any) -> Case:
    """Register a household that an agent comes for, with the agent's 委托书."""
    return make_case(
        world,
        upto,
        applicant="agent",
        agent_name="代样本",
        agent_phone="13800000077",
        authority=upload("委托书.pdf", pdf()),
        **changes,
    )


def returned(world: World, *items: ReturnItem, case: Case | None = None) -> Case:
    """Let 王演示 return an application, for its area where nothing else is named."""
    case = case or make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=items or [AREA])
    case.refresh_from_db()
    return case


def of_old_form(world: World, *items: tuple[str, str, str]) -> Case:
    """A return of before the lists of materials, as its migration left it: target, kind and words of each."""
    case = make_case(world, "received")
    notice = ReturnNotice.objects.create(case=case, returned_at=clock.now(), returned_by="王演示")
    for number, (target, kind, text) in enumerate(items, 1):
        notice.items.create(number=number, target=target, kind=kind, text=text, of_old_form=True)
    with transaction.atomic():
        open_hold(
            case=case, kind=HoldKind.RETURNED, text="已退回补正", by=world.wang, source_id=str(notice.pk)
        )
    return case


def answered(world: World) -> Case:
    """Let 王演示 return an application for its area and 周示例 mend it."""
    case = returned(world)
    resubmit_case(case_id=case.pk, by=world.zhou, changes=MENDED)
    return case
