"""年度、目标、规则、本级参数: what officials set on pages (decision 0120)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.acts.forms import ActForm
from apps.administration.acts.grounds import MILESTONES, PARAMETER, RULE_SET, SPANS, TARGET, YEAR
from apps.administration.forms.years import (
    DraftForm,
    MilestonesForm,
    OpenYearForm,
    ParameterForm,
    RulesForm,
    SpanForm,
    TargetForm,
    YearForm,
)
from apps.administration.queries.years import (
    OfBody,
    in_force_of,
    judged_of,
    milestones_of,
    parameter_now,
    rows_of,
    touched_by,
)
from apps.cases.enums import LinkedProgramme
from apps.lib import clock
from apps.lib.actors import Actor
from apps.programs import permissions, services
from apps.programs.enums import ParameterCode
from apps.programs.models import Program, RuleSet
from apps.programs.queries import parameter_versions


def _tomorrow() -> Any:
    return clock.today() + timedelta(days=1)


def _set(actor: Actor, subject: OfBody) -> Any:
    return permissions.may_set_target(actor, subject.organisation)


def _limit(actor: Actor, subject: OfBody) -> Any:
    return permissions.may_set_limit(actor, subject.organisation)


OPEN_YEAR = Act(
    name="years.open",
    label="开启下一年度",
    ground=YEAR,
    may=lambda actor, _program: permissions.may_open_year(actor),
    form=OpenYearForm,
    service=services.open_next_year,
    button="开启",
    explain=(
        "带过来：项目组、可结合的项目、节点（日期顺延一年，标为演示假设，请核对）。目标另行下达。"
        "规则版本和本级参数继续有效，不必重设。"
    ),
    success=lambda program: f"{program.name}已开启，请下达目标。",
    records={"program.opened": "开启年度"},
    path="years/<int:pk>/open/",
    page="administration:year-open",
    initial=lambda _actor, program: {"name": f"{program.year + 1} 年度"},
)

CHANGE_YEAR = Act(
    name="years.change",
    label="维护年度",
    ground=YEAR,
    may=lambda actor, _program: permissions.may_steer(actor),
    form=YearForm,
    service=services.change_year,
    button="保存",
    explain="补录截止日变更的，通知各级主管部门。",
    records={"program.changed": "维护年度"},
    path="years/<int:pk>/change/",
    page="administration:year-change",
    initial=lambda _actor, program: {
        "name": program.name,
        "late_facts_until": program.late_facts_until,
        "linked_programmes": program.linked_programmes
        if program.linked_programmes is not None
        else LinkedProgramme.values,
    },
)

CHANGE_TARGET = Act(
    name="targets.change",
    label="下达或变更目标",
    ground=TARGET,
    may=_set,
    form=TargetForm,
    service=services.change_target,
    button="保存",
    explain="变更另出一版，原来的照样保留：已封存的各期按当时的目标，到期的节点按当日的目标认定。",
    success="目标已保存，已通知这个单位。",
    records={"target.changed": "下达或变更目标"},
    path="years/bodies/<int:pk>/targets/<int:year>/",
    page="administration:target",
    template="administration/years/target.html",
    initial=lambda _actor, subject: {
        "valid_from": max(clock.today(), subject.program.opens_on),
        **in_force_of(subject),
    },
    context=lambda _actor, subject: {"about": f"{subject.organisation.name} · {subject.program.name}"},
)

CHANGE_MILESTONES = Act(
    name="targets.milestones",
    label="设定节点",
    ground=MILESTONES,
    may=_set,
    form=MilestonesForm,
    service=services.change_milestones,
    button="保存",
    explain="节点随这一目标，也用于报送至它的单位。到期的节点已经认定，照原样保留。空着的一行不计。",
    success="节点已保存，已通知这个单位。",
    records={"milestones.changed": "设定节点"},
    path="years/bodies/<int:pk>/milestones/<int:year>/",
    page="administration:milestones",
    template="administration/years/milestones.html",
    initial=lambda _actor, subject: milestones_of(subject),
    context=lambda _actor, subject: {
        "about": f"{subject.organisation.name} · {subject.program.name}",
        "judged": judged_of(subject),
    },
)

CHANGE_SPAN = Act(
    name="targets.span",
    label="下达或变更多年目标",
    ground=SPANS,
    may=_set,
    form=SpanForm,
    service=services.change_span_target,
    button="保存",
    explain="例如到 2027 年累计 6000 户。起止年度相同的另出一版；不自动分解到各年度。",
    success="多年目标已保存，已通知这个单位。",
    records={"span_target.changed": "下达或变更多年目标"},
    path="years/bodies/<int:pk>/spans/",
    page="administration:span",
    template="administration/years/target.html",
    initial=lambda _actor, _subject: {"valid_from": clock.today()},
    context=lambda _actor, subject: {"about": subject.organisation.name},
)

DRAFT_RULES = Act(
    name="rules.draft",
    label="另拟一版",
    ground=RULE_SET,
    may=lambda actor, _rule_set: permissions.may_steer(actor),
    form=DraftForm,
    service=lambda *, rule_set, **said: services.draft_rule_set(base=rule_set, **said),
    button="拟稿",
    explain="照这一版的参数拟一份草稿，改好以后再发布；发布以前不起作用。",
    success=lambda draft: f"规则 {draft.version} 草稿已建，请修改参数。",
    records={"rule_set.drafted": "拟规则草稿"},
    path="years/rules/<int:pk>/draft/",
    page="administration:rules-draft",
    initial=lambda _actor, _rule_set: {"effective_from": _tomorrow()},
    after=lambda _rule_set, draft: reverse("administration:rule-set", kwargs={"pk": draft.pk}),
)

CHANGE_RULES = Act(
    name="rules.change",
    label="修改参数",
    ground=RULE_SET,
    may=permissions.may_change_rules,
    form=RulesForm,
    service=services.change_rule_set,
    button="保存草稿",
    explain="每个参数写明文号、条款和约束力。取值空着为未设定，不作检查。",
    success="草稿已保存，尚未发布。",
    records={"rule_set.changed": "修改规则草稿"},
    path="years/rules/<int:pk>/change/",
    page="administration:rules-change",
    template="administration/years/rules_form.html",
    initial=lambda _actor, rule_set: rows_of(rule_set),
)

PUBLISH_RULES = Act(
    name="rules.publish",
    label="发布这一版",
    ground=RULE_SET,
    may=permissions.may_change_rules,
    form=ActForm,
    service=services.publish_rule_set,
    button="发布并冻结",
    explain="发布后这一版不能再改，数据库也拒绝改动；要变更的另拟一版。各级主管部门收到通知。",
    success=lambda rule_set: f"规则 {rule_set.version} 已发布并冻结。",
    records={"rule_set.frozen": "发布规则"},
    path="years/rules/<int:pk>/publish/",
    page="administration:rules-publish",
    template="administration/years/publish.html",
    context=lambda _actor, rule_set: {"rule_set": rule_set, "touched": touched_by(rule_set)},
)

SET_PARAMETER = Act(
    name="parameters.set",
    label="设定本级参数",
    ground=PARAMETER,
    may=_limit,
    form=ParameterForm,
    service=services.set_parameter,
    button="保存",
    success=lambda row: f"“{row.get_code_display()}”已保存，自生效日起{ParameterCode(row.code).applies_to}。",
    records={"parameter.set": "设定本级参数"},
    path="years/bodies/<int:pk>/parameters/<slug:code>/",
    page="administration:parameter",
    template="administration/years/parameter.html",
    options=lambda _actor, subject: {"code": subject.code},
    initial=lambda _actor, subject: {"valid_from": _tomorrow(), **parameter_now(subject)},
    context=lambda _actor, subject: {
        "about": subject.organisation.name,
        "code": subject.code,
        "versions": parameter_versions(subject.organisation, subject.code),
    },
)
ON_YEAR: tuple[Act[Program], ...] = (OPEN_YEAR, CHANGE_YEAR)
ON_RULE_SET: tuple[Act[RuleSet], ...] = (DRAFT_RULES, CHANGE_RULES, PUBLISH_RULES)
ON_BODY: tuple[Act[OfBody], ...] = (CHANGE_TARGET, CHANGE_MILESTONES, CHANGE_SPAN, SET_PARAMETER)
YEARS: tuple[Act[Any], ...] = (*ON_YEAR, *ON_RULE_SET, *ON_BODY)
