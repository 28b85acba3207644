"""The 工作台: the cases that wait for a role, soonest first; ``Move.tells`` says which states those are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass
from datetime import date

# Renamed: a Case is a household's case everywhere in this site.
from django.db.models import Case as When_
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from apps.acts.acts import Act, act_answering
from apps.archives.acts import COMPILE, FILE
from apps.archives.models import Compilation
from apps.cases.enums import AreaType, HoldKind, Status
from apps.cases.models import Case, Hold
from apps.cases.models.case import CaseQuerySet
from apps.cases.permissions import at_counter, at_desk
from apps.cases.queries import (
    Wait,
    due_column,
    due_on,
    hold_rule,
    past_due,
    state_row,
    task_page,
    told,
    waits_of,
)
from apps.cases.queries.case_page import masked_name
from apps.inspections.models import Defect, WorksReport
from apps.inspections.queries.reported import what_is_owed
from apps.letters.models import Letter
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.plans.enums import PlanStatus
from apps.plans.models import PlanVersion
from apps.revocations.acts import AGREE, DECIDE, SERVE, TELL
from apps.revocations.enums import Stage
from apps.revocations.models import Revocation
from apps.revocations.queries import steps_waiting

MOST = 999
"""Counts stop here: a desk that full needs no exact figure, and none is paid for."""
SHOWN = 20
SOON_DAYS = 3
REVOCATION_STEPS: dict[str, Act[Case]] = {
    Stage.PROPOSED: TELL,
    Stage.TOLD: DECIDE,
    Stage.DECIDED: AGREE,
    Stage.REVOKED: SERVE,
}
"""What is done next of 撤销验收合格, by its stage."""


@dataclass(frozen=True, slots=True)
class Count:
    """A count that stops at ``MOST``."""

    value: int

    def __str__(self) -> str:
        return f"{MOST}+" if self.value > MOST else str(self.value)

    def __bool__(self) -> bool:
        return self.value > 0

    def plus(self, more: int) -> Count:
        """Return the count with further tasks added."""
        return Count(self.value + more)


def whole(listed: Sized, count: Callable[[], int]) -> Count:
    """Return how many there are of what a queue lists at most ``SHOWN`` of; counted only where it is cut."""
    return Count(count() if len(listed) >= SHOWN else len(listed))


def capped(rows: QuerySet[Case]) -> Count:
    """Count rows, but never more than ``MOST`` + 1 of them."""
    return Count(rows.order_by()[: MOST + 1].count())


def open_hold(kind: HoldKind) -> Exists:
    """Whether a case has an open hold of a kind."""
    return Exists(Hold.objects.filter(case=OuterRef("pk"), kind=kind, closed_at__isnull=True))


def flagged(rows: CaseQuerySet) -> CaseQuerySet:
    """Annotate what runs beside the status: returns, waiting plans, reported finishes, defects."""
    # EXISTS, not joins: a case stays one row however many holds, returns and reports it has.
    return rows.annotate(
        is_returned=open_hold(HoldKind.RETURNED),
        has_defect=open_hold(HoldKind.DEFECT),
        wants_note=open_hold(HoldKind.OVERRUN_NOTE),
        archive_open=open_hold(HoldKind.ARCHIVE_COMPLETE),
        was_answered=open_hold(HoldKind.ANSWERED),
        is_compiled=Exists(Compilation.objects.waiting().filter(case=OuterRef("pk"))),
        plan_waits=Exists(PlanVersion.objects.filter(case=OuterRef("pk"), status=PlanStatus.SUBMITTED)),
        finish_waits=Exists(
            WorksReport.objects.filter(case=OuterRef("pk"), enterprise=OuterRef("enterprise")).pending()
        ),
    )


def desk(actor: Actor) -> CaseQuerySet:
    """Return the cases that wait for the actor's role, annotated as by :func:`flagged`."""
    rows, late = flagged(Case.objects.visible_to(actor)), past_due(clock.today())
    steps = steps_waiting(actor)
    rows = rows.annotate(
        in_question=Exists(Revocation.objects.open().filter(case=OuterRef("pk"))),
        revocation_step=When_(
            *(When(pk__in=cases, then=Value(stage)) for stage, cases in steps.items()),
            default=Value(""),
            output_field=CharField(),
        ),
    )
    wanted = Q(status__in=told(actor.role)) & ~Q(status=Status.PASSED, archive_open=False)
    if actor.role == Role.DISTRICT_CLERK:
        wanted |= Q(status=Status.PASSED, archive_open=False, is_compiled=False, in_question=False)
    if actor.role in (Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER):
        wanted |= Q(status=Status.PASSED, is_compiled=True, in_question=False)
    if at_desk(actor):
        # Returned: it waits for the applicant's side now, that is for the counter (below).
        wanted &= ~Q(status=Status.RECEIVED, is_returned=True)
        wanted |= Q(wants_note=True) | late
    if actor.role == Role.STREET_CLERK:
        # A building site with a property company is the company's to patrol, until it runs late.
        wanted &= ~Q(status=Status.BUILDING, patrol_organisation__isnull=False, finish_waits=False) | late
    if actor.role in (Role.STREET_CLERK, Role.PROPERTY_PATROL):
        # A reported end of rectification waits for the household or the patrol, as a finish does (P1).
        wanted |= Q(status=Status.RECTIFYING, finish_waits=True)
    if at_counter(actor):
        wanted |= Q(is_returned=True) | Q(status=Status.DESIGNING, plan_waits=True)
    return rows.filter(wanted | Q(pk__in=[case for cases in steps.values() for case in cases]))


def in_order(rows: CaseQuerySet) -> CaseQuerySet:
    """Order the annotated rows by deadline, soonest first; papers of passed cases come last.

    Without a deadline what was returned comes first, then what has waited longest.
    """
    # nulls_last said outright: PostgreSQL sorts NULL last by itself, SQLite first.
    return rows.annotate(
        filing=When_(When(status=Status.PASSED, then=1), default=0),
        due=due_column(),
    ).order_by(F("due").asc(nulls_last=True), "filing", F("is_returned").desc(), "updated_at", "pk")


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the queue."""

    case: Case
    name: str
    text: str
    url_name: str
    due: date | None
    waiting_days: int

    @property
    def waited(self) -> str:
        """How long it has waited, where no period is set."""
        return f"已等 {self.waiting_days} 天" if self.waiting_days > 0 else "今天收到"


@dataclass(frozen=True, slots=True)
class LetterTask:
    """A household's letter in the queue."""

    letter: Letter
    name: str
    waiting_days: int

    @property
    def waited(self) -> str:
        """How long the household has waited for an answer."""
        return f"已等 {self.waiting_days} 天" if self.waiting_days > 0 else "今天收到"


def letter_tasks(letters: Iterable[Letter]) -> list[LetterTask]:
    """Return the lines of letters that wait for an answer."""
    today = clock.today()
    return [
        LetterTask(each, masked_name(each.case), (today - clock.local(each.written_at).date()).days)
        for each in letters
    ]


@dataclass(frozen=True, slots=True)
class ReportedTask:
    """What a household reported, in the queue."""

    defect: Defect
    name: str
    text: str
    waiting_days: int

    @property
    def waited(self) -> str:
        """How long it has waited, where no period is set."""
        return f"已等 {self.waiting_days} 天" if self.waiting_days > 0 else "今天收到"


def reported_tasks(actor: Actor, defects: Iterable[Defect]) -> list[ReportedTask]:
    """Return the lines of what households reported."""
    today = clock.today()
    return [
        ReportedTask(each, masked_name(each.case), what_is_owed(actor, each), (today - each.found_on).days)
        for each in defects
    ]


def _waited(case: Case, wait: Wait | None, today: date) -> int:
    return wait.day - 1 if wait and wait.mine else (today - clock.local(case.updated_at).date()).days


def _wording(actor: Actor, case: Case, today: date) -> tuple[str, str]:
    """Say what the actor's role has to do with a case, and where."""
    status = Status(case.status)
    step = REVOCATION_STEPS.get(getattr(case, "revocation_step", ""))
    if step is not None:
        return step.label, step.page
    if getattr(case, "is_returned", False) and at_counter(actor):
        return hold_rule(HoldKind.RETURNED).task, act_answering(HoldKind.RETURNED).begins
    if getattr(case, "wants_note", False) and at_desk(actor):
        return hold_rule(HoldKind.OVERRUN_NOTE).task, act_answering(HoldKind.OVERRUN_NOTE).begins
    if getattr(case, "was_answered", False):
        return hold_rule(HoldKind.ANSWERED).task, act_answering(HoldKind.ANSWERED).begins
    if status == Status.RECEIVED and (due_on(case) or today) < today:
        # A return runs on where no rule suspends the period, and nobody here answers it.
        returned = getattr(case, "is_returned", False)
        return (
            ("备案已超期，督促补正", "cases:case")
            if returned
            else ("备案已超期，抓紧办理", task_page(status))
        )
    if status == Status.DESIGNING and at_counter(actor):
        return "请户主确认方案", "plans:plan"
    if status == Status.BUILDING:
        return _on_site(actor, case, today), "inspections:works"
    if status == Status.COMPLETED and at_desk(actor):
        return "验收已超期，抓紧组织", "inspections:acceptance"
    if status == Status.RECTIFYING:
        return _mending(actor, case), "inspections:acceptance"
    if status == Status.PASSED and getattr(case, "is_compiled", False):
        return FILE.label, FILE.page
    if status == Status.PASSED and not getattr(case, "archive_open", True):
        return COMPILE.label, COMPILE.page
    return state_row(status).task or status.label, task_page(status)


def _mending(actor: Actor, case: Case) -> str:
    if getattr(case, "finish_waits", False) and actor.role in (Role.STREET_CLERK, Role.PROPERTY_PATROL):
        return "核实并确认整改完成"
    if at_desk(actor):
        return "整改已超期，督促企业"
    return state_row(Status.RECTIFYING).task


def _on_site(actor: Actor, case: Case, today: date) -> str:
    if getattr(case, "finish_waits", False) and actor.role != Role.SITE_MANAGER:
        return "核实并确认完工日期"
    if case.works_due_on is not None and case.works_due_on < today:
        return "施工已超期，补写原因" if actor.role == Role.SITE_MANAGER else "施工已超期，上门核实"
    if actor.role == Role.SITE_MANAGER:
        defect = getattr(case, "has_defect", False)
        return hold_rule(HoldKind.DEFECT).task if defect else "报进度和隐蔽工程"
    return "农村房屋巡查" if case.area_type == AreaType.RURAL else "施工巡查"


def tasks(actor: Actor, *, limit: int = SHOWN) -> list[Task]:
    """Return the first lines of the actor's queue."""
    today = clock.today()
    found = []
    cases = list(in_order(desk(actor)).for_waiting()[:limit])
    waits = waits_of(actor, cases)
    for case in cases:
        text, url_name = _wording(actor, case, today)
        found.append(
            Task(
                case=case,
                name=masked_name(case),
                text=text,
                url_name=url_name,
                due=due_on(case),
                # Since it came to this desk; a case that lies with another's too, since it was changed.
                waiting_days=_waited(case, waits.get(case.pk), today),
            )
        )
    return found
