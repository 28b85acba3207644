"""The second person: nobody overwrites a colleague. One press counts once: tests/acts/test_contract.py."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cases.enums import Status
from apps.cases.models import Case, RegistrationDraft
from apps.inspections.models import AcceptanceAttempt
from apps.lib import clock
from apps.plans.models import PlanVersion
from apps.reports.models import ReportVersion
from tests.access.forms import fields_of
from tests.factories import weeks
from tests.factories.stages import make_staged_case
from tests.factories.typed import registration_form
from tests.factories.world import NOON, World, later, make_world, user_of

pytestmark = pytest.mark.django_db

CHANGED = "刚被别人改过"
NOW = later(30)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


class Desk:
    """A signed-in browser, at one moment."""

    def __init__(self, world: World, persona: str) -> None:
        self.client = Client()
        self.client.force_login(user_of(world.people[persona]))

    def get(self, name: str, **kwargs: object) -> HttpResponse:
        with clock.at(NOW):
            return self.client.get(reverse(name, kwargs=kwargs))

    def post(self, name: str, data: dict[str, object], **kwargs: object) -> HttpResponse:
        with clock.at(NOW):
            return self.client.post(reverse(name, kwargs=kwargs), data)


def shown(answer: HttpResponse) -> str:
    """Return the page as text."""
    return answer.content.decode()


# --- registration ---


def test_two_clicks_on_the_form_keep_one_draft_and_two_on_the_read_back_make_one_case(world: World) -> None:
    desk = Desk(world, "zhou")
    form = {**fields_of(desk.get("cases:register"), "draft"), **registration_form(1)}

    first, second = (desk.post("cases:register", form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert RegistrationDraft.objects.count() == 1

    draft = RegistrationDraft.objects.get().pk
    first, second = (desk.post("cases:register-check", {}, draft=draft) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    assert Case.objects.get().status == Status.RECEIVED


def test_the_second_clerk_at_the_same_dwelling_is_told_and_loses_no_word(world: World) -> None:
    read_back = []
    for desk in (Desk(world, "zhou"), Desk(world, "zhou")):
        form = {**fields_of(desk.get("cases:register"), "draft"), **registration_form(1)}
        read_back.append((desk.client, desk.post("cases:register", form)["Location"]))
    with clock.at(NOW):
        answers = [client.post(url) for client, url in read_back]

    assert answers[0].status_code == 302
    answer = answers[1]
    assert answer.status_code == 422
    number = Case.objects.get().number
    assert f"已经申请过（办件 {number}" in shown(answer)
    assert 'value="示例路1号1幢1单元101室"' in shown(answer)


def test_two_people_correct_the_same_case(world: World) -> None:
    case = make_staged_case(world, "designing")
    clerk, bureau = Desk(world, "zhou"), Desk(world, "wang")
    pages = [desk.get("cases:correct", pk=case.pk) for desk in (clerk, bureau)]
    first = fields_of(pages[0], "version") | {"family_size": "5", "reason": "户口簿为五人"}
    second = fields_of(pages[1], "version") | {"family_size": "6", "reason": "另有一人迁入"}

    assert clerk.post("cases:correct", first, pk=case.pk).status_code == 302
    answer = bureau.post("cases:correct", second, pk=case.pk)

    assert answer.status_code == 422
    assert CHANGED in shown(answer)
    assert "另有一人迁入" in shown(answer)
    assert 'value="6"' in shown(answer)
    case.household.refresh_from_db()
    assert case.household.family_size == 5


# --- plan ---


def plan_form(desk: Desk, case: Case, days: str) -> dict[str, object]:
    """Return the editor as it stands with another duration."""
    return {**fields_of(desk.get("plans:edit", pk=case.pk), "spaces-TOTAL_FORMS"), "planned_days": days}


def with_draft(world: World) -> Case:
    """Return a case whose second version is being written, as a copy of the failed one."""
    case = make_staged_case(world, "failing_plan")
    Desk(world, "chen").post("plans:new-version", {}, pk=case.pk)
    return case


def test_two_windows_write_the_same_plan(world: World) -> None:
    case = with_draft(world)
    desk = Desk(world, "chen")
    first, second = plan_form(desk, case, "11"), plan_form(desk, case, "13")

    assert desk.post("plans:edit", {**first, "action": "save"}, pk=case.pk).status_code == 302
    answer = desk.post("plans:edit", {**second, "action": "save"}, pk=case.pk)

    assert answer.status_code == 422
    assert CHANGED in shown(answer)
    assert 'value="13"' in shown(answer)
    assert PlanVersion.objects.get(case=case, number=2).planned_days == 11


# --- acceptance ---


def test_two_inspectors_give_a_verdict(world: World) -> None:
    case = make_staged_case(world, "items")
    first, second = Desk(world, "yan"), Desk(world, "yan2")
    page = "inspections:acceptance-verdict"
    forms = [fields_of(desk.get(page, pk=case.pk), "opinion") for desk in (first, second)]
    passing = {**forms[0], "verdict": "pass", "opinion": "逐项核验，与方案一致。"}
    failing = {**forms[1], "verdict": "fail", "opinion": "柜门未调平。"}

    assert first.post(page, passing, pk=case.pk).status_code == 302
    answer = second.post(page, failing, pk=case.pk)

    assert answer.status_code == 422
    assert "这次验收刚由严演示出具意见“验收合格”" in shown(answer)
    assert "柜门未调平。" in shown(answer)
    attempt = AcceptanceAttempt.objects.get(case=case)
    assert (attempt.verdict, attempt.verdict_by) == ("pass", "严演示")


# --- report ---


def test_two_people_fill_in_the_same_week(world: World) -> None:
    with clock.at(NOON):
        seal = weeks.seal(world, weeks.FIRST)
    first, second = Desk(world, "wang"), Desk(world, "shen")
    forms = [fields_of(desk.get("reports:detail", pk=seal.pk), "narrative") for desk in (first, second)]

    assert first.post("reports:save", {**forms[0], "narrative": "甲的经验"}, pk=seal.pk).status_code == 302
    answer = second.post("reports:save", {**forms[1], "narrative": "乙的经验"}, pk=seal.pk)

    assert answer.status_code == 422
    assert "刚被" in shown(answer)
    assert "乙的经验" in shown(answer)
    assert ReportVersion.objects.get(report__seal=seal).narrative == "甲的经验"
