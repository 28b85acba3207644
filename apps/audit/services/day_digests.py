"""Daily digests: a cut tail that took its chain row along still shows here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Min

from apps.audit import rules
from apps.audit.models import DayDigest, Event
from apps.audit.services import locks
from apps.audit.services.row_digests import digest_of_day
from apps.lib import clock
from apps.lib.decisions import Refused


@transaction.atomic
def digest_day(day: date) -> DayDigest:
    """Take the digest of a day (Asia/Shanghai) and return it; a day that has one returns that.

    The digest covers every event written after the digest before, up to the first one of a later
    day, so that no event, however dated, stays outside. It is chained to the digest before and
    printed on the report: what was removed afterwards cannot be explained away. Raises Refused
    for a day to come, and for a day without a digest that is older than the last digest.
    """
    locks.hold_for_digest()
    existing = DayDigest.objects.filter(day=day).first()
    if existing is not None:
        return existing
    if day > clock.today():
        raise Refused("不能封存尚未到来的日期", code="day_in_future")
    previous = DayDigest.objects.order_by("-day").first()
    if previous is not None and previous.day > day:
        raise Refused("更晚的日期已经封存，该日记录已包含在内", code="later_day_sealed")
    pending = Event.objects.filter(id__gt=previous.last_event_id if previous else 0)
    end = datetime.combine(day + timedelta(days=1), time(), clock.SHANGHAI)
    # Cut by row number, not by time: so every row lies in exactly one digest, whatever date it bears.
    first_later = pending.filter(at__gte=end).aggregate(first=Min("id"))["first"]
    if first_later is not None:
        pending = pending.filter(id__lt=first_later)
    count, last_id, head = fold_events(
        pending.order_by("id").values_list("id", "hash").iterator(chunk_size=2000)
    )
    digest = DayDigest(
        day=day,
        taken_at=clock.now(),
        version=rules.FORMAT_VERSION,
        count=count,
        last_event_id=last_id or (previous.last_event_id if previous else 0),
        events_head=head,
        prev=previous.hash if previous else "",
    )
    digest.hash = digest_of_day(digest)
    digest.save(force_insert=True)
    return digest


def digest_until_yesterday() -> DayDigest:
    """Digest what was written up to the end of yesterday; harmless to repeat."""
    yesterday = clock.today() - timedelta(days=1)
    latest = DayDigest.objects.order_by("-day").first()
    if latest is not None and latest.day >= yesterday:
        return latest
    return digest_day(yesterday)


def fold_events(rows: Iterable[tuple[int, str]]) -> tuple[int, int, str]:
    """Return count, last row number and running hash of events given as (row number, digest)."""
    count, last_id, running = 0, 0, sha256()
    for last_id, digest in rows:
        count += 1
        running.update(f"{last_id}:{digest}\n".encode())
    return count, last_id, running.hexdigest()
