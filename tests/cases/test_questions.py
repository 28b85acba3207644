"""What is odd but may be right is asked at its field, and stands once it is confirmed; page, body, sheet."""

from __future__ import annotations

from typing import Any

import pytest

from apps.audit.models import Event
from apps.cases.forms import CorrectForm, RegistrationForm
from apps.cases.models import Case
from apps.cases.queries import facts_standing
from apps.cases.services import register_case
from apps.lib import clock
from apps.orgs.models import Region
from apps.orgs.queries import other_regions, street_of
from tests.factories.callers import Caller, registration, token_for
from tests.factories.world import World, later, make_case


def bound(world: World, typed: dict[str, Any], **changes: Any) -> RegistrationForm:
    return RegistrationForm({**typed, **changes}, actor=world.zhou)


def correction(world: World, case: Case, **changes: Any) -> CorrectForm:
    """Return the correction's page sent back with changes."""
    standing = facts_standing(world.zhou, case)
    options: dict[str, Any] = {"actor": world.zhou, "subject": case, "version": case.version}
    fresh = CorrectForm(**options, initial=standing)
    shown = {name: fresh[name].value() or "" for name in fresh.fields}
    return CorrectForm({**shown, "reason": "写错", **changes}, **options, initial=standing)


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("湖滨街道示例路12号", ["湖滨街道"]),
        ("杭州市西湖区示例路12号", ["西湖区"]),
        ("浙江省杭州市西湖区北山街道示例路12号", ["西湖区", "北山街道"]),
        ("西湖区 北山街道 示例路12号", ["西湖区", "北山街道"]),
        ("嘉兴市秀洲区新城街道示例路12号", ["嘉兴市", "秀洲区", "新城街道"]),
    ],
)
def test_an_address_of_elsewhere_names_its_regions(world: World, address: str, named: list[str]) -> None:
    street = street_of("330102001")
    assert street is not None

    assert other_regions(address, street) == named


@pytest.mark.parametrize(
    "address",
    [
        "示例路12号7幢",
        "杭州市上城区清波街道示例路12号",
        "浙江杭州上城区示例路12号",
        "西湖路12号",
        "西湖大道12号",
        "西湖区路12号",
        "示例小区7幢102室",
        "示例经济开发区12号",
        "示例路12号（原西湖区示例厂宿舍）",
    ],
)
def test_roads_and_estates_named_like_regions_are_not_asked_about(world: World, address: str) -> None:
    Region.objects.create(code="330199999", name="开发区", level="street", parent_id="330102")
    street = street_of("330102001")
    assert street is not None

    assert other_regions(address, street) == []


def test_an_address_of_another_street_is_asked_about(world: World, typed: dict[str, Any]) -> None:
    form = bound(world, typed, address="湖滨街道示例路12号102室")

    (words,) = form.errors["address"]
    assert "湖滨街道" in words
    assert "上城区清波街道" in words


def test_a_confirmed_address_is_registered_and_the_record_says_so(
    world: World, typed: dict[str, Any]
) -> None:
    form = bound(world, typed, address="湖滨街道示例路12号102室", address_confirmed="湖滨街道")
    assert form.is_valid(), form.errors

    case = register_case(by=world.zhou, data=form.to_data())

    assert case.dwelling.address == "湖滨街道示例路12号102室"
    assert Event.objects.get(action="case.registered").fact_values["confirmed"] == ["address"]


def test_the_answer_to_another_question_does_not_count(world: World, typed: dict[str, Any]) -> None:
    form = bound(world, typed, address="西湖区示例路12号102室", address_confirmed="湖滨街道")

    assert "address" in form.errors


def test_a_dwelling_built_in_the_year_of_application_is_asked_about(
    world: World, typed: dict[str, Any]
) -> None:
    (words,) = bound(world, typed, built_year="2026").errors["built_year"]

    assert "新房首次装修不在此次统计范围内" in words
    assert "43号 附件3 备注1" in words


def test_a_dwelling_of_this_year_that_was_lived_in_is_confirmed(world: World, typed: dict[str, Any]) -> None:
    form = bound(world, typed, built_year="2026", built_year_confirmed="2026")

    assert form.is_valid(), form.errors


def test_a_dwelling_built_after_the_application_is_refused(world: World) -> None:
    case = make_case(world, "received")

    with clock.at(later(200)):
        errors = correction(world, case, built_year="2027", built_year_confirmed="2027").errors

    assert "晚于填表的 2026 年" in str(errors["built_year"])


def test_a_row_of_a_sheet_confirms_in_a_column(world: World) -> None:
    row = {"房屋坐落": "湖滨街道示例路12号", "街道": "清波街道", "地址已核对": "是"}
    asked = RegistrationForm.from_row(world.zhou, {**row, "地址已核对": ""})

    assert "address" in asked.errors
    assert "address" not in RegistrationForm.from_row(world.zhou, row).errors


@pytest.mark.parametrize(("changes", "faults"), [({}, []), ({"address": "湖滨街道示例路12号"}, ["address"])])
def test_a_correction_is_asked_about_what_it_changes(
    world: World, changes: dict[str, str], faults: list[str]
) -> None:
    case = make_case(world, "received", address="西湖区示例路99号")

    form = correction(world, case, **changes)

    assert list(form.errors) == faults


def test_a_system_is_asked_the_same_and_confirms_in_its_body(world: World) -> None:
    street = Caller(token_for(world.zhou))
    body = registration()
    body["dwelling"] |= {"address": "湖滨街道示例路12号", "built_year": 2026}

    refused = street.post("/cases", body)
    body["dwelling"] |= {"address_confirmed": True, "built_year_confirmed": True}
    taken = street.post("/cases", body)

    assert {(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]} == {
        ("/dwelling/address", "other_region"),
        ("/dwelling/built_year", "built_this_year"),
    }
    assert taken.status_code == 201, taken.content


def test_a_system_corrects_an_address_of_elsewhere_once_it_confirms(world: World) -> None:
    case = make_case(world, "received")
    where, street = f"/cases/{case.pk}/correct", Caller(token_for(world.zhou))
    body = {"version": case.version, "reason": "写错", "changes": {"address": "湖滨街道示例路12号"}}

    refused = street.post(where, body)
    taken = street.post(where, {**body, "address_confirmed": True})

    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]] == [
        ("/changes/address", "other_region")
    ]
    assert taken.status_code == 200, taken.content
