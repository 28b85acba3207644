"""One home on both tracks, known by its dwelling (R13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.cases.enums import NOT_HOLDING_SPACE
from apps.cases.enums import Status as CaseStatus
from apps.cases.models import Case
from apps.othertrack.enums import LEFT, Status
from apps.othertrack.models import Renovation

MOST = 5
"""Other applications of one home that are named, of each track."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another application of the same home."""

    pk: UUID
    number: str
    track: str
    status: str
    url_name: str


@dataclass(frozen=True, slots=True)
class Homes:
    """The other applications of one home: the newest of each track, and how many there are in all."""

    shown: list[Alike]
    count: int

    @property
    def words(self) -> str:
        """Return them in words, with how many there are where not all are named."""
        named = "、".join(f"{each.track}办件 {each.number}（{each.status}）" for each in self.shown)
        return named + (f" 等 {self.count} 件" if self.is_more else "")

    @property
    def is_more(self) -> bool:
        """Whether there are more than are shown."""
        return self.count > len(self.shown)


def homes_alike(dwelling_key: str, *, exclude: Renovation | None = None) -> Homes:
    """Return the other applications of a home, of both tracks: ``MOST`` of each; none hides the other.

    Not what was declined or withdrawn. Whoever's rows they are: a home is one home.
    """
    cases = Case.objects.filter(dwelling_key=dwelling_key).exclude(status__in=NOT_HOLDING_SPACE)
    # A converted case goes on in the renovation that it opened: that one is named.
    cases = cases.exclude(status=CaseStatus.CONVERTED)
    others = Renovation.objects.filter(dwelling_key=dwelling_key).exclude(status__in=LEFT)
    if exclude is not None:
        others = others.exclude(pk=exclude.pk)
    renovations = [
        Alike(each.pk, each.number, "其他装修", Status(each.status).label, "othertrack:renovation")
        for each in others.order_by("-created_at")[:MOST]
    ]
    assembled = [
        Alike(case.pk, case.number or "", "装配化", case.get_status_display(), "cases:case")
        for case in cases.order_by("-created_at")[:MOST]
    ]
    count = _count(others, len(renovations)) + _count(cases, len(assembled))
    return Homes([*renovations, *assembled], count)


def _count(rows: QuerySet[Any], shown: int) -> int:
    # Nothing is asked where all are shown, as nearly always.
    return rows.count() if shown == MOST else shown


def alike_remark(case: Case) -> str:
    """Say in the head of a case that the same home has an application on the other track; '' without one."""
    rows = Renovation.objects.filter(dwelling_key=case.dwelling_key).exclude(status__in=LEFT)
    rows = rows.exclude(converted_from=case)
    found = list(rows.order_by("-created_at").values_list("number", flat=True)[:MOST])
    count = _count(rows, len(found))
    more = f" 等 {count} 件" if count > len(found) else ""
    return f"同一住宅另有其他装修办件 {'、'.join(found)}{more}" if found else ""
