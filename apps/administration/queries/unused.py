"""Which accounts nobody uses, by the days that the bureau of each body has set."""

from __future__ import annotations

from collections.abc import Iterable

from apps.accounts.rules import UnusedDays
from apps.lib import clock
from apps.orgs.models import Membership, Organisation
from apps.orgs.queries import body_above, homes_of
from apps.programs.enums import ParameterCode
from apps.programs.permissions import BUREAU_KINDS
from apps.programs.queries import LimitBook, Limits, limit_book

CODES = (
    ParameterCode.ACCOUNT_WARN_DAYS,
    ParameterCode.ACCOUNT_LOCK_DAYS,
    ParameterCode.ACCOUNT_ARCHIVE_DAYS,
)


def days_of(organisation: Organisation, book: LimitBook | None = None) -> UnusedDays:
    """Return a body's days: its own bureau's, else those of the bureau that looks after it.

    Bodies that stand under no bureau (市建委, 市财政局, audit) have none: 未设定.
    """
    book = book if book is not None else limit_book(CODES)
    if not book.rows:
        return UnusedDays()
    today = clock.today()
    bureau = organisation if organisation.kind in BUREAU_KINDS else body_above(organisation, today)
    limits = book.of(bureau.pk, today) if bureau is not None else Limits({})
    warn, lock, archive = (limits.number(code) for code in CODES)
    return UnusedDays(warn, lock, archive)


def longest(found: Iterable[UnusedDays]) -> UnusedDays:
    """Return what holds for a person of several bodies: of each limit the longest, 未设定 being longest."""
    rows = list(found)

    def most(values: list[int | None]) -> int | None:
        said = [value for value in values if value is not None]
        return max(said) if said and len(said) == len(values) else None

    return UnusedDays(
        most([row.warn for row in rows]),
        most([row.lock for row in rows]),
        most([row.archive for row in rows]),
    )


def accounts_by_home() -> dict[int, tuple[frozenset[int], UnusedDays]]:
    """Return every open account in office whose bodies have set days, with these bodies and the days."""
    book = limit_book(CODES)
    if not book.rows:
        return {}
    today = clock.today()
    in_office = Membership.objects.in_force(today).filter(on_behalf_of__isnull=True)
    people = sorted(set(in_office.values_list("user_id", flat=True)))
    homes = homes_of(people, today)
    bodies = Organisation.objects.filter(pk__in={pk for found in homes.values() for pk in found})
    days = {body.pk: days_of(body, book) for body in bodies.select_related("region")}
    found = {pk: (homes[pk], longest(days[body] for body in homes[pk])) for pk in people}
    return {pk: each for pk, each in found.items() if each[1].warn is not None}
