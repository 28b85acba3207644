"""Texts that did not get through: noted when they fail, sent again or told otherwise by the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal

from apps.audit.services import Subject, record
from apps.cases.enums import TextMended
from apps.cases.models import Case, UndeliveredText
from apps.cases.permissions import may_mend_texts
from apps.cases.queries.household import succeeded_at
from apps.cases.queries.wordings import quiet_hours
from apps.cases.services.transitions import lock_case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.contacts import Undelivered, is_mobile
from apps.lib.decisions import Refused, require
from apps.outbox.services import send_again

resending = Signal()
"""Sent with ``row`` before a text is sent again: a stage whose text it is refuses where it does not hold."""


def note_undelivered(case_id: str, failed: Undelivered) -> None:
    """Put a text on the case's list, in the transaction in which it failed."""
    case = Case.objects.filter(pk=UUID(case_id)).select_related("household").first()
    if case is None:
        return
    UndeliveredText.objects.update_or_create(
        message_id=failed.message_id,
        defaults={
            "case": case,
            "event": failed.kind.removeprefix("household."),
            "text": failed.text,
            "code": failed.code,
            "reason": failed.reason[:200],
            "phone_index": case.household.phone_index,
            "written_at": failed.written_at,
            "failed_at": clock.now(),
            "ended_at": None,
            "ended_by": "",
            "mended": "",
        },
    )


@transaction.atomic
def resend_texts(*, case_id: UUID, by: Actor, texts: Sequence[str], version: int | None = None) -> int:
    """Send texts again, by their messages; return how many. Refused where the number takes none."""
    case, rows = _open(case_id, by, texts)
    if not is_mobile(case.household.phone_encrypted.text()):
        raise Refused(
            "登记的电话收不到短信。先更正电话再重发，或者打电话、当面告知。", field="texts", code="mobile"
        )
    since = succeeded_at(case)
    if since is not None and any(row.written_at < since for row in rows):
        raise Refused(
            "变更装修人以前的短信是发给原装修人的，不能重发；不用再告知的，记为已另行告知。",
            field="texts",
            code="former",
        )
    for row in rows:
        resending.send(sender=UndeliveredText, row=row)
        until = None
        if row.event == "appointment_tomorrow":
            # Its “明天” holds on the day it was written alone.
            until = _day_after(row.written_at)
            if clock.now() >= until:
                raise Refused(
                    "“明天上门”的提醒过了那一天不能重发；请打电话、当面告知，再记为已另行告知。",
                    field="texts",
                    code="outdated",
                )
        # A row of a message that was cleared away meanwhile says so in its own words: nothing to send.
        anew = row.phone_index != case.household.phone_index
        if not send_again(message_id=row.message_id, anew=anew, quiet=quiet_hours(case), until=until):
            raise Refused("这条短信已经清除，不能重发；请打电话、当面告知。", field="texts", code="gone")
    _end(case, rows, by, TextMended.RESENT, "")
    return len(rows)


@transaction.atomic
def tell_otherwise(
    *, case_id: UUID, by: Actor, texts: Sequence[str], how: str, remark: str = "", version: int | None = None
) -> int:
    """Note that the household was told in another way what the texts say; return how many."""
    case, rows = _open(case_id, by, texts)
    _end(case, rows, by, TextMended(how), remark)
    return len(rows)


def _day_after(moment: datetime) -> datetime:
    """Return when the day of a moment ends in Shanghai."""
    return datetime.combine(clock.local(moment).date() + timedelta(days=1), time(), clock.SHANGHAI)


def _open(case_id: UUID, by: Actor, texts: Sequence[str]) -> tuple[Case, list[UndeliveredText]]:
    case = lock_case(case_id=case_id, by=by)
    require(may_mend_texts(by, case))
    rows = list(UndeliveredText.objects.still_open().filter(case=case, message_id__in=list(texts)))
    if not rows or len(rows) != len(set(texts)):
        raise Refused("选中的短信刚刚有人处理过，请再看一遍。", field="texts", code="done")
    return case, rows


def _end(case: Case, rows: Sequence[UndeliveredText], by: Actor, mended: TextMended, remark: str) -> None:
    UndeliveredText.objects.filter(pk__in=[row.pk for row in rows]).update(
        ended_at=clock.now(), ended_by=by.signature, mended=mended.value, remark=remark.strip()[:200]
    )
    record(
        by=by,
        subject=Subject("case", str(case.pk)),
        action="text.resent" if mended is TextMended.RESENT else "text.told",
        facts={"events": [row.event for row in rows], "how": mended.value},
        jurisdiction=case.county_code,
    )
