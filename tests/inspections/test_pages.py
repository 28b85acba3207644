"""The pages of works and acceptance: what is typed stays, repeats count once, strangers see nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.models import Defect, Photo, Visit, WorksReport
from apps.inspections.rules import checklist
from apps.lib import clock
from apps.plans.queries import confirmed_plan, content_of
from tests.factories.uploads import pdf, upload
from tests.factories.works import (
    hidden,
    make_works_case,
    page,
    photo,
    show_concealed,
    signed_in,
    start,
)
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
DAY_NINE = later(8)
ON_SITE = later(17)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def patrol_form(case: Case, **changes: Any) -> dict[str, Any]:
    plan = confirmed_plan(case)
    items = checklist(content_of(plan) if plan else None)
    answers = {f"{item.code.replace(':', '_')}-outcome": "ok" for item in items}
    return {**hidden(case), **answers, "visited_on": "2026-09-09", **changes}


@pytest.mark.parametrize("tab", ["works", "acceptance"])
@pytest.mark.parametrize("state", ["contracted", "building", "items", "passed"])
def test_the_tabs_open_at_every_state_for_whoever_sees_the_case(world: World, tab: str, state: str) -> None:
    case = make_works_case(world, state)
    with clock.at(ON_SITE):
        for name in ("zhou", "yan", "ling", "shi", "sheng", "jiang", "shenji"):
            assert signed_in(world, name).get(page(tab, case)).status_code == 200, name


def test_the_works_tab_offers_each_role_its_own_acts(world: World) -> None:
    case = make_works_case(world)
    with clock.at(DAY_NINE):
        street = signed_in(world, "zhou").get(page("works", case)).content.decode()
        enterprise = signed_in(world, "jiang").get(page("works", case)).content.decode()

    assert "登记巡查" in street
    assert "填报进度" not in street
    assert "隐蔽工程照片" in enterprise
    assert "登记巡查" not in enterprise


def test_the_clock_stands_on_the_tab_with_its_reason(world: World) -> None:
    case = make_works_case(world)
    with clock.at(DAY_NINE):
        shown = signed_in(world, "zhou").get(page("works", case)).content.decode()

    assert "9月22日" in shown


@pytest.mark.parametrize("name", ["hu", "xi", "xi_inspector", "tao", "wu"])
def test_strangers_get_404_everywhere(world: World, name: str) -> None:
    case = make_works_case(world, "passed")
    client = signed_in(world, name)
    for url in (
        page("works", case),
        page("acceptance", case),
        page("patrol", case),
        page("acceptance-paper", case, number=1),
        page("pass-report", case),
        page("photo", case, photo_id=Photo.objects.filter(case=case).values_list("pk", flat=True)[0]),
    ):
        assert client.get(url).status_code == 404, url


def test_anonymous_people_are_asked_to_sign_in(world: World) -> None:
    case = make_works_case(world)

    assert Client().get(page("works", case)).status_code == 302


@pytest.mark.parametrize(
    ("name", "url"), [("zhou", "acceptance-open"), ("jiang", "patrol"), ("shi", "start"), ("shenji", "stop")]
)
def test_another_role_s_page_is_forbidden(world: World, name: str, url: str) -> None:
    case = make_works_case(world, "completed")
    client = signed_in(world, name)

    assert client.get(page(url, case)).status_code == 403
    assert client.post(page(url, case), hidden(case)).status_code == 403


def test_a_page_whose_moment_has_passed_leads_back_with_the_reason(world: World) -> None:
    case = make_works_case(world)
    with clock.at(DAY_NINE):
        answer = signed_in(world, "jiang").get(page("start", case), follow=True)

    assert answer.redirect_chain[-1][0] == page("works", case)
    assert "不能开工" in answer.content.decode()


def test_a_patrol_is_recorded_from_the_phone_with_several_photos(world: World) -> None:
    case = make_works_case(world)
    with clock.at(DAY_NINE):
        answer = signed_in(world, "zhou").post(
            page("patrol", case), patrol_form(case, photos=[photo("一.jpg"), photo("二.jpg")])
        )

    assert answer.status_code == 302
    visit = Visit.objects.get(case=case)
    assert Photo.objects.filter(subject="visit", subject_id=visit.pk).count() == 2


def test_a_finding_without_words_keeps_what_was_typed_and_the_photos(world: World) -> None:
    case = make_works_case(world)
    client = signed_in(world, "zhou")
    form = patrol_form(case, safety_outcome="", note="墙板未装完", photos=[photo("现场一.jpg")])
    form["safety-outcome"] = "bad"
    with clock.at(DAY_NINE):
        answer = client.post(page("patrol", case), form)
        shown = answer.content.decode()

        assert answer.status_code == 422
        assert "请写明不符合的情况" in shown
        assert "请填写整改期限" in shown
        assert "墙板未装完" in shown
        assert "已上传：现场一.jpg" in shown
        assert not Visit.objects.exists()

        parked = answer.context["form"].fields["photos"].widget.parked[0]
        again = {
            **form,
            "safety-note": "电线裸露",
            "due_on": "2026-09-12",
            "photos": [],
            "photos-parked": str(parked.pk),
        }
        assert client.post(page("patrol", case), again).status_code == 302
    assert Defect.objects.get(case=case).severity == "hazard"
    assert Photo.objects.filter(case=case, subject="visit").get().name == "现场一.jpg"


def test_a_double_click_records_one_visit(world: World) -> None:
    case = make_works_case(world)
    client, form = signed_in(world, "zhou"), patrol_form(case)
    with clock.at(DAY_NINE):
        first, second = (client.post(page("patrol", case), form) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert Visit.objects.filter(case=case).count() == 1


def test_a_stale_page_says_so_and_can_be_sent_again(world: World) -> None:
    case = make_works_case(world)
    client, form = signed_in(world, "jiang"), hidden(case)
    with clock.at(DAY_NINE):
        show_concealed(world, case)
        answer = client.post(page("progress", case), {**form, "on": "2026-09-09", "text": "墙板过半"})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "刚被别人改过" in shown
        assert "墙板过半" in shown
        version = answer.context["form"]["version"].value()
        again = {"version": version, "key": "b" * 32, "on": "2026-09-09", "text": "墙板过半"}
        assert client.post(page("progress", case), again).status_code == 302

    assert WorksReport.objects.filter(case=case, text="墙板过半").count() == 1


def test_an_unreadable_day_stays_in_its_field(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)):
        answer = signed_in(world, "jiang").post(
            page("start", case), {**hidden(case), "started_on": "九月八日"}
        )

    assert answer.status_code == 422
    assert "请填写正确的开工日期" in answer.content.decode()
    assert "九月八日" in answer.content.decode()


def test_a_refusal_of_the_service_stands_at_its_field(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)):
        answer = signed_in(world, "jiang").post(
            page("start", case), {**hidden(case), "started_on": "2026-08-01"}
        )

    assert answer.status_code == 422
    assert "早于合同签订日期" in str(answer.context["form"].errors["started_on"])
    case.refresh_from_db()
    assert case.status == Status.CONTRACTED


def test_a_file_that_is_no_photo_is_refused_at_the_field(world: World) -> None:
    case = make_works_case(world)
    bad = photo("照片.jpg")
    bad.file.seek(0)
    bad.file.write(b"<!DOCTYPE html><html></html>" + b" " * 600)
    with clock.at(DAY_NINE):
        answer = signed_in(world, "jiang").post(
            page("concealed", case),
            {**hidden(case), "on": "2026-09-09", "space": "厨房", "concealed": "water", "photos": [bad]},
        )

    assert answer.status_code == 422
    assert "photos" in answer.context["form"].errors
    assert not Photo.objects.exists()


def test_the_finish_goes_from_the_enterprise_to_the_household(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(12)):
        show_concealed(world, case)
        signed_in(world, "jiang").post(page("finish", case), {**hidden(case), "finished_on": "2026-09-13"})
        street = signed_in(world, "zhou")
        assert "企业已报告完工" in street.get(page("works", case)).content.decode()
        form = {
            **hidden(case),
            "finished_on": "2026-09-13",
            "confirmer": "household",
            "means": "signed_scan",
            "scan": upload("竣工确认.pdf", pdf()),
            "signed_on": "2026-09-13",
        }
        answer = street.post(page("finish-confirm", case), form)

    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.status, case.completed_on) == (Status.COMPLETED, date(2026, 9, 13))


def test_a_photo_is_shown_without_being_a_download_for_strangers(world: World) -> None:
    case = make_works_case(world)
    with clock.at(DAY_NINE):
        show_concealed(world, case)
        shown = Photo.objects.filter(case=case)[0]
        answer = signed_in(world, "zhou").get(page("photo", case, photo_id=shown.pk))

    assert answer["Content-Type"] == "image/jpeg"
    assert "inline" in answer["Content-Disposition"]


def test_a_defect_that_is_not_there_is_404(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)):
        start(world, case)
        answer = signed_in(world, "jiang").get(page("defect-rectify", case, defect_id=case.pk))

    assert answer.status_code == 404
