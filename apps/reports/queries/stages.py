"""How many days each step takes, over all cases, and how that went over the last weeks (R32)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from apps.cases.queries import spans
from apps.lib import formats
from apps.programs.models import Program
from apps.reports.models import StageDays
from apps.reports.rules.charts import coordinate
from apps.reports.rules.stages import middle, through_weeks

WEEKS = 12
"""How far the line looks back."""
LINE, LINE_HEIGHT = 90, 18


@dataclass(frozen=True, slots=True)
class StageTime:
    """A step: the middle value in calendar days over ``count`` cases, and its way there."""

    label: str
    median: Fraction | None
    count: int
    before: Fraction | None
    """The middle value twelve weeks ago; None where there was nothing to take it of."""
    points: str
    end_x: str
    end_y: str

    @property
    def text(self) -> str:
        """Days with at most one decimal."""
        return formats.NOTHING if self.median is None else formats.number(self.median, places=1)

    @property
    def change(self) -> Fraction | None:
        """Days more or less than twelve weeks ago."""
        return None if self.median is None or self.before is None else self.median - self.before

    @property
    def change_text(self) -> str:
        """The same with its sign."""
        if self.change is None:
            return formats.NOTHING
        return f"{'＋' if self.change > 0 else ''}{formats.number(self.change, places=1)}"

    @property
    def is_slower(self) -> bool:
        """Whether it takes longer than twelve weeks ago."""
        return self.change is not None and self.change > 0


def stage_times(program: Program, bureaus: Collection[int]) -> list[StageTime]:
    """Return every measured step over the bureaus' weeks of a year (one query).

    The rows are one a week and bureau, whatever the number of cases.
    """
    rows = StageDays.objects.filter(snapshot__program=program, snapshot__bureau_id__in=bureaus)
    by_stage: dict[str, dict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    newest = 0
    for number, counts in rows.values_list("snapshot__number", "counts"):
        newest = max(newest, number)
        for stage, days in counts.items():
            # JSON spells keys as texts.
            by_stage[stage][number].update({int(each): cases for each, cases in days.items()})
    numbers = list(range(newest - WEEKS, newest + 1))
    found = []
    for label, source, _ in spans():
        weeks = by_stage[source.value]
        total: Counter[int] = Counter()
        for counted in weeks.values():
            total.update(counted)
        way = through_weeks(weeks, numbers)
        points = _points(way)
        found.append(
            StageTime(
                label=label,
                median=middle(total),
                count=sum(total.values()),
                before=way[0],
                points=" ".join(f"{x},{y}" for x, y in points),
                end_x=points[-1][0] if points else "",
                end_y=points[-1][1] if points else "",
            )
        )
    return found


def _points(way: list[Fraction | None]) -> list[tuple[str, str]]:
    known = [each for each in way if each is not None]
    low, high = min(known, default=Fraction(0)), max(known, default=Fraction(0))
    # A line that moves by less than two days is drawn as flat as it is.
    reach = max(high - low, Fraction(2))
    top, height = Fraction(4), LINE_HEIGHT - 8
    return [
        (
            coordinate(Fraction(LINE * place, len(way) - 1)),
            coordinate(top + height * (1 - (each - (low + high) / 2 + reach / 2) / reach)),
        )
        for place, each in enumerate(way)
        if each is not None
    ]
