"""The household rates on its own phone: after the acceptance, with a code, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from apps.cases.models import Case
from apps.household.acts.own import offered
from apps.household.services import issue_slip
from apps.lib import clock
from apps.orgs.models import ReportingLine
from apps.ratings.enums import Level, Way
from apps.ratings.models import FollowUp, Rating
from tests.factories.ratings import rate
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later
from tests.household.changes import succeed
from tests.household.telephone import Deciding, answering
from tests.household.visitor import Visitor, said

pytestmark = pytest.mark.django_db
DAY = 18
GIVEN = {"level": "good", "about": "unsaid", "text": "师傅很细心。", "shares": "no"}


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


def opened(world: World, case: Case, day: int = DAY) -> Visitor:
    with clock.at(later(day)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    return Visitor().opened_at(slip, later(day))


def test_the_first_page_offers_it_once_the_case_has_passed(world: World, case: Case) -> None:
    page = said(opened(world, case).get("/my/", later(DAY)))
    assert "/my/do/rate/" in page
    assert "也可以写在纸上交给街道" in page


def test_before_it_does_not(world: World) -> None:
    case = make_staged_case(world, "verdict")
    phone = opened(world, case)
    page = said(phone.get("/my/", later(DAY)))
    assert "服务评价" not in page
    assert "/my/do/satisfied/" in page
    assert "验收合格以后才能评价" in said(phone.get("/my/do/rate/", later(DAY)))


def test_the_page_of_the_acceptance_asks_no_rating(world: World) -> None:
    phone = opened(world, make_staged_case(world, "verdict"))
    assert "评价" not in said(phone.get("/my/do/satisfied/", later(DAY)))


def test_with_a_code_it_stands_and_the_page_says_so(world: World, case: Case) -> None:
    phone = opened(world, case)
    answer = Deciding(phone, "rate", later(DAY), **GIVEN).through()
    assert answer["Location"] == "/my/done/rate/"
    rating = Rating.objects.get()
    assert (rating.level, rating.way, rating.shares_words) == (Level.GOOD, Way.PHONE, False)
    assert "张示例" not in rating.author
    assert "装修企业能看到" not in said(phone.get("/my/done/rate/", later(DAY)))
    page = said(phone.get("/my/", later(DAY)))
    assert "您评价了" in page
    assert "/my/do/add-to-rating/" in page
    assert "/my/do/rate/" not in page


def test_slip_and_digits_alone_rate_nothing(world: World, case: Case) -> None:
    Deciding(opened(world, case), "rate", later(DAY), **GIVEN).send("000000")
    assert not Rating.objects.exists()


def test_a_bad_one_says_that_somebody_calls_back(world: World, case: Case) -> None:
    phone = opened(world, case)
    assert "会有人打电话回访您" in said(phone.get("/my/do/rate/", later(DAY)))
    Deciding(phone, "rate", later(DAY), **{**GIVEN, "level": "very_bad"}).through()
    assert Rating.objects.get().ticket is not None


def test_where_nobody_calls_back_a_bad_one_stands_and_the_page_says_whom_to_call(
    world: World, case: Case
) -> None:
    phone = opened(world, case)
    ReportingLine.objects.all().delete()
    Deciding(phone, "rate", later(DAY), **{**GIVEN, "level": "bad", "about": "bureau"}).through()
    assert Rating.objects.get().level == Level.BAD
    for page in ("/my/done/rate/", "/my/"):
        assert "请打 12345 反映" in said(phone.get(page, later(DAY))), page


def test_something_is_added_once(world: World, case: Case) -> None:
    rate(world, case)
    phone = opened(world, case)
    answer = Deciding(phone, "add-to-rating", later(DAY), text="柜门已经调好。").through()
    assert answer["Location"] == "/my/done/add-to-rating/"
    assert FollowUp.objects.get().words == "柜门已经调好。"
    assert "/my/do/add-to-rating/" not in said(phone.get("/my/", later(DAY)))


def test_a_new_household_reads_nothing_of_the_former_one_s(world: World, case: Case) -> None:
    rate(world, case, words="我是前一户。")
    with clock.at(later(DAY + 1)):
        succeed(world, case)
    phone = opened(world, case, DAY + 2)
    page = said(phone.get("/my/", later(DAY + 2)))
    assert "我是前一户" not in page
    assert "已经评价过" in page


def test_an_agent_is_shown_the_paper_way(world: World) -> None:
    case = make_staged_case(world, "passed", agent_name="代示例", agent_phone="13800000066")
    with clock.at(later(DAY)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="agent")
    page = said(Visitor().opened_at(slip, later(DAY)).get("/my/", later(DAY)))
    assert "评价由装修人本人来说" in page
    assert "/my/do/rate/" not in page


def test_without_text_messages_only_paper_is_left(world: World, case: Case) -> None:
    with clock.at(later(DAY)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    with override_settings(MESSAGE_ADAPTER=""):
        assert offered(slip) == frozenset()
        page = said(Visitor().opened_at(slip, later(DAY)).get("/my/", later(DAY)))
    assert "也可以写在纸上交给街道" in page
