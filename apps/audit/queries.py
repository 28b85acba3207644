"""Reading the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from apps.audit.models import AccessLog, Chain, DayDigest, Event


def timeline(
    subject_kind: str, subject_id: object, limit: int = 50, before: int | None = None
) -> list[Event]:
    """Return a subject's events, newest first; ``before`` (a seq) continues an earlier page."""
    # By way of the chain, which has the index; the event's own copies of the subject have none.
    events = Event.objects.filter(chain__subject_kind=subject_kind, chain__subject_id=str(subject_id))
    if before is not None:
        events = events.filter(seq__lt=before)
    return list(events.order_by("-seq")[:limit])


def begun_at(subject_kind: str, subject_ids: Iterable[object]) -> dict[str, datetime]:
    """Return when each subject's record began, by its id (one query); one without a record is not there."""
    wanted = [str(each) for each in subject_ids]
    firsts = Event.objects.filter(chain__subject_kind=subject_kind, chain__subject_id__in=wanted, seq=1)
    return dict(firsts.values_list("chain__subject_id", "at"))


def accesses(subject_kind: str, subject_id: object, limit: int = 50) -> list[AccessLog]:
    """Return who saw a subject's personal data in full, newest first."""
    found = AccessLog.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
    return list(found.order_by("-id")[:limit])


def latest_digest() -> DayDigest | None:
    """Return the last daily digest, for printing on papers that leave the system."""
    return DayDigest.objects.order_by("-day").first()


def digest_covering(event_id: int) -> DayDigest | None:
    """Return the daily digest under which an event falls; None while it is not taken."""
    return DayDigest.objects.filter(last_event_id__gte=event_id).order_by("day").first()


def digested_lines(digest: DayDigest) -> Iterator[str]:
    """Yield a line for each event under a daily digest, ``row:digest``; their SHA-256 is its head."""
    before = DayDigest.objects.filter(day__lt=digest.day).order_by("-day").first()
    rows = Event.objects.filter(id__gt=before.last_event_id if before else 0, id__lte=digest.last_event_id)
    for row, said in rows.order_by("id").values_list("id", "hash").iterator(chunk_size=2000):
        yield f"{row}:{said}\n"


def undigested_count() -> int:
    """Return how many events no daily digest covers yet."""
    latest = latest_digest()
    return Event.objects.filter(id__gt=latest.last_event_id if latest else 0).count()


def length(subject_kind: str, subject_id: object) -> int:
    """Return how many events a subject's chain has: it grows with every write (one query)."""
    rows = Chain.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
    return rows.values_list("seq", flat=True).first() or 0
