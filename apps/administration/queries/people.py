"""People by body: roles, until when, last sign-in, who stands in for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.accounts.queries import is_unused_locked
from apps.accounts.rules import Unused, UnusedDays
from apps.accounts.services import lockout
from apps.accounts.services.unused import unused
from apps.administration.queries.unused import days_of
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import GrantState, OrganisationKind
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.queries import bodies_below, homes_of

SOON = timedelta(days=30)
"""A role that ends within it is shown among those that end soon."""


@dataclass(slots=True)
class HeldRole:
    """A role as the list shows it."""

    row: Membership
    today: date

    @property
    def label(self) -> str:
        return self.row.get_role_display()

    @property
    def last_day(self) -> date | None:
        """Its last day, where it has one."""
        return self.row.valid_to - date.resolution if self.row.valid_to else None

    @property
    def days_left(self) -> int | None:
        return (self.last_day - self.today).days if self.last_day else None

    @property
    def pending(self) -> bool:
        return self.row.state == GrantState.PENDING


@dataclass(slots=True)
class Person:
    """One line of the list."""

    user: User
    posts: list[HeldRole] = field(default_factory=list)
    stands_in: list[HeldRole] = field(default_factory=list)
    """Roles exercised for a colleague."""
    substitutes: list[HeldRole] = field(default_factory=list)
    """Who exercises this person's roles."""
    locked: bool = False
    elsewhere: bool = False
    """Whether the account is another body's by now: nothing is done for it here."""
    unused: Unused | None = None
    """For how long nobody has used it, None for who has no role in force."""
    limits: UnusedDays = field(default_factory=UnusedDays)

    @property
    def closed(self) -> bool:
        return not self.user.is_active

    @property
    def unused_locked(self) -> bool:
        return is_unused_locked(self.user)

    @property
    def long_unused(self) -> bool:
        """Whether nobody has used it for as long as the bureau has set."""
        warn = self.limits.warn
        return self.unused is not None and warn is not None and self.unused.days >= warn

    @property
    def pending(self) -> list[HeldRole]:
        return [post for post in (*self.posts, *self.stands_in) if post.pending]

    @property
    def ends_soon(self) -> bool:
        return any(post.days_left is not None and post.days_left <= SOON.days for post in self.posts)


@dataclass(frozen=True, slots=True)
class Body:
    """One line of the list of bodies."""

    organisation: Organisation
    people: int


GROUPS: dict[str, str] = {
    OrganisationKind.PROVINCE: "省厅",
    OrganisationKind.CITY_BUREAU: "市局",
    OrganisationKind.DISTRICT_BUREAU: "区、县（市）局",
    OrganisationKind.STREET_OFFICE: "乡镇（街道）",
    OrganisationKind.PROPERTY: "物业服务企业",
    OrganisationKind.ENTERPRISE: "装修企业",
    OrganisationKind.AUDIT: "审计机关",
}


def grouped(bodies: Iterable[Organisation]) -> list[tuple[str, list[Body]]]:
    """Return bodies by kind with how many people each has today; one query."""
    rows = list(bodies)
    today = clock.today()
    # At a body out of use no role is in force any more: there those count that are still to be settled.
    left = Q(organisation__is_active=False) & (Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    held = Membership.objects.filter(user__is_active=True, state=GrantState.CONFIRMED)
    counts = dict(
        held.filter(left | Q(pk__in=Membership.objects.in_force(today).values("pk")))
        .filter(organisation__in=rows)
        .values_list("organisation_id")
        .annotate(people=Count("user_id", distinct=True))
    )
    found: dict[str, list[Body]] = defaultdict(list)
    for body in rows:
        group = GROUPS.get(body.kind) or OrganisationKind(body.kind).label
        found[group if body.is_active else "已停用的机构"].append(Body(body, counts.get(body.pk, 0)))
    return list(found.items())


def people_of(organisation: Organisation) -> list[Person]:
    """Return who has, will have or had a role at a body: in use first, by name; a fixed number of queries."""
    limits = days_of(organisation)
    people = people_by_body([organisation])[organisation.pk]
    for person in people:
        person.limits = limits
    return people


def people_by_body(bodies: Iterable[Organisation]) -> dict[int, list[Person]]:
    """Return the people of :func:`people_of` for each of some bodies; as few queries for many as for one."""
    today = clock.today()
    found: dict[int, dict[int, Person]] = {body.pk: {} for body in bodies}
    rows = (
        Membership.objects.filter(organisation__in=list(found))
        .select_related("user__second_factor", "user__credential", "on_behalf_of", "granter")
        .order_by("valid_from", "id")
    )
    for row in rows:
        person = found[row.organisation_id].setdefault(row.user_id, Person(row.user))
        standing = row.state in (GrantState.PENDING, GrantState.CONFIRMED)
        if not standing or (row.valid_to is not None and row.valid_to <= today):
            continue
        post = HeldRole(row, today)
        (person.posts if row.on_behalf_of_id is None else person.stands_in).append(post)
    users = [person.user for people in found.values() for person in people.values()]
    homes = homes_of([user.pk for user in users], today)
    locked = lockout.locked_accounts(users)
    for body, people in found.items():
        for person in people.values():
            _complete(person, body, people, homes, today)
            person.locked = person.user.pk in locked
    return {
        body: sorted(people.values(), key=lambda each: (each.closed, each.user.name, each.user.pk))
        for body, people in found.items()
    }


def _complete(
    person: Person, body: int, people: dict[int, Person], homes: dict[int, frozenset[int]], today: date
) -> None:
    for post in person.stands_in:
        other = people.get(post.row.on_behalf_of_id or 0)
        if other is not None:
            other.substitutes.append(post)
    person.elsewhere = body not in homes.get(person.user.pk, ())
    begun = [post.row.valid_from for post in person.posts if not post.pending]
    if begun and not person.closed and min(begun) <= today:
        person.unused = unused(person.user, min(begun), today)


TABS = {
    "": "在用",
    "pending": "待确认",
    "ending": "快到期",
    "unused": "久未登录",
    "closed": "已停用、已离任",
}


def shown(people: list[Person], tab: str) -> list[Person]:
    """Return the people of a tab."""
    if tab == "pending":
        return [each for each in people if each.pending]
    if tab == "ending":
        return [each for each in people if not each.closed and each.ends_soon]
    if tab == "unused":
        return [each for each in people if each.unused_locked or each.long_unused]
    if tab == "closed":
        return [each for each in people if each.closed or not (each.posts or each.stands_in)]
    return [each for each in people if not each.closed and (each.posts or each.stands_in)]


def others_in(post: Membership) -> list[str]:
    """Return who else holds the role at the body today: where the queue goes on."""
    rows = Membership.objects.in_force(clock.today()).filter(
        organisation_id=post.organisation_id, role=post.role
    )
    others = rows.exclude(user_id=post.user_id).order_by("user__name")
    return list(others.values_list("user__name", flat=True))


def own_posts(user: User, organisation: Organisation) -> list[Membership]:
    """Return a person's own roles at a body, begun or to come, that may be delegated or ended."""
    rows = Membership.objects.filter(user=user, organisation=organisation, state=GrantState.CONFIRMED)
    return list(rows.filter(on_behalf_of__isnull=True).exclude(valid_to__lte=clock.today()).order_by("id"))


def colleagues_of(user: User, organisation: Organisation) -> list[User]:
    """Return who else works at a body today in a role of one's own, by name."""
    rows = Membership.objects.in_force(clock.today()).filter(organisation=organisation)
    ids = rows.filter(on_behalf_of__isnull=True).exclude(user=user).values("user_id")
    return list(User.objects.filter(pk__in=ids).order_by("name", "id"))


def roles_held(user: User) -> list[tuple[str, int]]:
    """Return the roles a person holds today without an end, each with its body's number.

    Whatever is given to the person from now on would stand beside these.
    """
    rows = Membership.objects.standing().filter(user=user, on_behalf_of__isnull=True)
    open_ended = rows.filter(valid_from__lte=clock.today(), valid_to__isnull=True)
    return list(open_ended.values_list("role", "organisation_id"))


def waiting_for(actor: Actor) -> QuerySet[Membership]:
    """Return the grants that this administrator may confirm, oldest first.

    At the own body and at all right below it: also at enterprises that keep their people themselves, whose
    second pair of eyes the city is.
    """
    own = Organisation.objects.active().filter(pk=actor.organisation_id or 0).first()
    if own is None or actor.user_id is None or actor.on_behalf_of_id is not None:
        return Membership.objects.none()
    bodies = [own.pk, *(body.pk for body in bodies_below(own, clock.today()))]
    rows = Membership.objects.filter(organisation__in=bodies, state=GrantState.PENDING)
    rows = rows.exclude(granter_id=actor.user_id).exclude(user_id=actor.user_id)
    return rows.select_related("user", "organisation", "granter", "on_behalf_of").order_by("pk")


def unsettled() -> QuerySet[Organisation]:
    """Return the bodies out of use where open accounts still hold roles: people to be settled."""
    holding = Membership.objects.standing().filter(organisation=OuterRef("pk"), user__is_active=True)
    holding = holding.exclude(valid_to__lte=clock.today())
    return Organisation.objects.filter(Exists(holding), is_active=False).order_by("pk")
