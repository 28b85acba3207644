"""The pages of acceptance: from the round to the papers, and what is refused on the way."""

from __future__ import annotations

import pytest
from django.urls import reverse

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.enums import ItemOutcome
from apps.inspections.models import AcceptanceAttempt
from apps.lib import clock
from tests.factories.people import id_number
from tests.factories.plans import drawn
from tests.factories.uploads import pdf, upload
from tests.factories.works import (
    fail_acceptance,
    hidden,
    make_works_case,
    page,
    photo,
    signed_in,
    verdict,
)
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
DAY_NINE = later(8)
ON_SITE = later(17)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def items_form(case: Case, **changes: str) -> dict[str, str]:
    attempt = AcceptanceAttempt.objects.get(case=case, result="open")
    answers = {f"{row.code.replace(':', '_')}-outcome": "agrees" for row in attempt.items.all()}
    return {**hidden(case), **answers, "visited_at": "2026-09-18T10:30", **changes}


def test_the_round_is_saved_from_the_page(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        form = items_form(
            case,
            **{
                "surface_0_wall-outcome": "measured",
                "surface_0_wall-area": "１８.２",
                "surface_0_wall-method": "wet",
                "surface_0_wall-note": "现场改为贴砖",
            },
        )
        answer = signed_in(world, "yan").post(page("acceptance-items", case), form)
        shown = signed_in(world, "yan").get(page("acceptance", case)).content.decode()

    assert answer.status_code == 302
    row = AcceptanceAttempt.objects.get(case=case).items.get(code="surface:0:wall")
    assert (row.outcome, str(row.area)) == (ItemOutcome.MEASURED, "18.20")
    assert "厨房 18.18 %" in shown
    assert "实测 湿作业 18.20 ㎡" in shown


def test_the_rest_of_a_surface_is_saved_from_the_page_and_shown_again(world: World) -> None:
    case = make_works_case(world, "attempt")
    measured = {"outcome": "measured", "area": "15.10", "method": "prefab"}
    said = {**measured, "rest_area": "3.50", "rest_method": "kept"}
    with clock.at(ON_SITE):
        browser = signed_in(world, "yan")
        form = items_form(case, **{f"surface_0_wall-{name}": value for name, value in said.items()})
        answer = browser.post(page("acceptance-items", case), form)
        shown = browser.get(page("acceptance-items", case)).content.decode()

    assert answer.status_code == 302
    row = AcceptanceAttempt.objects.get(case=case).items.get(code="surface:0:wall")
    assert (str(row.rest_area), row.rest_method) == ("3.50", "kept")
    assert '<details class="check-rest" open>' in shown


def test_a_measured_item_without_area_is_refused_at_its_field(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        form = items_form(case, **{"surface_0_wall-outcome": "measured", "surface_0_wall-note": "改为贴砖"})
        form["surface_0_wall-method"] = "wet"
        answer = signed_in(world, "yan").post(page("acceptance-items", case), form)

    assert answer.status_code == 422
    assert "surface_0_wall-area" in answer.context["form"].errors
    assert "改为贴砖" in answer.content.decode()


def test_the_checks_follow_what_is_typed_without_saving(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        form = items_form(
            case,
            **{
                "surface_0_wall-outcome": "measured",
                "surface_0_wall-area": "18.20",
                "surface_0_wall-method": "wet",
            },
        )
        shown = signed_in(world, "yan").post(page("acceptance-preview", case), form).content.decode()

    assert "厨房 18.18 %" in shown
    assert AcceptanceAttempt.objects.get(case=case).visited_at is None


def test_the_page_says_why_a_pass_is_not_possible(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        form = items_form(case, **{"hazard_1-outcome": "disagrees", "hazard_1-note": "仍为旧开关"})
        client = signed_in(world, "yan")
        client.post(page("acceptance-items", case), form)
        shown = client.get(page("acceptance-verdict", case)).content.decode()
        answer = client.post(
            page("acceptance-verdict", case), {**hidden(case, "c" * 32), "verdict": "pass", "opinion": "合格"}
        )

    assert "现在不能出具" in shown
    assert answer.status_code == 422
    assert "未更换：仍为旧开关" in str(answer.context["form"].errors["verdict"])


def test_verdict_opinion_and_conclusion_pass_the_case(world: World) -> None:
    case = make_works_case(world, "items")
    client = signed_in(world, "yan")
    with clock.at(ON_SITE):
        client.post(
            page("acceptance-verdict", case), {**hidden(case, "1" * 32), "verdict": "pass", "opinion": "合格"}
        )
        opinion = {
            **hidden(case, "2" * 32),
            "satisfaction": "satisfied",
            "signer": "self",
            "means": "drawn",
            "signature": drawn(),
            "witness_name": "周示例",
            "signed_on": "2026-09-18",
        }
        client.post(page("acceptance-opinion", case), opinion)
        answer = client.post(page("acceptance-conclude", case), hidden(case, "3" * 32), follow=True)

    case.refresh_from_db()
    assert case.status == Status.PASSED
    assert "验收合格报告" in answer.content.decode()


def test_it_is_not_concluded_before_both_have_spoken(world: World) -> None:
    case = make_works_case(world, "items")
    with clock.at(ON_SITE):
        answer = signed_in(world, "yan").get(page("acceptance-conclude", case), follow=True)

    assert answer.redirect_chain == [(page("acceptance", case), 302)]
    assert "验收人员还没有出具意见。" in answer.content.decode()


@pytest.mark.parametrize(
    ("upto", "buttons"),
    [
        ("attempt", ["逐项核验", "出具验收意见", "记录户主意见", "办结验收"]),
        ("items", ["修改核验", "出具验收意见", "记录户主意见", "办结验收"]),
        ("verdict", ["记录户主意见", "办结验收", "撤回意见"]),
        ("satisfied", ["重新记录户主意见", "办结：验收合格", "撤回意见"]),
    ],
)
def test_the_buttons_follow_the_attempt(world: World, upto: str, buttons: list[str]) -> None:
    case = make_works_case(world, upto)
    with clock.at(ON_SITE):
        shown = signed_in(world, "yan").get(page("acceptance", case))

    offers = [shown.context["primary"], *shown.context["on_attempt"]]
    assert sorted(offer.label for offer in offers) == sorted(buttons)


def test_the_second_inspector_reads_who_was_first(world: World) -> None:
    case = make_works_case(world, "items")
    client, form = signed_in(world, "yan2"), hidden(case)
    with clock.at(ON_SITE):
        verdict(world, case)
        answer = client.post(
            page("acceptance-verdict", case), {**form, "verdict": "fail", "opinion": "不合格"}
        )

    assert answer.status_code == 422
    assert "刚由严演示出具意见" in answer.content.decode()


def test_the_enterprise_reports_what_it_mended_and_the_street_confirms(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    item = AcceptanceAttempt.objects.get(case=case).rectifications.get()
    client = signed_in(world, "jiang")
    with clock.at(later(18)):
        assert "仍为旧开关" in client.get(page("acceptance", case)).content.decode()
        form = {**hidden(case), "done_on": "2026-09-19", "note": "已更换", "photos": [photo()]}
        client.post(page("acceptance-rectify", case, item_id=item.pk), form)
        client.post(
            page("acceptance-rectified", case), {**hidden(case, "d" * 32), "finished_on": "2026-09-19"}
        )
        street = signed_in(world, "zhou")
        assert "待户主或巡查确认" in street.get(page("acceptance", case)).content.decode()
        said = {"confirmer": "household", "finished_on": "2026-09-19", "signed_on": "2026-09-19"}
        scan = upload("整改确认.pdf", pdf())
        street.post(
            page("rectified-confirm", case),
            {**hidden(case, "e" * 32), **said, "means": "signed_scan", "scan": scan},
        )

    case.refresh_from_db()
    assert case.status == Status.COMPLETED


def test_an_enterprise_never_receives_id_number_or_hardship(world: World) -> None:
    case = make_works_case(world, "passed")
    client = signed_in(world, "jiang")
    with clock.at(ON_SITE):
        for name in ("works", "acceptance"):
            shown = client.get(page(name, case)).content.decode()
            assert id_number() not in shown
            assert "一般家庭" not in shown


@pytest.mark.parametrize("name", ["zhou", "yan", "jiang"])
def test_the_papers_come_as_pdf(world: World, name: str) -> None:
    case = make_works_case(world, "passed")
    client = signed_in(world, name)
    with clock.at(ON_SITE):
        for url in (page("acceptance-paper", case, number=1), page("pass-report", case)):
            answer = client.get(url)
            assert answer.content.startswith(b"%PDF"), url
            assert answer["X-Content-Type-Options"] == "nosniff"


def test_there_is_no_report_before_the_pass(world: World) -> None:
    case = make_works_case(world, "verdict")

    assert signed_in(world, "yan").get(page("pass-report", case)).status_code == 404


def test_who_waits_for_acceptance_is_the_district_s_to_list(world: World) -> None:
    case = make_works_case(world, "completed")
    with clock.at(ON_SITE):
        shown = signed_in(world, "yan").get(reverse("inspections:round-list")).content.decode()
        paper = signed_in(world, "yan").get(reverse("inspections:round-list-paper"))
        elsewhere = signed_in(world, "xi_inspector").get(reverse("inspections:round-list"))
        street = signed_in(world, "zhou").get(reverse("inspections:round-list"))

    assert str(case.number) in shown
    assert paper.content.startswith(b"%PDF")
    assert str(case.number) not in elsewhere.content.decode()
    assert str(case.number) not in street.content.decode()
