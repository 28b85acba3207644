"""Tickets of a year in figures: one query, and a list behind each number that shows as many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from apps.lib.actors import Actor
from apps.tickets.enums import Kind, Status
from apps.tickets.forms.lists import Wanted
from apps.tickets.permissions import may_read
from apps.tickets.queries.lists import has_clock, in_time, is_overdue, listed

MOST = 20_000
"""Figures are made of so many tickets at most, the newest, and then say so."""


@dataclass(frozen=True, slots=True)
class TicketFigure:
    """A number and the list it opens."""

    label: str
    count: int
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class TicketFigures:
    """What 总览 says of tickets."""

    total: TicketFigure
    states: tuple[TicketFigure, ...]
    kinds: tuple[TicketFigure, ...]
    """Kinds of which there is any."""
    is_cut: bool
    """Whether there are more than :data:`MOST`."""
    unclocked: bool
    """Whether some were settled without a period: those are in no share."""


def ticket_figures(actor: Actor, year: int) -> TicketFigures | None:
    """Return a year's figures of the actor's tickets, those that concern its own body left out; one query.

    None for a role that reads none.
    """
    if not may_read(actor):
        return None
    rows = listed(actor, Wanted(state="all", year=year)).select_related(None)
    newest = rows.order_by("-opened_at", "-pk")[: MOST + 1]
    wanted = {
        "total": Count("pk"),
        "open": Count("pk", filter=~Q(status=Status.SETTLED)),
        "overdue": Count("pk", filter=is_overdue()),
        "settled": Count("pk", filter=Q(status=Status.SETTLED)),
        "clocked": Count("pk", filter=Q(status=Status.SETTLED) & has_clock()),
        "intime": Count("pk", filter=in_time()),
        **{f"kind_{each.value}": Count("pk", filter=Q(kind=each)) for each in Kind},
    }
    # Aggregated over the newest rows alone, whatever a year brings.
    found: Mapping[str, int] = newest.aggregate(**wanted)
    return TicketFigures(
        total=_figure("全年收到", found["total"], year, state="all"),
        states=(
            _figure("未办结", found["open"], year, state="open"),
            _figure("已超期", found["overdue"], year, tone="bad", state="overdue"),
            _figure("已办结", found["settled"], year, state="settled"),
            _figure("按期办结", found["intime"], year, state="intime"),
        ),
        kinds=tuple(
            _figure(each.label, found[f"kind_{each.value}"], year, state="all", kind=each.value)
            for each in Kind
            if found[f"kind_{each.value}"]
        ),
        is_cut=found["total"] > MOST,
        unclocked=found["clocked"] < found["settled"],
    )


def _figure(label: str, count: int, year: int, *, tone: str = "", **wanted: str) -> TicketFigure:
    query = Wanted(**{**wanted, "year": year}).query()  # type: ignore[arg-type]
    return TicketFigure(label, count, reverse("tickets:index") + query if count else "", tone)
