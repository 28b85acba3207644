"""张示例's first page says one thing at a time: what waits stands first, and whose each period is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from apps.cases.models import Case
from apps.household.services import issue_slip
from apps.inspections.models import Rectification
from apps.inspections.services import report_finish
from apps.lib import clock
from apps.plans.models import Contract
from tests.factories.ratings import rate
from tests.factories.reported import mend, report
from tests.factories.stages import make_staged_case
from tests.factories.works import make_works_case, report_mended
from tests.factories.world import World, later
from tests.household.telephone import Deciding, answering
from tests.household.visitor import Visitor, said

pytestmark = pytest.mark.django_db
NOTHING = "现在不用您做什么"


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


def opened(world: World, case: Case, day: int) -> Visitor:
    with clock.at(later(day)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    return Visitor().opened_at(slip, later(day))


def home(phone: Visitor, day: int) -> str:
    return said(phone.get("/my/", later(day)))


def finished(world: World) -> Case:
    case = make_staged_case(world, "building")
    with clock.at(later(16)):
        report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today(), text="已清场")
    return case


def test_a_repair_to_look_at_stands_first_and_nothing_says_there_is_nothing_to_do(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        mend(world, case, report(world, case))
    page = home(opened(world, case, 9), 9)
    assert page.index("有 1 项等您看") < page.index("别的不用您做什么")
    assert NOTHING not in page


def test_while_others_work_nobody_who_decides_by_phone_is_sent_to_the_street(world: World) -> None:
    page = home(opened(world, make_staged_case(world, "building"), 10), 10)
    assert NOTHING in page
    assert "施工期到" in page
    assert "别的在街道办" not in page


def test_who_is_asked_whether_works_are_done_reads_no_other_s_period(world: World) -> None:
    phone = opened(world, finished(world), 17)
    page = home(phone, 17)
    assert "企业说已经完工，对吗" in page
    assert "施工期到" not in page
    assert "已清场" in said(phone.get("/my/do/finished/", later(17)))


def test_what_is_said_to_be_missing_is_read_again_here_and_beside_the_next_report(world: World) -> None:
    case = finished(world)
    phone = opened(world, case, 17)
    assert Deciding(phone, "unfinished", later(17), reason="扶手没有装。").through().status_code == 302
    assert "说了还没有完工：“扶手没有装”，装修企业看得到。" in home(phone, 17)
    with clock.at(later(18)):
        report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
    page = said(opened(world, case, 18).get("/my/do/finished/", later(18)))
    assert "说过还没有完工" in page
    assert "扶手没有装。" in page
    assert "没有办成" not in page


def test_what_was_mended_is_read_where_it_is_confirmed(world: World) -> None:
    case = make_staged_case(world, "rectifying")
    assert "要整改什么，写在“我的文书”的整改意见告知单里" in home(opened(world, case, 19), 19)
    report_mended(world, case)
    page = said(opened(world, case, 20).get("/my/do/mended/", later(20)))
    for item in Rectification.objects.filter(attempt__case=case):
        assert item.text in page
        assert item.note in page


def test_once_the_inspectors_were_there_it_is_the_households_turn_to_say(world: World) -> None:
    page = home(opened(world, make_staged_case(world, "items"), 18), 18)
    assert "您满意吗" in page
    assert NOTHING not in page


def test_what_was_said_is_changed_and_the_reason_read_again(world: World) -> None:
    phone = opened(world, make_staged_case(world, "verdict"), 18)
    Deciding(phone, "satisfied", later(18), satisfaction="dissatisfied", remark="地面积水").through()
    assert "改我说的" in home(phone, 18)
    page = said(phone.get("/my/do/satisfied/", later(18)))
    assert "这次就不算合格，要整改了再验收" in page
    assert "地面积水" in page


def test_after_it_passed_the_report_opens_at_once_and_ink_is_asked_for(world: World) -> None:
    page = home(opened(world, make_staged_case(world, "passed"), 20), 20)
    assert "打开验收合格报告（PDF）" in page
    assert "归档还要您亲笔签的申请表、项目验收表" in page
    assert "保修期里坏了、漏水，报在这里" in page
    assert "不用您再做什么" not in page


def test_the_amount_of_the_contract_that_was_recorded_is_shown(world: World) -> None:
    case = make_staged_case(world, "contracted")
    phone = opened(world, case, 9)
    assert "登记的合同：" in said(phone.get("/my/plan/", later(9)))
    Contract.objects.filter(case=case).update(amount=Decimal(86_200))
    page = said(phone.get("/my/plan/", later(9)))
    assert "86,200 元" in page
    assert "和上面的预算不一样" in page


@pytest.mark.parametrize(("level", "asked", "called"), [("good", False, False), ("bad", True, True)])
def test_a_rating_is_read_back_without_what_was_not_asked(
    world: World, level: str, asked: bool, called: bool
) -> None:
    phone = opened(world, make_staged_case(world, "passed"), 18)
    rating = Deciding(phone, "rate", later(18), level=level)
    assert ("主要是对谁" in said(rating.ask())) is asked
    assert rating.through().status_code == 302
    done = said(phone.get("/my/done/rate/", later(18)))
    assert ("回访您" in done or "12345" in done) is called


def test_a_slip_that_ends_before_the_warranty_says_so(world: World) -> None:
    case = make_staged_case(world, "passed")
    rate(world, case)
    page = said(opened(world, case, 20).get("/my/defects/", later(20)))
    assert "您这张凭条到" in page
    assert "另开一张" in page
