"""The draft of a week's report: made by the system, supplemented by the bureau."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from apps.audit.services import Subject, record
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.amounts import Yuan, spelled
from apps.lib.decisions import Refused, Stale, require
from apps.reports.enums import LIVE
from apps.reports.models import ReportVersion, WeeklyReport, WeekSnapshot
from apps.reports.permissions import may_fill

OWNER_KIND = "weekly_report"
"""``owner_kind`` of files that belong to a report (``owner_id`` is the snapshot's number)."""


@dataclass(frozen=True, slots=True)
class Declared:
    """传统装修: the district's own total with its source, or why none was obtained this week."""

    week: int | None = None
    done: int | None = None
    ongoing: int | None = None
    amount: Yuan | None = None
    source: str = ""
    queried_at: datetime | None = None
    missing_reason: str = ""


def locked_version(snapshot: WeekSnapshot, *, version: int | None) -> ReportVersion:
    """Lock and return the week's live or last version; raise Stale unless ``version`` is its present edit."""
    # After waiting for the lock PostgreSQL reads this row again but does not choose anew: it may be a version
    # returned meanwhile, behind which there is a draft. The permissions judge it by that state.
    newest = (
        ReportVersion.objects.select_for_update()
        .filter(report__snapshot=snapshot)
        .order_by("-number")
        .first()
    )
    if newest is None:
        raise Refused("本期还没有草稿。", code="no_draft")
    if version is not None and newest.edit != version:
        raise Stale(
            "这份周报刚被别人改过，您看到的不是最新内容。您填写的内容还在，请核对后再提交。", code="stale"
        )
    return newest


@transaction.atomic
def draft_report(*, snapshot: WeekSnapshot, by: Actor = SYSTEM) -> ReportVersion:
    """Return the week's live version; make a draft where there is none.

    After a return the new draft takes over what had been filled in. The source of the declared
    total is taken from the bureau's previous report, its numbers never.
    """
    report, _ = WeeklyReport.objects.get_or_create(
        snapshot=snapshot, defaults={"bureau_id": snapshot.bureau_id, "created_at": clock.now()}
    )
    # Two that find no live version would both make one: get_or_create() does not keep the second waiting.
    WeeklyReport.objects.select_for_update().get(pk=report.pk)
    live = report.versions.filter(status__in=LIVE).first()
    if live is not None:
        return live
    last = report.versions.order_by("-number").first()
    number = (report.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    draft = ReportVersion(report=report, number=number, created_at=clock.now())
    if last is not None:
        # Counted on, so that no page or caller that knows the version before is right about this one.
        draft.edit = last.edit + 1
        # Not filled_by_holder: who signs for the numbers of this version is only known when it is saved.
        for name in ("filler", "narrative", "declared_evidence_id", *_COLUMNS.values()):
            setattr(draft, name, getattr(last, name))
    elif snapshot.previous_id is not None:
        draft.declared_source = (
            ReportVersion.objects.filter(report__snapshot_id=snapshot.previous_id)
            .order_by("-number")
            .values_list("declared_source", flat=True)
            .first()
            or ""
        )
    draft.save(force_insert=True)
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action="report.drafted",
        facts={"version": number},
        jurisdiction=snapshot.bureau.region_id or "",
    )
    return draft


_COLUMNS = {
    "week": "declared_week",
    "done": "declared_done",
    "ongoing": "declared_ongoing",
    "amount": "declared_amount",
    "source": "declared_source",
    "queried_at": "declared_queried_at",
    "missing_reason": "declared_missing_reason",
}


@transaction.atomic
def save_draft(
    *,
    by: Actor,
    snapshot: WeekSnapshot,
    version: int | None,
    declared: Declared,
    filler: str = "",
    narrative: str = "",
    evidence: StoredFile | CheckedUpload | None = None,
) -> ReportVersion:
    """Keep what the bureau filled in; unfinished is allowed, contradictory is not.

    Raises Refused (or Stale) at the field; numbers next to “本周未取得” are a contradiction.
    """
    draft = locked_version(snapshot, version=version)
    require(may_fill(by, snapshot, draft))
    numbers = (declared.week, declared.done, declared.ongoing, declared.amount)
    # Compared with None: 0 is a number that was obtained.
    if declared.missing_reason and any(value is not None for value in numbers):
        raise Refused(
            "已填写数字，就不能再选本周未取得；请清空其中一项。", field="missing_reason", code="both"
        )
    if declared.queried_at is not None and declared.queried_at > clock.now():
        raise Refused("查询时间不能晚于现在。", field="queried_at", code="future")
    if (
        declared.week is not None
        and declared.done is not None
        and declared.ongoing is not None
        and declared.week > declared.done + declared.ongoing
    ):
        raise Refused("本周进度不能多于累计（已完成加正在装修）。", field="week", code="more_than_total")
    for name, value in asdict(declared).items():
        setattr(draft, _COLUMNS[name], value)
    draft.filler = filler.strip() or by.name
    draft.filled_by_id = by.user_id
    draft.filled_by_holder = by.holder
    draft.narrative = narrative.strip()
    # What was handed in before stays: a browser cannot send a file again with each saving.
    if evidence is not None:
        draft.declared_evidence_id = keep(
            by=by,
            file=evidence,
            owner=Owner(OWNER_KIND, str(snapshot.pk)),
            kind=FileKind.DECLARED_EVIDENCE,
            sensitive=False,
            field="evidence",
        ).pk
    draft.edit += 1
    draft.save()
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action="report.saved",
        facts={
            "version": draft.number,
            "edit": draft.edit,
            "declared": [
                *(str(value) if value is not None else None for value in numbers[:3]),
                spelled(declared.amount) if declared.amount is not None else None,
            ],
        },
        jurisdiction=snapshot.bureau.region_id or "",
    )
    return draft
