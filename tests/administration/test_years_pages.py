"""Targets, years, rules and parameters are set on pages, each by its official."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.administration.queries.years import touched_by
from apps.programs.models import Milestone, Parameter, Program, RuleSet, Target
from apps.programs.services import open_next_year
from tests.access.forms import _Reader
from tests.factories.world import World, make_case, user_of

pytestmark = pytest.mark.django_db
DECIDED = {"valid_from": "2026-09-01", "source": "杭房局〔2026〕示例号", "reason": "市里调整"}


class Person:
    """A persona's browser: reads a page's form, and sends it with something typed over."""

    def __init__(self, world: World, persona: str) -> None:
        self.client = Client()
        self.client.force_login(user_of(world.people[persona]))

    def text(self, name: str, **place: object) -> str:
        return unescape(self.client.get(reverse(f"administration:{name}", kwargs=place)).content.decode())

    def press(self, name: str, typed: dict[str, Any], **place: object) -> tuple[int, str]:
        url = reverse(f"administration:{name}", kwargs=place)
        reader = _Reader()
        reader.feed(self.client.get(url).content.decode())
        fields = max((each for _, each in reader.forms if "version" in each), key=len)
        shown = {key: values if len(values) > 1 else values[0] for key, values in fields.items() if values}
        answer = self.client.post(url, {**shown, **typed}, follow=True)
        status = answer.redirect_chain[-1][1] if answer.redirect_chain else answer.status_code
        return status, unescape(answer.content.decode())


def test_a_city_changes_a_district_s_target_and_both_versions_stand_there(world: World) -> None:
    place = {"pk": world.shangcheng.pk, "year": 2026}
    status, text = Person(world, "shi").press("target", {"households": "40", **DECIDED}, **place)

    assert status == 302
    assert "目标已保存，已通知这个单位。" in text
    for said in ("40 户", "30 户", "市里调整", "年度开始"):
        assert said in text


def test_a_target_before_today_is_refused_at_its_field_and_nothing_typed_is_lost(world: World) -> None:
    place = {"pk": world.shangcheng.pk, "year": 2026}
    typed = {"households": "40", **DECIDED, "valid_from": "2026-08-01"}
    status, text = Person(world, "shi").press("target", typed, **place)

    assert status == 422
    assert "最早从 2026年9月1日 起生效" in text
    assert "市里调整" in text
    assert Target.objects.filter(number=2).count() == 0


def test_a_district_s_leader_reads_the_targets_and_sets_its_limit(world: World) -> None:
    ling = Person(world, "ling")
    numbers = ling.text("body-numbers", pk=world.shangcheng.pk)
    assert "下达或变更目标" not in numbers
    place = {"pk": world.shangcheng.pk, "code": "filing_workdays"}
    typed = {"value": "５个工作日", **DECIDED, "valid_from": "2026-09-02"}
    status, text = ling.press("parameter", typed, **place)

    assert (status, Parameter.objects.get().value) == (302, "5")
    assert "2026年9月2日起 5 个工作日" in text


def test_milestones_are_set_line_by_line(world: World) -> None:
    typed = {
        "milestones-0-name": "10月底",
        "milestones-0-due_on": "2026-10-31",
        "milestones-0-share": "80",
        "milestones-1-name": "没有日期",
        **DECIDED,
    }
    shi, place = Person(world, "shi"), {"pk": world.city.pk, "year": 2026}
    status, text = shi.press("milestones", typed, **place)
    assert (status, "请填写日期" in text, "10月底" in text) == (422, True, True)

    status, _ = shi.press("milestones", {**typed, "milestones-1-name": ""}, **place)
    assert (status, Milestone.objects.get(organisation=world.city).name) == (302, "10月底")


def test_the_next_year_is_opened_and_a_second_press_says_so(world: World) -> None:
    shi = Person(world, "shi")
    status, text = shi.press("year-open", {}, pk=world.program.pk)
    assert (status, "2027 年度已开启" in text) == (302, True)
    status, text = shi.press("year-open", {}, pk=world.program.pk)
    assert (status, "2027 年度已经开启" in text) == (422, True)
    assert Program.objects.filter(year=2027).count() == 1


def test_a_rule_set_goes_from_draft_to_frozen(world: World) -> None:
    sheng = Person(world, "sheng")
    sheng.press("rules-draft", {"name": "2026-2", "effective_from": "2026-10-01"}, pk=world.rule_set.pk)
    draft = RuleSet.objects.get(version="2026-2")
    wrong = {"rules-max_works_days-value": "十五"}
    status, text = sheng.press("rules-change", wrong, pk=draft.pk)
    assert (status, "“整体施工期上限（天）”不能是“十五”。" in text) == (422, True)

    right = {"rules-max_works_days-value": "20", "rules-max_works_days-source": "示例号"}
    assert sheng.press("rules-change", right, pk=draft.pk)[0] == 302
    preview = sheng.text("rules-publish", pk=draft.pk)
    assert "整体施工期上限（天）：15 → 20" in preview.replace("<strong>", "").replace("</strong>", "")
    assert sheng.press("rules-publish", {}, pk=draft.pk)[0] == 302
    assert sheng.client.get(reverse("administration:rules-change", args=[draft.pk])).status_code == 302


def test_the_preview_of_a_version_counts_no_further_than_it_says(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.administration.queries.years.COUNTED", 2)
    for _ in range(3):
        make_case(world, "received")
    found = touched_by(world.rule_set)
    assert [(each.count, each.more) for each in found.pinned] == [(2, True)]


@pytest.mark.parametrize(
    ("persona", "status"),
    [("xi", 404), ("xi_leader", 404), ("wang", 403), ("zhou", 403), ("guan", 403), ("shenji", 403)],
)
def test_others_set_no_target_of_a_district(world: World, persona: str, status: int) -> None:
    url = reverse("administration:target", kwargs={"pk": world.shangcheng.pk, "year": 2026})
    client = Person(world, persona).client
    assert client.get(url).status_code == status
    assert client.post(url, {"households": "1"}).status_code == status


def test_a_body_s_page_asks_no_more_with_more_years(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert Person(world, "shi").client.get(url).status_code == 200
        return len(found)

    url = reverse("administration:body-numbers", args=[world.shangcheng.pk])
    asked()  # the first page of a process also fills its caches
    before = asked()
    last = world.program
    for _ in range(3):
        last = open_next_year(by=world.shi, program=last)
    assert asked() == before
