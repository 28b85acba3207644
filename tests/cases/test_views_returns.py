"""A return as pages: lines pressed in the application, answers that stay, judgements without a default."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from apps.cases.enums import DefectKind, HoldKind
from apps.cases.models import Case, HandedIn, ReturnedItem, ReturnNotice
from apps.cases.services import MOST_ITEMS, ReturnItem, open_hold, return_case
from apps.lib.actors import Actor
from tests.factories.callers import Caller, token_for
from tests.factories.filing_pages import at, facts
from tests.factories.people import id_number
from tests.factories.returns import AREA, PROXY, YEAR, answered, by_agent, of_old_form, returned
from tests.factories.uploads import pdf, png, upload
from tests.factories.world import World, make_case

Browser = Callable[[Actor], Client]


def sent(case: Case, **typed: Any) -> dict[str, Any]:
    """What a page sends: its version, a fresh key, and what was typed."""
    case.refresh_from_db()
    return {"version": case.version, "key": uuid4().hex, **typed}


def lines(*rows: dict[str, str]) -> dict[str, str]:
    """The table of defects as a browser sends it."""
    typed = {f"items-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return {"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": "0", **typed}


def numbered(world: World) -> Case:
    """A returned household whose number is known."""
    case = make_case(world, "received", id_number=id_number("19650131"))
    return_case(case_id=case.pk, by=world.wang, items=[AREA])
    case.refresh_from_db()
    return case


# --- returning ---


def test_the_page_begins_with_one_line_and_the_application_beside_it(world: World, browser: Browser) -> None:
    page = browser(world.wang).get(at("return", make_case(world, "received"))).content.decode()

    assert "items-0-text" in page
    assert "items-1-text" not in page
    assert 'value="add:floor_area"' in page
    assert "68.50 ㎡" in page or "68.5 ㎡" in page
    assert 'value="add:ownership"' not in page


def test_a_press_in_the_application_adds_its_line_and_keeps_what_was_typed(
    world: World, browser: Browser
) -> None:
    case = make_case(world, "received")
    data = sent(case, act="add:floor_area", **lines({"field": "address", "kind": "wrong", "text": "缺室号"}))

    page = browser(world.wang).post(at("return", case), data).content.decode()

    assert 'value="缺室号"' in page
    assert '<option value="floor_area" selected>' in page
    assert "请写明怎样补" not in page
    assert not ReturnNotice.objects.exists()


def test_a_line_is_taken_away_and_the_others_move_up(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    rows = [{"field": "address", "text": "缺室号"}, {"field": "rooms", "text": "请核对"}]

    page = browser(world.wang).post(at("return", case), sent(case, act="drop:0", **lines(*rows)))

    text = page.content.decode()
    assert "缺室号" not in text
    assert '<option value="rooms" selected>' in text
    assert "items-1-text" not in text


def test_defects_are_returned_in_one_form(world: World, browser: Browser) -> None:
    case = by_agent(world)
    rows = [
        {"field": "floor_area", "kind": "wrong", "text": "请更正", "problem": "与权证不一致"},
        {},
        {"field": "authority", "kind": "expired", "text": "请重开"},
    ]

    browser(world.wang).post(at("return", case), sent(case, **lines(*rows)))

    assert [(item.number, item.target, item.problem) for item in ReturnedItem.objects.all()] == [
        (1, "floor_area", "与权证不一致"),
        (2, "authority", ""),
    ]


def test_the_last_line_of_a_return_is_added_and_one_more_is_refused_in_words(
    world: World, browser: Browser
) -> None:
    case = make_case(world, "received")
    full = [{"field": "rooms", "text": f"第 {number} 处"} for number in range(MOST_ITEMS)]
    wang = browser(world.wang)

    last = wang.post(at("return", case), sent(case, act="add:floor_area", **lines(*full[:-1], {})))
    over = wang.post(at("return", case), sent(case, act="add:floor_area", **lines(*full)))

    assert '<option value="floor_area" selected>' in last.content.decode()
    page = over.content.decode()
    assert f"一次最多退回 {MOST_ITEMS} 项" in page
    assert all(f'value="{row["text"]}"' in page for row in full)


@pytest.mark.parametrize("target", ["ownership", "other", "authority"])
def test_what_is_not_asked_of_this_household_is_refused_at_its_line(
    world: World, browser: Browser, target: str
) -> None:
    case = make_case(world, "received")
    row = {"field": target, "kind": "missing", "text": "请补交"}

    answer = browser(world.wang).post(at("return", case), sent(case, **lines(row)))

    assert answer.status_code == 422
    assert 'value="请补交"' in answer.content.decode()
    assert not ReturnNotice.objects.exists()


def test_a_half_written_defect_keeps_the_rest(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    data = sent(case, **lines({"field": "floor_area", "text": "与权证不一致"}))

    answer = browser(world.wang).post(at("return", case), data)

    assert answer.status_code == 422
    assert "请选择类型" in answer.content.decode()
    assert 'value="与权证不一致"' in answer.content.decode()


def test_a_late_item_is_asked_for_its_reason_at_its_line(world: World, browser: Browser) -> None:
    case = answered(world)
    row = {"field": "built_year", "kind": "missing", "text": "请写明"}
    typed = sent(case, **{"floor_area-judgement": "fine"}, **lines(row))

    page = browser(world.wang).post(at("judge", case), typed).content.decode()

    assert "请写明首次未告知的原因" in page
    assert 'id="id_items-0-late_reason_error"' in page or "items-0-late_reason" in page
    assert ReturnNotice.objects.count() == 1


# --- answering ---


def test_an_answer_is_filled_in_except_the_numbers(world: World, browser: Browser) -> None:
    page = browser(world.zhou).get(at("resubmit", numbered(world))).content.decode()

    assert "与登记的面积不一致" in page
    assert 'value="68.5"' in page
    assert "330*************0X" in page
    assert id_number("19650131") not in page


def test_an_item_that_is_neither_paper_nor_field_asks_for_a_word(world: World, browser: Browser) -> None:
    case = of_old_form(world, ("other", "missing", "请补交社区证明"))

    answer = browser(world.zhou).post(at("resubmit", case), facts(case))

    assert answer.status_code == 422
    assert "第 1 项还没有回答：请写明情况" in answer.content.decode()


def test_an_answer_sends_only_what_changed(world: World, browser: Browser) -> None:
    case = numbered(world)

    browser(world.zhou).post(at("resubmit", case), facts(case, floor_area="66.8"))

    item = ReturnedItem.objects.get()
    assert (item.before, item.after) == ("68.5", "66.8")
    case.refresh_from_db()
    assert case.household.id_number_index


def test_an_answer_may_not_take_another_household_s_space(world: World, browser: Browser) -> None:
    make_case(world, "submitted", address="示例路1号1幢1单元101室")
    case = numbered(world)

    changed = facts(case, floor_area="66.8", address="示例路1号1幢1单元101室")
    answer = browser(world.zhou).post(at("resubmit", case), changed)

    assert answer.status_code == 422
    assert "address" in answer.context["form"].errors


def test_an_item_without_answer_is_named_and_the_others_stay(world: World, browser: Browser) -> None:
    case = returned(world, AREA, YEAR)

    answer = browser(world.zhou).post(at("resubmit", case), facts(case, floor_area="66.8"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search("第 2 项.*还没有回答", page), answer.context["form"].errors
    assert 'value="66.8"' in page


def test_a_bad_file_of_one_item_loses_nothing_of_the_others(world: World, browser: Browser) -> None:
    form = ReturnItem("application_form", DefectKind.WRONG, "请重签")
    case = by_agent(world)
    clerk = browser(world.zhou)
    early = sent(case, material="application_form", form="copy", pages="1", scans=upload("一.pdf", pdf()))
    clerk.post(at("hand-in", case), early)
    returned(world, PROXY, form, AREA, case=case)
    case.refresh_from_db()
    papers = {
        "authority-scans": upload("委托书.png", png()),
        "authority-form": "original",
        "authority-pages": "2",
        "application_form-scans": upload("坏的.pdf", b"not a pdf"),
        "application_form-form": "copy",
        "application_form-pages": "1",
    }
    typed = facts(case, floor_area="66.8", agent_name="代样本", **papers)

    refused = clerk.post(at("resubmit", case), typed)
    again = refused.context["form"]
    kept = again.fields["authority-scans"].widget.parked[0]
    typed |= {"authority-scans-parked": str(kept.pk), "application_form-scans": upload("好.pdf", pdf())}
    typed["key"] = uuid4().hex
    del typed["authority-scans"]
    done = clerk.post(at("resubmit", case), typed)

    assert refused.status_code == 422
    assert 'value="66.8"' in refused.content.decode()
    assert done.status_code == 302, done.context["form"].errors
    assert set(HandedIn.objects.filter(answers__isnull=False).values_list("material", "pages")) == {
        ("authority", 2),
        ("application_form", 1),
    }


def test_an_ended_session_keeps_a_half_done_answer(world: World, browser: Browser) -> None:
    case = returned(world, AREA, YEAR)
    typed = facts(case, **{"built_year-word": "档案里就是这一年"})

    answer = Client().post(at("resubmit", case), typed)

    assert answer.status_code == 302
    assert "sign-in" in answer["Location"] or "login" in answer["Location"]


# --- judging ---


def test_the_answer_stands_beside_the_request_and_nothing_is_chosen(world: World, browser: Browser) -> None:
    page = browser(world.wang).get(at("judge", answered(world))).content.decode()

    assert "与登记的面积不一致" in page
    assert '<span class="muted">68.5</span> → <b>66.8</b>' in page
    assert "checked" not in page


def test_a_judgement_left_out_is_asked_for(world: World, browser: Browser) -> None:
    case = answered(world)

    answer = browser(world.wang).post(at("judge", case), sent(case, **lines()))

    assert answer.status_code == 422
    assert "这一项还没看" in answer.content.decode()


def test_what_will_do_leads_to_filing(world: World, browser: Browser) -> None:
    case = answered(world)

    answer = browser(world.wang).post(
        at("judge", case), sent(case, **{"floor_area-judgement": "fine"}, **lines())
    )

    assert answer["Location"] == at("file", case)
    assert not case.holds.filter(kind=HoldKind.ANSWERED, closed_at__isnull=True).exists()


def test_what_will_do_is_not_said_to_be_ready_while_something_else_stands_against_filing(
    world: World, browser: Browser
) -> None:
    case = answered(world)
    with transaction.atomic():
        open_hold(case=case, kind=HoldKind.DUPLICATE, text="疑似与另一份申请重复", by=world.wang)
    typed = sent(case, **{"floor_area-judgement": "fine"}, **lines())

    answer = browser(world.wang).post(at("judge", case), typed, follow=True)

    assert answer.redirect_chain[0][0] == at("case", case)
    (told,) = answer.context["messages"]
    assert str(told) == "补正的答复都可以。还不能备案：疑似与另一份申请重复"


def test_the_case_leads_the_desk_to_the_answers(world: World, browser: Browser) -> None:
    case = answered(world)
    page = browser(world.wang).get(at("case", case)).content.decode()
    assert f'href="{at("judge", case)}"' in page


# --- other systems ---


@pytest.fixture
def calls(world: World) -> Callable[[Actor], Caller]:
    return lambda person: Caller(token_for(person))


def test_a_body_names_what_the_page_names(world: World, calls: Callable[[Actor], Caller]) -> None:
    case = make_case(world, "received")
    items = [{"field": "ownership", "kind": "missing", "text": "请补交不动产权证"}]

    answer = calls(world.wang).post(f"/cases/{case.pk}/return", {"version": case.version, "items": items})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/items/0/field"


def test_a_body_answers_and_judges_item_by_item(world: World, calls: Callable[[Actor], Caller]) -> None:
    case = returned(world, AREA, YEAR)
    case.refresh_from_db()
    street, bureau = calls(world.zhou), calls(world.wang)
    where, changes = f"/cases/{case.pk}", {"floor_area": "66.80"}

    silent = street.post(f"{where}/resubmit", {"version": case.version, "changes": changes})
    word = [{"field": "built_year", "word": "档案里就是这一年"}]
    made = street.post(
        f"{where}/resubmit", {"version": case.version, "changes": changes, "answers": word}
    ).json()
    fine = [{"field": name, "judgement": "fine"} for name in ("floor_area", "built_year")]
    one = bureau.post(f"{where}/judge", {"version": made["version"], "judgements": fine[:1]})
    both = bureau.post(f"{where}/judge", {"version": made["version"], "judgements": fine})
    told = bureau.get(f"{where}/returns").json()["results"]

    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "/answers")
    assert one.status_code == 422
    assert both.status_code == 200, both.content
    assert [(item["field"], item["answer"], item["judgement"]) for item in told[0]["items"]] == [
        ("floor_area", "correction", "fine"),
        ("built_year", "word", "fine"),
    ]


def test_a_body_hands_a_paper_in_and_reads_the_list(world: World, calls: Callable[[Actor], Caller]) -> None:
    case = by_agent(world)
    street = calls(world.zhou)
    file = street.upload("/files", {"kind": "power_of_attorney", "file": upload("委托书.pdf", pdf())}).json()
    body = {"version": case.version, "material": "authority", "form": "original", "pages": 2}

    made = street.post(f"/cases/{case.pk}/hand-in", {**body, "compared": True, "scans": [file["id"]]})
    listed = street.get(f"/cases/{case.pk}/materials").json()["results"]

    assert made.status_code == 200, made.content
    assert [each["code"] for each in listed] == ["authority", "application_form"]
    assert [(each["pages"], bool(each["compared_by"])) for each in listed[0]["handed_in"]] == [
        (None, False),
        (2, True),
    ]


def test_returns_are_not_told_to_who_reads_no_names(world: World, calls: Callable[[Actor], Caller]) -> None:
    case = answered(world)
    assert calls(world.xi).get(f"/cases/{case.pk}/returns").status_code == 404
