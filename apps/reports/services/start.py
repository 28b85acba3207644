"""When a bureau's reporting begins, put right after the fact."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation, ReportingLine
from apps.reports.models import ReportVersion, WeekSnapshot


@transaction.atomic
def correct_reporting_start(*, by: Actor, bureau: Organisation, on: date, reason: str) -> int:
    """Let a bureau owe the weeks due on a day or after it, and no earlier ones; return how many are owed now.

    Weeks that were taken before stay as the beginning of the later ones and are shown to nobody. Raises
    Refused where a week before the day was handed in already, or where a week before the first taken one
    would be owed: it cannot be taken any more.
    """
    reason = reason.strip()[:300]
    if not reason:
        raise Refused("请写明为什么更改启用日期。", field="reason", code="reason")
    # NO KEY: rows that merely point at the bureau can still be written meanwhile.
    Organisation.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    line = ReportingLine.objects.filter(organisation=bureau).order_by("valid_from").first()
    if line is None:
        raise Refused("这个机构没有报送关系，不用报送。", code="no_line")
    if line.valid_to is not None and on >= line.valid_to:
        raise Refused("启用日期不能晚于第一段报送关系的结束。", field="on", code="after_line")
    taken = list(WeekSnapshot.objects.filter(bureau=bureau).order_by("cutoff_at"))
    early = [each.pk for each in taken if _due(each) < on]
    # Locked, drafts too: one that is being handed in is seen here, or finds its week owed no more.
    versions = list(
        ReportVersion.objects.select_for_update(of=("self",))
        .filter(report__snapshot__in=early)
        .select_related("report__snapshot__program")
        .order_by("pk")
    )
    handed_in = [each.report.snapshot for each in versions if each.submitted_at is not None]
    if handed_in:
        week = max(handed_in, key=lambda each: each.cutoff_at)
        raise Refused(
            f"{week.program.year} 年第 {week.number} 期已经报送过，启用日期不能晚于"
            f" {formats.day(_due(week))}。",
            field="on",
            code="handed_in",
        )
    if taken and on < min(line.valid_from, _due(taken[0])):
        earliest = formats.day(_due(taken[0]))
        raise Refused(f"最早一期 {earliest} 报送，更早的期次已不能补封。", field="on", code="too_early")
    before = line.valid_from
    line.valid_from = on
    line.save(update_fields=["valid_from"])
    owed = [each.pk for each in taken if _due(each) >= on]
    WeekSnapshot.objects.filter(bureau=bureau).exclude(pk__in=owed).update(is_owed=False)
    WeekSnapshot.objects.filter(pk__in=owed).update(is_owed=True)
    record(
        by=by,
        subject=Subject("organisation", str(bureau.pk)),
        action="reporting.start_corrected",
        facts={"before": before.isoformat(), "after": on.isoformat(), "owed": len(owed)},
        reason=reason,
        jurisdiction=bureau.region_id or "",
    )
    return len(owed)


def _due(snapshot: WeekSnapshot) -> date:
    return clock.local(snapshot.due_at).date()
