"""A stored version as the frozen values the rules work on."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models

from apps.cases.models import Case
from apps.documents.rules.papers import check_code
from apps.lib import clock, formats
from apps.lib.formats import money
from apps.plans.enums import Means, Surface
from apps.plans.models import BudgetLine, Hazard, PlanVersion, Space, SurfacePart
from apps.plans.rules import (
    Check,
    Content,
    HazardInput,
    LineInput,
    PartInput,
    Problem,
    RowKey,
    SpaceInput,
    as_stated,
    canonical,
    digest,
    evaluate,
    problems,
    read,
    red_line_check,
    total,
)
from apps.plans.rules.content import Row
from apps.programs.enums import RuleCode, Strength
from apps.programs.queries import RuleValues, rules_of, statutes_of
from apps.programs.rules.statutes import Concern, Standing, in_force

_ORDER = list(Surface)


def content_of(plan: PlanVersion) -> Content:
    """Return everything a version says; load it ``with_content`` to avoid further queries."""
    return _said(
        Content,
        plan,
        spaces=tuple(
            _said(
                SpaceInput,
                space,
                key=_key_of(space),
                # In Python: order_by() would query again for every space, whatever was prefetched.
                parts=tuple(_said(PartInput, part) for part in sorted(space.parts.all(), key=_place)),
            )
            for space in plan.spaces.all()
        ),
        lines=tuple(_said(LineInput, line, key=_key_of(line)) for line in plan.lines.all()),
        hazards=tuple(_said(HazardInput, hazard, key=_key_of(hazard)) for hazard in plan.hazards.all()),
    )


def _key_of(row: Space | BudgetLine | Hazard) -> RowKey:
    # Rows written before they had keys are known by their place.
    return RowKey(row.key or row.position)


def _said(kind: type[Row], row: models.Model, **below: object) -> Row:
    return read(kind, partial(getattr, row), **below)


def _place(part: SurfacePart) -> tuple[int, int]:
    return _ORDER.index(Surface(part.surface)), part.position


def signed_text(plan: PlanVersion, content: Content | None = None) -> str:
    """Return a submitted version as it was spelled when it was hashed: what the household signed."""
    return canonical(
        content or content_of(plan),
        spelling=plan.hash_version,
        case=str(plan.case_id),
        version=plan.number,
        enterprise=plan.enterprise.credit_code,
    )


def fingerprint(plan: PlanVersion, content: Content | None = None) -> str:
    """Return the SHA-256 a submitted version's ``content_hash`` must equal."""
    return digest(signed_text(plan, content))


def contents_equal(one: Content, other: Content) -> bool:
    """Whether two contents say the same, however their numbers are spelled."""
    return canonical(one) == canonical(other)


def rules_for(case: Case) -> RuleValues:
    """Return the thresholds pinned to a case."""
    return rules_of(case.rule_set)


def stated_content(plan: PlanVersion) -> Content:
    """Return what a version says to others: a reason for an overrun only where it plans one."""
    return as_stated(content_of(plan), rules_for(plan.case).max_works_days)


def problems_of(case: Case, content: Content) -> tuple[Problem, ...]:
    """Return everything that keeps a content from being submitted for a case; empty when it is in order."""
    return problems(
        content,
        floor_area=case.dwelling.floor_area,
        wants_kitchen=case.wants_kitchen,
        wants_bathroom=case.wants_bathroom,
        today=clock.today(),
        max_days=rules_for(case).max_works_days,
        red_lines=red_lines_for(case),
    )


def red_lines_for(case: Case) -> tuple[Standing, ...]:
    """Return the 禁止事项 that a bureau has compared with the original, as they hold for a case today."""
    return in_force(statutes_of(case.bureau_id, clock.today()), Concern.RED_LINE)


def checks_of(case: Case, content: Content) -> tuple[Check, ...]:
    """Return the checks of a content made now for a case: a, b, c, and what is forbidden."""
    return evaluate(content, rules_for(case)) + red_line_check(content, red_lines_for(case))


def prefab_words(values: RuleValues) -> str:
    """Say from which share a surface of several parts counts as 装配式 (R35)."""
    source = values.sources.get(RuleCode.PREFAB_OVER)
    strength = source.strength_label if source else Strength.LOCAL.label
    return (
        f"一个部位分几部分的，装配式面积超过该部位面积的 {formats.per_cents(values.prefab_over)}，"
        f"该部位计为装配式（{strength}）"
    )


def support_source(case: Case) -> str:
    """Return the 文号 of the local government support for a case's place, '' where none is configured.

    Setting ``PLAN_SUPPORT_SOURCES`` maps a county or city code to the 文号; no source fixes one.
    """
    sources: dict[str, str] = getattr(settings, "PLAN_SUPPORT_SOURCES", {})
    return sources.get(case.county_code) or sources.get(case.city_code) or ""


def statement_of(plan: PlanVersion, means: Means, *, is_agent: bool = False) -> str:
    """Return the sentence the household agrees to, as shown beside the signature (R23).

    ``is_agent``: an agent says it on the own phone, where nobody stands beside who sees the 委托书.
    """
    amount = total(content_of(plan).lines)
    form = {
        Means.DRAWN: "并同意以在本设备上手写的电子签名确认（《中华人民共和国电子签名法》）",
        Means.SIGNED_SCAN: "并已在纸质方案上签字",
        Means.CODED: "并同意以发到本人登记电话的短信验证码确认（《中华人民共和国电子签名法》）",
    }[means]
    return ("受装修人委托，" if is_agent else "") + (
        f"本人已看过并同意方案第 {plan.number} 版及预算（合计 {money(amount)} 万元，"
        f"工期 {plan.planned_days} 天，校验码 {check_code(plan.content_hash)}），{form}。"
    )
