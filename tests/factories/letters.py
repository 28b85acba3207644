"""What a household says to its street, as 周示例 writes it down."""

from __future__ import annotations

from apps.cases.models import Case
from apps.letters.enums import Channel, Party
from apps.letters.models import Letter
from apps.letters.services import record_letter
from tests.factories.world import World


def ask_street(world: World, case: Case, text: str = "保修找谁？") -> Letter:
    """Say something to the street by telephone, now."""
    return record_letter(
        case_id=case.pk, by=world.zhou, party=Party.STREET, channel=Channel.TELEPHONE, text=text
    )
