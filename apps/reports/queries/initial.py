"""Reading 期初数: by bureau and year, at a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast, JSONObject

from apps.lib import formats
from apps.lib.amounts import from_wan, spelled
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.orgs.queries import acting_body
from apps.programs.models import Program
from apps.reports.enums import CloseStatus, ReportStatus
from apps.reports.models import InitialFigures, ReportVersion, WeekSnapshot, YearClose
from apps.reports.queries.weeks import program_weeks
from apps.reports.rules.initial import NONE, Entry, Initial, unsound, until

SIGNED = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)
"""States of a version whose week takes no other 期初数."""


def initial_entries(program_id: int, bureaus: Iterable[int]) -> dict[int, list[Entry]]:
    """Return the entries of some bureaus' year, oldest first (one query)."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in InitialFigures.objects.filter(
        program_id=program_id, bureau_id__in=list(bureaus)
    ).select_related("other"):
        found[row.bureau_id].append(entry_of(row))
    return found


def entry_of(row: InitialFigures) -> Entry:
    """Return a stored row as the rules know it."""
    return Entry(
        change=Initial(row.done, row.ongoing, row.passed, row.amount),
        from_number=row.from_number,
        day=row.day,
        as_of=row.as_of,
        source=row.source,
        basis=row.basis,
        reason=row.reason,
        other=row.other.short_name if row.other else "",
    )


def counted_entries(rows: QuerySet[InitialFigures]) -> QuerySet[InitialFigures, Any]:
    """Return how many entries some rows of a bureau's year are, for a subquery; no row where none."""
    return rows.order_by().values("bureau").annotate(entries=Count("pk")).values("entries")


def first_entry(rows: QuerySet[InitialFigures]) -> QuerySet[InitialFigures, Any]:
    """Return the first entry of some rows as JSON, for a subquery that :func:`entry_said` reads."""
    said = JSONObject(
        **{name: name for name in _PLAIN},
        # As text: a number of JSON would pass through a binary fraction.
        amount=Cast("amount", CharField()),
        other="other__short_name",
    )
    return rows.order_by("from_number", "id").values(said=said)[:1]


_PLAIN = ("done", "ongoing", "passed", "from_number", "day", "as_of", "source", "basis", "reason")


def entry_said(said: Mapping[str, Any]) -> Entry:
    """Return what :func:`first_entry` brought as the rules know it."""
    amount = Decimal(said["amount"]).quantize(Decimal("0.01"))
    return Entry(
        change=Initial(said["done"], said["ongoing"], said["passed"], amount),
        from_number=said["from_number"],
        day=date.fromisoformat(said["day"]),
        as_of=date.fromisoformat(said["as_of"]),
        source=said["source"],
        basis=said["basis"],
        reason=said["reason"],
        other=said["other"] or "",
    )


def entries_made(bureau: Organisation, program: Program) -> int:
    """Return how many entries a bureau's year has: it changes exactly when the figures do (one query)."""
    return InitialFigures.objects.filter(bureau=bureau, program=program).count()


def initial_of_year(program: Program, bureau_id: int) -> Initial:
    """Return all that a bureau's year has of them (one query)."""
    entries = initial_entries(program.pk, [bureau_id])[bureau_id]
    return until(entries, max((each.from_number for each in entries), default=0))


@dataclass(frozen=True, slots=True)
class Planned:
    """What entering 期初数 would come to: what stands, what would, and from which week on."""

    before: Initial
    after: Initial
    from_number: int
    day: date
    """From this day on it would stand in the counts by day."""
    is_correction: bool
    """A week has been handed in: what counts from the next one is printed there as 期初数更正."""

    @property
    def change(self) -> Initial:
        """By how much the figures change."""
        return self.after - self.before


def versions_of_year(bureau: Organisation, program: Program) -> QuerySet[ReportVersion]:
    """Return every version of a bureau's reports of a year, in the order in which they are locked."""
    rows = ReportVersion.objects.filter(report__bureau=bureau, report__snapshot__program=program)
    return rows.select_related("report__snapshot__bureau").order_by("pk")


def last_signed(versions: Iterable[ReportVersion]) -> int:
    """Return the newest week that is handed in, 0 for none."""
    return max((each.report.snapshot.number for each in versions if each.status in SIGNED), default=0)


def plan_initial(
    *,
    bureau: Organisation,
    program: Program,
    figures: Initial,
    as_of: date,
    source: str,
    basis: str,
    reason: str,
    versions: Sequence[ReportVersion] | None = None,
) -> Planned:
    """Return what entering 期初数 comes to; raise Refused, at its field, where it cannot be.

    ``versions`` are those of :func:`versions_of_year`, where the caller has locked them.
    """
    _require_sound(figures, source, basis)
    heir = acting_body(bureau)
    if heir.pk != bureau.pk:
        raise Refused(f"{bureau.name}已并入{heir.name}，期初数请在{heir.name}更正。", code="merged")
    weeks = program_weeks(program, bureau)
    if not weeks:
        raise Refused("这个机构本年度不用报送，没有期初数。", code="no_weeks")
    if not program.opens_on <= as_of < weeks[0].period_start:
        raise Refused(
            f"期初数的截至日应在本年度内、第一期（自 {formats.day(weeks[0].period_start)} 起）以前，"
            "此后的户数由本系统逐户统计。",
            field="as_of",
            code="as_of",
        )
    known = list(versions_of_year(bureau, program)) if versions is None else versions
    signed = last_signed(known)
    following = next((each for each in weeks if each.number > signed), None)
    closed = YearClose.objects.filter(bureau=bureau, program=program).exclude(status=CloseStatus.OPEN)
    if following is None or closed.exists():
        raise Refused("本年度各期都已报送，期初数不能再改。", code="year_over")
    # Also of a week that was returned or reopened since: its authority has seen others.
    if not reason and any(each.submitted_at is not None for each in known):
        raise Refused("已有期次报送，更正期初数须写明原因。", field="reason", code="reason")
    entries = initial_entries(program.pk, [bureau.pk])[bureau.pk]
    before = until(entries, weeks[-1].number)
    if not figures and not before:
        raise Refused("各项都是 0，没有期初数可以登记。", field="done", code="nothing")
    if figures == before and (entries[-1].source, entries[-1].basis) == (source, basis):
        raise Refused("与已登记的期初数相同。", field="done", code="same")
    return Planned(
        before,
        figures,
        from_number=following.number if signed else weeks[0].number,
        # A milestone that was judged stays: a correction stands in the counts by day from its own week on.
        day=following.period_start if signed else as_of,
        is_correction=bool(signed),
    )


def _require_sound(figures: Initial, source: str, basis: str) -> None:
    fault = unsound(figures)
    if fault is not None:
        raise Refused(fault[1], field=fault[0], code=fault[2])
    if not source:
        raise Refused("请写明数据来源，如某份统计表。", field="source", code="source")
    if not basis:
        raise Refused("请写明依据，如文号或会议纪要。", field="basis", code="basis")


def initial_stands(newest: WeekSnapshot) -> bool:
    """Whether every version that stands says the 期初数 that are kept for its week (two queries)."""
    entries = initial_entries(newest.program_id, [newest.bureau_id])[newest.bureau_id]
    # What was returned, taken back or reopened may have said others: a correction counts in its week.
    said = ReportVersion.objects.filter(
        report__bureau_id=newest.bureau_id,
        report__snapshot__program_id=newest.program_id,
        status__in=SIGNED,
    ).values_list("report__snapshot__number", "content__initial")
    return all((frozen or None) == (plain(until(entries, number)) or None) for number, frozen in said)


def plain(initial: Initial) -> dict[str, object]:
    """Return them as content freezes them; amounts in 万元; {} where there are none."""
    if not initial:
        return {}
    return {
        "done": initial.done,
        "ongoing": initial.ongoing,
        "passed": initial.passed,
        "amount": spelled(initial.amount),
    }


def of_frozen(frozen: Mapping[str, Any] | None) -> Initial:
    """Read them as :func:`plain` wrote them."""
    if not frozen:
        return NONE
    return Initial(
        frozen["done"], frozen["ongoing"], frozen["passed"], from_wan(Decimal(str(frozen["amount"])))
    )
