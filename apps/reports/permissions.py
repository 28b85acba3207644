"""Who may fill, submit, take back, correct, accept, return or reopen a weekly report, and why not.

A refusal names the way that is open instead (docs/decisions/0111).
"""

from __future__ import annotations

from apps.lib import clock, formats
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import OrganisationKind, Role, ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import admit, row_scope
from apps.orgs.queries import acting_body, reports_to
from apps.programs.permissions import OFFICERS, UPPER_KINDS
from apps.reports.enums import CloseStatus, ReopeningStatus, ReportStatus
from apps.reports.models import Reopening, ReportVersion, WeekSnapshot, YearClose
from apps.reports.queries.answers import items_to_answer
from apps.reports.queries.urged import urgeable

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
    admit(may_read(actor))
    return actor


def _is_own(actor: Actor, of: WeekSnapshot | YearClose) -> bool:
    """Whether an actor fills in for the bureau of a week or year: its own desk, or that of its successor."""
    if actor.role not in FILLERS:
        return False
    return actor.organisation_id in {of.bureau_id, acting_body(of.bureau).pk}


def _own_desk(actor: Actor, snapshot: WeekSnapshot, does: str) -> Decision:
    if not _is_own(actor, snapshot):
        return Denied(f"由本区县经办、审核或分管领导{does}。", code="post")
    return Allowed()


def _upper(actor: Actor, snapshot: WeekSnapshot, does: str) -> Decision:
    # The authority frozen with the week, not the present one (docs/decisions/0013).
    if actor.organisation_id != snapshot.reports_to_id or actor.role not in DECIDERS:
        return Denied(f"由报送的上级主管部门{does}。", code="post")
    return Allowed()


def may_release(actor: Actor, snapshot: WeekSnapshot) -> Decision:
    """The upper authority lets the public see the accepted tables of a week (R16)."""
    return _upper(actor, snapshot, "公布")


def is_final(snapshot: WeekSnapshot) -> bool:
    """Whether the next cut-off has passed: what is put right now enters the current week."""
    return clock.now() >= snapshot.final_at


def _way_of_accepted(snapshot: WeekSnapshot) -> str:
    """Name the way that is open to a district whose week was accepted."""
    if is_final(snapshot):
        return f"本期已定稿；要更正的，在案件中办理后登记“更正第 {snapshot.number} 期”，计入当期"
    until = formats.month_moment(clock.local(snapshot.final_at))
    return f"要更正的，{until} 以前可由区县申请重开本期"


def may_fill(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """The bureau's own desk fills the draft; nothing else is open to writing."""
    own = _own_desk(actor, snapshot, "填报")
    if not own:
        return own
    if version is None:
        return Denied("本期还没有草稿。", code="no_draft")
    if version.status == ReportStatus.ACCEPTED:
        return Denied(f"本期已接收，不能再改；{_way_of_accepted(snapshot)}。", code="accepted")
    if version.status != ReportStatus.DRAFT:
        return Denied("这一版已经报送，不能再改；要更正的，请先撤回报送。", code="submitted")
    return Allowed()


def may_answer(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """The bureau's own desk answers what the last return asked, while its draft is open."""
    decision = may_fill(actor, snapshot, version)
    if not decision or version is None:
        return decision
    if not items_to_answer(version):
        return Denied("本期没有退回要求逐项答复。", code="nothing_asked")
    return Allowed()


def may_correct(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """A draft's week may be adjusted; a final week's correction is entered in the current week.

    Between submission and return nobody touches the figures that lie with the upper authority.
    """
    own = _own_desk(actor, snapshot, "更正")
    if not own:
        return own
    # Of a final week the version does not matter: its correction only changes the current week.
    return Allowed() if is_final(snapshot) else may_fill(actor, snapshot, version)


def may_take_back(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """The bureau's own desk takes its report back until the upper authority has accepted it."""
    own = _own_desk(actor, snapshot, "撤回")
    if not own:
        return own
    # Asked first for its words: who comes too late should read that it was accepted, not that it is missing.
    if version is not None and version.status == ReportStatus.ACCEPTED:
        return Denied(f"上级已接收，不能再撤回；{_way_of_accepted(snapshot)}。", code="accepted")
    if version is None or version.status != ReportStatus.SUBMITTED:
        return Denied("本期没有已报送、待接收的一版，不能撤回。", code="not_submitted")
    return Allowed()


def may_decide(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """The organisation the bureau reported to at the due date accepts or returns."""
    upper = _upper(actor, snapshot, "接收或退回")
    if not upper:
        return upper
    if version is not None and version.status == ReportStatus.ACCEPTED:
        return Denied(f"本期已接收，没有待接收的报送；{_way_of_accepted(snapshot)}。", code="not_submitted")
    if version is None or version.status != ReportStatus.SUBMITTED:
        return Denied("本期没有待接收的报送，等区县报送后再接收或退回。", code="not_submitted")
    return Allowed()


def may_urge(actor: Actor, snapshot: WeekSnapshot) -> Decision:
    """Who accepts a week asks the bureaus for it that have not handed it in."""
    upper = _upper(actor, snapshot, "催报")
    if not upper:
        return upper
    if not urgeable(snapshot):
        return Denied("这一期各区县都已报送，不用催报。", code="nobody_owes")
    return Allowed()


def open_request(version: ReportVersion | None) -> Reopening | None:
    """Return the request to reopen that waits for an answer."""
    if version is None or version.status != ReportStatus.ACCEPTED:
        return None
    # In Python: a page has them all at hand.
    return next((each for each in version.reopenings.all() if each.status == ReopeningStatus.ASKED), None)


def may_ask_reopening(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """The bureau's own desk asks for an accepted week to be reopened, until the next cut-off."""
    own = _own_desk(actor, snapshot, "申请重开")
    if not own:
        return own
    if version is None or version.status != ReportStatus.ACCEPTED:
        words = "还没有接收，不用申请重开：草稿可以直接改，已报送的可以撤回"
        return Denied(f"本期{words}。", code="not_accepted")
    if is_final(snapshot):
        return Denied(f"{_way_of_accepted(snapshot)}。", code="final")
    if open_request(version) is not None:
        return Denied("已申请重开，等上级答复。", code="asked")
    return Allowed()


def may_decide_reopening(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """Who accepted the week answers a request to reopen it."""
    upper = _upper(actor, snapshot, "答复重开申请")
    if not upper:
        return upper
    if open_request(version) is None:
        return Denied("本期没有待答复的重开申请。", code="not_asked")
    return Allowed()


def may_reopen(actor: Actor, snapshot: WeekSnapshot, version: ReportVersion | None) -> Decision:
    """Who accepted the week reopens it on request, until the next cut-off."""
    decision = may_decide_reopening(actor, snapshot, version)
    if decision and is_final(snapshot):
        return Denied(f"{_way_of_accepted(snapshot)}；这个申请即将过期，不用答复。", code="final")
    return decision


def may_set_initial(actor: Actor, bureau: Organisation) -> Decision:
    """期初数 are entered by the bureau's leader, or by the body it reports to; commands enter them, too."""
    if bureau.kind != OrganisationKind.DISTRICT_BUREAU:
        return Denied("只有区、县（市）住建局有期初数。", code="kind")
    if actor == SYSTEM or (actor.organisation_id == bureau.pk and actor.role == Role.DISTRICT_LEADER):
        return Allowed()
    upper = reports_to(bureau, clock.today()) if actor.role in DECIDERS else None
    if upper is not None and upper.pk == actor.organisation_id:
        return Allowed()
    return Denied("期初数由区县分管领导或报送的上级主管登记。", code="post")


def may_lay_out(actor: Actor, organisation: Organisation) -> Decision:
    """A city's and the province's officers say which columns their own form prints; those below follow."""
    if organisation.kind not in UPPER_KINDS:
        return Denied("统计表栏目由市、省主管部门设定，区县的表随上级。", code="kind")
    if actor.role in OFFICERS and actor.organisation_id == organisation.pk:
        return Allowed()
    return Denied("统计表栏目由本机构的市级、省级主管设定。", code="post")


def sets_initial(actor: Actor) -> bool:
    """Whether the actor's role enters 期初数 of a bureau at all; asks no database."""
    return actor.role in DECIDERS or actor.role == Role.DISTRICT_LEADER


def may_admit_late_fact(actor: Actor, close: YearClose) -> Decision:
    """The bureau's own desk admits late facts until the set day, or until it hands the list in (P8)."""
    if not _is_own(actor, close):
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
    if not _is_own(actor, close):
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
