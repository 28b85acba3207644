"""An accepted week is reopened on the district's request, until the next cut-off (R11)."""

from __future__ import annotations

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused, require
from apps.outbox.services import settle
from apps.reports.enums import ReopeningStatus, ReportStatus
from apps.reports.models import Reopening, ReportVersion, WeekSnapshot
from apps.reports.permissions import may_ask_reopening, may_decide_reopening, may_reopen, open_request
from apps.reports.services.drafts import draft_report, locked_version
from apps.reports.services.notices import TO_DECIDE, TO_HAND_IN, subject_of, tell_bureau, tell_upper


@transaction.atomic
def ask_reopening(*, by: Actor, snapshot: WeekSnapshot, reason: str, version: int | None = None) -> Reopening:
    """Ask who accepted a week to reopen it, with the reason; it stands as it was accepted until then."""
    if not reason.strip():
        raise Refused("请写明为什么要重开、更正哪一项。", field="reason", code="reason")
    accepted = locked_version(snapshot, version=version)
    require(may_ask_reopening(by, snapshot, accepted))
    asked = Reopening.objects.create(
        version=accepted,
        reason=reason.strip()[:300],
        asked_at=clock.now(),
        asked_by=by.signature,
        asked_by_holder=by.holder,
    )
    # A page opened before may not ask again or decide over it.
    accepted.edit += 1
    accepted.save(update_fields=["edit"])
    _note(by, snapshot, accepted, "report.reopening_asked", reason)
    tell_upper(
        snapshot=snapshot,
        by=by,
        kind="report.reopening_asked",
        title=f"{snapshot.bureau.short_name}申请重开第 {snapshot.number} 期周报",
        # The reason is what somebody typed: it stays on the page, behind the scope.
        text=f"请在 {formats.month_moment(clock.local(snapshot.final_at))} 前重开或答复不同意。",
        key=f"report:reopening:{asked.pk}:asked",
        matter=TO_DECIDE,
    )
    return asked


@transaction.atomic
def reopen_report(
    *, by: Actor, snapshot: WeekSnapshot, word: str = "", version: int | None = None
) -> ReportVersion:
    """Reopen an accepted week that was asked for; return its new draft.

    The accepted version stays as it was, and roll-ups go on counting it until another is accepted.
    """
    accepted = locked_version(snapshot, version=version)
    require(may_reopen(by, snapshot, accepted))
    asked = _decide(by, accepted, ReopeningStatus.REOPENED, word)
    accepted.status = ReportStatus.REOPENED
    accepted.edit += 1
    # Only these columns: content, hash and who accepted it stay.
    accepted.save(update_fields=["status", "edit"])
    draft = draft_report(snapshot=snapshot, by=by)
    _note(by, snapshot, accepted, "report.reopened", word)
    settle(subject=subject_of(snapshot))
    tell_bureau(
        snapshot=snapshot,
        by=by,
        kind="report.reopened",
        title="已重开",
        text="请更正后重新报送；此前汇总仍取已接收的一版。",
        key=f"report:reopening:{asked.pk}:reopened",
        matter=TO_HAND_IN,
    )
    return draft


@transaction.atomic
def decline_reopening(
    *, by: Actor, snapshot: WeekSnapshot, word: str, version: int | None = None
) -> Reopening:
    """Decline to reopen an accepted week, and say why."""
    if not word.strip():
        raise Refused("请写明为什么不重开。", field="word", code="word")
    accepted = locked_version(snapshot, version=version)
    require(may_decide_reopening(by, snapshot, accepted))
    asked = _decide(by, accepted, ReopeningStatus.DECLINED, word)
    accepted.edit += 1
    accepted.save(update_fields=["edit"])
    _note(by, snapshot, accepted, "report.reopening_declined", word)
    settle(subject=subject_of(snapshot))
    tell_bureau(
        snapshot=snapshot,
        by=by,
        kind="report.reopening_declined",
        title="未同意重开",
        text="答复见周报。",
        key=f"report:reopening:{asked.pk}:declined",
    )
    return asked


def lapse_reopenings(*, by: Actor = SYSTEM) -> int:
    """End requests whose week became final before anybody answered; return how many. Repeatable."""
    lapsed = Reopening.objects.filter(
        status=ReopeningStatus.ASKED, version__report__snapshot__final_at__lte=clock.now()
    ).select_related("version__report__snapshot__bureau")
    return sum(_lapse(each.version.report.snapshot, by) for each in lapsed.order_by("asked_at", "pk"))


@transaction.atomic
def _lapse(snapshot: WeekSnapshot, by: Actor) -> bool:
    version = locked_version(snapshot, version=None)
    # Asked behind the lock: it may have been answered while this waited.
    if open_request(version) is None:
        return False
    asked = _decide(by, version, ReopeningStatus.LAPSED, "")
    version.edit += 1
    version.save(update_fields=["edit"])
    _note(by, snapshot, version, "report.reopening_lapsed", "")
    settle(subject=subject_of(snapshot))
    tell_bureau(
        snapshot=snapshot,
        by=by,
        kind="report.reopening_lapsed",
        title="重开申请已过期",
        text="下一期数据截止前没有答复，本期已定稿；数有误的，请登记更正，计入当期。",
        key=f"report:reopening:{asked.pk}:lapsed",
    )
    return True


def _decide(by: Actor, accepted: ReportVersion, status: ReopeningStatus, word: str) -> Reopening:
    # The version's row is locked, so nobody else answers it meanwhile.
    asked = accepted.reopenings.get(status=ReopeningStatus.ASKED)
    asked.status = status
    asked.word = word.strip()[:300]
    asked.decided_at = clock.now()
    asked.decided_by = by.signature
    asked.decided_by_holder = by.holder
    asked.save()
    return asked


def _note(by: Actor, snapshot: WeekSnapshot, version: ReportVersion, action: str, reason: str) -> None:
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action=action,
        facts={"version": version.number},
        reason=reason.strip(),
        jurisdiction=snapshot.bureau.region_id or "",
    )
