"""Since when a renovation counts for 传统装修, and with what: kept as it was recorded."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Min, Q

from apps.lib import clock
from apps.othertrack.enums import LEFT, FactKind
from apps.othertrack.models import CountSpan, Renovation
from apps.othertrack.rules.counting import counts
from apps.othertrack.rules.order import Looks


def keep_span(renovation: Renovation, looks: Looks, *, is_struck: bool) -> None:
    """Let the span of a saved, locked renovation say what holds now: end it, begin it, or begin the next."""
    span = CountSpan.objects.filter(renovation=renovation, ends_at__isnull=True).first()
    filing = looks.get(FactKind.FILING)
    wanted = not is_struck and counts(
        is_filed=filing is not None and filing.is_found,
        is_disproved=filing is not None and not filing.is_found,
        is_begun=renovation.started_on is not None,
        is_converted=renovation.converted_from_id is not None,
        stands=span is not None,
        has_left=renovation.status in LEFT,
    )
    now = clock.now()
    said = {
        "bureau_id": renovation.bureau_id,
        "dwelling_key": renovation.dwelling_key,
        "amount": renovation.contract_amount,
        "finish_recorded_at": renovation.finish_recorded_at,
    }
    if span is not None:
        if wanted and all(getattr(span, name) == value for name, value in said.items()):
            return
        span.ends_at = now
        span.save(update_fields=["ends_at"])
    if wanted:
        _give_way(renovation, now)
        since = _since(renovation, now)
        CountSpan.objects.create(renovation=renovation, begins_at=now, since=since, **said)


def _give_way(renovation: Renovation, now: datetime) -> None:
    # An ended application stands for its works only until another one of the same home does.
    others = CountSpan.objects.filter(dwelling_key=renovation.dwelling_key, ends_at__isnull=True)
    others.filter(renovation__status__in=LEFT).exclude(renovation=renovation).update(ends_at=now)


def _since(renovation: Renovation, now: datetime) -> datetime:
    """Return since when the home counts; works that ended in an earlier year are of that year (R10)."""
    own = Q(renovation=renovation)
    year = datetime.combine(date(clock.local(now).year, 1, 1), time(), clock.SHANGHAI)
    this_year = Q(finish_recorded_at__isnull=True) | Q(finish_recorded_at__gte=year)
    rows = CountSpan.objects.filter(own | Q(dwelling_key=renovation.dwelling_key) & this_year)
    return rows.aggregate(first=Min("since"))["first"] or now
