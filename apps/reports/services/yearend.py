"""年终核定: made when the year is over, late facts admitted by name, signed, submitted, accepted (P8)."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject, record
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.lib import clock, formats
from apps.lib.actors import SYSTEM, Actor
from apps.lib.amounts import ZERO, Yuan
from apps.lib.decisions import Refused, Stale, require
from apps.orgs.enums import WORK_OF_KIND, Role
from apps.orgs.models import Organisation
from apps.orgs.queries import acting_body
from apps.outbox.services import Desk, settle, tell
from apps.programs.models import Program
from apps.reports.enums import CloseDifference, CloseStatus
from apps.reports.models import WeekSnapshot, YearClose, YearCloseCase
from apps.reports.permissions import may_admit_late_fact, may_decide_close, may_submit_close
from apps.reports.queries.ledger import case_numbers
from apps.reports.queries.records import counted_set
from apps.reports.queries.weeks import bureaus_to_take, program_weeks, year_opened_at
from apps.reports.queries.yearend import (
    Closing,
    closings,
    content_of,
    counted_by_another,
    late_facts,
    years_to_close,
)
from apps.reports.rules.contents import content_hash

logger = logging.getLogger(__name__)

OWNER_KIND = "year_close"
"""``owner_kind`` of the signed list (``owner_id`` is the number of the 年终核定)."""
TO_CLOSE, TO_DECIDE = "year.close", "year.decide"
"""Matters of messages: the bureau has a year to settle, the upper authority one to accept or return."""
_FILLING = (Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER)


def subject_of(close: YearClose) -> Subject:
    """Return what messages and the record call a 年终核定."""
    return Subject("year_close", str(close.pk))


def make_year_closes(*, by: Actor = SYSTEM) -> list[YearClose]:
    """Make every 年终核定 that is due, one transaction each; return the new ones. Repeatable.

    Where a bureau's fails, those of the others are made all the same, and the first failure is raised.
    """
    made: list[YearClose] = []
    failures: list[Exception] = []
    for program in Program.objects.order_by("year"):
        if not years_to_close(program):
            continue
        known = set(YearClose.objects.filter(program=program).values_list("bureau_id", flat=True))
        for bureau in bureaus_to_take():
            if bureau.pk in known:
                continue
            try:
                close = make_year_close(bureau=bureau, program=program, by=by)
            except Exception as error:
                logger.exception("no 年终核定 of bureau %s could be made", bureau.pk)
                failures.append(error)
                continue
            if close is not None:
                made.append(close)
    if failures:
        raise failures[0]
    return made


@transaction.atomic
def make_year_close(*, bureau: Organisation, program: Program, by: Actor = SYSTEM) -> YearClose | None:
    """Make a bureau's 年终核定 from its last weekly table and what was recorded after it by 31 December.

    None while the last week of the year is not taken yet, where the bureau reported nothing that year or was
    closed in it (its households are its successor's), and where the next year was opened by the last cut-off:
    what was recorded since counts there already.
    """
    # NO KEY: rows that merely point at the bureau can still be written meanwhile.
    Organisation.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    standing = YearClose.objects.filter(bureau=bureau, program=program).first()
    if standing is not None:
        return standing
    if bureau.closed_on is not None and bureau.closed_on.year <= program.year:
        return None
    weeks = program_weeks(program, bureau)
    last = (
        WeekSnapshot.objects.filter(bureau=bureau, program=program, number=weeks[-1].number).first()
        if weeks
        else None
    )
    following = WeekSnapshot.objects.filter(bureau=bureau, program__year=program.year + 1)
    opened_before = following.exclude(year_opened_at=year_opened_at(program.year + 1))
    if last is None or opened_before.exists():
        return None
    close = YearClose.objects.create(
        bureau=bureau, reports_to_id=last.reports_to_id, program=program, last=last, made_at=clock.now()
    )
    found = closings(last)
    numbers = case_numbers(each.case_id for each in found)
    YearCloseCase.objects.bulk_create(_line(close, each, numbers) for each in found)
    _record(close, by, "year.made", {"cases": len(found)})
    _tell_bureau(close, by, kind="year.made", title="已生成", text=_until(program), matter=TO_CLOSE)
    return close


def _until(program: Program) -> str:
    until = program.late_facts_until
    if until is None:
        return "请核对，补录年内发生、年后登记的完工，签字后报送。"
    return f"请核对，{formats.month_day(until)}前补录年内发生、年后登记的完工，签字后报送。"


def _line(close: YearClose, each: Closing, numbers: dict[UUID, str]) -> YearCloseCase:
    counted = each.at_end or each.in_table
    return YearCloseCase(
        close=close,
        case_id=each.case_id,
        number=numbers.get(each.case_id, ""),
        state=each.at_end.state if each.at_end else "",
        amount=counted.amount if counted else 0,
        difference=CloseDifference.AFTER if each.differs else "",
        words=_difference(close, each) if each.differs else "",
    )


def _difference(close: YearClose, each: Closing) -> str:
    since = f"第 {close.last.number} 期数据截止后"
    if each.at_end is None:
        return f"{since}核减"
    if each.in_table is None:
        return f"{since}登记开工"
    if each.in_table.state != each.at_end.state:
        return f"{since}登记完工"
    return f"{since}合同金额变更"


def follow_adjustment(*, snapshot: WeekSnapshot, case_id: UUID) -> None:
    """Let the 年终核定 follow a named adjustment of the year's last week, unless it is handed in already."""
    close = YearClose.objects.select_for_update().filter(last=snapshot, status=CloseStatus.OPEN).first()
    if close is None:
        return
    close.cases.filter(case_id=case_id).exclude(difference=CloseDifference.LATE).delete()
    if close.cases.filter(case_id=case_id).exists():
        return
    numbers = case_numbers([case_id])
    YearCloseCase.objects.bulk_create(
        _line(close, each, numbers) for each in closings(snapshot, only=[case_id])
    )
    close.edit += 1
    close.save(update_fields=["edit"])


def locked_close(close: YearClose, *, version: int | None) -> YearClose:
    """Lock and return a 年终核定; raise Stale unless ``version`` is its present edit."""
    locked = YearClose.objects.select_for_update().get(pk=close.pk)
    if version is not None and locked.edit != version:
        raise Stale("这份年终核定刚被别人改过，您看到的不是最新内容。请核对后再提交。", code="stale")
    return locked


@transaction.atomic
def admit_late_fact(
    *, by: Actor, close: YearClose, case_id: UUID, reason: str, version: int | None = None
) -> YearCloseCase:
    """Admit by name what happened in the year and was typed after it; raise Refused where it may not be.

    What is admitted is read from the case's record and never sent. A completion so admitted leaves the new
    year's set at its next cut-off, as 转入上年.
    """
    reason = reason.strip()[:150]
    if not reason:
        raise Refused("请写明为什么年后才登记。", field="reason", code="reason")
    locked = locked_close(close, version=version)
    require(may_admit_late_fact(by, locked))
    fact = next(iter(late_facts(locked, only=case_id)), None)
    if fact is None:
        counted = counted_by_another(locked, [case_id]).get(case_id)
        if counted:
            raise Refused(
                f"这一户已列入{counted}的年终核定，由它补录，不能在两家各计一次。",
                field="case",
                code="counted_elsewhere",
            )
        raise Refused(
            "这个案件没有年内发生、年后登记的完工或核减；请先在案件中办理。", field="case", code="nothing"
        )
    row = locked.cases.filter(case_id=case_id).first() or YearCloseCase(
        close=locked, case_id=case_id, number=fact.number, amount=_amount_of(locked, case_id)
    )
    row.state = fact.state
    row.difference = CloseDifference.LATE
    row.words = f"{fact.words}；{reason}"
    row.admitted_at = clock.now()
    row.admitted_by = by.signature
    row.save()
    locked.edit += 1
    locked.save(update_fields=["edit"])
    _record(locked, by, "year.admitted", {"case": str(case_id), "state": fact.state}, reason=reason)
    return row


def _amount_of(close: YearClose, case_id: UUID) -> Yuan:
    counted, _ = counted_set(
        close.bureau_id, clock.now(), year_opened_at=close.last.year_opened_at, only=[case_id]
    )
    return counted[case_id].amount if case_id in counted else ZERO


@transaction.atomic
def submit_year_close(
    *, by: Actor, close: YearClose, scan: StoredFile | CheckedUpload, version: int | None = None
) -> YearClose:
    """Freeze the list with its signed and stamped scan and hand it in."""
    locked = locked_close(close, version=version)
    require(may_submit_close(by, locked))
    locked.scan_file_id = keep(
        by=by,
        file=scan,
        owner=Owner(OWNER_KIND, str(locked.pk)),
        kind=FileKind.YEAR_CLOSE_SCAN,
        sensitive=False,
        field="scan",
    ).pk
    locked.content = content_of(locked)
    locked.content_hash = content_hash(locked.content)
    locked.status = CloseStatus.SUBMITTED
    locked.submitted_at = clock.now()
    locked.submitted_by = by.signature
    locked.edit += 1
    locked.save()
    _record(locked, by, "year.submitted", {"content": locked.content_hash})
    settle(subject=subject_of(locked), keep=[TO_DECIDE])
    _tell_upper(locked, by)
    return locked


@transaction.atomic
def accept_year_close(*, by: Actor, close: YearClose, version: int | None = None) -> YearClose:
    """Accept a submitted 年终核定: from now on it never changes."""
    locked = _decided(by, close, version)
    locked.status = CloseStatus.ACCEPTED
    locked.save()
    _record(locked, by, "year.accepted", {"content": locked.content_hash})
    settle(subject=subject_of(locked))
    _tell_bureau(locked, by, kind="year.accepted", title="已接收", text="本年度各数已定，不再更改。")
    return locked


@transaction.atomic
def return_year_close(*, by: Actor, close: YearClose, reason: str, version: int | None = None) -> YearClose:
    """Return a submitted 年终核定 with a reason: it is open again, what was handed in stays in the record."""
    reason = reason.strip()[:300]
    if not reason:
        raise Refused("请写明退回原因，区县据此更正。", field="reason", code="reason")
    locked = _decided(by, close, version)
    locked.status = CloseStatus.OPEN
    locked.return_reason = reason
    locked.save()
    _record(locked, by, "year.returned", {"content": locked.content_hash}, reason=reason)
    settle(subject=subject_of(locked))
    _tell_bureau(
        locked,
        by,
        kind="year.returned",
        title="被退回",
        # The reason is what somebody typed: it stays on the page, behind the scope.
        text="请按退回原因更正，重新签字报送。",
        matter=TO_CLOSE,
    )
    return locked


def _decided(by: Actor, close: YearClose, version: int | None) -> YearClose:
    locked = locked_close(close, version=version)
    require(may_decide_close(by, locked))
    locked.decided_at = clock.now()
    locked.decided_by = by.signature
    locked.return_reason = ""
    locked.edit += 1
    return locked


def _record(close: YearClose, by: Actor, action: str, facts: dict[str, object], *, reason: str = "") -> None:
    record(
        by=by,
        subject=subject_of(close),
        action=action,
        facts={"year": close.program.year, **facts},
        reason=reason,
        jurisdiction=close.bureau.region_id or "",
    )


def _tell_bureau(close: YearClose, by: Actor, *, kind: str, title: str, text: str, matter: str = "") -> None:
    own = Desk(by.organisation_id or 0, by.role)
    desks = [Desk(acting_body(close.bureau).pk, role) for role in _FILLING]
    tell(
        to=[desk for desk in desks if desk != own],
        kind=kind,
        title=f"{close.program.year} 年度年终核定{title}",
        text=text,
        by=by,
        key=f"{kind}:{close.pk}:{close.edit}",
        subject=subject_of(close),
        page="reports:year-close",
        matter=matter,
    )


def _tell_upper(close: YearClose, by: Actor) -> None:
    upper = close.reports_to
    tell(
        to=[Desk(upper.pk, role) for role in sorted(WORK_OF_KIND[upper.kind])] if upper else [],
        kind="year.submitted",
        title=f"{close.bureau.short_name}报送了 {close.program.year} 年度年终核定",
        text="请接收或退回。",
        by=by,
        key=f"year.submitted:{close.pk}:{close.edit}",
        subject=subject_of(close),
        page="reports:year-close",
        matter=TO_DECIDE,
    )
