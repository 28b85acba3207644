"""Lists of renovations: an actor's rows, what waits for its desk, what counts; never more than is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from apps.cases.enums import AreaType
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.identity import mask_name
from apps.orgs.enums import Role
from apps.othertrack.enums import PROBLEMS, Seen, Status
from apps.othertrack.forms.lists import Wanted
from apps.othertrack.models import CountSpan, Patrol, Renovation, RenovationQuerySet
from apps.othertrack.permissions import may_read
from apps.outbox.queries import Where

PAGE, MOST_PAGES = 30, 40
"""Beyond so many pages a list asks for a condition."""
COUNTED = 999
"""Counts stop here."""
_WAITS: dict[str, tuple[Status, ...]] = {
    Role.STREET_CLERK: (Status.OPENED, Status.RETURNED, Status.SUBMITTED),
    Role.DISTRICT_CLERK: (Status.SUBMITTED,),
    Role.DISTRICT_REVIEWER: (Status.VERIFIED,),
    Role.DISTRICT_LEADER: (Status.VERIFIED,),
}
"""At which statuses a renovation waits for a role."""
TONES = {
    Status.OPENED: "warn",
    Status.RETURNED: "warn",
    Status.SUBMITTED: "accent",
    Status.VERIFIED: "accent",
    Status.REVIEWED: "accent",
    Status.APPROVED: "ok",
    Status.DECLINED: "bad",
    Status.WITHDRAWN: "",
}


def renovation_rows(actor: Actor) -> RenovationQuerySet:
    """Return the renovations the actor may read; none for a role that reads none."""
    rows = Renovation.objects.visible_to(actor) if may_read(actor) else Renovation.objects.none()
    return rows.for_display()


def _open_problems() -> QuerySet[Patrol]:
    return Patrol.objects.filter(renovation=OuterRef("pk"), seen__in=PROBLEMS, settled_on__isnull=True)


def _problem() -> Exists:
    return Exists(_open_problems())


def _patrolled_on() -> Subquery:
    """When it was last patrolled; a problem that came over with a case was found by no patrol of here."""
    rows = Patrol.objects.filter(renovation=OuterRef("pk")).exclude(seen=Seen.CARRIED)
    return Subquery(rows.order_by("-on").values("on")[:1])


def _counted() -> Exists:
    return Exists(CountSpan.objects.filter(renovation=OuterRef("pk"), ends_at__isnull=True))


def waiting_for(actor: Actor) -> RenovationQuerySet:
    """Return what waits for the actor's role: its step, or a patrol's problem to be dealt with.

    A problem outlives the application: works that somebody goes on with are no safer for its end.
    """
    rows = renovation_rows(actor)
    wanted = Q(status__in=_WAITS.get(actor.role, ()))
    if actor.role in (Role.DISTRICT_INSPECTOR, Role.DISTRICT_LEADER):
        wanted |= Q(status=Status.REVIEWED, finished_on__isnull=False)
    if actor.role in (Role.STREET_CLERK, Role.DISTRICT_CLERK):
        wanted |= Q(_problem())
    if actor.role == Role.PROPERTY_PATROL:
        # Works that go on are the company's to patrol (43号 四(二)). How often no rule says: it is asked once
        # they have begun, and goes again as it sees fit.
        going_on = Q(area_type=AreaType.URBAN, started_on__isnull=False, finished_on__isnull=True)
        since = Patrol.objects.filter(renovation=OuterRef("pk"), on__gte=OuterRef("started_on"))
        wanted |= going_on & ~Q(Exists(since.exclude(seen=Seen.CARRIED)))
    wanted &= Q(ended_at__isnull=True)
    if ids := _ended_with_problem(actor):
        wanted |= Q(pk__in=ids)
    return rows.filter(wanted)


def _ended_with_problem(actor: Actor) -> list[UUID]:
    # Read first, and mostly none: asked in one condition the queue would be sought among all that ever ended.
    if actor.role not in (Role.STREET_CLERK, Role.DISTRICT_CLERK):
        return []
    ended = Renovation.objects.visible_to(actor).filter(ended_at__isnull=False)
    rows = Patrol.objects.filter(seen__in=PROBLEMS, settled_on__isnull=True, renovation__in=ended)
    return list(rows.order_by("renovation_id").values_list("renovation_id", flat=True).distinct()[:COUNTED])


def waited_from(actor: Actor) -> F | Case:
    """Since when a row waits for the actor's role: its step, or the first problem that was reported."""
    if actor.role == Role.PROPERTY_PATROL:
        return F("updated_at")
    if actor.role not in (Role.STREET_CLERK, Role.DISTRICT_CLERK):
        return F("waits_since")
    reported = _open_problems().order_by("at").values("at")[:1]
    return Case(
        When(status__in=_WAITS[actor.role], then=F("waits_since")),
        default=Coalesce(Subquery(reported), F("waits_since")),
        output_field=DateTimeField(),
    )


def listed(actor: Actor, wanted: Wanted) -> RenovationQuerySet:
    """Return the renovations that match."""
    rows = waiting_for(actor) if wanted.state == "mine" else renovation_rows(actor)
    match wanted.state:
        case "open":
            rows = rows.open()
        case "problem":
            rows = rows.filter(_problem())
        case "counted":
            rows = rows.filter(_counted())
        case "converted":
            rows = rows.filter(converted_from__isnull=False)
        case "ended":
            rows = rows.filter(ended_at__isnull=False)
    if wanted.text:
        # The last digits of a number find it, as they find a case.
        digits = wanted.text.isascii() and wanted.text.isdigit() and len(wanted.text) <= 6
        rows = rows.filter(
            Q(number__iexact=wanted.text)
            | (Q(number__endswith=f"-{wanted.text.zfill(4)}") if digits else Q())
            | Q(name=wanted.text)
            | Q(address__icontains=wanted.text)
            | Q(converted_from__number__iexact=wanted.text)
        )
    return rows.annotate(has_problem=_problem())


@dataclass(frozen=True, slots=True)
class RenovationLine:
    """A row of the list."""

    renovation: Renovation
    name: str
    status: str
    tone: str
    has_problem: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list; ``total`` stops at :data:`COUNTED`."""

    rows: list[RenovationLine]
    number: int
    more: bool
    total: int

    @property
    def total_words(self) -> str:
        """共 12 件."""
        return f"共 {COUNTED} 件以上" if self.total > COUNTED else f"共 {self.total} 件"

    @property
    def ends_early(self) -> bool:
        """Whether more match than may be turned to."""
        return self.more and self.number >= MOST_PAGES


def lines(rows: list[Renovation]) -> list[RenovationLine]:
    """Return rows as a list shows them; the name in part, for every role."""
    return [
        RenovationLine(
            each,
            mask_name(each.name),
            Status(each.status).label,
            TONES[Status(each.status)],
            bool(getattr(each, "has_problem", False)),
        )
        for each in rows
    ]


def list_page(actor: Actor, wanted: Wanted) -> ListPage:
    """Return a page: what waits longest first where work is asked for, else the newest."""
    rows = listed(actor, wanted)
    total = rows.order_by()[: COUNTED + 1].count()
    number = min(wanted.page, MOST_PAGES)
    begin = (number - 1) * PAGE
    order = (waited_from(actor).asc(), "pk") if wanted.state == "mine" else ("-updated_at", "-pk")
    found = list(rows.order_by(*order)[begin : begin + PAGE + 1])
    return ListPage(lines(found[:PAGE]), number, len(found) > PAGE, total)


@dataclass(frozen=True, slots=True)
class RenovationTask:
    """A renovation in the queue of the 工作台."""

    renovation: Renovation
    name: str
    text: str
    waiting_days: int

    @property
    def waited(self) -> str:
        """How long it has waited."""
        return f"已等 {self.waiting_days} 天" if self.waiting_days > 0 else "今天收到"


def renovation_tasks(actor: Actor, *, limit: int) -> list[RenovationTask]:
    """Return what waits for the actor's role, longest first."""
    rows = waiting_for(actor).annotate(has_problem=_problem(), waited_from=waited_from(actor))
    rows = rows.annotate(patrolled_on=_patrolled_on())
    return [
        RenovationTask(
            each,
            mask_name(each.name),
            _task_words(actor, each),
            _days_since(each),
        )
        for each in rows.order_by("waited_from", "pk")[:limit]
    ]


def _days_since(renovation: Renovation) -> int:
    waited: datetime = renovation.waited_from  # type: ignore[attr-defined]  # annotated above
    return (clock.today() - clock.local(waited).date()).days


def _task_words(actor: Actor, renovation: Renovation) -> str:
    if actor.role == Role.PROPERTY_PATROL:
        on: date | None = getattr(renovation, "patrolled_on", None)
        before = f"（{formats.day(on)}巡查过，在开工以前）" if on else ""
        return f"已开工，还没有巡查，请巡查{before}"
    if getattr(renovation, "has_problem", False) and renovation.status not in _WAITS.get(actor.role, ()):
        ended = f"{Status(renovation.status).label}，" if renovation.ended_at else ""
        return f"{ended}巡查报告了问题"
    return Status(renovation.status).label


def renovation_task_count(actor: Actor, *, most: int) -> int:
    """Return how many wait for the actor's role, counting no further than one beyond ``most``."""
    return waiting_for(actor).order_by()[: most + 1].count()


def where_of_renovations(actor: Actor, ids: list[str]) -> dict[str, Where]:
    """Return the numbers of renovations as the inbox calls them, as far as the actor may read them."""
    rows = renovation_rows(actor).filter(pk__in=ids)
    return {str(each.pk): Where(each.number, f"{each.number} {mask_name(each.name)}") for each in rows}
