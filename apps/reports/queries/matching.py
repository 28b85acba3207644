"""Our own households within a declared total of 传统装修: part of it, never added to it (R9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum, Value, When

from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import ZERO, Yuan
from apps.lib.identity import mask_name
from apps.orgs.models import Organisation, within
from apps.othertrack.models import CountSpan, Renovation
from apps.othertrack.rules.counting import Matched
from apps.reports.models import WeekSnapshot
from apps.reports.queries.members import members_at

PAGE = 50


@dataclass(frozen=True, slots=True)
class Matching:
    """Ours at a week's cut-off; ``both``: homes that the assembled row counts, left out here."""

    own: Matched
    both: int

    @property
    def words(self) -> str:
        """本系统有办件 3 户（已完成 1 户，正在装修 2 户）."""
        own = self.own
        missing = f"，其中 {own.unpriced} 户没有金额" if own.unpriced else ""
        return (
            f"本系统有办件 {own.households} 户（已完成 {own.done} 户，正在装修 {own.ongoing} 户），"
            f"本周新增 {own.week} 户，合同金额 {formats.money(own.amount)} 万元{missing}"
        )


def spans_at(snapshot: WeekSnapshot) -> QuerySet[CountSpan]:
    """Return what counted at a week's cut-off, as it had been recorded by then: no later change moves it.

    Without what was finished before the year began: that is of the year it was finished in (R10).
    """
    stood = Q(ends_at__isnull=True) | Q(ends_at__gte=snapshot.cutoff_at)
    in_year = Q(finish_recorded_at__isnull=True) | Q(finish_recorded_at__gte=snapshot.year_opened_at)
    # Households of a body that goes up later are not yet the successor's.
    gone = Q(pk=snapshot.bureau_id) | Q(closed_on__lt=clock.local(snapshot.cutoff_at).date())
    bodies = Organisation.objects.filter(within(snapshot.bureau_id), gone).values("pk")
    rows = CountSpan.objects.filter(stood, in_year, bureau__in=bodies)
    return rows.filter(begins_at__lt=snapshot.cutoff_at)


def _assembled(snapshot: WeekSnapshot) -> Exists:
    """Whether the assembled row counts a span's home at the cut-off."""
    rows = members_at(snapshot.bureau_id, snapshot.program_id, snapshot.number)
    return Exists(rows.filter(case__dwelling_key=OuterRef("dwelling_key")))


def matching_of(snapshot: WeekSnapshot) -> Matching:
    """Return our own households of a week, counted by the database; nothing is asked where there are none.

    By homes, not by applications: done where any of them is done, new where the home is.
    """
    if not snapshot.may_have_own:
        return Matching(Matched(), 0)
    began = datetime.combine(snapshot.period_start, time(), clock.SHANGHAI)
    homes = (
        spans_at(snapshot)
        .order_by()
        .values("dwelling_key")
        .annotate(
            is_done=Max(Case(When(finish_recorded_at__isnull=False, then=Value(1)), default=Value(0))),
            first=Min("since"),
            summed=Sum("amount"),
            in_both=_assembled(snapshot),
        )
    )
    ours = Q(in_both=False)
    found = homes.aggregate(
        homes=Count("dwelling_key", filter=ours),
        done=Count("dwelling_key", filter=ours & Q(is_done=1)),
        week=Count("dwelling_key", filter=ours & Q(first__gte=began)),
        amount=Sum("summed", filter=ours),
        unpriced=Count("dwelling_key", filter=ours & Q(summed__isnull=True)),
        both=Count("dwelling_key", filter=Q(in_both=True)),
    )
    own = Matched(
        done=found["done"],
        ongoing=found["homes"] - found["done"],
        week=found["week"],
        amount=found["amount"] or ZERO,
        unpriced=found["unpriced"],
    )
    return Matching(own, found["both"])


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """One of our own behind a declared total."""

    pk: UUID | None
    """None where it is not the reader's to open."""
    number: str
    household: str
    address: str
    is_done: bool
    since: str
    amount: Yuan | None
    in_both: bool


@dataclass(frozen=True, slots=True)
class MatchedPage:
    """A page of them."""

    rows: list[MatchedRow]
    number: int
    more: bool


def matched_page(actor: Actor, snapshot: WeekSnapshot, number: int) -> MatchedPage:
    """Return the matched part of a week, the newest first; a reader without the row sees its number alone."""
    begin = (number - 1) * PAGE
    spans = list(
        spans_at(snapshot)
        .select_related("renovation")
        .annotate(in_both=_assembled(snapshot))
        .order_by("-since", "pk")[begin : begin + PAGE + 1]
    )
    shown = spans[:PAGE]
    seen = set(
        Renovation.objects.visible_to(actor)
        .filter(pk__in=[each.renovation_id for each in shown])
        .values_list("pk", flat=True)
    )
    rows = []
    for each in shown:
        row, is_seen = each.renovation, each.renovation_id in seen
        rows.append(
            MatchedRow(
                pk=row.pk if is_seen else None,
                number=row.number,
                household=mask_name(row.name) if is_seen else "",
                address=row.address if is_seen else "",
                is_done=each.finish_recorded_at is not None,
                since=formats.day(each.since),
                amount=each.amount,
                in_both=each.in_both,
            )
        )
    return MatchedPage(rows, number, len(spans) > PAGE)
