"""How many 疑点 stand where, kept with each change, so that no page counts them all."""

from __future__ import annotations

from django.db.models import F

from apps.signals.models import Signal, SignalCount


def counted(signal: Signal, by: int) -> None:
    """Add a 疑点, as it stands, to the counts, or take it off with -1."""
    row, _ = SignalCount.objects.get_or_create(
        bureau_id=signal.bureau_id or 0,
        city_id=signal.city_bureau_id or 0,
        year=signal.year,
        kind=signal.kind,
        state=signal.state,
    )
    SignalCount.objects.filter(pk=row.pk).update(count=F("count") + by)
