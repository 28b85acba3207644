"""公布或更正一年的放假安排 (decision 0121)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.administration.forms.calendar import REST, SPANS, WORKED, AnnounceForm
from apps.administration.permissions import may_announce, may_read_calendar
from apps.administration.queries.calendar import compared, known_spans, year_of
from apps.administration.services import announce
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.orgs.enums import Role
from apps.programs.models import CalendarYear
from apps.programs.rules import entries_of


class CalendarYearGround(Ground[CalendarYear]):
    """A year of the work calendar, which is the whole site's; its version is its 版次, 0 before the first."""

    title = "工作日历"
    found = "administration:calendar"

    def reads(self, actor: Actor) -> Decision:
        """Bureaus and audit know that there is one; who keeps nothing of it is told so."""
        return may_read_calendar(actor)

    def load(self, actor: Actor, **kwargs: Any) -> CalendarYear:
        """Return the year of the URL, one of the next included that nobody has put in."""
        found = year_of(kwargs["pk"])
        # A district meets the calendar in what it moves, not here.
        if found is None or not (may_announce(actor) or actor.role == Role.AUDITOR):
            raise Http404
        return found

    def version(self, subject: CalendarYear) -> int:
        """Return its 版次."""
        return subject.version

    def named(self, subject: CalendarYear) -> dict[str, Any]:
        """Services take it by number."""
        return {"year": subject.year}

    def place(self, subject: CalendarYear) -> dict[str, Any]:
        """Addresses take its number as ``pk``."""
        return {"pk": subject.year}

    def home(self, act: Act[CalendarYear], subject: CalendarYear) -> str:
        """Return the list of years."""
        return reverse("administration:calendar")


CALENDAR_YEAR = CalendarYearGround()


def _initial(_actor: Actor, year: CalendarYear) -> dict[str, Any]:
    spans, _ = known_spans(year)
    found: dict[str, Any] = {"source": "" if year.provisional else year.source}
    for number, span in enumerate(spans[: SPANS.most]):
        spelt = SPANS.spell(number)
        found |= {
            f"{spelt}-name": span.name,
            f"{spelt}-kind": WORKED if span.worked else REST,
            f"{spelt}-first": span.first,
            f"{spelt}-last": span.last if span.last != span.first else None,
        }
    return found


def _beside(_actor: Actor, year: CalendarYear) -> dict[str, Any]:
    spans, origin = known_spans(year)
    return {"year": year, "origin": origin, "compared": compared(year.year, entries_of(spans))}


ANNOUNCE = Act(
    name="calendar.announce",
    label="公布放假安排",
    ground=CALENDAR_YEAR,
    may=may_announce,
    form=AnnounceForm,
    service=announce,
    button="公布，并重算到期日",
    explain="按国务院办公厅的通知逐段填写；公布之前先列出哪些周报和期限会变。已封存的各期、已经结束的期限不变。",
    success=lambda year: f"{year.year} 年放假安排已公布，到期日正在重算。",
    records={"calendar.announced": "公布放假安排", "calendar.loaded": "载入工作日历"},
    offer=lambda _actor, year: "公布" if year.provisional else "更正",
    path="calendar/<int:pk>/",
    page="administration:calendar-year",
    template="administration/calendar/year.html",
    initial=_initial,
    context=_beside,
)

ON_CALENDAR = (ANNOUNCE,)
