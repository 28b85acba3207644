"""What the page of one week shows, put together once for screen, PDF and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from apps.cases.models import Case
from apps.cases.queries.case_page import masked_name
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import Yuan
from apps.lib.formats import NOTHING, money
from apps.reports.enums import MemberState, ReportStatus
from apps.reports.models import Adjustment, ReportVersion, WeekSnapshot
from apps.reports.queries.ledger import Candidate, Week, candidates, latest_snapshot, named, week
from apps.reports.queries.sheets import Sheet, sheet_content, sheet_of
from apps.reports.rules.figures import Figure, Named, cases_of
from apps.reports.rules.ledger import Kind, State


def opened_for(snapshot: WeekSnapshot, version: ReportVersion) -> Week:
    """Open the week as a version saw it: with the adjustments made by its submission."""
    # A draft has no submission (None), so it sees every adjustment made so far.
    return week(snapshot, as_of=version.submitted_at)


def sheet_for(opened: Week, version: ReportVersion) -> Sheet:
    """Return a version's table: the frozen content, or for a draft the ledger as it stands."""
    if version.status == ReportStatus.DRAFT:
        return sheet_of(sheet_content(opened, version))
    return sheet_of(version.content)


@dataclass(frozen=True, slots=True)
class Change:
    """A line of 这周怎么来的."""

    text: str
    reason: str
    prefix: str
    tone: str = ""


def changes_of(opened: Week) -> dict[str, list[Change]]:
    """Return what to say beside 新增, 核减 and 合同金额."""
    found: dict[str, list[Change]] = {"in": [], "out": [], "changed": []}
    for each in named(opened):
        movement = each.movement
        if movement.kind is Kind.IN and not (movement.reason or each.corrects or each.adjusted):
            continue
        if movement.kind is Kind.CHANGED and not (movement.amount_change or each.corrects or each.adjusted):
            continue
        found[movement.kind.value].append(Change(_short(each.number), movement.reason, _prefix(each)))
    return found


def _prefix(each: Named) -> str:
    if each.corrects:
        return f"更正第 {each.corrects} 期"
    return "截止后更正" if each.adjusted else ""


def _short(number: str) -> str:
    """Last part of a case number; the district and year stand in the head of the page."""
    return number.rsplit("-", 1)[-1] or number


@dataclass(frozen=True, slots=True)
class FigureCase:
    """A case behind a figure; personal fields masked. Without ``case`` it lies outside the scope."""

    number: str
    case: Case | None
    household: str
    address: str
    state: str
    status: str
    amount: Yuan | None
    change: Yuan | None
    reason: str


def figure_cases(actor: Actor, opened: Week, figure: str) -> list[FigureCase]:
    """Open a figure to its cases, exactly as many as it says (two queries)."""
    ids = cases_of(figure, opened.opening, opened.closing, opened.carried)
    # A case may have left the scope since: it still makes up the figure, so its number is shown alone.
    visible = Case.objects.visible_to(actor).filter(pk__in=ids).for_display().in_bulk()
    numbers = dict(Case.objects.filter(pk__in=ids).values_list("pk", "number"))
    moved = {each.case_id: each for each in opened.movements}
    before = figure in (Figure.OPENING, Figure.REMOVED)
    members = opened.carried if figure == Figure.CARRIED else opened.opening if before else opened.closing
    rows = []
    for case_id in ids:
        case, member, movement = visible.get(case_id), members.get(case_id), moved.get(case_id)
        rows.append(
            FigureCase(
                number=numbers.get(case_id) or "",
                case=case,
                household=masked_name(case) if case else "",
                address=case.dwelling.address if case else "",
                state=state_label(member.state if member else None),
                status=case.get_status_display() if case else "",
                amount=member.amount if member else None,
                change=movement.amount_change if movement and movement.kind is Kind.CHANGED else None,
                reason=movement.reason if movement else "",
            )
        )
    return sorted(rows, key=lambda row: row.number)


def state_label(state: State | None) -> str:
    """已完成装修 or 正在装修."""
    return MemberState(state.value).label if state else NOTHING


@dataclass(frozen=True, slots=True)
class Correctable:
    """A case whose record changed since, offered for a named adjustment."""

    case_id: UUID
    number: str
    words: str


def correctables(opened: Week) -> list[Correctable]:
    """Return the cases a named adjustment could enter now, in case-number order.

    For a final week only cases that week counted or moved: the rest is the current week's own.
    """
    snapshot = opened.snapshot
    final = clock.now() >= snapshot.final_at
    # What the newest week has taken in already is no longer open to a correction.
    base = week(latest_snapshot(snapshot)) if final else opened
    waiting = set(
        Adjustment.objects.filter(snapshot=snapshot, entered__isnull=True).values_list("case_id", flat=True)
    )
    concerned = {*opened.closing, *opened.opening}
    found = [
        Correctable(each.case_id, each.number, _words(each))
        for each in candidates(base)
        if each.case_id not in waiting and (not final or each.case_id in concerned)
    ]
    return sorted(found, key=lambda each: each.number)


def _words(each: Candidate) -> str:
    movement = each.movement
    if movement.kind is Kind.IN:
        return "截止后登记开工：计入 1 户"
    if movement.kind is Kind.OUT:
        return "截止后已核减：减去 1 户"
    parts = []
    if movement.before != movement.after:
        parts.append(f"{state_label(movement.before)} → {state_label(movement.after)}")
    if movement.amount_change:
        sign = "＋" if movement.amount_change > 0 else ""
        parts.append(f"合同金额 {sign}{money(movement.amount_change)} 万元")
    return "，".join(parts)


def waiting_corrections(snapshot: WeekSnapshot) -> Sequence[Adjustment]:
    """Corrections of a final week that wait for the current week's snapshot."""
    return list(
        Adjustment.objects.filter(snapshot=snapshot, entered__isnull=True)
        .select_related("case")
        .order_by("id")
    )


def figure_links(snapshot: WeekSnapshot, version: ReportVersion, newest: ReportVersion) -> dict[str, str]:
    """Return the URL of every figure's cases, by the figure's name with underscores."""
    suffix = "" if version == newest else f"?v={version.number}"
    return {
        name.replace("-", "_"): reverse("reports:figure", args=[snapshot.pk, name]) + suffix
        for name in (
            Figure.THIS_WEEK,
            Figure.DONE,
            Figure.ONGOING,
            Figure.AMOUNT,
            Figure.OPENING,
            Figure.REMOVED,
            Figure.CARRIED,
            Figure.CHANGED,
        )
    }
