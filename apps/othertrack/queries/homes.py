"""One home on both tracks, known by its dwelling (R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.cases.enums import NOT_HOLDING_SPACE
from apps.cases.enums import Status as CaseStatus
from apps.cases.models import Case
from apps.othertrack.enums import LEFT, Status
from apps.othertrack.models import Renovation

MOST = 5
"""Other applications of one home that are named."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another application of the same home."""

    pk: UUID
    number: str
    track: str
    status: str
    url_name: str


def homes_alike(dwelling_key: str, *, exclude: Renovation | None = None) -> list[Alike]:
    """Return the other applications of a home, of both tracks, at most ``MOST``.

    Not what was declined or withdrawn. Whoever's rows they are: a home is one home.
    """
    cases = Case.objects.filter(dwelling_key=dwelling_key).exclude(status__in=NOT_HOLDING_SPACE)
    # A converted case goes on in the renovation that it opened: that one is named.
    cases = cases.exclude(status=CaseStatus.CONVERTED)
    others = Renovation.objects.filter(dwelling_key=dwelling_key).exclude(status__in=LEFT)
    if exclude is not None:
        others = others.exclude(pk=exclude.pk)
    return [
        *(
            Alike(case.pk, case.number or "", "装配化", case.get_status_display(), "cases:case")
            for case in cases.order_by("-created_at")[:MOST]
        ),
        *(
            Alike(each.pk, each.number, "其他装修", Status(each.status).label, "othertrack:renovation")
            for each in others.order_by("-created_at")[:MOST]
        ),
    ][:MOST]


def homes_words(others: Sequence[Alike]) -> str:
    """Return them in words."""
    return "、".join(f"{each.track}办件 {each.number}（{each.status}）" for each in others)


def alike_remark(case: Case) -> str:
    """Say in the head of a case that the same home has an application on the other track; '' without one."""
    rows = Renovation.objects.filter(dwelling_key=case.dwelling_key).exclude(status__in=LEFT)
    found = list(
        rows.exclude(converted_from=case).order_by("-created_at").values_list("number", flat=True)[:MOST]
    )
    return f"同一住宅另有其他装修办件 {'、'.join(found)}" if found else ""
