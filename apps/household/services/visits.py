"""Opening a case with a slip: link or number and code, then the last four digits of the telephone.

Whatever is presented is answered alike, be it a slip that stands, one that ended or nothing at all, until
the digits are right: only then does an ended slip say that it ended. Wrong digits are counted against what
was presented, whether or not it exists, and against the address they came from.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import connection, transaction

from apps.audit.services import Subject, log_access
from apps.household.enums import Standing
from apps.household.models import Slip, Tries, Visit
from apps.household.permissions import visitor
from apps.household.queries.slips import code_index, phone_of, standing_of, token_index
from apps.household.rules.codes import case_number, digits_of, last_four
from apps.lib import clock, crypto
from apps.lib.networks import network_of

TRIES, LOCK = 5, timedelta(minutes=15)
TRIES_AT_ALL, LONG_LOCK = 20, timedelta(days=30)
"""Ours: of 10,000 endings a finder of the paper tries 20, then the street issues another slip."""
ADDRESS_TRIES, NUMBER_TRIES, HOUR = 60, 30, timedelta(hours=1)
"""Ours: a street's hall and a family's phones stand behind one address; only wrong tries count, for an hour
from the first. A number is known to many, so its codes are guessed from any address: 30 an hour of 10¹⁰."""
LASTS = timedelta(hours=2)
"""Longest visit, however busy."""
KEPT = timedelta(days=30)
_TOUCHED = timedelta(minutes=1)
_SWEPT = 500
"""Most rows cleared away in one try."""


@dataclass(frozen=True, slots=True)
class Presented:
    """What somebody shows: the link's token, or the case's number and the code."""

    token: str = ""
    number: str = ""
    code: str = ""

    @property
    def key(self) -> str:
        """What tries are counted by where no slip answers to it."""
        said = self.token or f"{case_number(self.number)}\n{digits_of(self.code)}"
        return crypto.blind_index(said, purpose="slip.presented")

    @property
    def number_key(self) -> str:
        """What tries with a 办件编号 are counted by, whether or not a case has it."""
        return crypto.blind_index(case_number(self.number), purpose="slip.number")

    def slip(self) -> Slip | None:
        """Return the slip it stands for, ended or not; None where nobody issued one."""
        rows = Slip.objects.with_case()
        if self.token:
            return rows.filter(token_index=token_index(self.token)).first()
        code, number = digits_of(self.code), case_number(self.number)
        found = rows.filter(case__number=number) if code and number else rows.none()
        return next(
            (each for each in found if secrets.compare_digest(each.code_index, code_index(each.pk, code))),
            None,
        )


class Answer(Enum):
    """What comes of a try."""

    OPENED = "opened"
    WRONG = "wrong"
    LOCKED = "locked"
    """Too many wrong digits for this slip."""
    SLOWED = "slowed"
    """Too many wrong tries from this address."""
    NUMBERED = "numbered"
    """Too many wrong tries with this 办件编号; the link still opens."""
    ENDED = "ended"
    """The right digits of a slip that no longer opens anything."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer; ``left`` tries before the lock, or until when it is locked."""

    answer: Answer
    visit: Visit | None = None
    secret: str = ""
    """What the browser keeps: only its digest stays here."""
    left: int = 0
    until: datetime | None = None
    slip: Slip | None = None
    """Known to whoever had the right digits."""
    standing: Standing = Standing.OPEN


@transaction.atomic
def open_visit(*, presented: Presented, digits: str, address: str) -> Outcome:
    """Judge the digits; open a visit where they are right and the slip stands."""
    now = clock.now()
    here = _locked_row(crypto.blind_index(network_of(address), purpose="slip.address"), now, window=HOUR)
    if here.is_locked(now):
        return Outcome(Answer.SLOWED, until=here.locked_until)
    # Always address, number, slip: whoever locks them in one order waits for nobody in a ring.
    number = None if presented.token else _locked_row(presented.number_key, now, window=HOUR)
    if number and number.is_locked(now):
        return Outcome(Answer.NUMBERED, until=number.locked_until)
    slip = presented.slip()
    key = crypto.blind_index(str(slip.pk), purpose="slip.tries") if slip else presented.key
    row = _locked_row(key, now)
    if row.is_locked(now):
        return Outcome(Answer.LOCKED, until=row.locked_until)
    wanted = last_four(phone_of(slip.case, slip.holder)) if slip else ""
    # Compared in any case: an unknown slip must not answer sooner than a real one.
    is_right = secrets.compare_digest(digits_of(digits).encode(), wanted.encode() or b"none")
    if slip is None or not is_right:
        _count(here, now, most=ADDRESS_TRIES, lock=HOUR)
        if number:
            _count(number, now, most=NUMBER_TRIES, lock=HOUR)
        return _wrong(row, now)
    # Emptied, not deleted: a second tap at the same moment waits for this very row.
    Tries.objects.filter(pk=row.pk).update(wrong=0, locked_until=None, last_at=now)
    standing = standing_of(slip, now)
    if standing != Standing.OPEN:
        return Outcome(Answer.ENDED, slip=slip, standing=standing)
    return _opened(slip, now)


def _locked_row(key: str, now: datetime, *, window: timedelta | None = None) -> Tries:
    """Return the row, counting anew: ``window`` after its first wrong try, else long after its last."""
    try:
        row = _made_and_locked(key, now)
    except Tries.DoesNotExist:
        # Another try swept it away between the two statements; the next one is ours.
        row = _made_and_locked(key, now)
    began = row.first_at if window and row.first_at else row.last_at
    if row.wrong and not row.is_locked(now) and began < now - (window or KEPT):
        row.wrong, row.locked_until = 0, None
    return row


def _made_and_locked(key: str, now: datetime) -> Tries:
    Tries.objects.bulk_create([Tries(key=key, last_at=now)], ignore_conflicts=True)
    return Tries.objects.select_for_update().get(key=key)


def _count(row: Tries, now: datetime, *, most: int, lock: timedelta) -> None:
    if not row.wrong:
        row.first_at = now
    row.wrong, row.last_at = row.wrong + 1, now
    if row.wrong % most == 0:
        row.locked_until = now + lock
    row.save(update_fields=["wrong", "first_at", "last_at", "locked_until"])


def _wrong(row: Tries, now: datetime) -> Outcome:
    _count(row, now, most=TRIES, lock=LOCK)
    if row.wrong >= TRIES_AT_ALL:
        row.locked_until = now + LONG_LOCK
        row.save(update_fields=["locked_until"])
    _sweep(now)
    if row.is_locked(now):
        return Outcome(Answer.LOCKED, until=row.locked_until)
    return Outcome(Answer.WRONG, left=TRIES - row.wrong % TRIES)


def _sweep(now: datetime) -> None:
    """Clear away rows that say nothing any more: called once the own ones are counted, hence never those."""
    skip = connection.features.has_select_for_update_skip_locked
    # A row that somebody is trying just now is skipped: waiting for each other in turn would be a deadlock.
    rows = Tries.objects.select_for_update(skip_locked=skip).filter(last_at__lt=now - KEPT)
    stale = rows.exclude(locked_until__gt=now).values_list("pk", flat=True)[:_SWEPT]
    Tries.objects.filter(pk__in=list(stale)).delete()


def _opened(slip: Slip, now: datetime) -> Outcome:
    secret = secrets.token_urlsafe(32)
    # What nobody can use any more is cleared away by the next who opens.
    Visit.objects.filter(opened_at__lt=now - LASTS).delete()
    visit = Visit.objects.create(slip=slip, secret_index=_visit_index(secret), opened_at=now, seen_at=now)
    slip.used_at = now
    slip.save(update_fields=["used_at"])
    log_access(
        by=visitor(slip),
        subject=Subject("case", str(slip.case_id)),
        kind="unmask",
        field="household_page",
        purpose=f"凭条第 {slip.number} 张：打开住户页面",
    )
    return Outcome(Answer.OPENED, visit=visit, secret=secret, slip=slip)


def visit_of(secret: str) -> Visit | None:
    """Return the visit that a browser's secret stands for, while it lasts and its slip stands."""
    now = clock.now()
    rows = Visit.objects.select_related(
        "slip__case__household",
        "slip__case__dwelling",
        "slip__case__rule_set",
        "slip__case__program",
        "slip__case__street_office",
        "slip__case__bureau",
        "slip__case__enterprise__organisation",
        "slip__case__patrol_organisation",
        "slip__case__privacy_acknowledgement__notice",
    )
    visit = rows.filter(secret_index=_visit_index(secret), ended_at__isnull=True).first() if secret else None
    if visit is None or now - visit.opened_at > LASTS:
        return None
    if now - visit.seen_at > timedelta(minutes=settings.HOUSEHOLD_VISIT_MINUTES):
        return None
    if standing_of(visit.slip, now) != Standing.OPEN:
        return None
    if now - visit.seen_at > _TOUCHED:  # not at every click: a page is read, not written
        Visit.objects.filter(pk=visit.pk).update(seen_at=now)
    return visit


@transaction.atomic
def leave(*, visit: Visit) -> None:
    """End a visit: what the browser keeps, or somebody copied, opens nothing afterwards."""
    Visit.objects.filter(pk=visit.pk).update(ended_at=clock.now())


def _visit_index(secret: str) -> str:
    return crypto.blind_index(secret, purpose="slip.visit")
