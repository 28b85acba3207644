"""What a week's footnotes tell of earlier weeks and years although no figure of its own moves."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db.models import OuterRef, Subquery

from apps.cases.enums import REMOVED
from apps.cases.models import Transition
from apps.inspections.enums import WorksDay
from apps.inspections.models import WorksCorrection
from apps.lib import clock
from apps.reports.enums import MemberState, MovementKind
from apps.reports.models import SnapshotMovement, WeekSnapshot
from apps.reports.queries.records import is_complete_before, why_out
from apps.reports.rules.figures import correction_mark


def removed_from_earlier_years(
    bureau_id: int, *, year_opened_at: datetime, period_start: datetime, before: datetime
) -> list[tuple[str, str]]:
    """Return (number, why) of cases counted as complete in an earlier year and taken out this week.

    They are no members of this year's set, so no figure moves; the footnote tells.
    """
    gone = Transition.objects.filter(
        bureau_id_at=bureau_id,
        target__in=REMOVED,
        recorded_at__gte=period_start,
        recorded_at__lt=before,
    ).select_related("case")
    found = gone.filter(is_complete_before(bureau_id, year_opened_at, "case_id")).order_by("case__number")
    return [(move.case.number or "", why_out(move, bureau_id)) for move in found]


def corrected_days(snapshot: WeekSnapshot) -> list[tuple[str, str, str]]:
    """Return (case number, words, 更正第 k 期) of 开工 and 完工日期 put right that an earlier week counted.

    Weeks count by the day of the record, so no figure moves; the footnote tells.
    """
    by_then = Transition.objects.filter(case=OuterRef("case"), recorded_at__lte=OuterRef("made_at"))
    corrections = (
        WorksCorrection.objects.filter(
            # 0:00 of the first day is the cut-off before.
            made_at__gte=datetime.combine(snapshot.period_start, time(), clock.SHANGHAI),
            made_at__lt=snapshot.cutoff_at,
        )
        # Whose it was then: the household may have been handed over since.
        .annotate(bureau_then=Subquery(by_then.order_by("-recorded_at", "-id").values("bureau_id_at")[:1]))
        .filter(bureau_then=snapshot.bureau_id)
        .select_related("case")
    )
    found = list(corrections.order_by("case__number", "made_at", "pk"))
    if not found:
        return []
    counted = SnapshotMovement.objects.filter(
        case_id__in={each.case_id for each in found},
        snapshot__bureau_id=snapshot.bureau_id,
        snapshot__cutoff_at__lt=snapshot.cutoff_at,
    ).order_by("snapshot__cutoff_at")
    weeks: dict[tuple[UUID, str], str] = {}
    for case_id, kind, after, number, year in counted.values_list(
        "case_id", "kind", "state_after", "snapshot__number", "snapshot__program__year"
    ):
        mark = correction_mark(number, year if year != snapshot.program.year else None)
        if kind == MovementKind.IN:
            weeks[case_id, WorksDay.START] = mark
        # 结转 repeats what an earlier year counted, whose week is the one that was wrong.
        elif kind == MovementKind.CARRIED:
            weeks.setdefault((case_id, WorksDay.START), mark)
        if after == MemberState.DONE:
            weeks.setdefault((case_id, WorksDay.FINISH), mark)
    return [
        (each.case.number or "", f"{each.words}（{each.reason}）", weeks[each.case_id, each.day])
        for each in found
        if (each.case_id, each.day) in weeks
    ]
