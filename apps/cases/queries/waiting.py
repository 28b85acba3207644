"""Whom a case waits for, since when and by when: the rule of ``workflow.turns`` over the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from apps.cases.frame import signs
from apps.cases.models import Case, Hold, Transition
from apps.cases.workflow import HANDED_OVER, Held, Standing, Turn
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.orgs.models import Organisation

if TYPE_CHECKING:
    from apps.cases.queries.case_page import ClockView


@dataclass(frozen=True, slots=True)
class Place:
    """A desk of a case: a body and a role there."""

    body: Organisation
    role: Role


@dataclass(frozen=True, slots=True)
class Wait:
    """等谁办理: what a case waits for, as whoever looks at it is told."""

    turn: Turn
    places: tuple[Place, ...]
    since: date
    day: int
    """第几天: the day it came to the desk is the first."""
    mine: bool
    """Whether it is the turn of the very desk that looks."""
    clock: ClockView | None = None
    """The running period that measures it; None where none is set."""

    @property
    def doing(self) -> str:
        """What is to be done, in words."""
        return self.turn.doing

    @property
    def bodies(self) -> str:
        """Names of the bodies, each once: 清波街道办事处 or, where two may, 甲或乙."""
        return "或".join(dict.fromkeys(place.body.name for place in self.places))

    @property
    def role(self) -> str:
        """The role at the body, where it is one only; '' otherwise."""
        roles = {place.role for place in self.places}
        return next(iter(roles)).label if len(roles) == 1 else ""

    @property
    def short(self) -> str:
        """Bodies and role for a narrow column: 上城 验收人员."""
        names = "或".join(dict.fromkeys(place.body.short_name for place in self.places))
        return f"{names} {self.role}".rstrip()

    @property
    def whose(self) -> str:
        """Body and role in one: 上城区住建局验收人员."""
        return f"{self.bodies}{self.role}"


def places_of(case: Case, roles: Collection[Role]) -> tuple[Place, ...]:
    """Return the desks of these roles that are responsible for a case.

    Who patrols is one body (R6), and an enterprise without an account is entered for by the street (R3).
    """
    found: dict[tuple[int, Role], Place] = {}
    for role in Role:
        if role not in roles or (role == Role.STREET_CLERK and _company_patrols(case, roles)):
            continue
        body, actual = _desk_of(case, role)
        if body is not None:
            found.setdefault((body.pk, actual), Place(body, actual))
    return tuple(found.values())


def _company_patrols(case: Case, roles: Collection[Role]) -> bool:
    return Role.PROPERTY_PATROL in roles and case.patrol_organisation_id is not None


def _desk_of(case: Case, role: Role) -> tuple[Organisation | None, Role]:
    if role in DISTRICT_ROLES:
        return case.bureau, role
    if role in ENTERPRISE_ROLES:
        if case.enterprise is not None and case.enterprise.organisation is not None:
            return case.enterprise.organisation, role
        return case.street_office, Role.STREET_CLERK
    if role == Role.PROPERTY_PATROL and case.patrol_organisation is not None:
        return case.patrol_organisation, role
    return (case.street_office, role) if role == Role.STREET_CLERK else (None, role)


def standings(
    case_ids: Iterable[UUID], holds: Mapping[UUID, Iterable[Hold]] | None = None
) -> dict[UUID, Standing]:
    """Return where cases stand, by id: two queries however many, one with ``holds`` (all of each)."""
    ids = list(case_ids)
    names = tuple(signs())
    loaded: Mapping[UUID, Iterable[Hold]] = _holds(ids) if holds is None else holds
    return {
        pk: Standing(
            status=status,
            # A draft has made no move yet.
            entered_at=entered or created_at,
            holds=tuple(Held(hold.kind, hold.opened_at, hold.closed_at) for hold in loaded.get(pk, ())),
            signs={name: since for name, since in zip(names, each_since, strict=True) if since is not None},
        )
        for pk, status, created_at, entered, *each_since in (_one(ids[0]) if len(ids) == 1 else _rows(ids))
    }


def _rows(case_ids: list[UUID]) -> QuerySet[Case, Any]:
    """Ask for id, status, when made, when moved last, and since when each sign of a stage holds."""
    # Handed over to another bureau it waits as long as it did.
    moves = Transition.objects.filter(case=OuterRef("pk")).exclude(name=HANDED_OVER).order_by("-recorded_at")
    facts = {f"sign_{name}": since for name, since in signs().items()}
    rows = Case.objects.annotate(entered=Subquery(moves.values("recorded_at")[:1]), **facts)
    return rows.filter(pk__in=case_ids).values_list("pk", "status", "created_at", "entered", *facts)


def _one(case_id: UUID) -> Iterable[Any]:
    """Ask for the same of one case, as each page of a case does, in words written once."""
    compiler, sql, values = _statement(connection.vendor, tuple(signs()))
    named, meant = (Case._meta.pk.get_db_prep_value(each, connection) for each in (NOBODY, case_id))
    with connection.cursor() as cursor:
        cursor.execute(sql, [meant if value == named else value for value in values])
        rows = cursor.fetchall()
    converters = compiler.get_converters([column for column, _, _ in compiler.select])
    found: Iterable[Any] = compiler.apply_converters(rows, converters) if converters else rows
    return found


NOBODY = UUID(int=0)


@cache
def _statement(_vendor: str, _signs: tuple[str, ...]) -> tuple[Any, str, tuple[Any, ...]]:
    # Writing six questions within a question takes Django ten times as long as the database takes to answer.
    compiler = _rows([NOBODY]).query.get_compiler(connection=connection)
    return compiler, *compiler.as_sql()


def _holds(ids: list[UUID]) -> dict[UUID, list[Hold]]:
    found: dict[UUID, list[Hold]] = defaultdict(list)
    for hold in Hold.objects.filter(case__in=ids):
        found[hold.case_id].append(hold)
    return found


def turn_now(case: Case) -> Turn | None:
    """Return whose turn a case is, as its rows stand; None where nothing is awaited."""
    return standings([case.pk])[case.pk].turn()


def wait_of(
    actor: Actor | None,
    case: Case,
    *,
    holds: Iterable[Hold] | None = None,
    clocks: Iterable[ClockView] = (),
) -> Wait | None:
    """Return whom a case waits for; None where nothing is awaited. ``holds``: all of the case, if loaded."""
    standing = standings([case.pk], None if holds is None else {case.pk: holds})[case.pk]
    running = next((each for each in clocks if each.measures(case.status)), None)
    return _wait(actor, case, standing, running)


def waits_of(actor: Actor | None, cases: Collection[Case]) -> dict[UUID, Wait]:
    """Return whom each of these cases waits for, by id; those that wait for nobody are left out.

    Load the cases with enterprise__organisation and patrol_organisation: their names are shown.
    """
    found = standings([case.pk for case in cases])
    waits = {case.pk: _wait(actor, case, found[case.pk]) for case in cases}
    return {pk: wait for pk, wait in waits.items() if wait is not None}


def _wait(
    actor: Actor | None, case: Case, standing: Standing, running: ClockView | None = None
) -> Wait | None:
    turn = standing.turn()
    if turn is None:
        return None
    places = places_of(case, turn.roles)
    since = clock.local(standing.since(turn)).date()
    return Wait(
        turn=turn,
        places=places,
        since=since,
        day=(clock.today() - since).days + 1,
        mine=actor is not None
        and any((actor.organisation_id, actor.role) == (each.body.pk, each.role) for each in places),
        clock=running,
    )
