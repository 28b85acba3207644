"""Texts that did not get through, for the list of the street that everybody signs in as."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from apps.cases.models import Case
from apps.cases.services import note_undelivered
from apps.cases.workflow.texts import TEXTS, composed
from apps.demo.services.world import DemoWorld
from apps.lib import clock
from apps.lib.contacts import Undelivered, is_mobile
from apps.orgs.enums import Role
from apps.outbox.enums import Channel, MessageState
from apps.outbox.models import Message
from apps.programs.rules.wordings import filled

_SPACE = UUID("5a0f7d0e-6c0b-4a52-9a6e-2f6f0d0f4a10")
_STORIES = (
    ("receive", "number", "短信网关说号码不能接收"),
    ("start_works", "no_answer", "短信网关没有应答"),
)


def leave_undelivered(world: DemoWorld) -> None:
    """Leave two on the list of 清波街道: a number that takes none, and a gateway that did not answer."""
    by = world.actors["330102001", Role.STREET_CLERK]
    rows = Case.objects.visible_to(by).open().filter(number__isnull=False).select_related("household")
    cases = [each for each in rows.order_by("number") if is_mobile(each.household.phone_encrypted.text())]
    for case, (event, code, reason) in zip(cases[-2:], _STORIES, strict=False):
        words = filled(TEXTS[event].words, {"办件编号": case.number or ""})
        written = clock.now() - timedelta(hours=4)
        message = Message.objects.create(
            id=uuid5(_SPACE, f"{case.number}:{event}"),
            key=f"demo:{case.number}:{event}",
            kind=f"household.{event}",
            title=f"短信 {case.number}",
            text=composed(words, link="", asks=case.street_office.phone),
            subject_kind="case",
            subject_id=str(case.pk),
            told_by=by.signature,
            created_at=written,
            channel=Channel.SMS,
            state=MessageState.FAILED,
            error_text=reason,
            contact_kind="case",
            contact_id=str(case.pk),
        )
        failed = Undelivered(message.pk, message.kind, message.text, code, reason, written)
        note_undelivered(str(case.pk), failed)
