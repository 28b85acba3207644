"""Who reported late this year, who not at all, and whose weeks came back (R11)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot

LATE, MISSING = "late", "missing"
KINDS = {
    LATE: "迟报",
    MISSING: "未报",
    ReportStatus.RETURNED.value: "退回",
    ReportStatus.WITHDRAWN.value: "撤回",
    ReportStatus.REOPENED.value: "重开",
}
"""What is told of a week, in the order of the columns. A week may be told of under several."""


@dataclass(frozen=True, slots=True)
class WeekRef:
    """A week to be linked."""

    snapshot_id: int
    number: int


@dataclass(frozen=True, slots=True)
class BodyYear:
    """One bureau's year: how many weeks were due so far, and what was not in order."""

    bureau: Organisation
    due: int
    weeks: dict[str, tuple[WeekRef, ...]]
    """By the names of :data:`KINDS`, in order of the weeks."""

    @property
    def columns(self) -> list[tuple[str, tuple[WeekRef, ...]]]:
        """The kinds with their words, as a table shows them."""
        return [(label, self.weeks[kind]) for kind, label in KINDS.items()]


def punctuality(actor: Actor, program: Program, now: datetime) -> list[BodyYear]:
    """Return the year of every bureau the actor sees, those with most 未报 and 迟报 first (four queries).

    Late is the first hand-in after its due hour, also where the week was mended since; missing is a week
    past its due hour of which nothing was ever handed in (docs/decisions/0013).
    """
    seen = WeekSnapshot.objects.visible_to(actor).filter(program=program)
    due: dict[int, int] = dict(
        seen.order_by()
        .values("bureau_id")
        .annotate(due=Count("pk", filter=Q(due_at__lt=now)))
        .values_list("bureau_id", "due")
    )
    told: dict[tuple[int, str], set[WeekRef]] = defaultdict(set)
    handed_in = ReportVersion.objects.filter(submitted_at__isnull=False)
    for pk, bureau_id, number in (
        seen.filter(due_at__lt=now)
        .exclude(pk__in=handed_in.values("report__snapshot_id"))
        .values_list("pk", "bureau_id", "number")
    ):
        told[bureau_id, MISSING].add(WeekRef(pk, number))
    back = [kind for kind in KINDS if kind not in (LATE, MISSING)]
    rows = ReportVersion.objects.filter(
        Q(number=1, late=True) | Q(status__in=back), report__snapshot__in=seen.order_by()
    ).values_list(
        "report__snapshot_id",
        "report__snapshot__bureau_id",
        "report__snapshot__number",
        "status",
        "number",
        "late",
    )
    for pk, bureau_id, number, status, version, late in rows:
        if version == 1 and late:
            told[bureau_id, LATE].add(WeekRef(pk, number))
        if status in back:
            told[bureau_id, status].add(WeekRef(pk, number))
    bureaus = Organisation.objects.filter(pk__in=due).select_related("region").order_by("region_id", "pk")
    found = [
        BodyYear(
            bureau,
            due[bureau.pk],
            {kind: tuple(sorted(told[bureau.pk, kind], key=lambda each: each.number)) for kind in KINDS},
        )
        for bureau in bureaus
    ]
    # Stable, so that equals stay in the order of their codes.
    return sorted(found, key=lambda each: -len(each.weeks[MISSING]) - len(each.weeks[LATE]))
