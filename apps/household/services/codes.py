"""One-time codes to the registered telephone: sent once, good for one act on what was shown, used once.

Whoever holds slip and digits may ask for a code and never learns it: it goes to the number that is
registered, and to no other. Asking twice within a minute sends nothing more; how often it may be asked is
limited by number and by address. What the finder of a slip asked for does not count once that slip is
revoked, up to a ceiling by number: another slip lets the household ask again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from apps.audit.services import Subject
from apps.cases.services import street_telephone
from apps.household.enums import Holder
from apps.household.models import OneTimeCode, Slip, Visit
from apps.household.permissions import visitor
from apps.household.queries.numbers import may_speak
from apps.household.queries.slips import phone_index
from apps.household.rules.codes import digits_of
from apps.lib import clock, crypto
from apps.lib.decisions import Denied, Refused
from apps.lib.networks import network_of
from apps.outbox.services import HIDDEN, Contact, tell_code

DIGITS = 6
LASTS = timedelta(minutes=10)
AGAIN = timedelta(minutes=1)
TRIES = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PER_HOUR, PER_DAY, PER_NUMBER, PER_ADDRESS = 5, 10, 20, 30
"""Ours: an hour and a day with the slips that stand, a day with any, an hour from an address.

Twenty codes of five tries each: 100 guesses a day out of a million. A street's hall is one address.
"""
KEPT = timedelta(days=30)
_SWEPT = 500


class Sent(Enum):
    """What came of asking for a code."""

    SENT = "sent"
    JUST_SENT = "just_sent"
    """One went out less than a minute ago and still counts."""
    SLOWED = "slowed"
    """Too many, for this number or from this address."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The answer to asking for a code; ``until``: when it may be asked again, where it was too often."""

    sent: Sent
    until: datetime | None = None
    is_live: bool = True
    """Whether a code that went out still counts for this act and content."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a typed code is: its row where it is right; else how many tries are left, 0 for none.

    ``is_short``: no code at all, which is no try.
    """

    code_id: UUID | None = None
    left: int = 0
    is_short: bool = False


def content_of(act: str, shown: str, said: Mapping[str, object]) -> str:
    """Return the SHA-256 that a code is bound to: the act, what was shown and what was said to it."""
    text = json.dumps([act, shown, dict(said)], ensure_ascii=False, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()


@transaction.atomic
def send_code(*, visit: Visit, act: str, content: str, words: str, address: str) -> Sending:
    """Send a code for an act on a ``content`` (:func:`content_of`), named in ``words``.

    Refused where no code to the number would count (:func:`may_speak`).
    """
    # Locked: two taps at once are one code.
    slip = Slip.objects.select_for_update(of=("self",)).with_case().get(pk=visit.slip_id)
    fit = may_speak(slip)
    if isinstance(fit, Denied):
        raise Refused(fit.reason, code=fit.code)
    now, number = clock.now(), phone_index(slip.case, slip.holder)
    live = _live(visit, slip, act, content, now)
    if live.filter(sent_at__gt=now - AGAIN).exists():
        return Sending(Sent.JUST_SENT)
    place = crypto.blind_index(network_of(address), purpose="slip.code_address")
    to_number = OneTimeCode.objects.filter(phone_index=number)
    by_standing = to_number.filter(slip__revoked_at__isnull=True)
    for rows, most, time in (
        (by_standing, PER_HOUR, HOUR),
        (by_standing, PER_DAY, DAY),
        (to_number, PER_NUMBER, DAY),
        (OneTimeCode.objects.filter(address_index=place), PER_ADDRESS, HOUR),
    ):
        sent = rows.filter(sent_at__gt=now - time).order_by("-sent_at")
        # The one that is `most` back leaves the window first.
        oldest = sent.values_list("sent_at", flat=True)[most - 1 : most].first()
        if oldest is not None:
            return Sending(Sent.SLOWED, until=oldest + time, is_live=live.exists())
    _sweep(now)
    code = str(secrets.randbelow(10**DIGITS)).zfill(DIGITS)
    row = OneTimeCode(
        slip=slip,
        visit_id=visit.pk,
        act=act,
        content_hash=content,
        phone_index=number,
        address_index=place,
        sent_at=now,
        expires_at=now + LASTS,
    )
    row.code_index = _index(row.pk, code)
    row.save(force_insert=True)
    tell_code(
        to=Contact("agent" if slip.holder == Holder.AGENT else "case", str(slip.case_id)),
        kind="household.code",
        title=f"短信验证码 {slip.case.number}",
        text=f"【厨卫换新】{slip.case.number} {words}，验证码 {HIDDEN}，{LASTS.seconds // 60} 分钟内有效。"
        f"不是您本人在办的，不要告诉任何人，装修企业的人也不要给。{street_telephone(slip.case)}",
        code=code,
        until=row.expires_at,
        by=visitor(slip),
        key=f"code:{row.pk}",
        subject=Subject("case", str(slip.case_id)),
    )
    return Sending(Sent.SENT)


@transaction.atomic
def check_code(*, visit: Visit, act: str, content: str, code: str) -> Checked:
    """Say whether a code is one that was sent for this act and content in this visit; count wrong ones."""
    slip, now = visit.slip, clock.now()
    rows = list(_live(visit, slip, act, content, now).select_for_update())
    typed = digits_of(code)
    right = [each for each in rows if secrets.compare_digest(each.code_index, _index(each.pk, typed))]
    if right:
        return Checked(right[0].pk)
    if len(typed) != DIGITS:
        return Checked(left=max((TRIES - each.tries for each in rows), default=0), is_short=True)
    # Against all of them: two codes that are out are not twice as many tries.
    OneTimeCode.objects.filter(pk__in=[each.pk for each in rows]).update(tries=F("tries") + 1)
    return Checked(left=max((TRIES - each.tries - 1 for each in rows), default=0))


def was_used(*, visit: Visit, act: str, content: str, code: str) -> bool:
    """Say whether a code was used for this very act and content in this visit: a second tap sends it.

    The act was then made, for both go in one transaction.
    """
    rows = OneTimeCode.objects.filter(visit_id=visit.pk, act=act, content_hash=content)
    typed = digits_of(code)
    used = rows.filter(used_at__isnull=False).only("pk", "code_index")
    return any(secrets.compare_digest(each.code_index, _index(each.pk, typed)) for each in used)


def spend_code(*, code_id: UUID) -> None:
    """Use a right code up, in the transaction of its act; Refused where it was used meanwhile."""
    now = clock.now()
    rows = OneTimeCode.objects.filter(pk=code_id, used_at__isnull=True, expires_at__gt=now)
    if not rows.update(used_at=now):
        raise Refused("这个验证码已经用过，或者过了时间，请再要一个。", code="spent")


def _live(visit: Visit, slip: Slip, act: str, content: str, now: datetime) -> QuerySet[OneTimeCode]:
    """Return the codes that still count, newest first: a number that was changed since ends them all."""
    return OneTimeCode.objects.filter(
        slip=slip,
        visit_id=visit.pk,
        act=act,
        content_hash=content,
        phone_index=phone_index(slip.case, slip.holder),
        used_at__isnull=True,
        expires_at__gt=now,
        tries__lt=TRIES,
    )


def _index(row_id: UUID, code: str) -> str:
    return crypto.blind_index(f"{row_id}\n{code}", purpose="slip.one_time_code")


def _sweep(now: datetime) -> None:
    old = OneTimeCode.objects.filter(sent_at__lt=now - KEPT).values_list("pk", flat=True)[:_SWEPT]
    OneTimeCode.objects.filter(pk__in=list(old)).delete()
