"""Two designers at one draft: what each changed stays, and only what both changed is asked (0102)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.plans import services
from apps.plans.enums import LineKind, PlanStatus
from apps.plans.models import PlanVersion
from apps.plans.queries import content_of, draft_plan
from apps.plans.rules import Content, LineInput, RowKey
from tests.attacks.filling import as_shown
from tests.factories.plans import content
from tests.factories.world import World

Browser = Callable[[Actor], Client]
pytestmark = pytest.mark.django_db


def editor(case: Case) -> str:
    return reverse("plans:edit", args=[case.pk])


def typed(page: HttpResponse, **changes: str) -> dict[str, Any]:
    """Return what a browser would send of the editor as it is drawn, with what is typed over it."""
    return {**as_shown(page), "action": "save", **changes}


def stored(case: Case) -> Content:
    draft = draft_plan(case)
    assert draft is not None
    return content_of(draft)


def colleague_saves(world: World, case: Case, **changes: Any) -> None:
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=replace(stored(case), **changes))


def errors_of(page: HttpResponse) -> str:
    return html.unescape(re.sub(r"\s+", " ", page.content.decode()))


@pytest.fixture
def drafted(world: World, case: Case) -> Case:
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=content())
    case.refresh_from_db()
    return case


def test_both_keep_what_they_changed_in_different_rows(
    world: World, drafted: Case, signed_in: Browser
) -> None:
    client = signed_in(world.chen)
    changes = {"lines-0-amount": "39000", "spaces-0-wall_product": "新墙板"}
    mine = typed(client.get(editor(drafted)), **changes)
    now = stored(drafted).lines
    dearer = replace(now[1], amount=Decimal("35000"))
    added = LineInput(LineKind.ITEM, "灯具", Decimal("900"))
    colleague_saves(world, drafted, lines=(now[0], dearer, *now[2:], added), planned_days=14)
    late = client.post(editor(drafted), mine)
    assert late.status_code == 422
    assert "刚被别人改过" in errors_of(late)
    assert "这一项刚被改为" not in errors_of(late)
    assert client.post(editor(drafted), typed(late)).status_code == 302
    said = stored(drafted)
    assert [(line.name, line.amount) for line in said.lines] == [
        ("集成厨房", Decimal("39000")),
        ("集成卫生间", Decimal("35000")),
        ("水电管线", Decimal("7400")),
        ("企业让利", Decimal("4000")),
        ("灯具", Decimal("900")),
    ]
    assert said.planned_days == 14
    assert said.spaces[0].parts[0].product == "新墙板"


def test_only_what_both_changed_asks_for_a_decision(world: World, drafted: Case, signed_in: Browser) -> None:
    client = signed_in(world.chen)
    changes = {"planned_days": "13", "note": "我的说明", "lines-1-amount": "33000"}
    mine = typed(client.get(editor(drafted)), **changes)
    now = stored(drafted).lines
    colleague_saves(
        world, drafted, lines=(now[0], replace(now[1], amount=Decimal("35000")), *now[2:]), planned_days=14
    )
    late = client.post(editor(drafted), mine)
    assert errors_of(late).count("这一项刚被改为“14”。请核对：再次提交按您填的保存") >= 1
    assert late.context["form"].errors.keys() == {"__all__", "planned_days"}
    assert late.context["form"].lines.forms[1].errors == {
        "amount": ["这一项刚被改为“35000”。请核对：再次提交按您填的保存"]
    }
    # Beside it the evaluator goes on reading what is typed.
    assert "计划 13 天" in errors_of(late)
    client.post(editor(drafted), typed(late))
    said = stored(drafted)
    assert (said.planned_days, said.note, said.lines[1].amount) == (13, "我的说明", Decimal("33000"))


def test_what_cannot_be_read_is_not_lost_to_a_colleague(
    world: World, drafted: Case, signed_in: Browser
) -> None:
    client = signed_in(world.chen)
    mine = typed(client.get(editor(drafted)), note="我的说明")
    colleague_saves(world, drafted, survey_note="同事改的")
    late = client.post(editor(drafted), mine)
    wrong = client.post(editor(drafted), typed(late, **{"spaces-0-wall_area": "十八"}))
    assert 'value="十八"' in errors_of(wrong)
    assert "同事改的" in errors_of(wrong)


def test_a_row_that_was_removed_while_i_changed_it_is_kept_and_asked_about(
    world: World, drafted: Case, signed_in: Browser
) -> None:
    client = signed_in(world.chen)
    mine = typed(client.get(editor(drafted)), **{"lines-2-amount": "7500"})
    now = stored(drafted).lines
    colleague_saves(world, drafted, lines=(*now[:2], now[3]))
    late = client.post(editor(drafted), mine)
    assert "这一行刚被删去，您改过其中内容，已保留" in errors_of(late)
    client.post(editor(drafted), typed(late))
    assert [line.name for line in stored(drafted).lines] == ["集成厨房", "集成卫生间", "企业让利", "水电管线"]


def test_two_who_begin_one_plan_begin_the_same_rows(world: World, case: Case, signed_in: Browser) -> None:
    client = signed_in(world.chen)
    blank = client.get(editor(case))
    assert client.post(editor(case), typed(blank, **{"spaces-0-wall_area": "18.60"})).status_code == 302
    late = client.post(editor(case), typed(blank, **{"spaces-1-wall_area": "16.40"}))
    assert client.post(editor(case), typed(late)).status_code == 302
    areas = [(space.name, space.parts[0].area) for space in stored(case).spaces]
    assert areas == [("厨房", Decimal("18.60")), ("卫生间", Decimal("16.40"))]


def test_a_row_that_a_blank_page_only_offered_was_removed_by_nobody(
    world: World, case: Case, signed_in: Browser
) -> None:
    client = signed_in(world.chen)
    blank = client.get(editor(case))
    assert client.post(editor(case), typed(blank, planned_days="13")).status_code == 302
    late = client.post(editor(case), typed(blank, **{"hazards-0-name": "燃气软管"}))
    assert "刚被删去" not in errors_of(late)
    assert client.post(editor(case), typed(late)).status_code == 302
    assert [each.name for each in stored(case).hazards] == ["燃气软管"]


def test_my_own_earlier_save_does_not_double_a_row(world: World, drafted: Case, signed_in: Browser) -> None:
    client = signed_in(world.chen)
    lamp = {"kind": str(LineKind.ITEM), "name": "灯具", "amount": "9000"}
    mine = typed(client.get(editor(drafted))) | {f"lines-4-{name}": said for name, said in lamp.items()}
    mine["lines-TOTAL_FORMS"] = "5"
    assert client.post(editor(drafted), mine).status_code == 302
    # Back in the browser, something else typed, and saved again.
    late = client.post(editor(drafted), {**mine, "note": "再补一句"})
    assert client.post(editor(drafted), typed(late)).status_code == 302
    said = stored(drafted)
    assert [line.name for line in said.lines].count("灯具") == 1
    assert (len(said.lines), said.note) == (5, "再补一句")


def test_the_same_in_other_words_is_no_change(world: World, drafted: Case, signed_in: Browser) -> None:
    client = signed_in(world.chen)
    discount = {"kind": str(LineKind.DISCOUNT), "amount": "0.2万"}
    mine = typed(client.get(editor(drafted)), **{"planned_days": "１３", "spaces-0-wall_area": "18.5"})
    mine |= {f"lines-4-{name}": said for name, said in discount.items()} | {"lines-TOTAL_FORMS": "5"}
    assert client.post(editor(drafted), mine).status_code == 302
    late = client.post(editor(drafted), {**mine, "note": "再补一句"})
    assert "这一项刚被改为" not in errors_of(late)
    assert "同名的一行" not in errors_of(late)
    assert client.post(editor(drafted), typed(late)).status_code == 302
    assert [line.name for line in stored(drafted).lines].count("企业让利") == 2  # one stood before


def test_as_many_rows_as_a_plan_takes_can_be_sent(world: World, drafted: Case, signed_in: Browser) -> None:
    space = stored(drafted).spaces[0]
    spaces = tuple(replace(space, name=f"厨房{place}", key=RowKey(f"k{place}")) for place in range(60))
    colleague_saves(world, drafted, spaces=spaces)
    client = signed_in(world.chen)
    answer = client.post(editor(drafted), typed(client.get(editor(drafted)), note="我的说明"))
    assert answer.status_code == 302


def test_more_rows_together_than_a_plan_takes_are_all_shown_and_refused_in_words(
    world: World, drafted: Case, signed_in: Browser
) -> None:
    client = signed_in(world.chen)
    mine = typed(client.get(editor(drafted)), **{"lines-TOTAL_FORMS": "60"})
    for place in range(4, 60):
        lamp = {"kind": str(LineKind.ITEM), "name": f"灯具{place}", "amount": "9000"}
        mine |= {f"lines-{place}-{name}": said for name, said in lamp.items()}
    added = [LineInput(LineKind.ITEM, f"五金{place}", Decimal("100")) for place in range(3)]
    colleague_saves(world, drafted, lines=(*stored(drafted).lines, *added))
    late = client.post(editor(drafted), mine)
    again = client.post(editor(drafted), typed(late))
    for page in (late, again):
        assert page.status_code == 422
        assert "预算最多 60 行，请删去多出的行" in errors_of(page)
        shown = [form["name"].value() for form in page.context["form"].lines.forms]
        assert (len(shown), shown[6], shown[62]) == (63, "五金2", "灯具59")
    fewer = {name: said for name, said in typed(again).items() if not name.startswith("lines-6")}
    assert client.post(editor(drafted), {**fewer, "lines-TOTAL_FORMS": "60"}).status_code == 302


def test_submitting_late_shows_both_and_submits_what_was_shown(
    world: World, drafted: Case, signed_in: Browser
) -> None:
    client = signed_in(world.chen)
    mine = typed(client.get(editor(drafted)), action="submit", note="我的说明")
    colleague_saves(world, drafted, planned_days=14)
    late = client.post(editor(drafted), mine)
    assert late.status_code == 422
    assert client.post(editor(drafted), typed(late, action="submit")).status_code == 302
    plan = PlanVersion.objects.with_content().get(case=drafted)
    assert (plan.status, plan.planned_days, plan.note) == (PlanStatus.SUBMITTED, 14, "我的说明")


def test_a_page_whose_base_was_lost_or_spoilt_still_shows_what_was_typed(
    world: World, drafted: Case, signed_in: Browser
) -> None:
    client = signed_in(world.chen)
    mine = typed(client.get(editor(drafted)), planned_days="13", loaded='{"": 3}')
    colleague_saves(world, drafted, planned_days=14)
    late = client.post(editor(drafted), mine)
    assert late.status_code == 422
    assert late.context["form"]["planned_days"].value() == "13"


def test_a_colleague_who_submitted_meanwhile_is_told_of(
    world: World, drafted: Case, signed_in: Browser
) -> None:
    client = signed_in(world.chen)
    mine = typed(client.get(editor(drafted)), planned_days="13")
    services.submit_plan(case_id=drafted.pk, by=world.chen)
    late = client.post(editor(drafted), mine)
    assert late.status_code == 422
    assert late.context["form"]["planned_days"].value() == "13"
