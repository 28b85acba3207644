"""What of the 结转 a later week still counts."""

from __future__ import annotations

from apps.reports.models import SnapshotMovement, WeekSnapshot
from apps.reports.queries.members import members_at
from apps.reports.rules.ledger import Kind


def carried_gone(snapshot: WeekSnapshot) -> int:
    """Return how many cases carried into the year the week counts no more (one query, none without 结转)."""
    if not snapshot.carried:
        return 0
    carried = SnapshotMovement.objects.filter(
        snapshot__bureau_id=snapshot.bureau_id, snapshot__program_id=snapshot.program_id, kind=Kind.CARRIED
    )
    still = members_at(snapshot.bureau_id, snapshot.program_id, snapshot.number)
    return max(0, snapshot.carried - still.filter(case_id__in=carried.values("case_id")).count())
