"""Lists of tickets: what a body has, what is late, what 12345 waits for; never more than is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from apps.lib import clock
from apps.lib.actors import Actor
from apps.outbox.queries import Where
from apps.tickets.enums import Status
from apps.tickets.forms.lists import Wanted
from apps.tickets.models import Ticket, TicketQuerySet
from apps.tickets.permissions import handles, has_it, may_read
from apps.tickets.rules.numbers import number_read

PAGE, MOST_PAGES = 30, 40
"""Beyond so many pages a list asks for a condition."""
SOON_DAYS = 3
COUNTED = 999
"""Counts stop here."""


def ticket_rows(actor: Actor) -> TicketQuerySet:
    """Return the tickets the actor may read; none for a role that handles none."""
    rows = Ticket.objects.visible_to(actor) if may_read(actor) else Ticket.objects.none()
    return rows.for_display()


def is_overdue() -> Q:
    """Rows that are past a last day today: of calling back or of settling; without a period never."""
    today = clock.today()
    late_call = Q(call_due_on__lt=today, called_at__isnull=True)
    return ~Q(status=Status.SETTLED) & (Q(due_on__lt=today) | late_call)


def has_clock() -> Q:
    """Rows with a last day."""
    return Q(due_on__isnull=False)


def in_time() -> Q:
    """Rows that were settled by their last day; those without one are not judged."""
    return Q(status=Status.SETTLED, settled_on__lte=F("due_on")) & has_clock()


def of_year(year: int) -> Q:
    """Rows that came in a calendar year of this country."""
    first, after = (datetime(each, 1, 1, tzinfo=clock.SHANGHAI) for each in (year, year + 1))
    return Q(opened_at__gte=first, opened_at__lt=after)


def listed(actor: Actor, wanted: Wanted) -> TicketQuerySet:
    """Return the tickets that match."""
    rows, today = ticket_rows(actor), clock.today()
    soon = today + timedelta(days=SOON_DAYS)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.year is not None:
        rows = rows.filter(of_year(wanted.year))
    if wanted.number:
        rows = rows.filter(
            Q(number=number_read(wanted.number) or wanted.number) | Q(hotline_number=wanted.number)
        )
    match wanted.state:
        case "open":
            rows = rows.open()
        case "mine":
            rows = rows.open().filter(pk__in=Ticket.objects.with_body(actor).values("pk"))
        case "overdue":
            rows = rows.filter(is_overdue())
        case "soon":
            rows = rows.open().filter(due_on__range=(today, soon))
        case "hotline":
            rows = rows.open().filter(hotline_due_on__lte=soon)
        case "intime":
            rows = rows.filter(in_time())
        case "settled":
            rows = rows.filter(status=Status.SETTLED)
    return rows


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A row of the list."""

    ticket: Ticket
    tone: str
    is_mine: bool
    is_call_late: bool

    @property
    def about(self) -> str:
        """Whom it concerns, in words."""
        return about_words(self.ticket)


def about_words(ticket: Ticket) -> str:
    """Return whom a ticket concerns, with the name the author gave."""
    named = ticket.about_name or (ticket.complained_body.name if ticket.complained_body else "")
    named = named or (ticket.enterprise.name if ticket.enterprise else "")
    label = ticket.get_about_display()
    return f"{label}：{named}" if named else label


_TONES = {Status.WAITING.value: "accent", Status.HANDLING.value: "", Status.SETTLED.value: "ok"}


def lines(actor: Actor, rows: Iterable[Ticket]) -> list[TicketLine]:
    """Return rows as a list shows them."""
    today = clock.today()
    return [
        TicketLine(
            each,
            _TONES[each.status],
            is_mine=handles(actor) and has_it(actor, each),
            is_call_late=is_call_late(each, today),
        )
        for each in rows
    ]


def is_call_late(ticket: Ticket, today: date) -> bool:
    """Whether the author waits for a call past its last day."""
    is_waiting = ticket.called_at is None and ticket.settled_on is None
    return is_waiting and ticket.call_due_on is not None and ticket.call_due_on < today


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list; ``total`` stops at :data:`COUNTED`."""

    rows: list[TicketLine]
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


def list_page(actor: Actor, wanted: Wanted) -> ListPage:
    """Return a page: open ones by their last day, settled ones newest first."""
    rows = listed(actor, wanted)
    total = rows.order_by()[: COUNTED + 1].count()
    number = min(wanted.page, MOST_PAGES)
    begin = (number - 1) * PAGE
    if wanted.state in ("settled", "intime", "all"):
        ordered = rows.order_by("-opened_at", "-pk")
    else:
        # nulls_last said outright: PostgreSQL sorts NULL last by itself, SQLite first.
        ordered = rows.order_by(F("due_on").asc(nulls_last=True), "opened_at", "pk")
    found = list(ordered[begin : begin + PAGE + 1])
    return ListPage(lines(actor, found[:PAGE]), number, len(found) > PAGE, total)


def ticket_tasks(actor: Actor, *, limit: int) -> list[Ticket]:
    """Return the tickets that wait for the actor's desk, soonest first; none for who handles none."""
    rows = _waiting(actor)
    return list(rows.order_by(F("due_on").asc(nulls_last=True), "opened_at", "pk")[:limit])


def ticket_task_count(actor: Actor, *, most: int) -> int:
    """Return how many tickets wait for the actor's desk, counting no further than one beyond ``most``."""
    return _waiting(actor).order_by()[: most + 1].count()


def _waiting(actor: Actor) -> TicketQuerySet:
    return Ticket.objects.with_body(actor).open() if handles(actor) else Ticket.objects.none()


def where_of_tickets(actor: Actor, ticket_ids: list[str]) -> dict[str, Where]:
    """Return the numbers of tickets as the inbox calls them, as far as the actor may read them."""
    rows = ticket_rows(actor).filter(pk__in=ticket_ids)
    return {str(each.pk): Where(each.number, f"{each.number} {each.get_kind_display()}") for each in rows}
