"""A version as the pages draw it: its content, measured and checked, with sources and differences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.lib.amounts import Yuan
from apps.plans.enums import CheckCode, CheckResult, PlanStatus
from apps.plans.models import Confirmation, Evaluation, OverrunNote, PlanVersion
from apps.plans.queries.content import checks_of, prefab_words, rules_for, stated_content
from apps.plans.queries.state import previous_plan, versions_for
from apps.plans.rules import (
    Check,
    Content,
    Difference,
    SpaceMeasure,
    differences,
    measured,
    red_lines,
    total,
)
from apps.programs.enums import RuleCode

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
    """What the evaluator says of a content, saved or not; ``line`` is the least dry share of 1."""

    spaces: tuple[SpaceMeasure, ...]
    line: Decimal | None
    checks: tuple[CheckRow, ...]
    total: Yuan
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
    previous: PlanVersion | None
    differences: tuple[Difference, ...]
    confirmation: Confirmation | None
    overrun_note: OverrunNote | None
    red_lines: tuple[str, ...]
    """What the plan says of the 禁止事项; none where it says nothing."""
    touched: tuple[str, ...]
    """Those that it says it touches without consent."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list of versions."""

    plan: PlanVersion
    tone: str
    said: str
    current: bool


def _live(check: Check) -> CheckRow:
    return CheckRow(CHECK_STATE[check.result], check.title, "；".join(check.explanation), check.result.label)


def _stored(row: Evaluation) -> CheckRow:
    result = CheckResult(row.result)
    return CheckRow(CHECK_STATE[result], row.title, "；".join(row.explanation), result.label)


def assess(case: Case, content: Content, *, stored: tuple[Evaluation, ...] = ()) -> Assessment:
    """Evaluate a content for showing; ``stored`` evaluations of a submitted version are shown as kept."""
    values = rules_for(case)
    checks = tuple(_stored(row) for row in stored) or tuple(
        _live(check) for check in checks_of(case, content)
    )
    sources = [
        (RULE_OF_CHECK[code], values.sources[RULE_OF_CHECK[code]])
        for code in RULE_OF_CHECK
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
        spaces=tuple(measured(space, values) for space in content.spaces),
        line=None if values.min_dry_ratio is None else values.min_dry_ratio / 100,
        checks=checks,
        total=total(content.lines),
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
    content = stated_content(plan)
    before = previous_plan(plan)
    stored = tuple(plan.evaluations.all())
    return PlanView(
        plan=plan,
        content=content,
        tone=PLAN_TONE[plan.state],
        assessment=assess(plan.case, content, stored=stored),
        previous=before,
        differences=differences(stated_content(before), content) if before else (),
        confirmation=getattr(plan, "confirmation", None),
        overrun_note=getattr(plan, "overrun_note", None),
        red_lines=red_lines.words(content),
        touched=red_lines.touched(content),
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
