"""What an entry of the access matrix says: who is let in by which method, and how others are refused.

A URL of a case that lies outside a person's rows does not exist for that person: 404, by
every method the view takes. Inside the rows a role that never does this is told so: 403.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from apps.cases.workflow import TABLE
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from tests.access.stage import ANONYMOUS, AWAY, HOME_DESKS, LEER, OWN, ROLES, Stage, holders

P = Role
Arguments = Callable[[Stage], dict[str, object]]
NOBODY: frozenset[str] = frozenset()
WHOLE = frozenset(ROLES)
OFF_CASES = {P.ADMINISTRATOR, P.DIRECTORY_KEEPER, P.FINANCE_READER}
CASE_DESKS = frozenset(name for name, post in ROLES.items() if post not in OFF_CASES)
"""Everybody who looks at cases at all."""
SIGNED_IN = WHOLE | {LEER}


class Rows(Enum):
    """Whose rows a URL belongs to."""

    CASE = "a case of 清波街道"
    COUNTER = "the counter of 清波街道"
    WEEK = "a week of 上城"
    BODY = "the numbers of 上城"
    CITY = "the words of its city"
    SITE = "a year or a rule set, as acts stand on it"
    PEOPLE = "the people of 上城"
    KEPT_BODY = "a body that 上城 is or keeps"
    NONE = "no row: the view answers from the session"
    PUBLIC = "open to strangers"


REPORT_READERS = frozenset(
    name for name, post in ROLES.items() if post in DISTRICT_ROLES | {P.CITY_OFFICER, P.PROVINCE_OFFICER}
) | {"shenji"}
WEEK_READERS = HOME_DESKS | {"shi", "sheng"}
SITE_READERS = frozenset({"shi", "jia", "sheng", "shenji"})
"""Cities, the province and audit, who see what is done to the whole site's years and rules."""
BODY_FINDERS = HOME_DESKS | {"shi", "guan"}
"""Who finds 上城 and its people at all: its own, its auditors, the city above."""


@dataclass(frozen=True)
class Entry:
    """One URL.

    ``get`` and ``role`` name the personas let in, None where the view does not take the method.
    ``refused`` is the answer to a wrong role in scope, ``else_where`` to a person out of scope.
    """

    name: str
    rows: Rows
    get: frozenset[str] | None
    post: frozenset[str] | None = None
    args: Arguments = lambda stage: {}
    query: str = ""
    refused: int = 403
    htmx: bool = False
    variant: str = ""
    unseen: frozenset[str] = NOBODY
    """Who will see the row later but not yet: nobody has chosen the enterprise, nobody has submitted."""

    sees: frozenset[str] = NOBODY
    """Of a body: who belongs to it, audits it or stands above it."""

    @property
    def title(self) -> str:
        """Name for test reports."""
        return f"{self.name}-{self.variant}" if self.variant else self.name

    def expected(self, persona: str, method: str) -> frozenset[int]:
        """Return the statuses that are right for a persona; 302 of an admitted one is checked apart."""
        admitted = {"GET": self.get, "POST": self.post}[method]
        if persona == ANONYMOUS:
            # A stranger's form is judged, as anybody's is.
            return frozenset({200, 302, 405, 422} if self.rows is Rows.PUBLIC else {302})
        if admitted is None:
            return frozenset({405})
        if persona in admitted or self.rows is Rows.PUBLIC:
            return frozenset({200, 302, 422} if method == "POST" else {200, 302})
        if persona == LEER:
            return frozenset({403})
        return frozenset({404 if self.is_away(persona) else self.refused})

    def is_away(self, persona: str) -> bool:
        """Whether the row does not exist for the persona."""
        if self.rows is Rows.CASE:
            return persona in AWAY | self.unseen
        if self.rows is Rows.WEEK:
            return persona in REPORT_READERS - WEEK_READERS
        if self.rows is Rows.BODY:
            return persona in REPORT_READERS - WEEK_READERS
        if self.rows is Rows.CITY:
            return persona in REPORT_READERS - {"shi", "sheng"}
        if self.rows is Rows.SITE:
            return persona in REPORT_READERS - SITE_READERS
        if self.rows is Rows.PEOPLE:
            return persona not in BODY_FINDERS
        if self.rows is Rows.KEPT_BODY:
            return persona not in self.sees
        if self.rows is Rows.COUNTER:
            return ROLES[persona] in (P.STREET_CLERK, P.DISTRICT_CLERK)
        return False


def of_case(state: str, **more: object) -> Arguments:
    """Return the arguments of a URL below the case at ``state``."""
    return lambda stage: {"pk": stage.cases[state].pk, **more}


def of_matter(state: str, **matters: str) -> Arguments:
    """Return the arguments of a URL of something that belongs to the case at ``state``.

    ``defect_id="defect"`` takes the stage's matter ``defect``.
    """
    return lambda stage: {
        "pk": stage.cases[state].pk,
        **{argument: stage.matters[matter] for argument, matter in matters.items()},
    }


def desk(*moves: str) -> frozenset[str]:
    """Return the personas whose role may make one of the moves, as the workflow table says."""
    return frozenset().union(*(holders(*TABLE[move].roles) for move in moves))


def case(
    name: str,
    state: str,
    get: frozenset[str] | None,
    post: frozenset[str] | None = None,
    *,
    args: Arguments | None = None,
    refused: int = 403,
    htmx: bool = False,
    query: str = "",
    variant: str = "",
) -> Entry:
    """A URL below a case."""
    unseen = NOBODY
    if state == "draft":
        unseen = OWN - DISTRICT - STREET - {"shenji"}
    elif state in ("submitted", "received", "returned", "answered", "declined", "filed"):
        unseen = CONTRACTOR
    return Entry(name, Rows.CASE, get, post, args or of_case(state), query, refused, htmx, variant, unseen)


COUNTER = holders(P.STREET_CLERK, P.DISTRICT_CLERK)
AT_COUNTERS = frozenset(name for name, post in ROLES.items() if post in (P.STREET_CLERK, P.DISTRICT_CLERK))
DISTRICT = holders(*DISTRICT_ROLES)
DISTRICT_DESK = holders(P.DISTRICT_CLERK, P.DISTRICT_REVIEWER, P.DISTRICT_LEADER)
LEADER = holders(P.DISTRICT_LEADER)
INSPECTORS = holders(P.DISTRICT_INSPECTOR)
STREET_MOVERS = holders(P.DISTRICT_CLERK, P.DISTRICT_LEADER)
CORRECTORS = COUNTER | LEADER
SLIP_DESK = holders(P.DISTRICT_CLERK, P.DISTRICT_LEADER)
CONTRACTOR = holders(*ENTERPRISE_ROLES)
DESIGNER = holders(P.DESIGNER)
PATROL = holders(P.PROPERTY_PATROL)
STREET = holders(P.STREET_CLERK)
FILLERS = DISTRICT_DESK
CITY = holders(P.CITY_OFFICER)
ALL_DISTRICTS = frozenset(name for name, post in ROLES.items() if post in DISTRICT_ROLES)
READ_PAPERS = COUNTER | DISTRICT | holders(P.AUDITOR)
"""Roles that may read papers with 身份证号 and 困难家庭."""


def act(name: str, move: str, state: str) -> Entry:
    """A URL where one move of the workflow table is made: its roles come from the table."""
    return case(name, state, desk(move), desk(move))


def week(
    name: str,
    get: frozenset[str] | None,
    post: frozenset[str] | None = None,
    *,
    snapshot: str = "draft",
    **more: object,
) -> Entry:
    """A URL of a week of 上城."""
    return Entry(name, Rows.WEEK, get, post, lambda stage: {"pk": stage.snapshots[snapshot].pk, **more})


def year(
    name: str, get: frozenset[str] | None, post: frozenset[str] | None = None, *, close: str = "open"
) -> Entry:
    """A URL of a 年终核定 of 上城."""
    return Entry(name, Rows.WEEK, get, post, lambda stage: {"pk": stage.closes[close].pk})


def body(
    name: str,
    get: frozenset[str] | None,
    post: frozenset[str] | None = None,
    *,
    which: str = "shangcheng",
    change: bool = False,
    htmx: bool = False,
) -> Entry:
    """A URL of 上城's bureau, or of a company below it."""
    seers = HOME_DESKS | {"guan", "sheng"} | ({"shi"} if which == "shangcheng" else NOBODY)

    def args(stage: Stage) -> dict[str, object]:
        found: dict[str, object] = {"pk": stage.bodies[which].pk}
        return {**found, "change": stage.matters["body_change"]} if change else found

    return Entry(name, Rows.KEPT_BODY, get, post, args, htmx=htmx, sees=frozenset(seers))


def own_body(name: str, which: str, admitted: frozenset[str]) -> Entry:
    """A URL of a body that only its own people see."""
    return Entry(
        name,
        Rows.KEPT_BODY,
        admitted,
        admitted,
        lambda stage: {"pk": getattr(stage.world, which).pk},
        sees=admitted,
    )


def draft(name: str, get: frozenset[str] | None, post: frozenset[str] | None) -> Entry:
    """A URL of a registration draft."""
    return Entry(name, Rows.COUNTER, get, post, lambda stage: {"draft": stage.drafts["whole"]})
