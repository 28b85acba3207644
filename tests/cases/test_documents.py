"""证件类型: each document from the counter to the papers, and a contact outside the mainland."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.forms import RegistrationForm, own_streets
from apps.cases.models import Case, Household
from apps.cases.queries import receipt_of, registered_with, search
from apps.cases.services import correct_facts
from apps.cases.tasks import phone_of
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.id_documents import IdDocument
from apps.lib.spreadsheets import read_rows
from apps.pages.queries.export import case_workbook
from apps.plans.models import ApplicationForm
from apps.plans.queries.papers import application_paper
from tests.factories.callers import Caller, registration, token_for
from tests.factories.people import document_number, id_number
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later, make_case

Browser = Callable[[Actor], Client]
OTHERS = [document for document in IdDocument if document != IdDocument.RESIDENT_ID]
PASSPORT = document_number(IdDocument.PASSPORT)
ABROAD = "+85200000123"


ROW = {
    "街道": "清波",
    "装修人姓名": "魏假设",
    "联系方式": "+852 0000 0123",
    "房屋坐落": "演示弄32号",
    "房屋所有权人": "何模拟",
    "家庭人数": 3,
    "房屋类型": "步梯",
    "建筑面积(㎡)": 106.14,
    "建造年代": 1977,
    "户型": "三室二厅二卫",
    "家庭情况": "一般家庭",
    "改造意愿": "厨卫",
    "填表时间": "2026-06-02",
}


def a_foreigner(world: World, upto: str = "received", **changes: object) -> Case:
    facts = {"id_type": IdDocument.PASSPORT.value, "id_number": PASSPORT, "phone": ABROAD}
    return make_case(world, upto, **{**facts, **changes})


def page(client: Client, name: str, case: Case) -> str:
    return client.get(reverse(name, kwargs={"pk": case.pk})).content.decode()


@pytest.mark.parametrize("document", OTHERS)
def test_each_document_is_registered_read_back_and_received(
    world: World, browser: Browser, typed: dict[str, Any], document: IdDocument
) -> None:
    zhou, number = browser(world.zhou), document_number(document)
    data = {**typed, "id_type": document.value, "id_number": number, "phone": "+852 0000 0123"}

    checked = zhou.post(reverse("cases:register"), {**data, "act": "check", "draft": str(uuid4())})
    read_back = zhou.get(checked.url).content.decode()
    zhou.post(checked.url)

    assert document.label in read_back
    assert "证件号码" in read_back
    assert ABROAD in read_back
    household = Household.objects.get()
    assert household.id_type == document
    assert household.id_number_encrypted.text() == number
    assert household.phone_encrypted.text() == ABROAD


@pytest.mark.parametrize(
    ("document", "number", "said"),
    [
        ("passport", "E123", "护照号码应为 5—9 位字母和数字"),
        ("hm_pass", "X00000123", "字母 H 或 M 加 8 位数字"),
        ("resident_id", document_number(IdDocument.HMT_PERMIT), "请把证件类型改为“港澳台居民居住证”"),
        ("permanent_residence", "911124198108030025", "校验码与前 17 位不符"),
        ("", PASSPORT, "身份证号应为 18 位"),
    ],
)
def test_a_wrong_number_is_refused_at_its_field(
    world: World, typed: dict[str, Any], document: str, number: str, said: str
) -> None:
    form = RegistrationForm({**typed, "id_type": document, "id_number": number}, actor=world.zhou)

    assert said in form.errors["id_number"][0]
    assert set(form.errors) == {"id_number"}


def test_an_unknown_document_is_refused_at_its_own_field(world: World, typed: dict[str, Any]) -> None:
    form = RegistrationForm({**typed, "id_type": "护照本", "id_number": PASSPORT}, actor=world.zhou)

    assert set(form.errors) == {"id_type"}


def test_a_child_s_old_card_is_refused_as_a_child_s_new_one(world: World, typed: dict[str, Any]) -> None:
    number = document_number(IdDocument.PERMANENT_RESIDENCE, birth="20150131")
    form = RegistrationForm(
        {**typed, "id_type": "permanent_residence", "id_number": number}, actor=world.zhou
    )

    assert "未满 18 周岁" in form.errors["id_number"][0]


def test_choosing_the_document_first_shows_no_error_at_the_number(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    address = reverse("cases:register-field") + "?field=id_number"
    data = {**typed, "id_type": "passport", "id_number": ""}

    by_choice = browser(world.zhou).post(address, data, headers={"HX-Request": "true"})
    by_number = browser(world.zhou).post(
        address, data, headers={"HX-Request": "true", "HX-Trigger-Name": "id_number"}
    )

    assert "请填写" not in by_choice.content.decode()
    assert "请填写" in by_number.content.decode()


# --- what is seen ---


def test_case_page_receipt_and_export_say_the_document_and_mask_the_number(
    world: World, browser: Browser, tmp_path: Path
) -> None:
    case = a_foreigner(world)

    shown = page(browser(world.wang), "cases:case", case)
    assert "<dt>证件类型</dt><dd>护照</dd>" in shown
    assert "E******23" in shown
    assert PASSPORT not in shown
    assert "+852****0123" in shown
    rows = dict(receipt_of(case).rows)
    assert (rows["证件类型"], rows["证件号码"]) == ("护照", "E******23")
    listed = tmp_path / "list.xlsx"
    listed.write_bytes(case_workbook(world.wang, [case.pk], lambda _done: None))
    heads, cells = read_rows(listed)[0].rows[:2]
    assert cells[heads.index("证件类型")] == "护照"
    assert cells[heads.index("身份证号")] == "E******23"


def test_the_full_number_is_asked_for_by_its_right_name(world: World, browser: Browser) -> None:
    address = reverse("cases:reveal", kwargs={"pk": a_foreigner(world).pk, "field": "id_number"})
    wang = browser(world.wang)

    asked = wang.get(address).content.decode()
    shown = wang.post(address, {"purpose": "核对证件原件"}).content.decode()

    assert "查看完整证件号码" in asked
    assert PASSPORT not in asked
    assert PASSPORT in shown


def test_an_enterprise_sees_neither_number_nor_document(world: World, browser: Browser) -> None:
    case = make_staged_case(world, "designing", id_type="passport", id_number=PASSPORT)

    shown = page(browser(world.chen), "cases:case", case)

    assert "证件类型" not in shown
    assert "护照" not in shown


def test_another_district_sees_nothing(world: World, browser: Browser) -> None:
    case = a_foreigner(world)
    found = search(world.xi, PASSPORT)

    answer = browser(world.xi).get(reverse("cases:case", kwargs={"pk": case.pk}))

    assert answer.status_code == 404
    assert not found.exists()


@pytest.mark.parametrize(("document", "printed"), [("passport", "护照"), ("resident_id", "")])
def test_the_application_form_names_a_document_that_is_no_identity_card(
    world: World, document: str, printed: str
) -> None:
    number = document_number(document)
    case = make_staged_case(world, "confirmed", id_type=document, id_number=number)

    paper = application_paper(ApplicationForm.objects.get(case=case))

    assert paper.facts["id_number"] == number
    assert paper.other_document == printed


def test_a_message_goes_to_the_number_abroad(world: World) -> None:
    assert phone_of(str(a_foreigner(world).pk)) == ABROAD


# --- who is who ---


def test_the_same_number_of_another_document_is_another_person(world: World) -> None:
    number = document_number(IdDocument.TAIWAN_PASS)
    taiwan = make_case(world, "received", id_type="taiwan_pass", id_number=number)
    passport = make_case(world, "received", id_type="passport", id_number=number)

    assert taiwan.household.id_number_index != passport.household.id_number_index
    assert list(registered_with(world.zhou, "id_number", number, "passport")) == [passport]
    assert set(search(world.zhou, number)) == {taiwan, passport}


def test_a_household_of_before_is_found_under_the_index_it_has(world: World) -> None:
    case = make_case(world, "received", id_number=id_number("19700101"))

    before = crypto.blind_index(id_number("19700101"), purpose="id_number")

    assert case.household.id_number_index == before


# --- put right ---


def test_a_correction_of_the_document_asks_for_its_number(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    zhou, address = browser(world.zhou), reverse("cases:correct", kwargs={"pk": case.pk})
    form = zhou.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"id_type": "passport", "reason": "登记时证件选错"}

    refused = zhou.post(address, data)
    corrected = zhou.post(address, {**data, "id_number": "e0000 0123"})

    assert refused.status_code == 422
    assert "请填写新的证件号码" in refused.content.decode()
    assert corrected.status_code == 302
    case.household.refresh_from_db()
    assert (case.household.id_type, case.household.id_number_encrypted.text()) == ("passport", PASSPORT)
    assert list(search(world.zhou, PASSPORT)) == [case]


def test_a_permit_registered_as_an_identity_card_keeps_its_number(world: World, browser: Browser) -> None:
    """Before there were documents, 港澳台居民居住证 was taken under 身份证号."""
    number = document_number(IdDocument.HMT_PERMIT)
    case = make_case(world, "received", id_number=number)
    caller = Caller(token_for(world.zhou))

    answer = caller.post(
        f"/cases/{case.pk}/correct",
        {"version": case.version, "reason": "补填证件类型", "changes": {"id_type": "hmt_permit"}},
    )

    assert answer.status_code == 200, answer.content
    household = Household.objects.get(case=case)
    assert (household.id_type, household.id_number_encrypted.text()) == ("hmt_permit", number)


def test_a_correction_is_told_in_words(world: World) -> None:
    case = make_staged_case(world, "confirmed")
    changes = {"id_type": "passport", "id_number": PASSPORT}
    with clock.at(later(days=30)):
        correct_facts(case_id=case.pk, by=world.zhou, changes=changes, reason="登记时证件选错")

    (change,) = application_paper(ApplicationForm.objects.get(case=case)).later_changes

    assert "证件类型由“居民身份证”改为“护照”" in change.text


# --- other systems and workbooks ---


def test_a_system_that_knows_of_no_documents_registers_as_before(world: World) -> None:
    answer = Caller(token_for(world.zhou)).post("/cases", registration())

    assert answer.status_code == 201
    assert answer.json()["household"]["id_type"] == "resident_id"


def test_a_system_registers_and_finds_a_passport(world: World) -> None:
    caller = Caller(token_for(world.zhou))
    body = registration(household__id_type="passport", household__id_number=PASSPORT)

    made = caller.post("/cases", body)
    found = caller.post("/cases/find", {"id_number": PASSPORT, "id_type": "passport"})
    other = caller.post("/cases/find", {"id_number": PASSPORT, "id_type": "hm_pass"})

    assert made.json()["household"]["id_type"] == "passport"
    assert made.json()["household"]["id_number"] == "E******23"
    assert [row["id"] for row in found.json()["results"]] == [made.json()["id"]]
    assert other.status_code == 422


def test_a_system_hears_at_which_field_a_number_is_wrong(world: World) -> None:
    body = registration(household__id_type="hm_pass", household__id_number=PASSPORT)

    answer = Caller(token_for(world.zhou)).post("/cases", body)

    assert answer.status_code == 422
    assert "/household/id_number" in {error["pointer"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("written", "number", "document"),
    [
        ("护照", PASSPORT, "passport"),
        ("台胞证", "00000123", "taiwan_pass"),
        ("", id_number(), "resident_id"),
        (None, document_number(IdDocument.HMT_PERMIT), "hmt_permit"),
    ],
)
def test_a_row_of_the_workbook_may_name_the_document(
    world: World, written: str | None, number: str, document: str
) -> None:
    row: dict[str, object] = {**ROW, "身份证号": number}
    if written is not None:
        row["证件类型"] = written

    form = RegistrationForm.from_row(world.zhou, row, streets=own_streets(world.zhou))

    assert form.is_valid(), form.errors
    assert form.to_data().id_type == document
