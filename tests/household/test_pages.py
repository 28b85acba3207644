"""What a visit shows: the own turn first, the plan against the version last seen, the own papers."""

from __future__ import annotations

import pytest

from apps.audit.models import AccessLog
from apps.cases.enums import ENDED, Status
from apps.cases.models import Case
from apps.cases.workflow import HOUSEHOLD_ENDS, HOUSEHOLD_WORDS, TURNS
from apps.household.models import ShownPlan, Slip
from apps.household.queries.home import home_of
from apps.household.queries.own_papers import own_papers
from apps.household.services import issue_slip
from apps.lib import clock
from apps.plans.enums import Method
from tests.factories.stages import hand_back, make_staged_case
from tests.factories.world import World, later
from tests.household.changes import another_plan
from tests.household.visitor import Visitor, said

pytestmark = pytest.mark.django_db


def slip_of(world: World, case: Case) -> Slip:
    with clock.at(later(30)):
        return issue_slip(case_id=case.pk, by=world.zhou, holder="self")


def test_every_turn_of_the_house_has_words_for_the_household() -> None:
    turns = {turn.name for turn in TURNS} | {status.value for status in Status if status not in ENDED}
    assert turns - set(HOUSEHOLD_WORDS) == {Status.PASSED}
    assert set(HOUSEHOLD_ENDS) == ENDED
    assert all(words.yours or words.theirs for words in HOUSEHOLD_WORDS.values())


def test_a_plan_that_waits_is_the_households_to_decide(slip: Slip) -> None:
    home = home_of(slip)
    assert home.card.is_yours
    assert home.card.shows_plan
    assert [step.state for step in home.steps] == ["done", "done", "now", "todo", "todo", "todo"]
    assert home.steps[2].note == "轮到您"


@pytest.mark.parametrize(
    ("state", "at", "waits_for"),
    [
        ("submitted", 1, "街道"),
        ("received", 2, "区"),
        ("designing", 3, "有限公司"),
        ("contracted", 5, "有限公司"),
        ("building", 5, "有限公司"),
        ("completed", 6, "区"),
        ("rectifying", 6, "有限公司"),
    ],
)
def test_else_it_says_who_is_at_work(world: World, state: str, at: int, waits_for: str) -> None:
    case = make_staged_case(world, state)
    slip = slip_of(world, case)
    with clock.at(later(30)):
        home = home_of(slip)
    assert home.card.heading == "现在不用您做什么"
    assert waits_for in home.card.text
    assert home.at == at


def test_a_period_says_its_last_day(world: World) -> None:
    case = make_staged_case(world, "completed")
    with clock.at(later(18)):
        home = home_of(issue_slip(case_id=case.pk, by=world.zhou, holder="self"))
    assert home.card.until.startswith("验收期到10月")


def test_a_return_asks_for_what_is_missing(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(2)):
        hand_back(world, case)
    card = home_of(slip_of(world, case)).card
    assert (card.heading, card.is_yours) == ("补材料", True)
    assert "向街道要" in card.text


def test_a_finished_case_has_no_step_left(world: World) -> None:
    case = make_staged_case(world, "passed")
    home = home_of(slip_of(world, case))
    assert {step.state for step in home.steps} == {"done"}
    assert "验收合格" in home.card.heading


def test_the_plan_shows_rooms_money_days_and_hazards(visitor: Visitor) -> None:
    page = said(visitor.get("/my/plan/"))
    for words in (
        "厨房：吊顶装配式；墙面装配式；地面湿作业",
        "企业让利",
        "您付",
        "规定最多 15 天",
        "一起换掉的隐患",
    ):
        assert words in page


def test_the_first_time_nothing_is_said_to_have_changed(visitor: Visitor) -> None:
    assert "您上次看的" not in said(visitor.get("/my/plan/"))
    assert ShownPlan.objects.count() == 1


def test_the_next_version_is_held_against_the_one_seen_last(
    world: World, case: Case, slip: Slip, visitor: Visitor
) -> None:
    seen = visitor.get("/my/plan/").context["page"].plan.number
    with clock.at(later(3)):
        another_plan(world, case, wall=Method.DRY)
    for _ in range(2):  # and still, when it is opened again
        page = said(visitor.get("/my/plan/"))
        assert f"您上次看的是第 {seen} 版" in page
        assert "卫生间墙面" in page
        assert "这次改的" in page
    assert ShownPlan.objects.filter(slip=slip).count() == 2


def test_a_version_seen_by_nobody_is_skipped_over(world: World, case: Case, visitor: Visitor) -> None:
    seen = visitor.get("/my/plan/").context["page"].plan.number
    ShownPlan.objects.all().delete()
    with clock.at(later(3)):
        # It spoke about the first one at the desk, and never saw the second.
        another_plan(world, case, wall=Method.DRY)
    assert visitor.get("/my/plan/").context["page"].compared.number == seen


def test_a_draft_is_not_shown(world: World) -> None:
    case = make_staged_case(world, "failing_plan")
    slip = slip_of(world, case)
    answer = Visitor().opened_at(slip, later(30)).get("/my/plan/", later(30))
    assert answer["Location"] == "/my/"


def test_every_paper_of_a_case_opens_and_is_logged_with_the_slip(world: World) -> None:
    case = make_staged_case(world, "passed")
    slip = slip_of(world, case)
    phone = Visitor().opened_at(slip, later(30))
    papers = own_papers(case)
    assert {paper.kind for paper in papers} == {"plan", "acceptance", "report"}
    for paper in papers:
        number = f"{paper.number}/" if paper.number else ""
        answer = phone.get(f"/my/papers/{paper.kind}/{number}", later(30))
        assert answer.status_code == 200, paper
        assert answer.content.startswith(b"%PDF")
        assert "no-store" in answer["Cache-Control"]
    logged = AccessLog.objects.filter(subject_id=str(case.pk), role="household", kind="download")
    assert logged.count() == len(papers)
    assert all("凭条第 1 张" in row.purpose and "装修人" in row.actor_name for row in logged)


def test_no_page_shows_more_than_the_enterprise_may_see(world: World) -> None:
    case = make_staged_case(world, "passed")
    phone = Visitor().opened_at(slip_of(world, case), later(30))
    page = "".join(said(phone.get(path, later(30))) for path in ("/my/", "/my/plan/", "/my/papers/"))
    household = case.household
    for hidden in (household.id_number_encrypted.text(), household.phone_encrypted.text(), "困难家庭"):
        assert hidden not in page
    assert phone.get("/my/papers/application/", later(30)).status_code == 404


def test_a_paper_that_may_tell_of_the_household_is_asked_for_at_the_street(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(2)):
        hand_back(world, case)
    phone = Visitor().opened_at(slip_of(world, case), later(30))
    for path in ("receipt/", "return/1/", "decline/"):
        assert phone.get(f"/my/papers/{path}", later(30)).status_code == 404, path
    page = said(phone.get("/my/papers/", later(30)))
    assert "登记回执、一次性告知书、不予备案告知书" in page
    assert "请向街道要" in page


def test_a_paper_that_the_case_does_not_have_is_not_there(visitor: Visitor) -> None:
    for path in ("report/", "plan/9/", "acceptance/1/", "return/1/", "receipt/1/", "nothing/"):
        assert visitor.get(f"/my/papers/{path}").status_code == 404, path


def test_looking_asks_a_bounded_number_of_questions(
    visitor: Visitor, django_assert_max_num_queries: object
) -> None:
    visitor.get("/my/plan/")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        visitor.get("/my/")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        visitor.get("/my/plan/")
