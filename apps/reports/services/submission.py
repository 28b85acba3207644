"""Handing a report in: every check answered, then frozen."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from apps.audit.services import Subject, digest_until_yesterday, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.queries import acting_body
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of
from apps.reports.enums import ProofOccasion, ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.permissions import may_fill
from apps.reports.queries.answers import content_of
from apps.reports.queries.checks import checks_of
from apps.reports.queries.declared import strange_in
from apps.reports.queries.ledger import week
from apps.reports.rules.contents import content_hash
from apps.reports.services.counts import keep_proof
from apps.reports.services.drafts import locked_version
from apps.reports.services.notices import TO_DECIDE, tell_upper


@transaction.atomic
def submit_report(*, by: Actor, snapshot: WeekSnapshot, version: int | None = None) -> ReportVersion:
    """Freeze the draft and hand it in; raise Refused naming the first check that is open.

    The content (figures, declared total, footnotes, narrative) is kept as canonical JSON under its
    SHA-256 and never changes again. Late is the first version handed in after the due moment.
    """
    draft = locked_version(snapshot, version=version)
    require(may_fill(by, snapshot, draft))
    # Asked behind the lock: the start of reporting may have been put right while this waited.
    if not WeekSnapshot.objects.owed().filter(pk=snapshot.pk).exists():
        raise Refused("这一期在启用日期以前，不用报送。", code="not_owed")
    _require_second_person(by, acting_body(snapshot.bureau).pk, draft.filled_by_holder)
    opened = week(snapshot)
    # Recounted and checked anew: the page showed what held when it was opened.
    keep_proof(
        opened=opened, cases=[each.case_id for each in opened.movements], occasion=ProofOccasion.SUBMITTED
    )
    strange = strange_in(snapshot, draft)
    for check in checks_of(opened, draft, strange):
        if check.blocks:
            raise Refused(f"报送前核对还有一项没有通过：{check.title}。", field=check.field, code=check.code)
    now = clock.now()
    # Before the content is made, which names the filler.
    draft.filler = draft.filler or by.name
    content = content_of(opened, draft, strange)
    # Waits for writers in flight, so it comes before this transaction's own event.
    digest = digest_until_yesterday()
    draft.content = content
    draft.content_hash = content_hash(content)
    draft.audit_day = digest.day
    draft.audit_digest = digest.hash
    # Mending after a return does not make a week late: only its first hand-in can be.
    draft.late = draft.number == 1 and now > snapshot.due_at
    draft.status = ReportStatus.SUBMITTED
    draft.submitted_at = now
    draft.submitted_by = by.signature
    draft.submitted_by_holder = by.holder
    draft.edit += 1
    draft.save()
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action="report.submitted",
        facts={
            "version": draft.number,
            "content": draft.content_hash,
            "late_minutes": max(0, int((now - snapshot.due_at) / timedelta(minutes=1))),
        },
        jurisdiction=snapshot.bureau.region_id or "",
    )
    late = "（迟报）" if draft.late else ""
    answered = len(content.get("asked", []))
    tell_upper(
        snapshot=snapshot,
        by=by,
        kind="report.answered" if answered else "report.submitted",
        title=f"{snapshot.bureau.short_name}报送了第 {snapshot.number} 期周报{late}",
        text=f"退回的 {answered} 项已逐项答复，请接收或退回。" if answered else "请接收或退回。",
        key=f"report:{draft.pk}:submitted",
        matter=TO_DECIDE,
    )
    return draft


def _require_second_person(by: Actor, bureau_id: int, filler: str) -> None:
    """Refuse whoever filled a report in, or speaks for that person, where the bureau asks for four eyes."""
    code = ParameterCode.REPORT_FOUR_EYES
    asked = limits_of(bureau_id, clock.today(), (code,)).rows.get(code)
    # Where nobody knows who filled it in, nobody counts as the second person.
    if asked is not None and (not filler or by.speaks_for(filler)):
        raise Refused(
            f"须由填报人以外的人核对后报送（{asked.organisation.name}自 {formats.day(asked.valid_from)} 起"
            f"要求，{asked.source}）。",
            code="four_eyes",
        )
