"""A text to a household that did not get through."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from apps.cases.models import Case, UndeliveredText
from apps.lib import clock
from apps.outbox.enums import Channel, MessageState
from apps.outbox.models import Message
from apps.outbox.services.delivery import end_stuck

MESSAGE = UUID("00000000-0000-4000-8000-0000000000aa")
"""The message of the text that the stage has."""


def queued(case: Case, *, message_id: UUID = MESSAGE, event: str = "receive") -> Message:
    """Write a text that no job sends: somebody cancelled it, two hours ago."""
    return Message.objects.create(
        id=message_id,
        key=f"test:{message_id}",
        kind=f"household.{event}",
        title=f"短信 {case.number}",
        text=f"【厨卫换新】{case.number} 申请已受理。",
        subject_kind="case",
        subject_id=str(case.pk),
        told_by="系统",
        created_at=clock.now() - timedelta(hours=2),
        channel=Channel.SMS,
        state=MessageState.QUEUED,
        contact_kind="case",
        contact_id=str(case.pk),
    )


def undelivered(case: Case, *, message_id: UUID = MESSAGE) -> UndeliveredText:
    """Let a text of a case end on the list of those that did not get through."""
    queued(case, message_id=message_id)
    end_stuck()
    return UndeliveredText.objects.get(message_id=message_id)
