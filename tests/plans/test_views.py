"""The tab and its papers: within scope, without what a role may not see."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.audit.models import AccessLog
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.plans.enums import Method
from tests.factories.plans import bathroom, confirm, content, kitchen, make_planned_case, submit
from tests.factories.world import World

Browser = Callable[[Actor], Client]


def url(name: str, case: Case, **more: object) -> str:
    return reverse(f"plans:{name}", kwargs={"pk": case.pk, **more})


def text(response: HttpResponse) -> str:
    return response.content.decode()


class TestTab:
    def test_it_shows_the_failed_check_with_its_way_out(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case, plan=content(kitchen(), bathroom(wall=Method.WET)))
        shown = text(signed_in(world.zhou).get(url("plan", case)))
        assert "33.33 %，墙面改为装配式后为 100 %" in shown
        assert "请户主确认：" in shown

    def test_the_sister_district_finds_nothing(self, world: World, case: Case, signed_in: Browser) -> None:
        assert signed_in(world.xi).get(url("plan", case)).status_code == 404

    def test_another_enterprise_finds_nothing(self, world: World, case: Case, signed_in: Browser) -> None:
        assert signed_in(world.tao).get(url("plan", case)).status_code == 404

    def test_an_enterprise_reads_neither_id_number_nor_hardship(
        self, world: World, signed_in: Browser
    ) -> None:
        case = make_planned_case(world, "contracted", hardship="hardship")
        client = signed_in(world.chen)
        shown = text(client.get(url("plan", case)))
        assert "困难家庭" not in shown
        assert "33010219650131" not in shown
        assert client.get(url("application-form", case)).status_code == 404

    def test_a_version_that_is_not_there_is_not_found(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case)
        client = signed_in(world.zhou)
        assert client.get(url("plan", case), {"v": "1"}).status_code == 200
        assert client.get(url("plan", case), {"v": "9"}).status_code == 404
        assert client.get(url("plan", case), {"v": "１"}).status_code == 404

    def test_a_case_without_plan_says_what_comes_next(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        assert "还没有方案" in text(signed_in(world.wang).get(url("plan", case)))


class TestPapers:
    def test_everyone_in_scope_prints_the_plan_and_the_form_is_logged(
        self, world: World, signed_in: Browser
    ) -> None:
        case = make_planned_case(world)
        plan = signed_in(world.chen).get(url("paper", case, number=1))
        form = signed_in(world.zhou).get(url("application-form", case))
        assert (plan.status_code, form.status_code) == (200, 200)
        assert plan.content.startswith(b"%PDF")
        assert form.content.startswith(b"%PDF")
        assert AccessLog.objects.filter(subject_id=str(case.pk), purpose="打印申请表").count() == 1

    def test_there_is_no_form_before_the_confirmation(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case)
        assert signed_in(world.zhou).get(url("application-form", case)).status_code == 404
        confirm(case, by=world.zhou)
        assert signed_in(world.xi).get(url("application-form", case)).status_code == 404
