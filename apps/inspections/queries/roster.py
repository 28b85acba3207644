"""分阶段巡查 of many households: what is owed and what was missed, of the actor's bodies (R6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.cases.enums import ENDED, Status
from apps.cases.models import Case, Transition
from apps.inspections.enums import PatrolStage, ReportKind, ReportStatus, VisitKind
from apps.inspections.models import Visit, WorksReport
from apps.inspections.permissions.common import PATROLS, patrol_body
from apps.inspections.queries.days import enterprise_of
from apps.inspections.rules.roster import StagePatrol, stage_patrols
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.models import Organisation
from apps.orgs.permissions import own_body
from apps.orgs.queries import body_above
from apps.programs.enums import ParameterCode
from apps.programs.queries import LimitBook, limit_book

CODES = {
    PatrolStage.ENTRY: ParameterCode.PATROL_ENTRY_DAYS,
    PatrolStage.CONCEALED: ParameterCode.PATROL_CONCEALED_DAYS,
    PatrolStage.FINISH: ParameterCode.PATROL_FINISH_DAYS,
}
READERS = PATROLS | DISTRICT_ROLES | {Role.CITY_OFFICER, Role.AUDITOR}
"""Who looks at the roster: who patrols, the bureaus that want the patrols."""
RUNNING = (Status.BUILDING.value, Status.COMPLETED.value)
OVER = tuple(
    each.value
    for each in (Status.RECTIFYING, Status.PASSED, *sorted(ENDED - {Status.DECLINED, Status.WITHDRAWN}))
)
"""The acceptance was there, or there will be none: what no patrol saw by then stays unseen."""
SHOWN = 200
"""Households of one list; the page says so where there are more."""
MOST = 1000
"""Beyond it a count is said to be “more than” (decision 0064)."""
Days = Mapping[PatrolStage, int | None]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One stage of one household."""

    case: Case
    patrol: StagePatrol
    body: str
    """Who patrols it."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Lines of the households of a list: one has a line for each stage."""

    lines: list[RosterLine]
    households: int
    more: bool
    """Whether there are households beyond those shown."""


def stage_days(case: Case, book: LimitBook | None = None) -> Days:
    """Return within how many days a case's bureau wants a patrol of each stage; None where it wants none."""
    limits = (book or limit_book(CODES.values())).of(case.bureau_id, clock.today())
    return {stage: limits.number(code) for stage, code in CODES.items()}


def patrols_of(case: Case) -> tuple[StagePatrol, ...]:
    """Return the stages of a case of which its bureau wants a patrol (four queries at most)."""
    days = stage_days(case)
    if case.started_on is None or not any(days.values()):
        return ()
    (line,) = _begun(Case.objects.filter(pk=case.pk))
    visits = Visit.objects.filter(case=case, enterprise=enterprise_of(case), kind=VisitKind.PATROL)
    came = list(visits.values_list("visited_on", flat=True))
    return stage_patrols(_days_begun(line), days, came, _over_on(line))


def owed(actor: Actor, *, overdue: bool = False) -> QuerySet[Case]:
    """Return the actor's households whose present stage no patrol has seen; with ``overdue`` those too late.

    Nothing where no body has set a number: then nothing is owed.
    """
    rows = _mine(actor)
    wanted = _wanted(clock.today(), overdue=overdue)
    if wanted is None:
        return rows.none()
    return rows.filter(wanted)


def missed(actor: Actor) -> QuerySet[Case]:
    """Return the actor's running households of which an earlier stage went by without a patrol."""
    return _missed(_mine(actor))


def missed_before(actor: Actor, year: int) -> QuerySet[Case]:
    """Return the accepted and ended households, of works begun in a year, where a patrol is missing."""
    return _missed(_mine(actor, OVER).filter(started_on__year=year))


def _missed(rows: QuerySet[Case]) -> QuerySet[Case]:
    book = limit_book(CODES.values())
    wanted = Q(pk__in=[])
    for days, bureaus in _groups(book).items():
        said = dict(zip(PatrolStage, days, strict=True))
        gone = Q(pk__in=[])
        if said[PatrolStage.ENTRY] is not None:
            gone |= Q(backfilled=False, entry_closed_on__isnull=False, entry_seen=False)
        if said[PatrolStage.CONCEALED] is not None:
            gone |= Q(
                backfilled=False,
                concealed_on__isnull=False,
                concealed_closed_on__isnull=False,
                concealed_seen=False,
            )
        if said[PatrolStage.FINISH] is not None:
            gone |= Q(finished_on__isnull=False, over_on__isnull=False, finish_seen=False)
        wanted |= Q(bureau_id__in=bureaus) & gone
    return rows.filter(wanted)


def stages_wanted(actor: Actor) -> tuple[PatrolStage, ...]:
    """Return the stages of which a bureau of the actor's wants a patrol, in their order."""
    book, today = limit_book(CODES.values()), clock.today()
    if not book.rows:
        return ()
    limits = [book.of(bureau, today) for bureau in _bureaus(actor, book, today)]
    return tuple(
        stage for stage, code in CODES.items() if any(each.number(code) is not None for each in limits)
    )


def _bureaus(actor: Actor, book: LimitBook, today: date) -> Iterable[int]:
    if actor.role not in PATROLS:
        return book.under(own_body(actor), today)
    # A property company patrols in other counties than its own, too.
    rows = _patrolled(actor, Case.objects.visible_to(actor).filter(status__in=RUNNING))
    found = set(rows.order_by().values_list("bureau_id", flat=True).distinct())
    body = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    above = body_above(body, today) if body else None
    return found | {above.pk} if above else found


def counted(rows: QuerySet[Case], *, most: int = MOST) -> int:
    """Return how many households there are, counting no further than one beyond ``most``."""
    return rows.order_by()[: most + 1].count()


def patrol_count(actor: Actor, *, most: int) -> int:
    """Return how many households a workbench names: all that a patrol owes, to its bureau what is overdue."""
    if actor.role in PATROLS:
        return counted(owed(actor), most=most)
    if actor.role == Role.DISTRICT_CLERK:
        return counted(owed(actor, overdue=True), most=most)
    return 0


def roster(rows: QuerySet[Case], *, owed_only: bool) -> Roster:
    """Return the lines of households, the earliest day first, of :data:`SHOWN` households at most."""
    rows = rows.select_related("dwelling", "street_office", "patrol_organisation", "enterprise")
    # What began first is due first.
    found = list(rows.order_by("started_on", "number")[: SHOWN + 1])
    cases = found[:SHOWN]
    book = limit_book(CODES.values())
    visits: dict[Any, list[date]] = defaultdict(list)
    of_works = Visit.objects.filter(case__in=cases, kind=VisitKind.PATROL)
    for case_id, enterprise_id, day in of_works.values_list("case_id", "enterprise_id", "visited_on"):
        visits[case_id, enterprise_id].append(day)
    lines = [
        RosterLine(case, patrol, patrol_body(case))
        for case in cases
        for patrol in stage_patrols(
            _days_begun(case), stage_days(case, book), visits[case.pk, case.enterprise_id], _over_on(case)
        )
        if (patrol.is_owed if owed_only else patrol.is_missed)
    ]
    lines.sort(key=lambda line: (line.patrol.due_on, str(line.case.number)))
    return Roster(lines, len(cases), len(found) > SHOWN)


def _mine(actor: Actor, statuses: tuple[str, ...] = RUNNING) -> QuerySet[Case]:
    rows = Case.objects.visible_to(actor).filter(status__in=statuses, started_on__isnull=False)
    if actor.role not in READERS:
        return _begun(rows.none())
    return _begun(_patrolled(actor, rows) if actor.role in PATROLS else rows)


def _patrolled(actor: Actor, rows: QuerySet[Case]) -> QuerySet[Case]:
    own = Q(patrol_organisation_id=actor.organisation_id)
    if actor.role == Role.STREET_CLERK:
        own |= Q(patrol_organisation__isnull=True, street_office_id=actor.organisation_id)
    return rows.filter(own)


def _begun(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Say of each case when its stages began and whether a patrol saw them."""
    of_works = WorksReport.objects.filter(case=OuterRef("pk"), enterprise=OuterRef("enterprise"))
    standing = [ReportStatus.PENDING, ReportStatus.CONFIRMED]
    seen = Visit.objects.filter(case=OuterRef("pk"), enterprise=OuterRef("enterprise"), kind=VisitKind.PATROL)
    rows = rows.annotate(
        concealed_on=Subquery(of_works.filter(kind=ReportKind.CONCEALED).order_by("on").values("on")[:1]),
        finished_on=Subquery(
            of_works.filter(kind=ReportKind.FINISH, status__in=standing).order_by("-on").values("on")[:1]
        ),
    )
    ends = Transition.objects.filter(case=OuterRef("pk"), target__in=OVER).order_by("effective_on")
    # Only of these works: what an enterprise before was told is of its own.
    own = ends.filter(effective_on__gte=Coalesce(OuterRef("finished_on"), OuterRef("started_on")))
    rows = rows.annotate(
        over_on=Subquery(own.exclude(case__status=Status.BUILDING).values("effective_on")[:1])
    )
    rows = rows.annotate(
        entry_closed_on=Coalesce("concealed_on", "finished_on", "over_on"),
        concealed_closed_on=Coalesce("finished_on", "over_on"),
    )
    return rows.annotate(
        entry_seen=Exists(
            seen.filter(visited_on__gte=OuterRef("started_on"), visited_on__lte=OuterRef("entry_closed_on"))
        ),
        concealed_seen=Exists(
            seen.filter(
                visited_on__gte=OuterRef("concealed_on"), visited_on__lte=OuterRef("concealed_closed_on")
            )
        ),
        finish_seen=Exists(
            seen.filter(visited_on__gte=OuterRef("finished_on"), visited_on__lte=OuterRef("over_on"))
        ),
        seen_since_start=Exists(seen.filter(visited_on__gte=OuterRef("started_on"))),
        seen_since_concealed=Exists(seen.filter(visited_on__gte=OuterRef("concealed_on"))),
        seen_since_finish=Exists(seen.filter(visited_on__gte=OuterRef("finished_on"))),
    )


def _days_begun(case: Any) -> dict[PatrolStage, date | None]:
    # Works that began before they were registered were begun and covered before anybody could come.
    return {
        PatrolStage.ENTRY: None if case.backfilled else case.started_on,
        PatrolStage.CONCEALED: None if case.backfilled else case.concealed_on,
        PatrolStage.FINISH: case.finished_on,
    }


def _over_on(case: Any) -> date | None:
    over_on: date | None = case.over_on
    return over_on


def _groups(book: LimitBook) -> dict[tuple[int | None, ...], list[int]]:
    today = clock.today()
    found: dict[tuple[int | None, ...], list[int]] = defaultdict(list)
    for bureau in book.touched:
        limits = book.of(bureau, today)
        found[tuple(limits.number(code) for code in CODES.values())].append(bureau)
    return found


def _wanted(today: date, *, overdue: bool) -> Q | None:
    groups = _groups(limit_book(CODES.values()))
    parts = [
        Q(bureau_id__in=bureaus) & _owed_in(dict(zip(PatrolStage, days, strict=True)), today, overdue=overdue)
        for days, bureaus in groups.items()
    ]
    return None if not parts else _any(parts)


def _owed_in(days: Days, today: date, *, overdue: bool) -> Q:
    begun = {
        PatrolStage.ENTRY: (
            "started_on",
            Q(backfilled=False, concealed_on__isnull=True, finished_on__isnull=True, seen_since_start=False),
        ),
        PatrolStage.CONCEALED: (
            "concealed_on",
            Q(
                backfilled=False,
                concealed_on__isnull=False,
                finished_on__isnull=True,
                seen_since_concealed=False,
            ),
        ),
        PatrolStage.FINISH: (
            "finished_on",
            Q(finished_on__isnull=False, over_on__isnull=True, seen_since_finish=False),
        ),
    }
    parts = []
    for stage, (since, unseen) in begun.items():
        within = days[stage]
        if within is None:
            continue
        late = Q(**{f"{since}__lt": today - timedelta(days=within)}) if overdue else Q()
        parts.append(unseen & late)
    return _any(parts)


def _any(parts: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for part in parts:
        found |= part
    return found
