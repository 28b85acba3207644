"""Complaints and clues as they come in."""

from __future__ import annotations

from typing import Any

from apps.tickets.enums import About, Kind, Source
from apps.tickets.models import Ticket
from apps.tickets.permissions import ANYBODY
from apps.tickets.services import open_ticket
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
