"""半年复核: when a body's accounts were last looked through, and the list that is printed and signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from apps.accounts.models import AccountReview
from apps.accounts.rules import half_a_year_after
from apps.accounts.services.reviews import SHEETS
from apps.administration.permissions import administered
from apps.administration.queries.people import Person, people_by_body, shown
from apps.audit.queries import begun_at
from apps.documents.models import StoredFile
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import GrantState
from apps.orgs.models import Membership, Organisation

LISTED = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """How the review of a body's accounts stands."""

    last: date | None
    due: date | None
    """The day by which the next one is to be made; None where nobody has a role there."""

    @property
    def is_due(self) -> bool:
        return self.due is not None and self.due <= clock.today()


def standings(bodies: Iterable[Organisation]) -> dict[int, Standing]:
    """Return how the review stands at each body (three queries).

    Counted from its first role where none was, but not from before the body was here: what a set-up file
    dates back was looked through when it was written.
    """
    ids = [body.pk for body in bodies]
    last: dict[int, date] = {}
    rows = AccountReview.objects.filter(organisation__in=ids).order_by("reviewed_on", "pk")
    last.update(rows.values_list("organisation_id", "reviewed_on"))
    # order_by(): Membership's own order would make a group of each row.
    held = Membership.objects.filter(organisation__in=ids, state=GrantState.CONFIRMED).order_by()
    first = dict(held.values_list("organisation_id").annotate(first=Min("valid_from")))
    begun = begun_at("organisation", ids)
    for pk, day in first.items():
        first[pk] = max(day, clock.local(begun[str(pk)]).date()) if str(pk) in begun else day
    since = {**first, **last}
    return {pk: Standing(last.get(pk), half_a_year_after(since[pk]) if pk in since else None) for pk in ids}


def due_for(actor: Actor) -> int:
    """Count the bodies whose people the actor keeps and whose review is due."""
    return sum(each.is_due for each in standings(administered(actor)).values())


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review that was made, with its signed list where that was handed in."""

    row: AccountReview
    sheet: StoredFile | None


def reviews_of(organisation: Organisation) -> list[Reviewed]:
    """Return the last reviews of a body, newest first (two queries)."""
    rows = list(AccountReview.objects.filter(organisation=organisation)[:LISTED])
    files = StoredFile.objects.filter(owner_kind=SHEETS, owner_id__in=[str(row.pk) for row in rows])
    sheets = {file.owner_id: file for file in files}
    return [Reviewed(row, sheets.get(str(row.pk))) for row in rows]


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person as the printed list shows it."""

    name: str
    username: str
    posts: Sequence[str]
    days: Sequence[str]
    stands_in: Sequence[str]
    last_login: str
    state: str


@dataclass(frozen=True, slots=True)
class ListedBody:
    """A body's part of the printed list."""

    name: str
    last_review: str
    people: Sequence[ListedPerson]


@dataclass(frozen=True, slots=True)
class ReviewPaper:
    """人员账号复核名单: what is printed, gone through by hand and signed."""

    title: str
    as_of: str
    bodies: Sequence[ListedBody]


def review_paper(organisation: Organisation, below: Sequence[Organisation] = ()) -> ReviewPaper:
    """Return the list of a body's people, and of bodies below it, as of now."""
    bodies = [organisation, *below]
    standing = standings(bodies)
    people = people_by_body(bodies)
    parts = [
        ListedBody(
            body.name,
            formats.day(last) if (last := standing[body.pk].last) else "还没有复核过",
            [_listed(person) for person in shown(people[body.pk], "")],
        )
        for body in bodies
    ]
    return ReviewPaper(organisation.name, formats.moment(clock.now()), parts)


def _listed(person: Person) -> ListedPerson:
    posts = [f"{post.label}{'（待确认）' if post.pending else ''}" for post in person.posts]
    days = [
        f"{formats.day(post.row.valid_from)}起{f'，至 {formats.day(post.last_day)}' if post.last_day else ''}"
        for post in person.posts
    ]
    lent = [
        f"代{post.row.on_behalf_of}{post.label}，至 {formats.day(post.last_day)}" for post in person.stands_in
    ]
    state = "久未登录，已锁定" if person.unused_locked else "登录锁定" if person.locked else "在用"
    login = formats.moment(person.user.last_login) if person.user.last_login else "没有登录过"
    return ListedPerson(person.user.name, person.user.username, posts, days, lent, login, state)
