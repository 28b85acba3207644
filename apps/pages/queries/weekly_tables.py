"""Weekly tables that wait for a role: to be submitted by the bureau, to be accepted above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from apps.lib.actors import Actor
from apps.orgs.models import merged_into
from apps.reports.enums import ReopeningStatus, ReportStatus
from apps.reports.models import Reopening, ReportVersion
from apps.reports.permissions import DECIDERS, FILLERS


@dataclass(frozen=True, slots=True)
class ReportTask:
    """One table in the queue."""

    number: int
    bureau: str
    text: str
    due: datetime | None
    """When the bureau owes it; None for who only accepts it."""
    url: str


def waiting_reports(actor: Actor) -> QuerySet[ReportVersion]:
    """Return the report versions that wait for the actor's role, soonest due first."""
    rows = ReportVersion.objects.select_related("report__snapshot", "report__bureau").order_by(
        "report__snapshot__due_at", "report__bureau_id"
    )
    if actor.organisation_id is None:
        return rows.none()
    if actor.role in FILLERS:
        # Those of bodies that went up in it as well, but not the week that only empties such a body's table.
        own = merged_into(actor.organisation_id, "report__bureau")
        return rows.filter(own, status=ReportStatus.DRAFT, report__snapshot__is_owed=True)
    if actor.role in DECIDERS:
        asked = Reopening.objects.filter(version=OuterRef("pk"), status=ReopeningStatus.ASKED)
        return rows.filter(
            Q(status=ReportStatus.SUBMITTED) | Q(Exists(asked), status=ReportStatus.ACCEPTED),
            report__snapshot__reports_to_id=actor.organisation_id,
        )
    return rows.none()


def report_tasks(actor: Actor, *, limit: int = 20) -> list[ReportTask]:
    """Return the tables of the actor's queue, soonest due first, at most ``limit``."""
    found = []
    for version in waiting_reports(actor)[:limit]:
        snapshot = version.report.snapshot
        draft = version.status == ReportStatus.DRAFT
        again = draft and version.number > 1
        words = "重新报送统计表" if again else "报送统计表" if draft else "接收或退回统计表"
        if version.status == ReportStatus.ACCEPTED:
            words = "答复重开申请"
        found.append(
            ReportTask(
                number=snapshot.number,
                bureau=version.report.bureau.name,
                text=words,
                due=snapshot.due_at if draft else None,
                url=reverse("reports:detail", kwargs={"pk": snapshot.pk}),
            )
        )
    return found
