"""Complaints and clues as they come in."""

from __future__ import annotations

from typing import Any

from apps.tickets.enums import About, End, Kind, Source
from apps.tickets.models import Ticket
from apps.tickets.permissions import ANYBODY
from apps.tickets.services import accept_ticket, forward_ticket, open_ticket, settle_ticket
from tests.factories.people import phone
from tests.factories.world import World

SAID = "厨房墙砖空鼓，企业说下个月再来，已经拖了三次。"


def complain(world: World, **more: Any) -> Ticket:
    """Complain on the public page of an enterprise in 上城区, with a made-up name and telephone."""
    said = {
        "by": ANYBODY,
        "kind": Kind.QUALITY,
        "source": Source.PUBLIC,
        "text": SAID,
        "about": About.ENTERPRISE,
        "about_name": "示例装饰",
        "bureau": world.shangcheng,
        "author_name": "钱示例",
        "author_phone": phone(7),
    }
    return open_ticket(**{**said, **more})


def one_of_each(world: World) -> dict[str, Any]:
    """Let 上城 have a ticket in every standing, and the city one that concerns 上城."""
    made: dict[str, Any] = {f"ticket_{name}": complain(world) for name in ("waiting", "handling", "settled")}
    for name in ("handling", "settled"):
        accept_ticket(ticket_id=made[f"ticket_{name}"].pk, by=world.wang)
    settle_ticket(ticket_id=made["ticket_settled"].pk, by=world.wang, end=End.ANSWERED, text="已约定上门。")
    made["ticket_above"] = complain(world, about=About.BUREAU)
    made["ticket_street"] = complain(world)
    forward_ticket(ticket_id=made["ticket_street"].pk, by=world.wang, to=world.qingbo.pk, reason="在清波街道")
    accept_ticket(ticket_id=made["ticket_street"].pk, by=world.zhou)
    return made
