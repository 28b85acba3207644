"""What a household does on its own phone: the stage's act, with a code to the registered telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from apps.audit.models import Event
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.services import withdraw_case
from apps.household.acts.own import OWN_ACTS
from apps.household.models import OneTimeCode
from apps.household.permissions import speaker
from apps.household.services import issue_slip
from apps.inspections.enums import AttemptResult, ItemOutcome, Satisfaction
from apps.inspections.models import AcceptanceAttempt, EndSignature, HouseholdOpinion, WorksReport
from apps.inspections.rules import Found
from apps.inspections.services import conclude, reject_finish, report_finish
from apps.lib import clock, formats
from apps.lib.decisions import Refused, Stale
from apps.plans.enums import Means, Method, PlanStatus
from apps.plans.models import ApplicationForm, Confirmation, PlanVersion
from apps.plans.queries.papers import plan_paper
from apps.plans.services import confirm_plan, propose_change, reject_plan
from tests.factories import works
from tests.factories.plans import bathroom, content, kitchen, submit
from tests.factories.ratings import rate
from tests.factories.reported import mend, report
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later
from tests.household.telephone import Deciding, answering, last_code
from tests.household.visitor import Visitor, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


@pytest.fixture
def reader(visitor: Any) -> Any:
    """Return the phone after it has opened the plan."""
    visitor.get("/my/plan/")
    return visitor


def opened(world: World, case: Case, day: int) -> Visitor:
    with clock.at(later(day)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    return Visitor().opened_at(slip, later(day))


# --- plan ---


def test_plan_offers_three_answers(visitor: Any) -> None:
    page = said(visitor.get("/my/plan/"))
    assert all(link in page for link in ("/my/do/agree/", "/my/ask/", "/my/do/object/"))


def test_the_first_page_sends_nobody_to_the_street_who_can_decide_here(visitor: Any, settings: Any) -> None:
    here = said(visitor.get("/my/")).split("</section>")[0]
    assert "看完在手机上定" in here
    assert "可以到街道办，也可以请街道上门" not in here
    settings.MESSAGE_ADAPTER = ""
    assert "可以到街道办，也可以请街道上门" in said(visitor.get("/my/"))


def test_asking_first_decides_nothing(visitor: Any, case: Case) -> None:
    assert "问了不算同意" in said(visitor.get("/my/ask/"))
    assert PlanVersion.objects.of_case(case)[0].status == PlanStatus.SUBMITTED


def test_a_plan_is_read_before_it_is_decided_on(visitor: Any) -> None:
    assert visitor.get("/my/do/agree/")["Location"] == "/my/plan/"


def test_agreeing_puts_the_plan_in_force_and_record_and_paper_say_how(
    reader: Any, case: Case, world: World
) -> None:
    answer = Deciding(reader, "agree").through()
    assert (answer.status_code, answer["Location"]) == (302, "/my/done/agree/")
    assert "您同意这份方案" in said(reader.get("/my/done/agree/"))
    confirmation = Confirmation.objects.get(plan__case=case)
    assert confirmation.plan.status == PlanStatus.CONFIRMED
    assert (confirmation.signature_file_id, confirmation.witness_name) == (None, "")
    event = Event.objects.filter(subject_id=str(case.pk), action="case.confirm_plan").get()
    tail = confirmation.phone_tail
    assert (event.role, f"尾号 {tail}" in event.signature) == ("household", True)
    plan = PlanVersion.objects.with_content().get(pk=confirmation.plan_id)
    paper = plan_paper(world.zhou, plan)
    assert "短信验证码确认" in paper.statement
    assert paper.signature is not None
    assert f"户主本人在自己的手机上确认，短信验证码（号码尾号 {tail}）" in paper.signature.note


def test_the_form_is_issued_by_the_house_and_not_by_the_household(reader: Any, case: Case) -> None:
    Deciding(reader, "agree").through()
    form = ApplicationForm.objects.get(case=case)
    assert (form.issued_by, form.issued_organisation) == ("系统", case.street_office.name)


def test_objecting_sends_the_words_to_the_designer(reader: Any, case: Case) -> None:
    assert Deciding(reader, "object", opinion="不想用浅色板").through().status_code == 302
    plan = PlanVersion.objects.of_case(case)[0]
    assert (plan.status, plan.opinion) == (PlanStatus.REJECTED, "不想用浅色板")
    assert plan.opinion_taken_by.startswith("装修人本人（手机验证码")
    assert "您9月4日提过意见：“不想用浅色板”，等企业改方案" in said(reader.get("/my/"))
    assert "不想用浅色板" in said(reader.get("/my/plan/"))


def changing(world: World) -> Case:
    """陈样本 proposes another bathroom while the works go on."""
    case = make_staged_case(world, "building")
    with clock.at(later(9)):
        propose_change(case_id=case.pk, by=world.chen, reason="墙面换材料")
        submit(world, case, plan=content(kitchen(), bathroom(floor=Method.DRY), start=later(10).date()))
    return case


def test_a_change_is_agreed_to_like_a_plan(world: World) -> None:
    case = changing(world)
    phone = opened(world, case, 10)
    assert "您不同意，就还按原来的方案" in said(phone.get("/my/plan/", later(10)))
    assert Deciding(phone, "agree", later(10)).through().status_code == 302
    assert "就按这一版装" in said(phone.get("/my/done/agree/", later(10)))
    plans = PlanVersion.objects.of_case(case).confirmed()
    assert [plan.confirmation.means for plan in plans] == [Means.CODED]
    assert not case.holds.filter(kind=HoldKind.PLAN_CHANGE, closed_at__isnull=True).exists()


def test_a_change_is_shown_beside_what_was_agreed_before(world: World) -> None:
    case = changing(world)
    phone = opened(world, case, 10)
    phone.get("/my/plan/", later(10))
    page = said(phone.get("/my/do/agree/", later(10)))
    assert "原来同意的第 2 版：施工 12 天，您付 76,200 元，都没有变" in page
    assert "补充协议" not in page


def test_another_version_of_a_change_takes_no_code_of_the_one_before(world: World) -> None:
    case = changing(world)
    phone = opened(world, case, 10)
    phone.get("/my/plan/", later(10))
    page = Deciding(phone, "agree", later(10))
    page.ask()
    code = last_code(later(10))
    with clock.at(later(10)):
        shown = PlanVersion.objects.of_case(case)[0]
        reject_plan(case_id=case.pk, by=world.zhou, opinion="换颜色", content_hash=shown.content_hash)
        submit(world, case, plan=content(kitchen(), bathroom(), start=later(11).date()))
    stale = page.send(code)
    assert stale.status_code == 409
    assert "内容刚刚变了" in said(stale)
    phone.get("/my/plan/", later(10))
    assert Deciding(phone, "agree", later(10)).send(code).status_code == 422
    assert PlanVersion.objects.of_case(case).confirmed().get().number == 2


def test_a_change_is_objected_to_and_the_former_plan_stands(world: World) -> None:
    case = changing(world)
    before = PlanVersion.objects.of_case(case).confirmed().get()
    phone = opened(world, case, 10)
    phone.get("/my/plan/", later(10))
    assert Deciding(phone, "object", later(10), opinion="不换了").through().status_code == 302
    assert PlanVersion.objects.of_case(case).confirmed().get() == before
    assert "提过意见：“不换了”，等企业改方案" in said(phone.get("/my/", later(10)))


def test_objecting_asks_what_is_wrong(reader: Any) -> None:
    answer = Deciding(reader, "object").ask()
    assert answer.status_code == 422
    assert "请写几个字" in said(answer)


# --- completion ---


def finished(world: World) -> Case:
    case = make_staged_case(world, "building")
    with clock.at(later(16)):
        report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
    return case


def test_completion_is_confirmed_of_the_reported_day(world: World) -> None:
    case = finished(world)
    answer = Deciding(opened(world, case, 17), "finished", later(17)).through()
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.status, case.completed_on) == (Status.COMPLETED, later(16).date())
    assert EndSignature.objects.get(report__case=case).means == Means.CODED


def test_works_that_are_not_finished_go_back_to_the_enterprise(world: World) -> None:
    case = finished(world)
    phone = opened(world, case, 17)
    assert Deciding(phone, "unfinished", later(17), reason="吊顶没有装").through().status_code == 302
    assert WorksReport.objects.get(case=case, kind="finish").confirm_note == "吊顶没有装"


# --- satisfaction ---


def test_satisfaction_is_said_alone_and_changed_until_it_is_concluded(
    world: World,
) -> None:
    case = make_staged_case(world, "verdict")
    phone = opened(world, case, 18)
    bad = Deciding(phone, "satisfied", later(18), satisfaction="dissatisfied", remark="地面积水")
    assert bad.through().status_code == 302
    assert "已经记下：您说了不满意" in said(phone.get("/my/done/satisfied/", later(18)))
    home = said(phone.get("/my/", later(18)))
    assert "您说了不满意，办结以前可以再改；等验收人员办结" in home
    assert "上门验收" not in home
    good = Deciding(phone, "satisfied", later(18) + timedelta(minutes=5), satisfaction="satisfied")
    assert "您上次说的是" in said(good.page)
    assert good.through().status_code == 302
    said_so = [each.value for each in HouseholdOpinion.objects.filter(attempt__case=case)]
    assert said_so == [Satisfaction.DISSATISFIED, Satisfaction.SATISFIED]
    with clock.at(later(19)):
        conclude(case_id=case.pk, by=world.yan)
    assert AcceptanceAttempt.objects.get(case=case).result == AttemptResult.PASSED
    assert "现在没有等您说的" in said(phone.get("/my/do/satisfied/", later(18) + timedelta(minutes=15)))


def test_nothing_is_said_before_the_inspectors_came(world: World) -> None:
    case = make_staged_case(world, "attempt")
    assert "还没有来过" in said(opened(world, case, 18).get("/my/do/satisfied/", later(18)))


def test_the_day_arranged_for_the_acceptance_is_told(world: World) -> None:
    case = make_staged_case(world, "attempt")
    day = formats.month_day(AcceptanceAttempt.objects.get(case=case).arranged_on)
    assert f"约定{day}上门验收" in said(opened(world, case, 18).get("/my/", later(18)))


def test_after_the_visit_nobody_is_said_to_come(world: World) -> None:
    case = make_staged_case(world, "items")
    home = said(opened(world, case, 18).get("/my/", later(18)))
    assert "验收人员已经上门看过" in home
    assert "等上城区住建局上门验收" not in home


def test_who_is_not_satisfied_says_why(world: World) -> None:
    case = make_staged_case(world, "verdict")
    page = Deciding(opened(world, case, 18), "satisfied", later(18), satisfaction="dissatisfied")
    assert "哪里不满意" in said(page.ask())
    assert not HouseholdOpinion.objects.filter(attempt__case=case).exists()


def test_findings_that_changed_since_are_shown_again_first(world: World) -> None:
    case = make_staged_case(world, "attempt")
    with clock.at(later(18)):
        works.go_through(world, case)
    page = Deciding(opened(world, case, 18), "satisfied", later(18), satisfaction="satisfied")
    page.ask()
    with clock.at(later(18)):
        code = case.attempts.get().items.all()[0].code.replace(":", "__")
        works.go_through(world, case, **{code: Found(ItemOutcome.DISAGREES, note="墙板松动")})
    answer = page.send("000000")
    assert answer.status_code == 409
    assert "内容刚刚变了" in said(answer)


# --- leaving ---


def test_the_household_leaves_before_the_works_without_a_reason(visitor: Any, case: Case) -> None:
    assert Deciding(visitor, "leave").through().status_code == 302
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN


def test_nobody_leaves_from_works_on_a_phone(world: World) -> None:
    case = make_staged_case(world, "building")
    phone = opened(world, case, 9)
    assert "/my/do/leave/" not in said(phone.get("/my/", later(9)))
    assert "不能在这里退出" in said(phone.get("/my/do/leave/", later(9)))


# --- a second tap ---


def mended(world: World) -> Case:
    case = make_staged_case(world, "rectifying")
    works.report_mended(world, case)
    return case


def planned(world: World) -> Case:
    return make_staged_case(world, "submitted_plan")


def judged(world: World) -> Case:
    return make_staged_case(world, "verdict")


def accepted(world: World) -> Case:
    return make_staged_case(world, "passed")


def rated(world: World) -> Case:
    case = accepted(world)
    rate(world, case)
    return case


def repaired(world: World) -> Case:
    case = works.make_works_case(world, "building")
    with clock.at(later(9)):
        mend(world, case, report(world, case))
    return case


STAGES: dict[str, tuple[Callable[[World], Case], int, dict[str, str]]] = {
    "agree": (planned, 3, {}),
    "object": (planned, 3, {"opinion": "不想用浅色板"}),
    "finished": (finished, 17, {}),
    "unfinished": (finished, 17, {"reason": "吊顶没有装"}),
    "mended": (mended, 20, {}),
    "unmended": (mended, 20, {"reason": "开关仍松动"}),
    "satisfied": (judged, 18, {"satisfaction": "satisfied"}),
    "repaired": (repaired, 9, {}),
    "leave": (planned, 3, {}),
    "rate": (accepted, 18, {"level": "good"}),
    "add-to-rating": (rated, 18, {"text": "柜门已经调好。"}),
}


def deciding(world: World, slug: str) -> Deciding:
    """Return the page of a decision, at the stage where it is made."""
    stage, day, words = STAGES[slug]
    phone = opened(world, stage(world), day)
    phone.get("/my/plan/", later(day))
    return Deciding(phone, slug, later(day), **words)


@pytest.mark.parametrize("slug", OWN_ACTS)
def test_a_second_tap_has_the_answer_of_the_first(world: World, slug: str) -> None:
    page = deciding(world, slug)
    assert page.through().status_code == 302
    assert page.send(last_code(page.at))["Location"] == f"/my/done/{slug}/"
    assert OneTimeCode.objects.filter(used_at__isnull=False).count() == 1


@pytest.mark.parametrize("slug", ["object", "unfinished"])
def test_other_words_after_it_was_made_are_not_said_to_be_recorded(world: World, slug: str) -> None:
    page = deciding(world, slug)
    page.through()
    answer = page.send(last_code(page.at), opinion="太贵了", reason="太贵了")
    assert answer.status_code == 409
    assert "现在不用您定" in said(answer)


def test_another_report_than_the_one_shown_is_not_sent_back(world: World) -> None:
    case = finished(world)
    with pytest.raises(Stale, match="刚刚有变化"):
        reject_finish(case_id=case.pk, by=world.zhou, reason="吊顶没有装", shown="0" * 64)
    assert WorksReport.objects.get(case=case, kind="finish").status == "pending"


def test_nobody_leaves_from_another_case_than_the_one_shown(world: World, case: Case) -> None:
    with pytest.raises(Stale, match="刚刚有变化"):
        withdraw_case(case_id=case.pk, by=world.zhou, shown="0" * 64)


# --- whose means it is ---


def test_an_official_cannot_sign_with_a_code(world: World, case: Case) -> None:
    plan = PlanVersion.objects.of_case(case)[0]
    with pytest.raises(Refused, match="只能由装修人本人"):
        confirm_plan(
            case_id=case.pk,
            by=world.zhou,
            content_hash=plan.content_hash,
            means=Means.CODED,
            phone_tail="01",
        )


def test_a_household_acts_on_its_own_case_alone(world: World, case: Case, slip: Any) -> None:
    other = make_staged_case(world, "submitted_plan", address="模拟新村 9 号 9 幢 9 单元 909 室")
    plan = PlanVersion.objects.of_case(other)[0]
    said = {"content_hash": plan.content_hash, "means": Means.CODED, "phone_tail": "01"}
    with pytest.raises(Case.DoesNotExist):
        confirm_plan(case_id=other.pk, by=speaker(slip), **said)
    assert Case.objects.visible_to(speaker(slip)).get() == case
