"""Our own households within a declared total of 传统装修: part of it, never added to it (R9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import Yuan
from apps.lib.identity import mask_name
from apps.orgs.models import merged_into
from apps.othertrack.models import CountSpan, Renovation
from apps.othertrack.rules.counting import Matched, Own, matched
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
    """Return what counted at a week's cut-off, as it had been recorded by then.

    Without what was finished before the year began: that is of the year it was finished in (R10).
    """
    stood = Q(ends_at__isnull=True) | Q(ends_at__gte=snapshot.cutoff_at)
    finished = Q(renovation__finish_recorded_at__lt=snapshot.year_opened_at)
    rows = CountSpan.objects.filter(merged_into(snapshot.bureau_id, "bureau"), stood)
    return rows.filter(begins_at__lt=snapshot.cutoff_at).exclude(finished)


def _assembled(snapshot: WeekSnapshot) -> Exists:
    """Whether the assembled row counts a span's home at the cut-off."""
    rows = members_at(snapshot.bureau_id, snapshot.program_id, snapshot.number)
    return Exists(rows.filter(case__dwelling_key=OuterRef("renovation__dwelling_key")))


def matching_of(snapshot: WeekSnapshot) -> Matching:
    """Return our own households of a week, in one query; none is asked where the bureau has no such."""
    if not snapshot.may_have_own:
        return Matching(Matched(), 0)
    began = datetime.combine(snapshot.period_start, time(), clock.SHANGHAI)
    rows = list(
        spans_at(snapshot)
        .annotate(in_both=_assembled(snapshot))
        .values_list(
            "renovation__dwelling_key",
            "renovation__finish_recorded_at",
            "renovation__contract_amount",
            "begins_at",
            "in_both",
        )
    )
    own = [
        Own(home, finish is not None and finish < snapshot.cutoff_at, amount, begins >= began)
        for home, finish, amount, begins, in_both in rows
        if not in_both
    ]
    return Matching(matched(own), len({home for home, *_, in_both in rows if in_both}))


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
        .order_by(F("begins_at").desc(), "pk")[begin : begin + PAGE + 1]
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
        finish = row.finish_recorded_at
        rows.append(
            MatchedRow(
                pk=row.pk if is_seen else None,
                number=row.number,
                household=mask_name(row.name) if is_seen else "",
                address=row.address if is_seen else "",
                is_done=finish is not None and finish < snapshot.cutoff_at,
                since=formats.day(each.begins_at),
                amount=row.contract_amount,
                in_both=each.in_both,
            )
        )
    return MatchedPage(rows, number, len(spans) > PAGE)
