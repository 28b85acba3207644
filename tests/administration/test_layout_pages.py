"""统计表栏目 on its page and through the API: typed column by column, read before it is published."""

from __future__ import annotations

import pytest

from apps.reports.models import FormLayout
from tests.administration.test_conditions_pages import Person
from tests.factories.callers import Caller, token_for
from tests.factories.weeks import FIRST, snapshot
from tests.factories.world import World

pytestmark = pytest.mark.django_db

TYPED = {
    "columns-0-figure": "closing",
    "columns-0-heading": "累计开工（户）",
    **{f"columns-{line}-{name}": "" for line in range(1, 10) for name in ("figure", "heading", "group")},
    "valid_from": "2026-09-02",
    "source": "示例号",
}


def test_columns_are_typed_from_those_that_hold_and_named_on_the_body_s_page(world: World) -> None:
    shi, place = Person(world, "shi"), {"pk": world.city.pk, "year": 2026}
    assert "没有另外设定" in shi.text("body-numbers", pk=world.city.pk)
    assert 'value="累计进度（户）"' in shi.text("layout", **place)
    status, text = shi.press("layout", {**TYPED, "columns-1-heading": "孤零零"}, **place)
    assert (status, "请选择这一栏印哪一个数" in text, "孤零零" in text) == (422, True, True)
    wrong = {**TYPED, "columns-0-group": "已完成装修"}
    status, text = shi.press("layout", wrong, **place)
    assert (status, "“已完成装修”是另一个数的名称" in text, 'value="已完成装修"' in text) == (422, True, True)

    status, text = shi.press("layout", TYPED, **place)
    assert (status, "9月2日起结束的各期另有一版" in text) == (302, True)
    assert FormLayout.objects.get().columns == [
        {"figure": "closing", "heading": "累计开工（户）", "group": ""}
    ]


def test_the_sample_is_of_what_is_typed_with_the_newest_week_s_sums(world: World) -> None:
    snapshot(world, FIRST)
    url = f"/administration/years/bodies/{world.city.pk}/2026/columns/sample/"
    answer = Person(world, "shi").client.post(url, TYPED, headers={"HX-Request": "true"})
    text = answer.content.decode()

    assert "累计开工（户） = 本期累计（户）" in text
    assert ("累计开工<br>（户）" in text, f"第 {FIRST} 期的合计" in text) == (True, True)
    assert not FormLayout.objects.exists()


def test_a_district_reads_its_city_s_columns_and_has_none_of_its_own(world: World) -> None:
    ling = Person(world, "ling")
    assert "统计表栏目" in ling.text("body-numbers", pk=world.shangcheng.pk)
    url = f"/administration/years/bodies/{world.shangcheng.pk}/2026/columns/"
    assert ling.client.get(url).status_code == 403
    assert ling.client.get(url.replace(str(world.shangcheng.pk), str(world.city.pk))).status_code == 404


def test_a_system_reads_the_columns_and_sets_them(world: World) -> None:
    system = Caller(token_for(world.shi))
    path = f"/bodies/{world.city.pk}/years/2026/form-columns"
    before = system.get(path).json()
    assert (before["version"], before["set_by"], before["columns"][0]["figure"]) == (1, None, "target")

    column = {"figure": "done", "heading": "完工", "group": ""}
    body = {"version": 1, "columns": [column], "source": "示例号", "valid_from": "2026-09-02", "reason": ""}
    answer = system.post(f"{path}/set", body)
    assert (answer.status_code, answer.json()["versions"][0]["columns"]) == (200, [column])
    wrong = system.post(f"{path}/set", {**body, "version": 2, "columns": [{**column, "figure": "cases"}]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/columns/0/figure")
    amount = {"figure": "amount", "heading": "装修合同金额（元）", "group": ""}
    wrong = system.post(f"{path}/set", {**body, "version": 2, "columns": [column, amount], "reason": "变了"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/columns/1/heading")


def test_another_city_s_columns_are_not_there(world: World) -> None:
    system = Caller(token_for(world.ling))
    assert system.get(f"/bodies/{world.xihu.pk}/years/2026/form-columns").status_code == 404
