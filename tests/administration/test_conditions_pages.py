"""申请条件 and 归档范围和保管期限表 are set on the page of a body's numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.lib import clock
from apps.programs.models import Condition
from tests.administration.test_years_pages import Person
from tests.factories.conditions import NEVER_BEFORE, asked
from tests.factories.world import NOON, World

pytestmark = pytest.mark.django_db
TYPED = {
    "text": NEVER_BEFORE,
    "answers-1-effect": "refuses",
    "valid_from": "2026-09-02",
    "source": "上住建〔2026〕示例号",
}


def test_a_leader_adds_a_question_with_what_its_answers_lead_to(world: World) -> None:
    ling, place = Person(world, "ling"), {"pk": world.shangcheng.pk}
    assert "没有设定，登记时不另外询问" in ling.text("body-numbers", **place)

    status, text = ling.press("condition-add", TYPED, **place)
    assert (status, NEVER_BEFORE in text, "否：不予登记" in text) == (302, True, True)
    assert [(each.label, each.effect.value) for each in Condition.objects.get().options] == [
        ("是", "noted"),
        ("否", "refuses"),
    ]


def test_one_answer_alone_is_refused_at_the_answers_and_nothing_typed_is_lost(world: World) -> None:
    typed = {**TYPED, "answers-1-label": ""}
    status, text = Person(world, "ling").press("condition-add", typed, pk=world.shangcheng.pk)
    assert (status, "至少写两个回答" in text, NEVER_BEFORE in text) == (422, True, True)
    assert not Condition.objects.exists()


def test_a_question_is_worded_anew_and_then_asked_no_more(world: World) -> None:
    row = asked(world.ling, world.shangcheng)
    ling, place = Person(world, "ling"), {"pk": world.shangcheng.pk, "condition": row.code}
    more = {"valid_from": "2026-10-08", "reason": "会议议定"}
    status, text = ling.press("condition", {"text": "改过的问题？", **more}, **place)
    assert (status, "10月8日起改为：改过的问题？" in text) == (302, True)
    status, text = ling.press("condition", {"is_asked": "", **more, "valid_from": "2026-10-09"}, **place)
    assert (status, "10月9日起不再询问" in text) == (302, True)


def test_a_district_reads_its_city_s_question_and_cannot_change_it(world: World) -> None:
    row = asked(world.shi, world.city)
    ling = Person(world, "ling")
    text = ling.text("body-numbers", pk=world.shangcheng.pk)
    assert ("由杭州修改" in text, "conditions/1/" in text) == (True, False)
    url = f"/administration/years/bodies/{world.city.pk}/conditions/{row.code}/"
    assert ling.client.get(url).status_code == 404


def test_a_table_of_periods_is_set_line_by_line_and_printed(world: World) -> None:
    ling, place = Person(world, "ling"), {"pk": world.shangcheng.pk}
    paper = f"/administration/years/bodies/{world.shangcheng.pk}/retention.pdf"
    assert ling.client.get(paper).status_code == 404
    typed = {"lines-0-scope": "一户一档", "valid_from": "2026-09-02", "source": "示例号"}
    status, text = ling.press("retention", typed, **place)
    assert (status, "请选择保管期限" in text, "一户一档" in text) == (422, True, True)

    typed |= {"lines-0-period": "30年", "lines-0-basis": "示例", "lines-0-track": "assembled"}
    assert ling.press("retention", typed, **place)[0] == 302
    with clock.at(NOON + timedelta(days=1)):
        tomorrow = Person(world, "ling")
        assert "一户一档" in tomorrow.text("body-numbers", **place)
        assert tomorrow.client.get(paper)["Content-Type"] == "application/pdf"


def test_a_city_words_a_notice_and_an_unknown_placeholder_is_refused_at_its_field(world: World) -> None:
    shi, place = Person(world, "shi"), {"pk": world.city.pk, "key": "household-receive"}
    typed = {"text": "{姓名}，您的申请已受理。", "valid_from": "2026-09-02", "reason": "统一口径"}
    status, text = shi.press("wording", typed, **place)
    assert (status, "不能用{姓名}；可以用的：{办件编号}" in text, "统一口径" in text) == (422, True, True)

    status, text = shi.press("wording", {**typed, "text": "申请（{办件编号}）收到了。"}, **place)
    assert (status, "改为：申请（{办件编号}）收到了。" in text) == (302, True)


def test_the_sample_is_of_what_is_typed(world: World) -> None:
    url = f"/administration/years/bodies/{world.city.pk}/wordings/household-receive/sample/"
    answer = Person(world, "shi").client.post(
        url, {"text": "申请（{办件编号}）收到了。"}, headers={"HX-Request": "true"}
    )
    assert "申请（上城-2026-0001）收到了。" in answer.content.decode()
    assert "计 1 条短信" in answer.content.decode()


def test_a_list_of_papers_is_set_from_what_stands(world: World) -> None:
    ling, place = Person(world, "ling"), {"pk": world.shangcheng.pk, "track": "assembled"}
    assert "原有清单，没有另外设定" in ling.text("body-numbers", pk=world.shangcheng.pk)
    typed = {"lines-2-name": "权属查询结果", "valid_from": "2026-09-02", "source": "示例号"}
    status, text = ling.press("materials", typed, **place)
    assert (status, "请写明依据" in text, "权属查询结果" in text) == (422, True, True)

    status, text = ling.press("materials", {**typed, "lines-2-basis": "示例号"}, **place)
    assert (status, "9月2日起另有一版" in text) == (302, True)
