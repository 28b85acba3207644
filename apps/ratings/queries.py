"""What officials read of ratings, and what an enterprise is shown."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from apps.cases.models import Case
from apps.connections.enums import DeliveryState
from apps.connections.models import Delivery
from apps.connections.queries import line_of, why_not
from apps.enterprises.models import Enterprise
from apps.lib.actors import Actor
from apps.ratings.enums import Level, Way
from apps.ratings.models import FollowUp, Rating
from apps.ratings.permissions import reads_words
from apps.ratings.rules import Given, Sight, sight_of
from apps.ratings.services.pushing import PARTNER, reference_of
from apps.tickets.models import Ticket
from apps.tickets.permissions import may_read as may_read_tickets

PAGE_SIZE = 30
MOST = 999
"""Counts go no further."""
SEEN = 2000
"""Of an enterprise's ratings the oldest so many are counted; none has had a tenth of it."""
_SHOWN = ("case", "enterprise", "follow_up", "ticket__body")
TONES = {
    Level.VERY_GOOD: "ok",
    Level.GOOD: "ok",
    Level.FAIR: "",
    Level.BAD: "bad",
    Level.VERY_BAD: "bad",
}


@dataclass(frozen=True, slots=True)
class RatingLine:
    """One rating in words."""

    rating: Rating
    level: str
    tone: str
    way: str
    follow_up: FollowUp | None
    is_read: bool
    """Whether words and ticket are the actor's to read."""
    opens_ticket: bool
    """Whether the ticket is the actor's to open."""
    pushed: str
    """Where its sending stands; '' where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class RatingPage:
    """A page of ratings, newest first, with how many there are of each level."""

    lines: list[RatingLine]
    counts: list[tuple[str, str, str]]
    """Code, label, how many at most :data:`MOST`."""
    number: int
    more: bool
    away: str
    """Why nothing is sent to 好差评 now; '' where it is."""


def rating_page(actor: Actor, *, level: str = "", number: int = 1) -> RatingPage:
    """Return a page of the ratings in the actor's rows."""
    rows = Rating.objects.visible_to(actor)
    counts = [(each.value, each.label, _capped(rows.filter(level=each))) for each in Level]
    wanted = rows.filter(level=level) if level else rows
    begin = (number - 1) * PAGE_SIZE
    found = list(
        wanted.select_related(*_SHOWN).order_by("-recorded_at", "-id")[begin : begin + PAGE_SIZE + 1]
    )
    return RatingPage(
        lines=lines_of(actor, found[:PAGE_SIZE]),
        counts=counts,
        number=number,
        more=len(found) > PAGE_SIZE,
        away=why_not(PARTNER),
    )


def lines_of(actor: Actor, ratings: list[Rating]) -> list[RatingLine]:
    """Return ratings in words, with three statements for all of them."""
    away = why_not(PARTNER)
    rows = Delivery.objects.filter(
        partner=PARTNER.key, reference__in=[reference_of(each) for each in ratings]
    )
    sent = {row.reference: row for row in rows}
    open_to = _tickets_of(actor, ratings)
    return [
        _line(
            each,
            sent.get(reference_of(each)),
            away,
            is_read=reads_words(actor, each),
            opens_ticket=each.ticket_id in open_to,
        )
        for each in ratings
    ]


def _tickets_of(actor: Actor, ratings: list[Rating]) -> set[UUID]:
    called_back = [each.ticket_id for each in ratings if each.ticket_id is not None]
    if not called_back or not may_read_tickets(actor):
        return set()
    return set(Ticket.objects.visible_to(actor).filter(pk__in=called_back).values_list("pk", flat=True))


def _line(
    rating: Rating, sent: Delivery | None, away: str, *, is_read: bool, opens_ticket: bool
) -> RatingLine:
    level = Level(rating.level)
    return RatingLine(
        rating=rating,
        level=level.label,
        tone=TONES[level],
        way=Way(rating.way).label,
        follow_up=getattr(rating, "follow_up", None),
        is_read=is_read,
        opens_ticket=opens_ticket,
        pushed=_pushed(sent, away),
    )


def _pushed(sent: Delivery | None, away: str) -> str:
    if sent is None:
        return ""
    line = line_of(sent, away)
    if sent.state == DeliveryState.DELIVERED:
        return "已推送“好差评”"
    return f"“好差评”{line.status}：{line.words}" if line.words else f"“好差评”{line.status}"


def rating_of(actor: Actor, case: Case) -> RatingLine | None:
    """Return a case's rating in words, None where there is none in the actor's sight."""
    rows = Rating.objects.visible_to(actor).filter(case=case).select_related(*_SHOWN)
    lines = lines_of(actor, list(rows))
    return lines[0] if lines else None


def ratings_told(actor: Actor) -> QuerySet[Rating]:
    """Return what other systems may read: of the cases in the actor's rows."""
    return Rating.objects.visible_to(actor).select_related("case", "follow_up", "ticket")


def rating_told(actor: Actor, rating: Rating) -> dict[str, object]:
    """Return a rating as another system reads it, cut to what the caller may read."""
    reads = reads_words(actor, rating)
    names = ("id", "case_id", "case", "level", "shares_words", "way", "said_on", "recorded_at")
    return {
        **{name: getattr(rating, name) for name in names},
        "words": rating.words if reads else "",
        "follow_up": getattr(rating, "follow_up", None) if reads else None,
    }


def sight_for(enterprise: Enterprise) -> Sight:
    """Return what an enterprise is shown of the ratings of its works."""
    rows = Rating.objects.filter(enterprise=enterprise).order_by("recorded_at", "pk")
    return sight_of(
        [
            Given(Level(level), words if shares else "", str(pk))
            for level, words, shares, pk in rows.values_list("level", "words", "shares_words", "pk")[:SEEN]
        ]
    )


def _capped(rows: QuerySet[Rating]) -> str:
    count = rows.order_by()[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count)
