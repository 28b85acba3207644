"""The check of the holds: recompute every need from the stage tables and compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.archives.queries import archive_items
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case, Hold
from apps.cases.queries import closable, is_need, needs_of
from apps.inspections.queries import needs_met as inspections_met
from apps.plans.queries import needs_met as plans_met


@dataclass(frozen=True, slots=True)
class HoldProblem:
    """A hold that does not say what the tables say."""

    case: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.case} {HoldKind(self.kind).label}：{self.text}"


def hold_problems(cases: Iterator[Case] | None = None) -> Iterator[HoldProblem]:
    """Yield every disagreement between open holds and the stage tables."""
    rows = Case.objects.exclude(status=Status.DRAFT).iterator(chunk_size=200) if cases is None else cases
    for case in rows:
        yield from _problems_of(case)
    for hold in Hold.objects.exclude(kind__in=closable()).filter(closed_at__isnull=True):
        yield HoldProblem(str(hold.case_id), hold.kind, "没有办结入口")


def _problems_of(case: Case) -> Iterator[HoldProblem]:
    name = case.number or str(case.pk)
    standing = set(case.holds.filter(closed_at__isnull=True).values_list("kind", flat=True))
    met: dict[HoldKind, bool] = {**plans_met(case), **inspections_met(case)}
    met[HoldKind.ARCHIVE_COMPLETE] = all(item.present for item in archive_items(case))
    waits = case.returns.filter(lifted_at__isnull=True)
    met[HoldKind.RETURNED] = not waits.filter(resubmitted_at__isnull=True).exists()
    met[HoldKind.ANSWERED] = not waits.filter(resubmitted_at__isnull=False, judged_at__isnull=True).exists()
    needed = needs_of(case.status)
    for kind, answered in met.items():
        if is_need(kind):
            if kind in needed and not answered and kind not in standing:
                yield HoldProblem(name, kind, "资料未齐，却没有待办")
            if kind in standing and kind not in needed:
                yield HoldProblem(name, kind, f"不属于“{Status(case.status).label}”状态，却还开着")
            if kind in standing and kind in needed and answered:
                yield HoldProblem(name, kind, "资料已齐，却还开着")
        elif kind in standing and answered:
            yield HoldProblem(name, kind, "已经办结，却还开着")
