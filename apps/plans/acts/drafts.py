"""编制方案: new version, draft, submission, and what the evaluator says while one types."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act, Preview
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.plans import permissions, services
from apps.plans.acts.grounds import PLAN
from apps.plans.enums import CheckResult, PlanStatus
from apps.plans.forms import PlanEditor, PlanSubmission, StartVersionForm
from apps.plans.models import PlanVersion
from apps.plans.queries import (
    assess,
    content_of,
    draft_plan,
    last_submitted,
    latest_plan,
    rules_for,
    stated_content,
    support_source,
)
from apps.plans.rules import RED_LINES, as_stated, differences, red_lines


def _stored(_actor: Actor, case: Case) -> dict[str, Any]:
    """Open the editor with the draft as it was last saved."""
    draft = draft_plan(case)
    return {"support": support_source(case), "content": content_of(draft) if draft else None}


def evaluated(_actor: Actor, case: Case, form: PlanEditor) -> dict[str, Any]:
    """Return what the evaluator says of a plan as typed, and what differs from the last submitted one."""
    content, before, rules = form.content(), last_submitted(case), rules_for(case)
    said = as_stated(content, rules.max_works_days)
    return {
        "case": case,
        "assessment": assess(case, content),
        "red_lines": RED_LINES,
        "before": before,
        "changes": differences(stated_content(before), said) if before else (),
    }


THREE = 3
"""Checks a, b, c; a fourth one where a decree's lines are in force."""


def _submitted(plan: PlanVersion) -> str:
    if plan.status == PlanStatus.FAILED:
        return f"方案第 {plan.number} 版已提交，但未通过核验。原因见下，请另起一版修改。"
    # Asked anew: what the version was loaded with was read before it was checked.
    results = list(plan.evaluations.values_list("result", flat=True))
    said = "三项核验通过" if len(results) == THREE else "各项核验通过"
    if CheckResult.NOT_SET in results:
        said = "已设定的核验通过"
    if CheckResult.FLAGGED in results:
        said = "核验通过（工期超过期限，开工前须有区县知悉意见）"
    touched = red_lines.touched(content_of(plan))
    note = f"方案写明涉及、没有取得同意：{'；'.join(touched)}，请先核实。" if touched else ""
    return f"方案第 {plan.number} 版已提交，{said}，等户主确认。{note}"


def _editor(case: Case, _plan: object) -> str:
    return reverse("plans:edit", kwargs={"pk": case.pk})


def _write_on(_actor: Actor, case: Case) -> str:
    latest = latest_plan(case)
    if latest is None or latest.status != PlanStatus.DRAFT or latest.enterprise_id != case.enterprise_id:
        return "编制方案"
    return f"继续编制第 {latest.number} 版"


def _awaits_household(case: Case) -> bool:
    latest = latest_plan(case)
    return latest is not None and latest.status == PlanStatus.SUBMITTED


START_VERSION = Act(
    name="plans.start_version",
    label="另起一版",
    offer=lambda _actor, case: "撤回修改" if _awaits_household(case) else "修改为新一版",
    ground=PLAN,
    may=permissions.may_edit_plan,
    form=StartVersionForm,
    service=services.start_new_version,
    success=lambda plan: f"已按上一版另起第 {plan.number} 版。",
    describe="另起一版：复制最新一版；正等户主确认的一版由此撤回。",
    # Not while a version awaits the household: then its signature carries the case on, not its withdrawal.
    forward=lambda _actor, case: not _awaits_household(case),
    records={"plan.version_started": "开始编制方案"},
    path="plan/new-version/",
    page="plans:new-version",
    at_once=True,
    slot="starting",
    after=_editor,
    api="plan/start-version",
    creates=True,
)

# No path here or below: one page, the editor, makes both acts by its two buttons (views.EditorPage).
DRAFT = Act(
    name="plans.draft",
    label="编制方案",
    offer=_write_on,
    ground=PLAN,
    may=permissions.may_edit_plan,
    form=PlanEditor,
    service=services.save_plan_draft,
    button="存为草稿",
    success="草稿已保存。",
    describe="保存方案草稿，填完或没填完都可以；整份替换上一次保存的内容。",
    forward=True,
    records={"plan.draft_saved": "保存方案草稿"},
    template="plans/editor.html",
    entry="plans:edit",
    options=_stored,
    after=_editor,
    preview=Preview(
        path="plan/evaluate/",
        page="plans:evaluate",
        template="plans/evaluation.html",
        context=evaluated,
    ),
    api="plan/draft",
    body="DraftWrite",
)

SUBMIT = Act(
    name="plans.submit",
    label="提交核验",
    ground=PLAN,
    may=permissions.may_edit_plan,
    form=PlanSubmission,
    service=services.submit_plan,
    success=_submitted,
    describe="提交草稿：内容完整、数字对得上，然后核验；通过的等户主确认，未通过的留存并说明。"
    "\n\nerrors 中的位置指向草稿（与保存草稿的内容同样的结构）。",
    records={"plan.submitted": "提交方案核验", "plan.failed_checks": "方案未通过核验"},
    template="plans/editor.html",
    entry="plans:edit",
    options=_stored,
    api="plan/submit",
    creates=True,
)


def drafting_act(case: Case) -> Act[Case]:
    """Return how the plan is written on: in the editor, or as a copy of a version that left the desk."""
    latest = latest_plan(case)
    left = (PlanStatus.FAILED, PlanStatus.REJECTED, PlanStatus.SUBMITTED)
    # What a predecessor left is not continued: the new enterprise starts with an empty editor.
    own = latest is not None and latest.enterprise_id == case.enterprise_id
    return START_VERSION if latest is not None and own and latest.status in left else DRAFT
