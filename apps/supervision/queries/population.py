"""What a rule finds: cases, who may be sent, who may not go to which, who may witness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from apps.cases.enums import ACCEPTED, Status
from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Membership, Organisation
from apps.orgs.permissions import own_body
from apps.orgs.queries import bodies_below, body_above, bureaus_below
from apps.revocations.models import Revocation
from apps.supervision.enums import POOL, WAITING, WITNESSES, Population
from apps.supervision.models import Draw, Member
from apps.supervision.queries.recusal import Declared, barred
from apps.supervision.rules import Inspector
from apps.supervision.rules import Member as Drawable

MOST = 3000
"""Cases of one population: what one organiser can answer for, and a record anybody can read."""
NO_FIRM = "没有企业"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which cases: what they are, whose day lies in the period, of which bureau and enterprise."""

    population: str
    from_on: date
    until_on: date
    only: Organisation | None = None
    enterprise: Enterprise | None = None


def cases_of(by: Actor, rule: Rule) -> QuerySet[Case]:
    """Return the cases that a rule finds among the organiser's own, by number."""
    rows = Case.objects.visible_to(by)
    days = (rule.from_on, rule.until_on)
    if rule.population == Population.ACCEPTED:
        rows = rows.filter(status__in=ACCEPTED, passed_on__range=days)
    else:
        rows = rows.filter(status=Status.CLOSED_UNCONFIRMED, completed_on__range=days)
    if rule.only is not None:
        rows = rows.filter(bureau=rule.only)
    if rule.enterprise is not None:
        rows = rows.filter(enterprise=rule.enterprise)
    return rows.select_related("enterprise", "dwelling", "bureau").order_by("number")


def in_question(cases: Iterable[Case]) -> frozenset[object]:
    """Return the keys of those with an open procedure of 撤销: what was done there is looked into already."""
    rows = Revocation.objects.open().filter(case__in=list(cases))
    return frozenset(rows.values_list("case_id", flat=True))


def bureaus_of(body: Organisation, on: date) -> list[Organisation]:
    """Return the district bureaus of a body that draws: itself, or all below it."""
    if body.kind == OrganisationKind.DISTRICT_BUREAU:
        return [body]
    found: list[Organisation] = []
    for each in bureaus_below(body, on):
        direct = each.kind == OrganisationKind.DISTRICT_BUREAU
        found += [each] if direct else bureaus_below(each, on)
    return found


def pool_of(body: Organisation, on: date, *, but: Iterable[int]) -> list[Inspector]:
    """Return who may be sent: everybody who holds such a role that day, but for the people named."""
    rows = Membership.objects.in_force(on).filter(
        organisation__in=bureaus_of(body, on), role__in=POOL, on_behalf_of__isnull=True
    )
    people = dict(rows.exclude(user__in=list(but)).order_by().values_list("user_id", "user__name"))
    return [Inspector(str(key), name) for key, name in people.items()]


def drawable(
    cases: Iterable[Case], pool: Iterable[Inspector], declared: Iterable[Declared]
) -> list[Drawable]:
    """Return cases as a draw takes them: stratum, and who of the pool may not go, with the reason."""
    rows, people = list(cases), list(pool)
    keys = {each.key for each in people}
    away = barred(rows, people, declared)
    return [
        Drawable(
            row.number or "",
            row.enterprise.name if row.enterprise else NO_FIRM,
            {key: why for key, why in sorted(away[row.pk].items()) if key in keys},
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked to witness."""

    user_id: int
    name: str
    body_id: int
    body_name: str
    role: str

    @property
    def label(self) -> str:
        """周示例，清波街道（城建线经办）."""
        return f"{self.name}，{self.body_name}（{self.role}）"


def witness_candidates(by: Actor) -> list[Candidate]:
    """Return whom an organiser may ask to witness: of the own body, the one above and those below it."""
    body = Organisation.objects.filter(pk=own_body(by)).select_related("region").first()
    if body is None:
        return []
    today = clock.today()
    above = body_above(body, today)
    bodies = [body, *([above] if above else []), *bodies_below(body, today)]
    rows = Membership.objects.in_force(today).filter(
        organisation__in=bodies, role__in=WITNESSES, on_behalf_of__isnull=True
    )
    rows = rows.exclude(user__in=[each for each in (by.user_id, by.on_behalf_of_id) if each])
    sent = Membership.objects.in_force(today).filter(organisation__in=bureaus_of(body, today), role__in=POOL)
    rows = rows.exclude(user__in=sent.values("user_id"))
    found: dict[int, Candidate] = {}
    for row in rows.select_related("user", "organisation").order_by("organisation_id", "user_id", "pk"):
        found.setdefault(
            row.user_id,
            Candidate(
                row.user_id,
                row.user.name,
                row.organisation_id,
                row.organisation.name,
                row.get_role_display(),
            ),
        )
    return list(found.values())


def earlier_draws(cases: Iterable[Case]) -> list[Draw]:
    """Return the draws that had any of these cases, oldest first, however they ended."""
    had = Member.objects.filter(case__in=[each.pk for each in cases]).values("draw")
    return list(Draw.objects.filter(pk__in=had).select_related("body").order_by("fixed_at", "pk"))


def waiting_above(body: Organisation, draws: Iterable[Draw]) -> list[Draw]:
    """Return those of a body's own or of one above it in which nothing is drawn yet.

    One of a body below is listed and does not stand in the way: who is looked at could hold up the looking.
    """
    waiting = [each for each in draws if each.stage in WAITING]
    if body.kind == OrganisationKind.PROVINCE:
        return [each for each in waiting if each.bureau_id is None and each.city_id is None]
    if body.kind == OrganisationKind.CITY_BUREAU:
        return [each for each in waiting if each.bureau_id is None]
    return waiting
