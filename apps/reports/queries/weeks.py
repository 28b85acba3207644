"""Which weeks a programme year has, and which bureaus owe a report for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache

from apps.lib import clock
from apps.lib.calendars import DueWeek, WorkDays, weekly_due
from apps.orgs.enums import OrganisationKind, RegionLevel
from apps.orgs.models import Organisation, ReportingLine
from apps.programs.models import Program
from apps.programs.queries import ReportTimes, report_times, workdays
from apps.reports.rules.thursdays import DueMove, due_moves


@dataclass(frozen=True, slots=True)
class MovedWeek:
    """A week that another calendar would move, and whether it is past moving."""

    move: DueMove
    kept: bool


def bureaus_that_report() -> list[Organisation]:
    """Return the bureaus in use that have a reporting line, in code order."""
    return list(
        Organisation.objects.active()
        .of_kind(OrganisationKind.DISTRICT_BUREAU)
        .filter(pk__in=ReportingLine.objects.values("organisation_id"))
        .order_by("region_id", "id")
    )


def bureaus_to_take() -> list[Organisation]:
    """Return the bureaus whose weeks are taken: those that report, and closed ones.

    Of a closed one a last week is taken behind its closing (:func:`program_weeks`), in which its households
    leave (划出). Nobody owes a report for it.
    """
    closed = Organisation.objects.of_kind(OrganisationKind.DISTRICT_BUREAU).filter(
        is_active=False, closed_on__isnull=False, week_snapshots__isnull=False
    )
    return [*bureaus_that_report(), *closed.distinct().order_by("region_id", "id")]


def all_weeks(year: int, days: WorkDays | None = None) -> list[DueWeek]:
    """Return every report week of a year by its rule set's times and the stored calendar (or ``days``)."""
    return list(_weeks(year, days or workdays(), report_times(year)))


@lru_cache(maxsize=32)
def _weeks(year: int, days: WorkDays, times: ReportTimes) -> tuple[DueWeek, ...]:
    # A calendar that changes is another key; only the walking through the year is saved.
    return tuple(weekly_due(year, days, due_time=times.due_time, cutoff_days=times.cutoff_days))


def week_running_at(moment: datetime) -> DueWeek:
    """Return the week into which a moment's records go: the first that is not cut off by then."""
    year = clock.local(moment).year
    # The next year's weeks are worked out only in the last days of this one.
    weeks = (week for each in (year, year + 1) for week in all_weeks(each))
    return next(week for week in weeks if moment <= week.cutoff_at)


def moved_weeks(year: int, before: WorkDays, after: WorkDays) -> list[MovedWeek]:
    """Return the Thursdays of a year whose report another calendar would move, in order.

    A week whose cut-off has come is kept as it was taken, whatever is announced afterwards.
    """
    now = clock.now()
    cutoffs = {
        week.due_at.date(): week.cutoff_at for each in (year, year + 1) for week in all_weeks(each, before)
    }
    return [
        MovedWeek(move, kept=move.before in cutoffs and cutoffs[move.before] <= now)
        for move in due_moves(year, before, after)
    ]


def program_weeks(program: Program, bureau: Organisation, days: WorkDays | None = None) -> list[DueWeek]:
    """Return the weeks of a programme year for which a bureau owes a report.

    Weeks that end before the programme opens or are due before the bureau's first reporting line
    are nobody's, nor are those after the one in which it was closed. Numbers stay those of the calendar year.
    """
    lines = ReportingLine.objects.filter(organisation=bureau).order_by("valid_from")
    first = lines.values_list("valid_from", flat=True).first()
    if first is None:
        return []
    closing = week_of_closing(bureau, days)
    # By overlap: the first week of a year begins before 1 January.
    return [
        week
        for week in all_weeks(program.year, days)
        if week.period_end >= program.opens_on
        and week.period_start <= program.closes_on
        and week.due_at.date() >= first
        and (closing is None or week.cutoff_at <= closing.cutoff_at)
    ]


def week_of_closing(bureau: Organisation, days: WorkDays | None = None) -> DueWeek | None:
    """Return the week in which a bureau was closed: its last, which nobody owes; None of one in use."""
    if bureau.closed_on is None:
        return None
    begins = datetime.combine(bureau.closed_on, time(), clock.SHANGHAI)
    year = bureau.closed_on.year
    weeks = (week for each in (year, year + 1) for week in all_weeks(each, days))
    # What takes effect at the very cut-off is recorded behind it.
    return next(week for week in weeks if begins < week.cutoff_at)


def year_opened_at(year: int) -> datetime:
    """Return 0:00 of 1 January: what was recorded as complete before counted in its own year (P8).

    The last cut-off of a year lies some days before; what is recorded between the two is in no weekly table
    and stands in the 年终核定 of the year that ends.
    """
    return datetime(year, 1, 1, tzinfo=clock.SHANGHAI)


def next_cutoff(week: DueWeek, days: WorkDays | None = None) -> datetime:
    """Return the cut-off of the following week: from then on a week is final."""
    following = [each for each in all_weeks(week.year, days) if each.number == week.number + 1]
    # The last week of a year is final only with the first of the next.
    return (following or all_weeks(week.year + 1, days))[0].cutoff_at


def place_name(bureau: Organisation) -> str:
    """Name of the place a bureau stands for: its county, or its short name where it has none."""
    region = bureau.region
    if region is not None and region.level == RegionLevel.COUNTY:
        return region.name
    return bureau.short_name
