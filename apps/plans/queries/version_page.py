"""A version as the pages draw it: grid, bars, checks with their source, budget, differences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from apps.lib.actors import Actor
from apps.lib.amounts import ZERO, Yuan
from apps.plans.enums import METHOD_SHORT, CheckCode, CheckResult, LineKind, PlanStatus
from apps.plans.models import Confirmation, Evaluation, OverrunNote, PlanVersion
from apps.plans.queries.content import content_of, prefab_words, rules_for
from apps.plans.queries.state import previous_plan, versions_for
from apps.plans.rules import (
    Check,
    Content,
    Difference,
    HazardInput,
    LineInput,
    differences,
    evaluate,
    measure,
    total,
)
from apps.programs.enums import RuleCode
from apps.programs.queries import RuleValues

CHECK_STATE = {
    CheckResult.PASSED: "ok",
    CheckResult.FAILED: "bad",
    CheckResult.FLAGGED: "warn",
    CheckResult.INCOMPLETE: "open",
    CheckResult.NOT_SET: "neutral",
}

PLAN_TONE = {
    PlanStatus.DRAFT: "",
    PlanStatus.FAILED: "bad",
    PlanStatus.SUBMITTED: "warn",
    PlanStatus.REJECTED: "bad",
    PlanStatus.CONFIRMED: "ok",
    PlanStatus.SUPERSEDED: "",
    PlanStatus.VOID: "",
}

RULE_OF_CHECK = {
    CheckCode.PREFAB_SURFACES: RuleCode.MIN_PREFAB_SURFACES,
    CheckCode.DRY_RATIO: RuleCode.MIN_DRY_RATIO,
    CheckCode.WORKS_DAYS: RuleCode.MAX_WORKS_DAYS,
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of a surface in the grid."""

    method: str
    method_full: str
    area: Decimal | None
    product: str


@dataclass(frozen=True, slots=True)
class SurfaceCell:
    """A surface in the grid: mostly one part."""

    name: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space in the grid, with its bar; ``line`` and ``ratio`` are shares of 1."""

    name: str
    surfaces: tuple[SurfaceCell, ...]
    dry_area: Decimal
    counted_area: Decimal
    ratio: Fraction | None
    line: Decimal | None
    note: str
    enough_prefab: bool | None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check as a line of the checklist."""

    state: str
    title: str
    detail: str
    verdict: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where a threshold comes from."""

    label: str
    value: str
    source: str
    clause: str
    strength: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the evaluator says of a content, saved or not."""

    spaces: tuple[SpaceRow, ...]
    checks: tuple[CheckRow, ...]
    total: Yuan
    discount: Yuan
    failed: int
    incomplete: int
    flagged: bool
    rule_line: str
    formula: str
    sources: tuple[SourceRow, ...]

    @property
    def passed(self) -> bool:
        """Whether a version with this content may go to the household."""
        return not self.failed and not self.incomplete


@dataclass(frozen=True, slots=True)
class PlanView:
    """Everything the tab shows of one version."""

    plan: PlanVersion
    content: Content
    tone: str
    assessment: Assessment
    lines: tuple[LineInput, ...]
    hazards: tuple[HazardInput, ...]
    previous: PlanVersion | None
    differences: tuple[Difference, ...]
    confirmation: Confirmation | None
    overrun_note: OverrunNote | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list of versions."""

    plan: PlanVersion
    tone: str
    said: str
    current: bool


def _space_rows(content: Content, values: RuleValues) -> tuple[SpaceRow, ...]:
    rows = []
    for space in content.spaces:
        found = measure(space, kept_counts=values.kept_counts, prefab_over=values.prefab_over)
        least = values.min_prefab_surfaces
        rows.append(
            SpaceRow(
                name=space.name,
                surfaces=tuple(
                    SurfaceCell(
                        name=surface.label,
                        parts=tuple(
                            PartLine(
                                method=METHOD_SHORT[part.method] if part.method else "",
                                method_full=part.method.label if part.method else "",
                                area=part.area,
                                product=part.product,
                            )
                            for part in space.parts_of(surface)
                        ),
                    )
                    for surface in space.surfaces
                ),
                dry_area=found.dry_area,
                counted_area=found.counted_area,
                ratio=found.ratio,
                line=None if values.min_dry_ratio is None else values.min_dry_ratio / 100,
                note=f"{found.surfaces} 个部位中 {found.prefab} 个",
                enough_prefab=None if least is None else found.prefab >= least,
            )
        )
    return tuple(rows)


def _live(check: Check) -> CheckRow:
    return CheckRow(CHECK_STATE[check.result], check.title, "；".join(check.explanation), check.result.label)


def _stored(row: Evaluation) -> CheckRow:
    result = CheckResult(row.result)
    return CheckRow(CHECK_STATE[result], row.title, "；".join(row.explanation), result.label)


def assess(content: Content, values: RuleValues, *, stored: tuple[Evaluation, ...] = ()) -> Assessment:
    """Evaluate a content for showing; ``stored`` evaluations of a submitted version are shown as kept."""
    checks = tuple(_stored(row) for row in stored) or tuple(
        _live(check) for check in evaluate(content.checked, values)
    )
    sources = [
        (RULE_OF_CHECK[code], values.sources[RULE_OF_CHECK[code]])
        for code in CheckCode
        if RULE_OF_CHECK[code] in values.sources
    ]
    kept = values.sources.get(RuleCode.KEPT_COUNTS)
    # A rule set frozen before a parameter existed does not name it, so it has no source to show.
    conventions = [
        values.sources[code]
        for code in (RuleCode.KEPT_COUNTS, RuleCode.PREFAB_OVER)
        if code in values.sources
    ]
    # Each paper once, in the order of the checks: a set would shuffle them from page to page.
    papers = dict.fromkeys(source.source for _, source in sources)
    states = [check.state for check in checks]
    return Assessment(
        # Measured anew even where the checks are stored: content and pinned rules say the same every time.
        spaces=_space_rows(content, values),
        checks=checks,
        total=total(content.lines),
        discount=sum(
            (line.amount or ZERO for line in content.lines if line.kind == LineKind.DISCOUNT),
            ZERO,
        ),
        failed=states.count("bad"),
        incomplete=states.count("open"),
        flagged="warn" in states,
        rule_line=" · ".join((f"规则 {values.version}", *papers)),
        formula="干式工法比例 = 墙面、地面、吊顶中干式工法（装配式干法与其他干法）的面积 ÷ "
        f"三者总面积，{'保留不动的面积计入分母' if values.kept_counts else '保留不动的面积不计入分母'}"
        f"（公式 {values.formula_id}{f'，{kept.strength_label}' if kept else ''}）。"
        f"{prefab_words(values)}",
        sources=tuple(
            SourceRow(source.label, source.value, source.source, source.clause, source.strength_label)
            for source in (*(source for _, source in sources), *conventions)
        ),
    )


def plan_view(plan: PlanVersion) -> PlanView:
    """Return what the tab shows of a version loaded ``with_content``."""
    content = content_of(plan)
    before = previous_plan(plan)
    stored = tuple(plan.evaluations.all())
    return PlanView(
        plan=plan,
        content=content,
        tone=PLAN_TONE[plan.state],
        assessment=assess(content, rules_for(plan.case), stored=stored),
        lines=content.lines,
        hazards=content.hazards,
        previous=before,
        differences=differences(content_of(before), content) if before else (),
        confirmation=getattr(plan, "confirmation", None),
        overrun_note=getattr(plan, "overrun_note", None),
    )


def _said(plan: PlanVersion) -> str:
    if plan.opinion:
        return f"户主意见：{plan.opinion}"
    return plan.end_reason


def version_rows(actor: Actor, plan: PlanVersion) -> tuple[VersionRow, ...]:
    """Return all versions the actor may see, newest first, the shown one marked."""
    return tuple(
        VersionRow(plan=row, tone=PLAN_TONE[row.state], said=_said(row), current=row.pk == plan.pk)
        for row in versions_for(actor, plan.case)
    )
