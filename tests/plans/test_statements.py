"""What papers, pages and the API say of a plan comes from somebody's act, and of the plan as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.template.loader import render_to_string

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.lib.decisions import Refused
from apps.plans import services
from apps.plans.acts import SIGN, SUBMIT
from apps.plans.enums import HazardSurvey, Means, Method, PlanStatus, Signer
from apps.plans.models import ApplicationForm, Confirmation, PlanVersion
from apps.plans.queries import (
    content_of,
    draft_plan,
    household_summary,
    last_submitted,
    plan_view,
    seen_plan,
    stated_overrun,
)
from apps.plans.queries.papers import application_paper, plan_paper
from apps.plans.serializers.versions import PlanShown
from tests.factories.plans import bathroom, confirm, content, drawn, kitchen, make_planned_case, submit
from tests.factories.uploads import pdf, upload
from tests.factories.world import World

REASON = "等待燃气改管"


def paper(world: World, plan: PlanVersion) -> str:
    """Return the text of the printed paper."""
    return render_to_string("plans/papers/plan_paper.html", {"paper": plan_paper(world.zhou, whole(plan))})


def whole(plan: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.with_content().get(pk=plan.pk)


def surveyed(said: HazardSurvey | None) -> Any:
    return replace(content(), hazards=(), hazard_survey=said)


# --- hazards ---


def test_a_plan_is_not_handed_in_before_somebody_says_what_the_survey_found(world: World, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        submit(world, case, plan=surveyed(None))
    assert refusal.value.field == "hazard_survey"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (HazardSurvey.NONE_FOUND, "上门勘测没有发现需要更换的隐患设施。"),
        (HazardSurvey.NOT_SURVEYED, "上门勘测没有查看隐患设施。"),
    ],
)
def test_papers_and_household_read_what_the_designer_said(
    world: World, case: Case, said: HazardSurvey, words: str
) -> None:
    plan = submit(world, case, plan=surveyed(said))
    assert words in paper(world, plan)
    assert household_summary(world.zhou, whole(plan)).hazards == words
    assert PlanShown(whole(plan)).data["hazard_survey"] == said


def test_of_an_old_version_nothing_is_said_that_nobody_said(world: World, case: Case) -> None:
    plan = submit(world, case, plan=surveyed(HazardSurvey.NONE_FOUND))
    PlanVersion.objects.filter(pk=plan.pk).update(hazard_survey="")
    printed = paper(world, plan)
    assert "隐患" not in printed
    assert household_summary(world.zhou, whole(plan)).hazards == ""
    assert PlanShown(whole(plan)).data["hazard_survey"] is None


# --- the reason of an overrun ---


def test_a_reason_stays_with_the_draft_and_is_not_said_of_a_plan_within_the_limit(
    world: World, case: Case
) -> None:
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=content(days=12, reason=REASON))
    draft = draft_plan(case)
    assert draft is not None
    assert content_of(draft).overrun_reason == REASON
    assert stated_overrun(draft) == ""
    assert plan_view(draft).content.overrun_reason == ""
    assert PlanShown(draft).data["overrun_reason"] == ""


def test_a_reason_is_not_handed_in_with_a_plan_within_the_limit(world: World, case: Case) -> None:
    plan = submit(world, case, plan=content(days=12, reason=REASON))
    assert whole(plan).overrun_reason == ""
    assert REASON not in paper(world, plan)
    assert confirm(case, by=world.zhou).status == PlanStatus.CONFIRMED


def test_a_version_kept_from_before_does_not_print_a_reason_it_does_not_need(
    world: World, case: Case
) -> None:
    plan = submit(world, case)
    PlanVersion.objects.filter(pk=plan.pk).update(overrun_reason=REASON)
    assert REASON not in paper(world, plan)
    assert PlanShown(whole(plan)).data["overrun_reason"] == ""


def test_a_reason_is_said_while_the_plan_is_too_long(world: World, case: Case) -> None:
    plan = submit(world, case, plan=content(days=18, reason=REASON))
    assert f"超过规定工期的原因：{REASON}" in paper(world, plan)
    assert PlanShown(whole(plan)).data["overrun_reason"] == REASON


# --- what a version is compared with ---


def rejected(world: World, case: Case, days: int = 12) -> PlanVersion:
    plan = submit(world, case, plan=content(days=days))
    services.reject_plan(case_id=case.pk, by=world.zhou, opinion="想快一点", content_hash=plan.content_hash)
    return plan


def failed(world: World, case: Case) -> PlanVersion:
    return submit(world, case, plan=content(kitchen(), bathroom(wall=Method.WET)))


def test_the_household_reads_what_changed_since_the_version_it_saw_last(world: World, case: Case) -> None:
    rejected(world, case, days=12)
    failed(world, case)
    third = submit(world, case, plan=content(days=10))
    summary = household_summary(world.zhou, whole(third))
    assert summary.previous == 1
    assert [(each.label, each.before, each.after) for each in summary.changes] == [("工期", "12 天", "10 天")]
    assert "与您上次看过的第 1 版相比" in paper(world, third)


def test_a_household_that_saw_no_version_reads_of_no_change(world: World, case: Case) -> None:
    failed(world, case)
    second = submit(world, case)
    assert seen_plan(second) is None
    assert household_summary(world.zhou, whole(second)).changes == ()
    assert "相比" not in paper(world, second)


def test_a_version_withdrawn_before_the_household_spoke_is_none_it_saw(world: World, case: Case) -> None:
    rejected(world, case)
    submit(world, case, plan=content(days=11))
    services.start_new_version(case_id=case.pk, by=world.chen)
    third = submit(world, case, plan=content(days=10))
    assert household_summary(world.zhou, whole(third)).previous == 1


def test_the_designer_goes_on_from_the_households_opinion_past_a_failed_version(
    world: World, case: Case
) -> None:
    rejected(world, case)
    failed(world, case)
    before = last_submitted(case)
    assert before is not None
    assert (before.number, before.opinion) == (1, "想快一点")


# --- states ---


def test_an_open_change_names_no_version_and_no_state_of_one(world: World) -> None:
    case = make_planned_case(world)
    services.propose_change(case_id=case.pk, by=world.chen, reason="换一种墙板")
    text = case.holds.get(kind=HoldKind.PLAN_CHANGE, closed_at__isnull=True).text
    assert text == "方案变更正在办理，新一版经户主签字确认后才能继续"


def test_only_a_version_that_waits_asks_for_a_signature(world: World, case: Case) -> None:
    bad = failed(world, case)
    assert "请您看过后签字" not in paper(world, bad)
    assert "装修人（签字）" not in paper(world, bad)
    good = submit(world, case)
    assert "请您看过后签字" in paper(world, good)
    confirm(case, by=world.zhou)
    signed = paper(world, good)
    assert "请您看过后签字" not in signed
    assert "装修人（签字）" in signed


# --- who did it ---


def signed_by_agent(world: World, case: Case) -> Confirmation:
    plan = submit(world, case)
    return services.confirm_plan(
        case_id=case.pk,
        by=world.zhou,
        content_hash=plan.content_hash,
        means=Means.DRAWN,
        signer=Signer.AGENT,
        signer_name="钱示例",
        signature=drawn(),
        proof=upload("委托书.pdf", pdf()),
    )


def test_an_agents_signature_is_not_printed_as_the_households_own(world: World, case: Case) -> None:
    made = signed_by_agent(world, case)
    printed = paper(world, made.plan)
    assert "经代办人（持委托书）签字确认" in printed
    assert "经装修人签字确认" not in printed


def test_a_later_version_is_appended_and_no_form_is_issued_for_it(world: World) -> None:
    case = make_planned_case(world)
    first = Confirmation.objects.get(plan__case=case)
    services.propose_change(case_id=case.pk, by=world.chen, reason="换一种墙板")
    submit(world, case, plan=content(days=10))
    second = confirm(case, by=world.zhou).confirmation
    assert "申请表（附件 1）已生成" in SIGN.done(first)
    assert SIGN.done(second) == "户主已确认方案和预算，变更已附记在申请表上，原来的内容不改动。"


def test_who_types_a_plan_in_for_an_enterprise_is_not_its_designer(world: World, case: Case) -> None:
    plan = submit(world, case)
    assert "设计：示例装配" in paper(world, plan)
    PlanVersion.objects.filter(pk=plan.pk).update(entered_on_behalf=True)
    printed = paper(world, plan)
    assert "由窗口代装修企业录入：示例装配" in printed
    assert "设计：" not in printed


def test_a_plan_that_takes_too_long_is_not_told_as_passed(world: World, case: Case) -> None:
    plan = submit(world, case, plan=content(days=18, reason=REASON))
    assert SUBMIT.done(plan) == (
        "方案第 1 版已提交，核验通过（工期超过期限，开工前须有区县知悉意见），等户主确认。"
    )


def test_the_districts_note_names_who_gave_it_and_is_appended_to_the_form(world: World, case: Case) -> None:
    plan = submit(world, case, plan=content(days=18, reason=REASON))
    confirm(case, by=world.zhou)
    services.note_overrun(case_id=case.pk, by=world.wang, opinion="已知悉")
    assert "已知悉（上城区住房和城乡建设局 王演示，2026年9月1日）" in paper(world, plan)
    form = application_paper(ApplicationForm.objects.get(case=case))
    assert form.plan is not None
    assert form.plan.overrun_note == ""
    assert [change.text for change in form.later_changes] == ["方案第 1 版超期知悉意见：已知悉"]
