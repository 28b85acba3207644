"""Whether a plan is complete and its numbers fit together, before any threshold is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.lib.calendars import days_over
from apps.plans.enums import HazardSurvey, LineKind, SpaceKind, Surface
from apps.plans.rules.content import Content, PartInput, SpaceInput, added, total
from apps.plans.rules.red_lines import missing
from apps.programs.rules.statutes import Standing

MAX_DAYS = 365
"""Longest duration the form takes: a slip of the finger, not a policy figure."""
LEVEL = (Surface.FLOOR, Surface.CEILING)
"""Surfaces that cannot be larger than the dwelling."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where: ``field`` of row ``row`` in ``group`` ('' for the plan itself)."""

    message: str
    field: str = ""
    group: str = ""
    row: int | None = None


def problems(
    content: Content,
    *,
    floor_area: Decimal,
    wants_kitchen: bool,
    wants_bathroom: bool,
    today: date,
    max_days: int | None,
    red_lines: Sequence[Standing] = (),
) -> tuple[Problem, ...]:
    """Return everything that keeps a plan from being submitted; empty when it is in order.

    ``floor_area`` is the dwelling's 建筑面积 (m²). The spaces must be those the household asked
    for (改造意愿): one kitchen and/or at least one bathroom. ``max_days`` is the pinned limit of the
    works: a longer plan needs its reason here, at the field. ``red_lines``: those in force.
    """
    return (
        *_plan_problems(content, today, max_days),
        *_space_set_problems(content, wants_kitchen=wants_kitchen, wants_bathroom=wants_bathroom),
        *(
            problem
            for row, space in enumerate(content.spaces)
            for problem in _space_problems(row, space, floor_area)
        ),
        *_floor_problems(content, floor_area),
        *_budget_problems(content),
        *_hazard_problems(content),
        *(Problem(words, field) for field, words in missing(content, red_lines)),
    )


def _plan_problems(content: Content, today: date, max_days: int | None) -> Iterator[Problem]:
    if content.survey_on is None:
        yield Problem("请填写上门勘测日期。", "survey_on")
    elif content.survey_on > today:
        yield Problem("上门勘测日期不能晚于今天。", "survey_on")
    if content.planned_start is None:
        yield Problem("请填写计划开工日期。", "planned_start")
    elif content.survey_on and content.planned_start < content.survey_on:
        yield Problem("计划开工日期早于上门勘测日期。", "planned_start")
    if content.planned_days is None:
        yield Problem("请填写计划工期（天）。", "planned_days")
    elif not 1 <= content.planned_days <= MAX_DAYS:
        yield Problem(f"计划工期应在 1 至 {MAX_DAYS} 天之间。", "planned_days")
    elif days_over(content.planned_days, max_days) and not content.overrun_reason.strip():
        yield Problem(
            f"计划工期 {content.planned_days} 天，超过 {max_days} 天，请写明超期原因。", "overrun_reason"
        )


def _space_set_problems(content: Content, *, wants_kitchen: bool, wants_bathroom: bool) -> Iterator[Problem]:
    kinds = Counter(space.kind for space in content.spaces)
    if wants_kitchen and kinds[SpaceKind.KITCHEN] != 1:
        yield Problem(
            f"改造意愿包含厨房，方案应有且只有 1 个厨房，现有 {kinds[SpaceKind.KITCHEN]} 个。", group="spaces"
        )
    if wants_bathroom and kinds[SpaceKind.BATHROOM] < 1:
        yield Problem("改造意愿包含卫生间，方案至少应有 1 个卫生间。", group="spaces")
    for row, space in enumerate(content.spaces):
        if (space.kind == SpaceKind.KITCHEN and not wants_kitchen) or (
            space.kind == SpaceKind.BATHROOM and not wants_bathroom
        ):
            yield Problem(
                f"改造意愿不包含{space.kind.label}，请删去这个空间。", "kind", group="spaces", row=row
            )
    names = Counter(space.name for space in content.spaces)
    for row, space in enumerate(content.spaces):
        if names[space.name] > 1:
            yield Problem("空间名称重复，请加以区分，如“主卫”“次卫”。", "name", "spaces", row)


def part_field(surface: Surface, place: int) -> str:
    """Return how the fields of a surface's part begin: wall, wall2, wall3."""
    return f"{surface}{place + 1}" if place else str(surface)


def part_name(surface: Surface, place: int, count: int) -> str:
    """Return how a part is called: 墙面, and where there are several 墙面第 2 部分."""
    return f"{surface.label}第 {place + 1} 部分" if count > 1 else surface.label


def _part_problems(space: SpaceInput, surface: Surface, row: int) -> Iterator[Problem]:
    # A surface that was not sent is asked for like an empty one.
    parts = space.parts_of(surface) or (PartInput(surface, None, None),)
    for place, part in enumerate(parts):
        name, field = part_name(surface, place, len(parts)), part_field(surface, place)
        if part.area is None:
            yield Problem(f"请填写{name}面积。", f"{field}_area", "spaces", row)
        elif part.area <= 0:
            yield Problem(f"{name}面积应大于 0。", f"{field}_area", "spaces", row)
        if part.method is None:
            yield Problem(f"请选择{name}工法。", f"{field}_method", "spaces", row)


def _space_problems(row: int, space: SpaceInput, floor_area: Decimal) -> Iterator[Problem]:
    for surface in Surface:
        yield from _part_problems(space, surface, row)
        area = space.area_of(surface)
        if surface in LEVEL and area is not None and area > floor_area:
            yield Problem(
                f"{surface.label} {area} ㎡，超过住宅建筑面积 {floor_area} ㎡。",
                f"{surface}_area",
                "spaces",
                row,
            )
    areas = [space.area_of(surface) for surface in Surface]
    # While an area is missing or wrong, its own problem is told and not the sum that follows from it.
    whole = all(part.area and part.area > 0 for part in space.parts)
    if space.declared_total is None:
        yield Problem("请填写勘测总面积。", "declared_total", "spaces", row)
    elif whole and (total_area := added(areas)) is not None and total_area != space.declared_total:
        gap = total_area - space.declared_total
        yield Problem(
            f"三个部位合计 {total_area} ㎡，与勘测总面积 {space.declared_total} ㎡不一致"
            f"（{'多' if gap > 0 else '少'} {abs(gap)} ㎡）。",
            "declared_total",
            "spaces",
            row,
        )


def _floor_problems(content: Content, floor_area: Decimal) -> Iterator[Problem]:
    for surface in LEVEL:
        areas = [area for space in content.spaces if (area := space.area_of(surface)) is not None]
        all_of_them = sum(areas, Decimal(0))
        # A single surface that is too large has been named at its own field.
        if len(areas) > 1 and all_of_them > floor_area and max(areas) <= floor_area:
            yield Problem(
                f"各空间{surface.label}合计 {all_of_them} ㎡，超过住宅建筑面积 {floor_area} ㎡。",
                f"{surface}_area",
                "spaces",
                len(content.spaces) - 1,
            )


def _budget_problems(content: Content) -> Iterator[Problem]:
    for row, line in enumerate(content.lines):
        if not line.name:
            yield Problem("请填写预算项目名称。", "name", "lines", row)
        if line.amount is None:
            yield Problem("请填写金额。", "amount", "lines", row)
        elif line.amount <= 0:
            yield Problem("金额应大于 0；企业让利也填正数，合计时扣减。", "amount", "lines", row)
    if not any(line.kind == LineKind.ITEM for line in content.lines):
        yield Problem("预算至少应有一个项目。", group="lines")
    elif total(content.lines) <= 0:
        yield Problem("预算合计应大于 0，请核对企业让利金额。", group="lines")


def _hazard_problems(content: Content) -> Iterator[Problem]:
    survey = content.hazard_survey
    if survey is None:
        yield Problem("请选择上门勘测时隐患设施的查看情况。", "hazard_survey")
    elif survey is HazardSurvey.FOUND and not content.hazards:
        yield Problem(
            f"请逐项列出需要更换的隐患设施，或改选“{HazardSurvey.NONE_FOUND.label}”。", group="hazards"
        )
    elif survey is not HazardSurvey.FOUND and content.hazards:
        words = (
            f"下面列了 {len(content.hazards)} 项隐患设施，请改选“{HazardSurvey.FOUND.label}”，或删去这些项。"
        )
        yield Problem(words, "hazard_survey")
    for row, hazard in enumerate(content.hazards):
        if not hazard.name:
            yield Problem("请填写设施名称。", "name", "hazards", row)
