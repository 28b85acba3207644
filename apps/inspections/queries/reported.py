"""住户反映的问题 as desks and the household read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections import permissions
from apps.inspections.enums import DefectStatus, PhotoOf
from apps.inspections.models import Defect, Photo
from apps.inspections.models.visits import DefectQuerySet
from apps.inspections.queries.tabs import Photos, photos_of
from apps.inspections.rules.defects import Stand
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import ENTERPRISE_ROLES, Role


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report with its photos and what the actor may answer."""

    defect: Defect
    stand: Stand
    before: Sequence[Photo]
    after: Sequence[Photo]
    may_answer: bool = False
    offer: str = ""
    """Words of the button that reports it as mended; '' for none."""
    may_verify: bool = False
    is_former: bool = False
    """Reported of an enterprise that was replaced since: nobody owes an answer any more."""


def reports_in(actor: Actor, case: Case, defects: Iterable[Defect], photos: Photos) -> list[ReportView]:
    """Return the household's reports among a case's defects as the actor may read them, newest first."""
    if not permissions.may_read_reported(actor):
        return []
    found = [_view(actor, case, each, photos) for each in defects if each.is_reported]
    return list(reversed(found))


def _view(actor: Actor, case: Case, defect: Defect, photos: Photos) -> ReportView:
    defect.case = case
    former = defect.enterprise_id != case.enterprise_id
    mends = not former and bool(permissions.may_rectify_defect(actor, case, defect))
    silent = permissions.stands_in_for_silent(actor, case)
    return ReportView(
        defect,
        defect.stand,
        photos.get((PhotoOf.DEFECT_BEFORE, defect.pk), ()),
        photos.get((PhotoOf.DEFECT_AFTER, defect.pk), ()),
        may_answer=not former and bool(permissions.may_answer_defect(actor, case, defect)),
        offer=("企业失联，代填" if silent else "报告修好了") if mends else "",
        may_verify=not former and bool(permissions.may_verify_defect(actor, case, defect)),
        is_former=former,
    )


def open_reports(actor: Actor, case: Case) -> list[ReportView]:
    """Return what the household reported and nobody has settled, oldest first: what acceptance looks at."""
    if not permissions.may_read_reported(actor):
        return []
    rows = list(permissions.standing_reports(case))
    photos = photos_of(case) if rows else {}
    return [_view(actor, case, each, photos) for each in rows]


def defect_photos(_actor: Actor, defect: Defect) -> dict[str, Any]:
    """Return a defect with its photos, as the pages of its acts show it."""
    photos = photos_of(defect.case)
    return {
        "defect": defect,
        "before": photos.get((PhotoOf.DEFECT_BEFORE, defect.pk), ()),
        "after": photos.get((PhotoOf.DEFECT_AFTER, defect.pk), ()),
    }


# --- desks ---


def unsettled_reports() -> DefectQuerySet:
    """Return every report of a present enterprise that nobody has settled."""
    rows = Defect.objects.of_household().unsettled()
    return rows.filter(enterprise=F("case__enterprise")).of_this_household()


def owed_reports(actor: Actor, *, limit: int) -> list[Defect]:
    """Return the reports that lie on the actor's desk, longest first, with their cases.

    The enterprise owes an answer, or the repair it promised; the bureau looks after what is late, what the
    enterprise disputes, and in the warranty after everything that nobody has answered.
    """
    rows = _owed(actor).select_related("case__household", "case__dwelling")
    return list(rows.order_by("reported_at", "pk")[:limit])


def owed_report_count(actor: Actor, *, most: int) -> int:
    """Return how many :func:`owed_reports` there are, counting no further than one beyond ``most``."""
    return _owed(actor).order_by()[: most + 1].count()


def _owed(actor: Actor) -> DefectQuerySet:
    today = clock.today()
    answered = Q(answered_at__isnull=False)
    late = Q(status=DefectStatus.OPEN) & (
        Q(answered_at=None, answer_due_on__lt=today) | answered & Q(comes_on__lt=today)
    )
    if actor.role in (Role.SITE_MANAGER, Role.STREET_CLERK):
        wanted = Q(status=DefectStatus.OPEN, answered_at=None) | late
        if actor.role == Role.STREET_CLERK:
            wanted &= Q(enterprise__organisation=None)
    elif actor.role == Role.DISTRICT_CLERK:
        handed_over = ~Q(case__status__in=[Status.BUILDING, Status.COMPLETED, Status.RECTIFYING])
        wanted = late | Q(status=DefectStatus.DISPUTED)
        wanted |= handed_over & Q(status=DefectStatus.OPEN, answered_at=None)
    else:
        return Defect.objects.none()
    return unsettled_reports().filter(wanted, case__in=Case.objects.visible_to(actor))


def what_is_owed(actor: Actor, defect: Defect) -> str:
    """Say what the actor's desk has to do about a report."""
    if actor.role in ENTERPRISE_ROLES:
        return "约定的日子过了，请修好后报告" if defect.comes_on else "答复住户反映的问题"
    return f"住户反映问题：{defect.stand.label}"


# --- the household ---


def reported_by_household(case: Case, since: datetime | None) -> DefectQuerySet:
    """Return what the household of now reported: nothing of a household before it."""
    rows = Defect.objects.of_household().filter(case=case).select_related("enterprise").order_by("number")
    return rows if since is None else rows.filter(reported_at__gte=since)


def household_reports(case: Case, since: datetime | None) -> list[ReportView]:
    """Return the household's reports with their photos, newest first."""
    rows = list(reported_by_household(case, since))
    photos = photos_of(case) if rows else {}
    return [
        ReportView(
            each,
            each.stand,
            photos.get((PhotoOf.DEFECT_BEFORE, each.pk), ()),
            photos.get((PhotoOf.DEFECT_AFTER, each.pk), ()),
            is_former=each.enterprise_id != case.enterprise_id,
        )
        for each in reversed(rows)
    ]
