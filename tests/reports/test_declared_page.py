"""The declared total on the week's page: beside last week, refused without a loss, told to the city."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from apps.lib import clock
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.services import submit_report
from tests.access.forms import fields_of
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import FIRST, due_morning, snapshot, submitted
from tests.factories.world import World
from tests.reports.drafting import DUPLICATE, FILING, draft
from tests.reports.test_pages import signed_in, text, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_noon(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST, hour=11)):
        yield


def typed_into(client: Client, taken: WeekSnapshot, **typed: Any) -> dict[str, Any]:
    """Return what the draft's page sends once something was typed into it."""
    return {**fields_of(client.get(url_of("detail", taken)), "narrative"), **typed}


def test_a_refused_page_keeps_every_line_and_its_file(world: World, taken: WeekSnapshot) -> None:
    client = signed_in(world.wang)
    files = {"lines-filing-evidence": upload("查询截图.pdf", pdf())}
    typed = typed_into(client, taken, **FILING, **{**DUPLICATE, "lines-duplicate-week": "一户"}, **files)
    refused = client.post(url_of("save", taken), typed)

    assert refused.status_code == 422
    shown = fields_of(refused, "narrative")
    assert {name: shown[name] for name in FILING} == {name: [value] for name, value in FILING.items()}
    assert shown["lines-duplicate-week"] == ["一户"]
    assert "id_lines-duplicate-week_error" in text(refused)
    assert '<details class="declared-fold" open>' in text(refused)

    again = {**shown, "lines-duplicate-week": "1"}
    assert client.post(url_of("save", taken), again).status_code == 302
    lines = draft(taken).declared_lines
    assert [(line["kind"], bool(line["evidence"])) for line in lines] == [
        ("filing", True),
        ("duplicate", False),
    ]


def test_the_evidence_of_a_line_is_there_for_who_reads_the_week(world: World, taken: WeekSnapshot) -> None:
    client = signed_in(world.wang)
    files = {"lines-filing-evidence": upload("查询截图.pdf", pdf())}
    client.post(url_of("save", taken), typed_into(client, taken, **FILING, **files))
    proof = f"{url_of('evidence', taken)}?line=filing"

    assert proof in text(client.get(url_of("detail", taken)))
    assert client.get(proof).status_code == 200
    assert client.get(f"{url_of('evidence', taken)}?line=code").status_code == 404
    assert signed_in(world.xi).get(proof).status_code == 404


def test_last_week_stands_beside_empty_inputs(world: World, taken: WeekSnapshot) -> None:
    client = signed_in(world.wang)
    client.post(url_of("save", taken), typed_into(client, taken, **FILING))
    submit_report(by=world.wang, snapshot=taken)
    following = snapshot(world, FIRST + 1)
    response = client.get(url_of("detail", following))

    assert f"第 {FIRST} 期：本周进度 12，已完成 1300，正在装修 40，合同金额 2,450.30 万元" in text(response)
    shown = fields_of(response, "narrative")
    assert [shown[name] for name in FILING] == [[""]] * len(FILING)


def test_a_fall_is_asked_about_at_its_field_and_told_to_the_city(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang, hour=10)
    following = snapshot(world, FIRST + 1)
    fallen = {"week": "3", "done": "500", "ongoing": "152", "amount": "4900", "source": "备案系统"}
    with clock.at(due_morning(FIRST + 1, hour=11)):
        client = signed_in(world.wang)
        typed = typed_into(client, following, **fallen, queried_at="2026-01-29T08:30")
        asked = text(client.post(url_of("save", following), typed, follow=True))
        assert "有 1 处与上期对不上，请写明原因" in asked
        assert "上期已完成 512 户，本期 500 户，少 12 户。请核对数字" in asked
        assert 'href="#id_word_done_field"' in asked
        assert 'id="id_word_done_field"' in asked

        client.post(url_of("save", following), typed_into(client, following, word_done="剔除重复 12 户"))
        submit_report(by=world.wang, snapshot=following)
        seen = text(signed_in(world.shi).get(url_of("detail", following)))

    assert "说明：剔除重复 12 户。" in seen
    assert "5 项中 4 项通过，1 项已说明" in seen
    assert ReportVersion.objects.get(report__snapshot=following).declared_words == {"done": "剔除重复 12 户"}
