"""Pages of the weekly report: scope, figures and their cases, forms that keep what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.documents.models import StoredFile
from apps.lib import clock
from apps.lib.actors import Actor
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.services import accept_report
from tests.access.forms import fields_of
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import FIRST, due_morning, in_week, snapshot, started, submitted
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db

READS = ("index", "overview", "punctuality", "detail", "figure", "pdf", "xlsx")
PAGES = ("save", "submit", "take-back", "accept", "return", "adjust")


@pytest.fixture(autouse=True)
def _due_morning(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST)):
        yield


def signed_in(who: Actor) -> Client:
    client = Client()
    client.force_login(user_of(who))
    return client


def url_of(name: str, taken: WeekSnapshot) -> str:
    if name in ("index", "overview", "punctuality"):
        return reverse(f"reports:{name}")
    if name == "bureau":
        return reverse("reports:bureau", args=[taken.bureau_id])
    if name == "figure":
        return reverse("reports:figure", args=[taken.pk, "done"])
    return reverse(f"reports:{name}", args=[taken.pk])


def sent(version: int, **values: Any) -> dict[str, Any]:
    """What a page of the week roles: the version it was drawn from and a key of its own."""
    return {"version": str(version), "key": uuid4().hex, **values}


def text(response: Any) -> str:
    body: str = response.content.decode()
    return body


@pytest.mark.parametrize("name", ["detail", "figure", "pdf", "xlsx", "evidence", "bureau"])
def test_another_district_finds_nothing(world: World, taken: WeekSnapshot, name: str) -> None:
    assert signed_in(world.xi).get(url_of(name, taken)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_another_district_writes_nothing(world: World, taken: WeekSnapshot, name: str) -> None:
    response = signed_in(world.xi).post(url_of(name, taken), sent(1, reason="试一试"))

    assert response.status_code == 404
    assert ReportVersion.objects.get(report__snapshot=taken).edit == 1


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("who", ["zhou", "chen", "wu"])
def test_streets_enterprises_and_property_are_refused(
    world: World, taken: WeekSnapshot, name: str, who: str
) -> None:
    assert signed_in(world.people[who]).get(url_of(name, taken)).status_code == 403


def test_an_auditor_reads_and_changes_nothing(world: World, taken: WeekSnapshot) -> None:
    client = signed_in(world.shenji)

    assert client.get(url_of("detail", taken)).status_code == 200
    assert client.post(url_of("save", taken), sent(1, missing_reason="x")).status_code == 403
    assert ReportVersion.objects.get(report__snapshot=taken).edit == 1


def test_the_city_does_not_see_a_bureau_that_reports_to_the_province(world: World) -> None:
    taken = snapshot(world, FIRST, world.xiuzhou)

    assert signed_in(world.shi).get(url_of("detail", taken)).status_code == 404
    assert signed_in(world.sheng).get(url_of("detail", taken)).status_code == 200


def test_the_page_is_the_form_with_every_number_a_link(world: World, taken: WeekSnapshot) -> None:
    page = text(signed_in(world.wang).get(url_of("detail", taken)))

    for words in (
        "住宅房屋装修（厨卫换新）进展情况统计表",
        "区、县（市）住建局：",
        "填报人：",
        "装配化装修（户）",
        "传统装修（户）",
        "统计数据均为老旧住宅装修改造，新房首次装修不在此次统计范围内。",
        "此表每周四下班前统计上报。",
        "4 项中 3 项",
        "今天 17:30 截止，",
        "剩 8 小时 30 分",
        "原文未规定，系本地约定",
    ):
        assert words in page
    for figure in ("this-week", "done", "ongoing", "amount", "opening", "removed"):
        assert reverse("reports:figure", args=[taken.pk, figure]) in page


@pytest.mark.parametrize(
    ("figure", "count"), [("this-week", 1), ("ongoing", 1), ("done", 0), ("amount", 1), ("opening", 0)]
)
def test_a_figure_opens_to_exactly_its_cases(
    world: World, taken: WeekSnapshot, figure: str, count: int
) -> None:
    page = text(signed_in(world.wang).get(reverse("reports:figure", args=[taken.pk, figure])))

    assert f" {count} 户" in page
    assert page.count("<tr>") == (count + 1 if count else 0)
    assert ("张*例" in page) == bool(count)
    assert "张示例" not in page


def test_an_unknown_figure_is_not_found(world: World, taken: WeekSnapshot) -> None:
    page = reverse("reports:figure", args=[taken.pk, "anything"])
    assert signed_in(world.wang).get(page).status_code == 404


FILLED = {
    "filler": "王演示",
    "week": "41",
    "done": "512",
    "ongoing": "137",
    "amount": "4806.25万",
    "source": "装修备案系统",
    "queried_at": "2026-01-22T08:30",
    "missing_reason": "",
    "narrative": "",
}


def test_save_then_submit_by_hand(world: World, taken: WeekSnapshot) -> None:
    client = signed_in(world.wang)
    saved = client.post(
        url_of("save", taken), sent(1, **FILLED, evidence=upload("查询截图.pdf", pdf())), follow=True
    )
    done = client.post(url_of("submit", taken), sent(2), follow=True)
    version = ReportVersion.objects.get(report__snapshot=taken)

    assert "4 项中 4 项" in text(saved)
    assert "已报送" in text(done)
    assert version.status == ReportStatus.SUBMITTED
    assert version.declared_amount == Decimal("48062500")
    assert clock.local(version.declared_queried_at).hour == 8
    assert StoredFile.objects.get(pk=version.declared_evidence_id).owner_kind == "weekly_report"
    assert client.get(url_of("evidence", taken)).status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("week", "四十一", "请填写整数户数"),
        ("done", "-1", "户数不能为负"),
        ("amount", "很多", "金额请填数字"),
        ("queried_at", "昨天", "请填写日期和时间"),
        ("queried_at", "2026-01-22T09:30", "查询时间不能晚于现在"),
        ("week", "900", "本周进度不能多于累计"),
        ("missing_reason", "停机", "已填写数字"),
    ],
)
def test_bad_input_is_told_at_the_field_and_stays(
    world: World, taken: WeekSnapshot, field: str, typed: str, told: str
) -> None:
    response = signed_in(world.wang).post(url_of("save", taken), sent(1, **{**FILLED, field: typed}))
    page = text(response)

    assert response.status_code == 422
    assert told in page
    assert typed in page
    assert f"id_{field}_error" in page
    assert ReportVersion.objects.get(report__snapshot=taken).declared_week is None


def test_a_stale_form_keeps_what_was_typed(world: World, taken: WeekSnapshot) -> None:
    signed_in(world.shen).post(url_of("save", taken), sent(1, **FILLED))
    typed = sent(1, **{**FILLED, "narrative": "先进做法一二三"})
    response = signed_in(world.wang).post(url_of("save", taken), typed)

    assert response.status_code == 422
    assert "刚被别人改过" in text(response)
    assert "先进做法一二三" in text(response)


def test_the_city_s_list_accepts_in_place_and_leads_to_the_return(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    other = submitted(snapshot(world, FIRST, world.xihu), world.xi)
    with clock.at(due_morning(FIRST, hour=11)):
        city = signed_in(world.shi)
        typed = fields_of(city.get(reverse("reports:index")), "from")
        answer = city.post(url_of("accept", taken), typed, follow=True)
    page = text(answer)

    assert answer.redirect_chain == [(f"{reverse('reports:index')}?year=2026&week={FIRST}", 302)]
    assert "已接收" in page
    assert f"{url_of('detail', other)}#return" in page
    assert f"{url_of('detail', taken)}#return" not in page
    assert ReportVersion.objects.get(report__snapshot=taken).status == ReportStatus.ACCEPTED


def asking(*items: tuple[str, str, str], version: int = 3, **more: str) -> dict[str, str]:
    """Return what the page of a return sends: cell, case number and word of each line."""
    typed = {"items-TOTAL_FORMS": str(len(items)), "items-INITIAL_FORMS": "0"}
    for place, (code, case, ask) in enumerate(items):
        typed |= {f"items-{place}-code": code, f"items-{place}-case": case, f"items-{place}-ask": ask}
    return sent(version, **typed, **more)


def test_a_return_without_an_item_is_told(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    response = signed_in(world.shi).post(url_of("return", taken), asking(reason="漏报一户"))

    assert response.status_code == 422
    assert "请至少列出一项" in text(response)
    assert "漏报一户" in text(response)


def test_a_return_at_the_wrong_moment_keeps_its_reason(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        accept_report(by=world.shi, snapshot=taken)
        response = signed_in(world.shi).post(
            url_of("return", taken), asking(("assembled.done", "", "漏报一户"), version=4)
        )

    assert response.status_code == 422
    assert "本期已接收，没有待接收的报送；要更正的，" in text(response)
    assert "漏报一户" in text(response)


def test_two_clicks_on_return_return_once(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        city, typed = signed_in(world.shi), asking(("assembled.done", "", "漏报一户"))
        answers = [city.post(url_of("return", taken), typed, follow=True) for _ in range(2)]

    assert all("等区县逐项答复后重新报送" in text(answer) for answer in answers)
    assert ReportVersion.objects.filter(report__snapshot=taken).count() == 2


def test_roll_up_uses_accepted_versions_only(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        accept_report(by=world.shi, snapshot=taken)
    with clock.at(in_week(FIRST + 1)):
        started(world, "30000")
    snapshot(world, FIRST + 1)
    snapshot(world, FIRST + 1, world.xihu)
    with clock.at(due_morning(FIRST + 1, hour=18)):
        response = signed_in(world.shi).get(reverse("reports:index"))
    total = response.context["total"]
    (shangcheng,) = [line for line in total.lines if line.snapshot.bureau == world.shangcheng]

    assert (shangcheng.assembled.this_week, shangcheng.assembled.ongoing) == (None, 1)
    assert shangcheng.last.week == FIRST
    assert (total.assembled.this_week, total.assembled.ongoing) == (None, 1)
    assert "未报" in text(response)
    assert f"截至第 {FIRST} 期" in text(response)


def test_the_province_sees_cities_and_direct_bureaus_apart(world: World, taken: WeekSnapshot) -> None:
    snapshot(world, FIRST, world.xiuzhou)
    tables = signed_in(world.sheng).get(reverse("reports:index")).context["tables"]

    assert {group.upper: len(group.lines) for group, *_ in tables} == {world.city: 1, world.province: 1}


def test_an_adjustment_is_entered_from_the_page(world: World, taken: WeekSnapshot) -> None:
    late = started(world, "30000")
    client = signed_in(world.wang)
    before = text(client.get(url_of("detail", taken)))
    typed = {**fields_of(client.get(url_of("detail", taken)), "case"), "reason": "周三已开工"}
    answer = client.post(url_of("adjust", taken), typed, follow=True)

    assert late.number in before
    assert "截止后更正" in text(answer)
    assert answer.context["week"].added == 2


def test_an_older_version_shows_its_own_figures(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    signed_in(world.shi).post(url_of("return", taken), asking(("assembled.this_week", "", "漏报一户")))
    with clock.at(due_morning(FIRST, hour=12)):
        late = started(world)
        signed_in(world.wang).post(
            url_of("adjust", taken), {"case": str(late.pk), "reason": "漏登记", "key": uuid4().hex}
        )
        client = signed_in(world.wang)
        old = client.get(f"{url_of('detail', taken)}?v=1")
        new = client.get(url_of("detail", taken))

    assert old.context["sheet"].assembled.this_week == 1
    assert new.context["sheet"].assembled.this_week == 2
    assert "已退回" in text(old)


@pytest.mark.parametrize("who", ["wang", "shi", "sheng", "shenji"])
def test_the_overview_opens_for_every_reader(world: World, taken: WeekSnapshot, who: str) -> None:
    response = signed_in(world.people[who]).get(reverse("reports:overview"))

    assert response.status_code == 200
    assert "进度对照节点" in text(response)
    assert response.context["page"].pace.ongoing == 1


def test_the_overview_s_queries_do_not_grow_with_the_cases(
    world: World, taken: WeekSnapshot, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        started(world)
    client = signed_in(world.shi)
    with django_assert_max_num_queries(32):
        client.get(reverse("reports:overview"))


def test_lists_of_weeks_do_not_grow_in_queries(
    world: World, taken: WeekSnapshot, django_assert_max_num_queries: Any
) -> None:
    snapshot(world, FIRST + 3)
    with clock.at(due_morning(FIRST + 3) + timedelta(days=1)):
        clerk = signed_in(world.wang)
        with django_assert_max_num_queries(38):
            clerk.get(reverse("reports:index"))
