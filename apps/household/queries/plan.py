"""The plan as the household sees it: rooms, money, days, hazards, and what changed since it last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from apps.cases.enums import ENDED
from apps.cases.models import Case
from apps.cases.queries.household import succeeded_at
from apps.household.enums import Holder
from apps.household.models import ShownPlan, Slip
from apps.lib import clock, formats
from apps.lib.amounts import Yuan
from apps.packages.queries import Departure, departure_of
from apps.plans.enums import CheckResult, LineKind, Method, PlanStatus, Surface
from apps.plans.models import Evaluation, PlanVersion
from apps.plans.models.plan import PlanQuerySet
from apps.plans.queries.content import rules_for, stated_content
from apps.plans.queries.state import seen_plan
from apps.plans.rules import (
    Content,
    Difference,
    SpaceInput,
    SpaceMeasure,
    differences,
    in_yuan_words,
    measured,
    red_lines,
    total,
)
from apps.plans.rules.drawing import Drawing, drawing_of

SHOWN = [each.value for each in PlanStatus if each not in (PlanStatus.DRAFT, PlanStatus.FAILED)]
"""A draft is nobody's yet, and what failed its checks was never put to a household."""
MOST_CELLS = 31
METHODS = {
    Method.PREFAB: "装配式：工厂做好，到家拼装，灰少，装完就能用",
    Method.DRY: "其他干法：现场安装，不用水泥，不用等干",
    Method.WET: "湿作业：现场用水泥铺贴，要等干透",
    Method.KEPT: "保留不动：这次不装",
}


@dataclass(frozen=True, slots=True)
class Room:
    """A space: its drawing and how much of it is built dry."""

    measure: SpaceMeasure
    drawing: Drawing
    floor_area: str
    line: Decimal | None
    """The least share in per cent; None where no rule sets one."""

    @property
    def space(self) -> SpaceInput:
        return self.measure.space

    @property
    def limit(self) -> str:
        """The least share in words."""
        return "" if self.line is None else formats.per_cents(self.line)

    @property
    def width(self) -> int:
        """The share as a length of 300."""
        return int((self.measure.ratio or 0) * 300)

    @property
    def tick(self) -> int:
        """Where the limit stands on that length."""
        return int((self.line or 0) * 3)


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line of the budget in 元, as a household counts; what is taken off with its sign."""

    name: str
    quantity: str
    amount: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the page of a plan shows."""

    plan: PlanVersion
    content: Content
    compared: PlanVersion | None
    changes: tuple[Difference, ...]
    rooms: tuple[Room, ...]
    methods: tuple[tuple[str, str], ...]
    """Methods that occur, each with its sentence."""
    lines: tuple[PriceLine, ...]
    total: Yuan
    discount: Yuan
    finish_on: date | None
    limit: int | None
    cells: tuple[bool, ...]
    """Days up to the limit, true for those that are used; empty where they are too many to draw."""
    waits: bool
    """Whether it waits for the household's word."""
    said: str
    """How this version stands, in a sentence."""
    opinion: str
    """What the household itself said to a version it rejected; '' otherwise."""
    departure: Departure | None
    """From which packages it started and where it departs; None where from none."""
    red_lines: tuple[str, ...]
    """What the plan says of the 禁止事项; none where it says nothing."""
    touched: tuple[str, ...]
    """Those that it says it touches without consent."""


def shown_plans(case: Case) -> PlanQuerySet:
    """Return the versions that were put to the household, newest first."""
    rows = PlanVersion.objects.of_case(case).filter(status__in=SHOWN)
    # What a withdrawn change ended may have been a draft still, or have failed its checks.
    failed = Evaluation.objects.filter(result__in=(CheckResult.FAILED, CheckResult.INCOMPLETE))
    return rows.filter(submitted_at__isnull=False).exclude(pk__in=failed.values("plan"))


def plan_shown(case: Case) -> PlanVersion | None:
    """Return what waits for the household, else the plan in force, else the newest it was shown; or None."""
    rows = shown_plans(case).with_content()
    newest = rows.first()
    if newest is None or waits_for(case, newest):
        return newest
    return rows.confirmed().first() or newest


def waits_for(case: Case, plan: PlanVersion) -> bool:
    """Whether a version waits for the household's word: of a case that ended nothing does."""
    return plan.status == PlanStatus.SUBMITTED and case.status not in ENDED


def last_seen(slip: Slip, plan: PlanVersion) -> PlanVersion | None:
    """Return the version before ``plan`` that this household saw last, here or where it signed or spoke."""
    if shown_plans(slip.case).filter(number__gt=plan.number).exists():
        return None  # a newer one came to nothing: it was seen last, and there is nothing to decide here
    shown = ShownPlan.objects.filter(
        slip__case=slip.case_id,
        slip__holder=slip.holder,
        slip__agent_index=slip.agent_index,  # another agent saw nothing of it
        plan__number__lt=plan.number,
    )
    since = succeeded_at(slip.case)
    at_desk = seen_plan(plan)
    if since is not None:  # what the household before looked at is not what this one saw
        shown = shown.filter(shown_at__gt=since)
        if at_desk and not _since(since, at_desk.confirmed_at, at_desk.rejected_at):
            at_desk = None
    numbers = [*shown.values_list("plan__number", flat=True), *([at_desk.number] if at_desk else [])]
    if not numbers:
        return None
    return PlanVersion.objects.with_content().get(case=slip.case_id, number=max(numbers))


def _since(since: datetime | None, *moments: datetime | None) -> bool:
    return since is None or any(each is not None and each > since for each in moments)


def is_of_predecessor(case: Case, at: datetime | None) -> bool:
    """Whether something was signed or said before the case went over to another household."""
    return at is not None and not _since(succeeded_at(case), at)


def plan_page(slip: Slip, plan: PlanVersion) -> PlanPage:
    """Return what the page shows of a version, loaded ``with_content``."""
    content, values = stated_content(plan), rules_for(slip.case)
    before = last_seen(slip, plan)
    old = stated_content(before) if before else None
    used = {part.method for space in content.spaces for part in space.parts if part.method is not None}
    days, limit = content.planned_days or 0, values.max_works_days
    length = max(days, limit or 0)
    waits = waits_for(slip.case, plan)
    return PlanPage(
        plan=plan,
        content=content,
        compared=before,
        changes=differences(old, content, written=in_yuan_words) if old else (),
        rooms=tuple(
            Room(
                measure=measured(space, values),
                drawing=drawing_of(space, _changed(old, space)),
                floor_area=formats.area(space.area_of(Surface.FLOOR)),
                line=values.min_dry_ratio,
            )
            for space in content.spaces
        ),
        methods=tuple((each.value, METHODS[each]) for each in Method if each in used),
        lines=tuple(
            PriceLine(
                name=line.name or LineKind(line.kind).label,
                quantity=line.quantity,
                amount=formats.yuan(line.signed),
                is_off=line.kind != LineKind.ITEM,
            )
            for line in content.lines
        ),
        total=total(content.lines),
        discount=sum(
            (line.amount or Decimal(0) for line in content.lines if line.kind == LineKind.DISCOUNT),
            Decimal(0),
        ),
        finish_on=_last_day(content, first_counts=values.first_day_counts),
        limit=limit,
        cells=tuple(place < days for place in range(length)) if 0 < length <= MOST_CELLS else (),
        waits=waits,
        said=_said(slip, plan, waits=waits),
        opinion=own_opinion(slip, plan),
        departure=departure_of(plan, content, written=in_yuan_words),
        red_lines=red_lines.words(content),
        touched=red_lines.touched(content),
    )


def own_opinion(slip: Slip, plan: PlanVersion) -> str:
    """Return the words with which this household rejected a version; to nobody else but itself."""
    if plan.status != PlanStatus.REJECTED or slip.holder != Holder.SELF:
        return ""
    return "" if is_of_predecessor(slip.case, plan.rejected_at) else plan.opinion


def _said(slip: Slip, plan: PlanVersion, *, waits: bool) -> str:
    case = slip.case
    if waits:
        # A change may come while works go on, and they go on by the plan that is signed.
        in_force = PlanVersion.objects.of_case(case).confirmed().exists()
        return "您不同意，就还按原来的方案。" if in_force else "您没有同意，不会开工。"
    # An agent is told what was done, not that it was he who did it.
    you = "" if slip.holder == Holder.AGENT else "您"
    if plan.status == PlanStatus.CONFIRMED:
        if is_of_predecessor(case, plan.confirmed_at):
            return "原装修人已签字同意这一版。"
        return f"{you}已经签字同意这一版。"
    if plan.status == PlanStatus.REJECTED:
        who = "原装修人" if is_of_predecessor(case, plan.rejected_at) else you
        return f"{who}对这一版提过意见" + ("。" if case.status in ENDED else "，等企业改。")
    return "办件已经结束，不用签字。" if plan.status == PlanStatus.SUBMITTED else "这一版已经不用了。"


def _changed(old: Content | None, space: SpaceInput) -> set[Surface]:
    """Return the surfaces of a space whose method is another than in the version before."""
    if old is None:
        return set()
    before = next((each for each in old.spaces if each.name == space.name), None)
    if before is None:
        return set()
    return {each for each in Surface if _worked(before, each) != _worked(space, each)}


def _worked(space: SpaceInput, surface: Surface) -> list[Method | None]:
    return [part.method for part in space.parts_of(surface)]


def _last_day(content: Content, *, first_counts: bool) -> date | None:
    if content.planned_start is None or content.planned_days is None:
        return None
    return content.planned_start + timedelta(days=content.planned_days - (1 if first_counts else 0))


def day_of(plan: PlanVersion) -> str:
    """Return the day a version was put to the household, in words."""
    return formats.near_day(plan.submitted_at, clock.today()) if plan.submitted_at else ""
