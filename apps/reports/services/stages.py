"""Counting how long the steps took, week by week, for 总览."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby

from django.db import transaction

from apps.cases.models import Transition
from apps.cases.queries import spans
from apps.orgs.models import Organisation
from apps.reports.models import StageDays, WeekSnapshot
from apps.reports.rules.stages import Entry, ended


def count_stage_days(*, bureaus: Iterable[Organisation]) -> int:
    """Count the steps that ended in each week that has none of it yet; return how many weeks that were.

    A week asks only for the cases of which a step ended in it (R34).
    """
    done = 0
    for bureau in bureaus:
        weeks = list(
            WeekSnapshot.objects.filter(bureau=bureau, stage_days__isnull=True)
            .select_related("previous")
            .order_by("cutoff_at")
        )
        if weeks:
            done += _count(bureau, weeks)
    return done


@transaction.atomic
def _count(bureau: Organisation, weeks: list[WeekSnapshot]) -> int:
    first = weeks[0]
    after = first.previous.cutoff_at if first.previous else first.year_opened_at
    pairs = [(source.value, target.value) for _, source, target in spans()]
    over = Transition.objects.filter(
        bureau_id_at=bureau.pk,
        target__in=[target for _, target in pairs],
        recorded_at__gte=after,
        recorded_at__lt=weeks[-1].cutoff_at,
    )
    states = {state for pair in pairs for state in pair}
    rows = (
        Transition.objects.filter(case__in=over.order_by().values("case"), target__in=states)
        .order_by("case_id", "recorded_at", "id")
        .values_list("case_id", "target", "effective_on", "recorded_at", "bureau_id_at")
    )
    counts: dict[int, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for _, moves in groupby(rows.iterator(), key=lambda row: row[0]):
        for source, days, recorded_at, bureau_id in ended([Entry(*move[1:]) for move in moves], pairs):
            week = next((each for each in weeks if recorded_at < each.cutoff_at), None)
            if bureau_id == bureau.pk and week is not None and recorded_at >= after:
                counts[week.pk][source][days] += 1
    StageDays.objects.bulk_create(
        [StageDays(snapshot=week, counts=counts[week.pk]) for week in weeks],
        # Two runs at once count the same: the first one's rows stand.
        ignore_conflicts=True,
    )
    return len(weeks)
