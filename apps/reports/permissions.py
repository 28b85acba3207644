"""Who may fill, submit, take back, correct, accept or return a weekly report, and why not."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import Role, ScopeLevel
from apps.orgs.permissions import row_scope
from apps.reports.enums import CloseStatus, ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot, YearClose

FILLERS = frozenset({Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER})
DECIDERS = frozenset({Role.CITY_OFFICER, Role.PROVINCE_OFFICER})
READING_LEVELS = frozenset({ScopeLevel.BUREAU, ScopeLevel.CITY, ScopeLevel.PROVINCE})


def may_read(actor: Actor) -> Decision:
    """Bureaus, city, province and audit read reports; streets, enterprises and property do not."""
    if row_scope(actor).level in READING_LEVELS:
        return Allowed()
    return Denied("周报和总览由区县、市、省主管部门查看。", code="post")


def reading(actor: Actor) -> Actor:
    """Return the actor, or refuse the page to those who do not read reports."""
    decision = may_read(actor)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    return actor


def may_fill(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """The bureau's own desk fills the draft; nothing else is open to writing."""
    if actor.organisation_id != snapshot.bureau_id or actor.role not in FILLERS:
        return Denied("由本区县经办、审核或分管领导填报。", code="post")
    if version is None:
        return Denied("本期还没有草稿。", code="no_draft")
    if version.status != ReportStatus.DRAFT:
        return Denied("这一版已经报送，不能再改；如需更正，请上级退回。", code="submitted")
    return Allowed()


def may_correct(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """A draft's week may be adjusted; a final week's correction is entered in the current week.

    Between submission and return nobody touches the figures that lie with the upper authority.
    """
    if actor.organisation_id != snapshot.bureau_id or actor.role not in FILLERS:
        return Denied("由本区县经办、审核或分管领导更正。", code="post")
    # Of a final week the version does not matter: its correction only changes the current week.
    return Allowed() if clock.now() >= snapshot.final_at else may_fill(actor, snapshot, version)


def may_take_back(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """The bureau's own desk takes its report back until the upper authority has accepted it."""
    if actor.organisation_id != snapshot.bureau_id or actor.role not in FILLERS:
        return Denied("由本区县经办、审核或分管领导撤回。", code="post")
    # Asked first for its words: who comes too late should read that it was accepted, not that it is missing.
    if version is not None and version.status == ReportStatus.ACCEPTED:
        return Denied("上级已接收，不能再撤回。", code="accepted")
    if version is None or version.status != ReportStatus.SUBMITTED:
        return Denied("本期没有已报送、待接收的一版，不能撤回。", code="not_submitted")
    return Allowed()


def may_decide(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """The organisation the bureau reported to at the due date accepts or returns."""
    # The authority frozen with the week, not the present one (docs/decisions/0013).
    if actor.organisation_id != snapshot.reports_to_id or actor.role not in DECIDERS:
        return Denied("由报送的上级主管部门接收或退回。", code="post")
    if version is None or version.status != ReportStatus.SUBMITTED:
        return Denied("本期没有待接收的报送。", code="not_submitted")
    return Allowed()


def may_admit_late_fact(actor: Actor, close: YearClose) -> Decision:
    """The bureau's own desk admits late facts until the set day, or until it hands the list in (P8)."""
    if actor.organisation_id != close.bureau_id or actor.role not in FILLERS:
        return Denied("由本区县经办、审核或分管领导核定。", code="post")
    if close.status != CloseStatus.OPEN:
        return Denied("年终核定已报送，不能再补录；如需更正，请上级退回。", code="submitted")
    until = close.program.late_facts_until
    if until is not None and clock.today() > until:
        return Denied(
            f"年后补录已于 {formats.month_day(until)} 截止；此后登记的完工计入登记的年度。", code="closed"
        )
    return Allowed()


def may_submit_close(actor: Actor, close: YearClose) -> Decision:
    """The bureau's own desk hands in the signed list."""
    if actor.organisation_id != close.bureau_id or actor.role not in FILLERS:
        return Denied("由本区县经办、审核或分管领导报送。", code="post")
    if close.status != CloseStatus.OPEN:
        return Denied("年终核定已报送。", code="submitted")
    if clock.now() < close.last.final_at:
        return Denied(
            f"本年度最后一期 {formats.month_moment(clock.local(close.last.final_at))} 定稿，此后才能报送。",
            code="not_final",
        )
    return Allowed()


def may_decide_close(actor: Actor, close: YearClose) -> Decision:
    """The organisation the bureau reported to accepts or returns it."""
    if actor.organisation_id != close.reports_to_id or actor.role not in DECIDERS:
        return Denied("由报送的上级主管部门接收或退回。", code="post")
    if close.status != CloseStatus.SUBMITTED:
        return Denied("没有待接收的年终核定。", code="not_submitted")
    return Allowed()
