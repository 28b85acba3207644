"""Background work and messages of people in the world."""

from __future__ import annotations

from uuid import UUID

from apps.audit.services import Subject
from apps.lib import clock
from apps.orgs.enums import Role
from apps.outbox import services
from apps.outbox.models import Message
from tests.factories.ratings import refused_delivery
from tests.factories.world import World, later


def make_work(world: World) -> dict[str, object]:
    """Write a waiting job of 王演示, a message to that desk, what was refused outside; return their keys."""
    with clock.at(later(40)):
        job = services.enqueue(task="pages.export_cases", by=world.wang, personal={"purpose": "核对"})
        services.tell(
            to=[services.Desk(world.shangcheng.pk, Role.DISTRICT_CLERK)],
            kind="stage",
            title="请备案",
            by=world.zhou,
            key="stage",
            subject=Subject("case", str(UUID(int=0))),
        )
        refused = refused_delivery("示例-2026-0000 服务评价", world.qingbo)
    told = Message.objects.get(kind="stage")
    return {"job": job.pk, "message": told.pk, "delivery": refused.pk}
