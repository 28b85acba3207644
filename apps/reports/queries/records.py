"""What was recorded about cases: last states for the snapshot, every record for the recount."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.cases.enums import ACCEPTED, ENDED, FINISHED, REMOVED, STARTED, Removal, Track
from apps.cases.models import Case, Transition
from apps.cases.queries import move_label
from apps.lib import clock, formats
from apps.lib.amounts import ZERO, Yuan
from apps.plans.models import Contract, ContractCorrection
from apps.reports.enums import MemberState
from apps.reports.models import Adjustment, SetMember, YearCloseCase
from apps.reports.rules.ledger import Kind, Member, Movement, State
from apps.reports.rules.recount import Record

_CONTRACTS_AFTER = 10**15
_CORRECTIONS_AFTER = 2 * 10**15
_ADJUSTMENTS_AFTER = 10**16
"""Ties of time: transitions first, then contracts and their corrections, then what was adjusted by name."""

# The recount knows statuses, so each state is told as one; removed is none that counts.
STATUS_OF_STATE = {MemberState.DONE.value: "completed", MemberState.ONGOING.value: "building", "": "removed"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as last recorded before a moment; ``member`` None when it does not count here."""

    member: Member | None
    move: Transition


def standing(
    bureau_id: int, before: datetime, *, only: Collection[UUID] | None = None
) -> dict[UUID, Standing]:
    """Return the last recorded state of every case the bureau ever counted, strictly before a moment.

    The bureau is the one the last transition was recorded under. Two queries. ``only`` limits it
    to some cases.
    """
    counted = Case.objects.filter(ever_counted(bureau_id, before), track=Track.ASSEMBLED)
    if only is not None:
        counted = counted.filter(pk__in=only)
    rows = list(
        counted.annotate(last_move=last_move(before, "pk"), contract=contract_then(before)).values_list(
            "pk", "last_move", "contract"
        )
    )
    moves = Transition.objects.in_bulk([move for _, move, _ in rows])
    found = {}
    for case_id, move_id, contract in rows:
        move = moves[move_id]
        member = member_of(bureau_id, move.bureau_id_at, move.target, contract, move.contract_amount)
        found[case_id] = Standing(member, move)
    return found


def member_of(
    bureau_id: int, at: int | None, target: str | None, contract: Yuan | None, typed: Yuan | None
) -> Member | None:
    """Return how a case counts whose last move went to ``target`` under a bureau; None where it does not.

    ``contract`` is the amount in force, ``typed`` the move's own, for cases from before there were contracts.
    """
    # The bureau of the transition and not the case's: where it stands today says nothing of then.
    if at != bureau_id or target not in STARTED:
        return None
    amount = contract if contract is not None else typed or ZERO
    return Member(State.DONE if target in FINISHED else State.ONGOING, amount)


def _earlier(before: datetime) -> QuerySet[Transition]:
    """Return the moves of a case in an outer query, strictly before a moment."""
    # What is recorded at 0:00:00 belongs to the next week (docs/decisions/0010).
    return Transition.objects.filter(case=OuterRef("pk"), recorded_at__lt=before)


def ever_counted(bureau_id: int, before: datetime) -> Exists:
    """Whether the bureau ever counted a case before a moment."""
    # Ever, not now: of a case that left this bureau the last move gives the reason, 划出.
    # Exists, because a join would give a case once for each of its transitions.
    return Exists(_earlier(before).filter(bureau_id_at=bureau_id, target__in=STARTED))


def last_move(before: datetime, column: str) -> Subquery:
    """Return a column of a case's last move before a moment."""
    return Subquery(_earlier(before).order_by("-recorded_at", "-id").values(column)[:1])


def contract_then(before: datetime) -> Subquery:
    """Return the amount of the contract in force at a moment, as it was known then."""
    in_force = Contract.objects.filter(case=OuterRef("pk"), recorded_at__lt=before).filter(
        # As it was then: a contract voided later was still in force at the cut-off.
        Q(voided_at__isnull=True) | Q(voided_at__gte=before)
    )
    # As it was then, too: what was put right since said before what the first correction since changed.
    since = ContractCorrection.objects.filter(contract=OuterRef("pk"), made_at__gte=before)
    then = Coalesce(Subquery(since.order_by("made_at", "pk").values("amount_before")[:1]), F("amount"))
    return Subquery(in_force.order_by("-recorded_at", "-number").values(then=then)[:1])


def completed_before(bureau_id: int, moment: datetime, *, only: Collection[UUID] | None = None) -> set[UUID]:
    """Return cases complete before a moment, which were counted in their own year (two queries).

    A named adjustment of the old year's last week counts as recorded in time. ``only`` limits it to some
    cases.
    """
    chosen: Any = (
        Transition.objects.filter(bureau_id_at=bureau_id, target__in=STARTED).values("case_id")
        if only is None
        else only
    )
    recorded = _recorded_complete(moment).filter(case_id__in=chosen).values_list("case_id", flat=True)
    adjusted = _adjusted_complete(bureau_id, moment).values_list("case_id", flat=True)
    return {*recorded, *(adjusted if only is None else adjusted.filter(case_id__in=only))}


def _recorded_complete(moment: datetime) -> QuerySet[Transition]:
    return Transition.objects.filter(target__in=FINISHED, recorded_at__lt=moment)


def _adjusted_complete(bureau_id: int, moment: datetime) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(
        entered=F("snapshot"),
        snapshot__bureau_id=bureau_id,
        snapshot__cutoff_at__lte=moment,
        state_after=MemberState.DONE,
    )


def is_complete_before(bureau_id: int, moment: datetime, case: str) -> Q:
    """The same of one row: whether its case was complete before a moment; ``case`` names the row's column."""
    own = {"case_id": OuterRef(case)}
    return Q(Exists(_recorded_complete(moment).filter(**own))) | Q(
        Exists(_adjusted_complete(bureau_id, moment).filter(**own))
    )


def counted_set(
    bureau_id: int, before: datetime, *, year_opened_at: datetime, only: Collection[UUID] | None = None
) -> tuple[dict[UUID, Member], dict[UUID, Standing]]:
    """Return the bureau's counted cases as recorded before a moment, within a year; and how each stands."""
    standings = standing(bureau_id, before, only=only)
    earlier = completed_before(bureau_id, year_opened_at, only=only)
    earlier |= admitted_to_last_year(year_opened_at, before, only=standings).keys()
    members = {
        case_id: each.member
        for case_id, each in standings.items()
        if each.member is not None and case_id not in earlier
    }
    return members, standings


def admitted_to_last_year(
    year_opened_at: datetime, before: datetime, *, only: Collection[UUID]
) -> dict[UUID, str]:
    """Return the words with which cases were admitted to the 年终核定 of the year before a year.

    Their completion counts there, so from that moment on they are none of the year that follows (P8).
    """
    rows = admissions(year_opened_at, before).filter(case_id__in=only)
    return dict(rows.values_list("case_id", "words"))


def admissions(year_opened_at: datetime, before: datetime) -> QuerySet[YearCloseCase]:
    """Return what was admitted to the 年终核定 of the year before a year, before a moment."""
    return YearCloseCase.objects.filter(
        close__program__year=clock.local(year_opened_at).year - 1,
        state=MemberState.DONE,
        admitted_at__lt=before,
    )


def concerned(bureau_id: int, program_id: int, *, after: datetime, before: datetime) -> set[UUID]:
    """Return the cases of which something was recorded in ``[after, before)`` that a bureau's set may show.

    All others stand as they stood, so a week costs what happened in it. One query over: moves recorded under
    the bureau; moves of its members recorded under another one; contracts and their corrections of members;
    members admitted to the 年终核定 of the year before.
    """
    members = SetMember.objects.filter(bureau_id=bureau_id, program_id=program_id, to_number__isnull=True)
    ids = members.values("case_id")
    moved = Transition.objects.filter(recorded_at__gte=after, recorded_at__lt=before)
    contracts = Contract.objects.filter(case_id__in=ids).filter(
        Q(recorded_at__gte=after, recorded_at__lt=before) | Q(voided_at__gte=after, voided_at__lt=before)
    )
    corrections = ContractCorrection.objects.filter(
        contract__case_id__in=ids, made_at__gte=after, made_at__lt=before
    )
    # A household may have come here from the bureau whose year admitted it.
    admitted = YearCloseCase.objects.filter(
        Q(close__bureau_id=bureau_id) | Q(case_id__in=ids), admitted_at__gte=after, admitted_at__lt=before
    )
    asked = (
        moved.filter(bureau_id_at=bureau_id),
        moved.filter(case_id__in=ids).exclude(bureau_id_at=bureau_id),
        contracts,
        corrections.annotate(case_id=F("contract__case_id")),
        admitted,
    )
    first, *others = (rows.order_by().values_list("case_id", flat=True) for rows in asked)
    return set(first.union(*others))


def passed_cases(cases: Collection[UUID], before: datetime) -> set[UUID]:
    """Return which of some cases had passed 验收 by their last move before a moment (one query)."""
    last = (
        Transition.objects.filter(case=OuterRef("pk"), recorded_at__lt=before)
        .order_by("-recorded_at", "-id")
        .values("target")[:1]
    )
    rows = Case.objects.filter(pk__in=cases).annotate(last_target=Subquery(last))
    return set(rows.filter(last_target__in=ACCEPTED).values_list("pk", flat=True))


def records(bureau_id: int, before: datetime, *, only: Collection[UUID] | None = None) -> list[Record]:
    """Return everything recorded before a moment about cases the bureau ever counted.

    Named adjustments take part as records made just before the cut-off of their week. Four
    queries. ``only`` limits it to some cases.
    """
    ever = Transition.objects.filter(
        bureau_id_at=bureau_id,
        target__in=STARTED,
        recorded_at__lt=before,
        case__track=Track.ASSEMBLED,
    )
    chosen = (ever if only is None else ever.filter(case_id__in=only)).values("case_id")
    found = [
        Record(case_id, recorded_at, order, target, amount, at_bureau)
        for case_id, recorded_at, order, target, amount, at_bureau in Transition.objects.filter(
            case_id__in=chosen, recorded_at__lt=before
        ).values_list("case_id", "recorded_at", "id", "target", "contract_amount", "bureau_id_at")
    ]
    # Every correction, also a later one: the row says what stands today, a week is counted as it was.
    corrections = list(
        ContractCorrection.objects.filter(contract__case_id__in=chosen)
        .order_by("-made_at", "-pk")
        .values_list(
            "contract_id", "contract__case_id", "made_at", "pk", "amount_before", "amount_after", "in_force"
        )
    )
    typed = {contract_id: typed_as for contract_id, _, _, _, typed_as, _, _ in corrections}
    found += [
        Record(case_id, recorded_at, _CONTRACTS_AFTER + number, None, typed.get(contract_id, amount))
        for contract_id, case_id, recorded_at, number, amount in Contract.objects.filter(
            case_id__in=chosen, recorded_at__lt=before
        ).values_list("pk", "case_id", "recorded_at", "number", "amount")
    ]
    found += [
        Record(case_id, made_at, _CORRECTIONS_AFTER + order, None, corrected)
        for _, case_id, made_at, order, _, corrected, in_force in corrections
        if in_force and made_at < before
    ]
    adjustments = Adjustment.objects.filter(
        entered=F("snapshot"),
        snapshot__bureau_id=bureau_id,
        snapshot__cutoff_at__lte=before,
        **({} if only is None else {"case_id__in": only}),
    ).values_list(
        "case_id",
        "snapshot__cutoff_at",
        "id",
        "state_after",
        "amount_after",
        "made_at",
        "snapshot__program__year",
    )
    for case_id, cutoff_at, order, state, amount, made_at, year in adjustments:
        # Into the week it corrects: the recount stops strictly before the cut-off (docs/decisions/0011).
        moments = [cutoff_at]
        # Made after New Year it says all before it, what was recorded in the last days of the year as well.
        ended_at = datetime(year + 1, 1, 1, tzinfo=clock.SHANGHAI)
        moments += [ended_at] if made_at >= ended_at else []
        found += [
            Record(
                case_id,
                moment - timedelta(microseconds=1),
                _ADJUSTMENTS_AFTER + order,
                STATUS_OF_STATE[state],
                amount,
                bureau_id,
            )
            for moment in moments
        ]
    found += [
        Record(case_id, admitted_at, _ADJUSTMENTS_AFTER, leaves_year=True)
        for case_id, admitted_at in YearCloseCase.objects.filter(
            case_id__in=chosen, state=MemberState.DONE, admitted_at__lt=before
        ).values_list("case_id", "admitted_at")
        if admitted_at is not None
    ]
    return found


def reasons(
    bureau_id: int,
    movements: list[Movement],
    standings: dict[UUID, Standing],
    *,
    year_opened_at: datetime,
    period_start: datetime,
    before: datetime,
) -> dict[UUID, str]:
    """Say in words why each case moved, from its last transition and its last contract."""
    changed = [each.case_id for each in movements if each.kind is Kind.CHANGED]
    supplements = _why_changed(changed, period_start, before)
    came = [each.case_id for each in movements if each.kind is Kind.IN]
    before_week = Transition.objects.filter(case_id__in=came, recorded_at__lt=period_start)
    history = list(before_week.order_by("recorded_at", "pk").values_list("case_id", "target", "bureau_id_at"))
    # A dict keeps the last of a case: under works or complete with another bureau when the week began, it was
    # handed over. One that has started before, wherever, and did not stand started then, starts anew.
    last = {case_id: target in STARTED and at != bureau_id for case_id, target, at in history}
    elsewhere = {case_id for case_id, handed in last.items() if handed}
    again = {case_id for case_id, target, _ in history if target in STARTED} - elsewhere
    begun = dict(Case.objects.filter(pk__in=came).values_list("pk", "started_on"))
    words = {}
    out = [each.case_id for each in movements if each.kind is Kind.OUT]
    admitted = admitted_to_last_year(year_opened_at, before, only=out)
    for each in movements:
        move = standings[each.case_id].move if each.case_id in standings else None
        if each.case_id in admitted:
            words[each.case_id] = f"转入上年：{admitted[each.case_id]}"[:300]
        elif each.kind is Kind.OUT:
            words[each.case_id] = why_out(move, bureau_id)
        elif each.kind is Kind.IN:
            began = begun.get(each.case_id)
            words[each.case_id] = _why_in(each.case_id, move, began, period_start, elsewhere, again)
        elif each.amount_change:
            words[each.case_id] = supplements.get(each.case_id) or "合同登记有变化"
    return words


def _why_changed(changed: list[UUID], period_start: datetime, before: datetime) -> dict[UUID, str]:
    """Return why contract amounts moved within a period: the last supplement or correction says it."""
    supplements = Contract.objects.filter(
        case_id__in=changed, recorded_at__gte=period_start, recorded_at__lt=before
    ).values_list("recorded_at", "case_id", "reason")
    corrections = ContractCorrection.objects.filter(
        contract__case_id__in=changed, in_force=True, made_at__gte=period_start, made_at__lt=before
    ).values_list("made_at", "contract__case_id", "reason")
    told = [*supplements, *((at, case_id, f"更正登记：{reason}") for at, case_id, reason in corrections)]
    # A dict keeps the last of a case.
    return {case_id: reason for _, case_id, reason in sorted(told, key=lambda each: each[0])}


def why_out(move: Transition | None, bureau_id: int) -> str:
    if move is None:
        return ""
    if move.bureau_id_at != bureau_id:
        return "辖区调整，划出"
    # Only another enterprise takes a case back before its start. By the cut-off it may have gone on from
    # there: its last move says where it stands, and not why it left.
    if move.target not in REMOVED:
        left = "开工后更换企业，原合同作废"
        return f"{left}；后{move_label(move.name)}" if move.target in ENDED else f"{left}；重新开工后再计入"
    label = Removal(move.removal).label if move.removal in Removal.values else ""
    if not label and move.target in REMOVED:
        label = move_label(move.name)
    return "：".join(part for part in (label, move.reason) if part)[:300]


def _why_in(
    case_id: UUID,
    move: Transition | None,
    began: date | None,
    period_start: datetime,
    elsewhere: set[UUID],
    again: set[UUID],
) -> str:
    if case_id in elsewhere:
        return "辖区调整，划入"
    if case_id in again:
        return "更换企业后重新开工，此前已核减"
    first_day = clock.local(period_start).date()
    if move is not None and move.name == "start_works":
        # The day as it stands: it may have been put right before the week was taken.
        began = began or move.effective_on
        if began < first_day:
            return f"{formats.month_day(began)}开工，本期登记"
    return ""
