"""The newest week of each bureau, as it counts with its named adjustments and 期初数."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, Expression, OuterRef, Q, Subquery, Sum

from apps.lib import clock
from apps.lib.amounts import Yuan
from apps.programs.models import Program
from apps.reports.enums import MemberState
from apps.reports.models import Adjustment, InitialFigures, WeekSnapshot
from apps.reports.queries.initial import initial_entries
from apps.reports.queries.lists import with_lateness
from apps.reports.queries.opened import FRESH, fresh_in_week
from apps.reports.rules.initial import Entry, Initial, until


@dataclass(frozen=True, slots=True)
class Latest:
    """A bureau's newest week of a year with its named adjustments, in households and 元."""

    snapshot: WeekSnapshot
    number: int
    day: date
    """Last day that is counted: the data cut-off is 24:00 of it."""
    done: int
    ongoing: int
    amount: Yuan
    entries: tuple[Entry, ...] = ()
    """期初数 that the week counts; ``done``, ``ongoing`` and ``amount`` contain them."""
    fresh: Mapping[str, int] = field(default_factory=dict)
    """How many came in, were completed and passed in the week, where it was asked."""

    @property
    def initial(self) -> Initial:
        """Their sum."""
        return until(self.entries, self.number)


def latest_weeks(
    program: Program, bureaus: Iterable[int], *, upto: int | None = None, fresh: bool = False
) -> dict[int, Latest]:
    """Return the newest week of each bureau and of those that went up in it, at most week ``upto``.

    ``fresh`` counts along what happened in it.

    One query, and one where a bureau has 期初数.
    """
    ids = list(bureaus)
    gone_up = Q(bureau__successor__in=ids) | Q(bureau__successor__successor__in=ids)
    weeks = WeekSnapshot.objects.filter(Q(bureau_id__in=ids) | gone_up, program=program).order_by()
    on_paper = InitialFigures.objects.filter(bureau=OuterRef("bureau"), program=OuterRef("program"))
    rows = list(
        with_lateness(weeks.newest_each(upto=upto), clock.now())
        .annotate(has_begun=Exists(on_paper), **_entered(), **(fresh_in_week() if fresh else {}))
        .select_related("bureau__region", "bureau__successor", "reports_to")
    )
    those = [row.bureau_id for row in rows if row.has_begun]
    initial = initial_entries(program.pk, those) if those else defaultdict(list)
    found = {}
    for row in rows:
        entries = tuple(each for each in initial[row.bureau_id] if each.from_number <= row.number)
        begun = until(entries, row.number)
        beside = {name: getattr(row, f"entered_{name}") or 0 for name in ("done", "ongoing", "amount")}
        found[row.bureau_id] = Latest(
            row,
            row.number,
            row.period_end,
            row.done + begun.done + beside["done"],
            row.ongoing + begun.ongoing + beside["ongoing"],
            row.amount + begun.amount + beside["amount"],
            entries,
            {figure: getattr(row, name, None) or 0 for figure, name in FRESH.items()},
        )
    return found


def _entered() -> dict[str, Subquery]:
    """Return by how much the named adjustments of a week moved its sums, to stand beside it."""
    rows = Adjustment.objects.filter(entered=OuterRef("pk"), snapshot=OuterRef("pk")).order_by()

    def moved(state: MemberState) -> Expression:
        came = Count("pk", filter=Q(state_after=state) & ~Q(state_before=state))
        left = Count("pk", filter=Q(state_before=state) & ~Q(state_after=state))
        return came - left

    sums = {
        "done": moved(MemberState.DONE),
        "ongoing": moved(MemberState.ONGOING),
        "amount": Sum("amount_change"),
    }
    return {
        f"entered_{name}": Subquery(rows.values("snapshot").annotate(moved=each).values("moved"))
        for name, each in sums.items()
    }
