"""The line of 已完成 against its required path, as points of a drawing and as rows of a table (R32).

Both are made of the same counts by day: who cannot see the drawing reads the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from apps.lib import formats
from apps.reports.rules.pace import Daily, Outlook

HEIGHT, TOP, BOTTOM, LEFT = 250, 34, 26, 44
_MOST_LEVELS = 5
_MARGIN = 74
"""Room at the right for the words of a gap."""
_WORDS = 84
"""Width of the words beside a dot."""
_Across = Callable[[date], float]
_Up = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class Step:
    """One day of the course: what was required, where a target is set, and what was counted."""

    day: date
    required: int | None
    counted: int | None
    """None where the day is not counted yet."""
    is_milestone: bool = False
    is_newest: bool = False

    @property
    def difference(self) -> int | None:
        """Counted less required."""
        if self.required is None or self.counted is None:
            return None
        return self.counted - self.required

    @property
    def difference_text(self) -> str:
        """The same with its sign; what is ahead has a plus."""
        found = self.difference
        if found is None:
            return formats.NOTHING
        return f"＋{found}" if found > 0 else formats.number(found)


def required_on(day: date, *, opens_on: date, points: Sequence[tuple[date, int]]) -> int | None:
    """Return what is required (应达) at a day: straight from milestone to milestone, from nothing on.

    Between milestones no order asks for a number: the line only shows the way, cut to whole households.
    """
    before, reached = opens_on - timedelta(days=1), 0
    for due, wanted in sorted(points):
        if day <= due:
            span = (due - before).days
            if span <= 0 or day <= before:
                return reached
            return int(reached + Fraction((wanted - reached) * (day - before).days, span))
        before, reached = due, wanted
    return reached if points else None


def steps(course: Daily, outlooks: Iterable[Outlook], *, opens_on: date, as_of: date) -> list[Step]:
    """Return the ends of months, the milestones and the newest day that is counted, in order."""
    due = {each.point.due_on: each.needed for each in outlooks}
    points = list(due.items())
    # As far as the drawing goes: a milestone after the year's last day is drawn and must be readable.
    last = max([as_of, *due])
    days = {*_month_ends(opens_on, last), *due, as_of}
    return [
        Step(
            day=day,
            required=due.get(day, required_on(day, opens_on=opens_on, points=points)),
            counted=course.at(day) if day <= as_of else None,
            is_milestone=day in due,
            is_newest=day == as_of,
        )
        for day in sorted(days)
        if opens_on <= day <= last
    ]


def _month_ends(first: date, last: date) -> Iterable[date]:
    day = first.replace(day=1)
    while day <= last:
        following = (day + timedelta(days=32)).replace(day=1)
        if following - timedelta(days=1) <= last:
            yield following - timedelta(days=1)
        day = following


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place of the drawing."""

    x: str
    y: str
    text: str
    value: str = ""
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Gap:
    """What a milestone lacks: a red line between what was required and what there is."""

    x: str
    top: str
    bottom: str
    label: Label
    is_forecast: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing in units of its own width and height; every number is written out for the template."""

    width: int
    height: int
    floor: str
    left: str
    right: str
    months: tuple[Label, ...]
    levels: tuple[Label, ...]
    required: str
    """Points of the dashed path; '' without milestones."""
    actual: str
    area: str
    rings: tuple[Label, ...]
    """Hollow dots: what is required on its day."""
    dots: tuple[Label, ...]
    """Full dots: what was counted on the day, and the newest count."""
    gaps: tuple[Gap, ...]


def _levels(most: int) -> list[int]:
    """Return the levels of the grid: a round step, at most five of them, the last not below ``most``."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * _MOST_LEVELS >= most:
                return [step * number for number in range(max(1, ceil(Fraction(most, step))) + 1)]
        size *= 10


def chart(
    course: Daily,
    outlooks: Sequence[Outlook],
    *,
    opens_on: date,
    closes_on: date,
    as_of: date,
    width: int = 760,
) -> Chart:
    """Draw the course of a year up to its last milestone; ``width`` 340 is for phones."""
    narrow = width < 500
    right = width - _MARGIN
    last = max([as_of, closes_on, *(each.point.due_on for each in outlooks)])
    days = max(1, (last - opens_on).days + 1)
    most = max([course.at(as_of), *course.sums, *(each.needed for each in outlooks)], default=0)
    levels = _levels(most)
    ceiling = levels[-1]

    def x_of(day: date) -> float:
        return LEFT + (right - LEFT) * ((day - opens_on).days + 1) / days

    def y_of(count: int) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / ceiling

    counted = [(opens_on - timedelta(days=1), 0)]
    for day, total in zip(course.days, course.sums, strict=True):
        if opens_on <= day <= as_of:
            counted.append((day, total))
    if as_of >= opens_on:
        counted.append((as_of, course.at(as_of)))
    line = [(x_of(day), y_of(total)) for day, total in _by_week(counted)]
    floor = y_of(0)
    path = [(x_of(opens_on - timedelta(days=1)), floor)]
    path += [(x_of(each.point.due_on), y_of(each.needed)) for each in outlooks]
    return Chart(
        width=width,
        height=HEIGHT,
        floor=coordinate(floor),
        left=coordinate(LEFT),
        right=coordinate(right),
        months=tuple(_months(opens_on, last, x_of, every=3 if narrow else 1)),
        levels=tuple(
            Label(coordinate(LEFT - 8), coordinate(y_of(level)), str(level), anchor="end") for level in levels
        ),
        required=_points(path) if outlooks else "",
        actual=_points(line),
        area=_points([(line[0][0], floor), *line, (line[-1][0], floor)]),
        rings=tuple(
            Label(
                coordinate(x_of(each.point.due_on)),
                coordinate(y_of(each.needed)),
                f"{formats.month_day(each.point.due_on)}应达",
                str(each.needed),
                # At the right edge the words stand before the dot.
                anchor="end",
            )
            for each in outlooks
        ),
        dots=tuple(
            Label(
                coordinate(x_of(day)),
                coordinate(y_of(total)),
                words,
                str(total),
                anchor="start" if x_of(day) + _WORDS < width else "end",
            )
            for day, total, words in _dots(course, outlooks, as_of, opens_on)
        ),
        gaps=tuple(_gaps(outlooks, x_of, y_of)),
    )


def _dots(
    course: Daily, outlooks: Sequence[Outlook], as_of: date, opens_on: date
) -> Iterable[tuple[date, int, str]]:
    for each in outlooks:
        if each.on_day is not None and each.point.due_on != as_of:
            yield each.point.due_on, each.on_day, "当日"
    if as_of >= opens_on:
        # To its right nothing is drawn yet but what is asked for.
        yield as_of, course.at(as_of), formats.month_day(as_of)


def _gaps(outlooks: Sequence[Outlook], x_of: _Across, y_of: _Up) -> Iterable[Gap]:
    for each in outlooks:
        reached = each.forecast if each.on_day is None else each.on_day
        short = each.needed - reached
        if short <= 0:
            continue
        x, middle = x_of(each.point.due_on), (y_of(each.needed) + y_of(reached)) / 2
        words = f"预计差 {short}" if each.on_day is None else f"差 {short}"
        # What lies ahead stands at the right, where no line has been drawn yet.
        ahead = each.on_day is None
        at, anchor = (x + 8, "start") if ahead else (x - 8, "end")
        label = Label(coordinate(at), coordinate(middle + 4), words, anchor=anchor)
        yield Gap(coordinate(x), coordinate(y_of(each.needed)), coordinate(y_of(reached)), label, ahead)


def _by_week(counted: list[tuple[date, int]]) -> list[tuple[date, int]]:
    """Keep the last count of each week: a year of days is a longer drawing and no truer one."""
    kept: dict[tuple[int, int], tuple[date, int]] = {}
    for day, total in counted:
        kept[day.isocalendar()[:2]] = (day, total)
    found = sorted(kept.values())
    return found if found[0] == counted[0] else [counted[0], *found]


def _months(first: date, last: date, x_of: _Across, *, every: int) -> Iterable[Label]:
    day, number = first.replace(day=1), 0
    while day <= last:
        following = (day + timedelta(days=32)).replace(day=1)
        if number % every == 0:
            yield Label(coordinate(x_of(day)), coordinate(HEIGHT - 6), formats.month(day), anchor="start")
        day, number = following, number + 1


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in pairs)


def coordinate(value: float | Fraction) -> str:
    """Write a place in a drawing, in its own units, as SVG reads it."""
    return f"{float(value):.1f}"
