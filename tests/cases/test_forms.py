"""The registration form: every bad input gets its message at its field, and what was typed stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from apps.cases.enums import Status
from apps.cases.forms import ChooseForm, DeclineForm, RegistrationForm, ReturnItems
from apps.cases.forms.rows import cell_text, data_of_row
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.identity import id_check_character
from apps.programs.models import Program
from tests.factories.people import id_number
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, later, make_case


def bound(world: World, typed: dict[str, Any], **changes: Any) -> RegistrationForm:
    return RegistrationForm({**typed, **changes}, actor=world.zhou)


def test_the_messy_writing_of_every_day_is_understood(world: World, typed: dict[str, Any]) -> None:
    form = bound(world, typed)

    assert form.is_valid(), form.errors
    data = form.to_data()
    assert (data.name, data.owner_name, data.phone) == ("张示例", "张示例", "13800000970")
    assert (data.applied_on, data.built_year, data.rooms) == (date(2026, 8, 31), 1976, 3)
    assert (data.floor_area, data.intended_budget) == (Decimal("75.72"), Decimal("106600"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "请填写姓名"),
        ("name", "不详", "真实姓名"),
        ("id_number", "330102196501310001", "校验码"),
        ("id_number", "330102650131001", "15 位旧号"),
        ("id_number", "330102196502310009", "不存在"),
        ("id_number", id_number("20270101"), "晚于今天"),
        ("id_number", id_number("20090901"), "未满 18 周岁"),
        ("id_number", "3.30102E+17", "科学计数法"),
        ("phone", "150000005", "11 位"),
        ("phone", "一三八", "数字"),
        ("applied_on", "2026-09-02", "不能晚于今天"),
        ("applied_on", "2026-02-30", "没有这一天"),
        ("applied_on", "2024-05-01", "项目年度"),
        ("applied_on", "明天", "日期请写成"),
        ("floor_area", "0", "大于 0"),
        ("floor_area", "-75", "大于 0"),
        ("floor_area", "75720", "请核对"),
        ("floor_area", "很大", "面积请填数字"),
        ("floor_area", "75.725", "两位小数"),
        ("intended_budget", "-3", "大于 0"),
        ("intended_budget", "10.66", "10.66 万元请写“10.66万”"),
        ("intended_budget", "106600万元", "超过 500.00 万元"),
        ("intended_budget", "106600.005", "精确到分"),
        ("intended_budget", "十几万", "金额请填数字"),
        ("built_year", "2027", "晚于今年"),
        ("built_year", "197", "四位年份"),
        ("family_size", "0", "1 到"),
        ("rooms", "三室二厅二卫", "分别填"),
        ("rooms", "几", "请填数字"),
        ("street_code", "330106002", "不在您的辖区内"),
        ("street_code", "乌有街道", "不在您的辖区内"),
        ("address", "12号", "太短"),
        ("will", "客厅翻新", "只能是厨房换新"),
        ("building_type", "", "请选择房屋类型"),
        ("nature", "new", "新房首次装修不在此次统计范围内"),
        ("intended_phone", "87654321", "加区号"),
    ],
)
def test_a_bad_input_is_refused_at_its_field(
    world: World, typed: dict[str, Any], field: str, value: str, words: str
) -> None:
    form = bound(world, typed, **{field: value})

    assert set(form.errors) == {field}
    assert words in form.errors[field][0]
    assert form[field].value() == value


def test_an_eighteenth_birthday_is_early_enough(world: World, typed: dict[str, Any]) -> None:
    assert bound(world, typed, id_number=id_number("20080831")).is_valid()


def test_a_rare_character_and_a_formula_stay_as_they_are(world: World, typed: dict[str, Any]) -> None:
    for name in ("䶮𬭎", "=1+1"):
        form = bound(world, typed, name=name)
        assert form.is_valid()
        assert form.to_data().name == name


@pytest.mark.parametrize("will", ["kitchen", "bathroom", "both"])
def test_a_space_already_applied_for_is_named_before_submitting(
    world: World, typed: dict[str, Any], will: str
) -> None:
    case = make_case(world, address="上城区示例路１２号7栋2单元102", renovation_scope="both")

    form = bound(world, typed, will=will)

    assert set(form.errors) == {"address"}
    assert case.number is not None
    assert case.number in form.errors["address"][0]


def test_the_other_space_of_the_same_dwelling_is_free(world: World, typed: dict[str, Any]) -> None:
    make_case(world, address=typed["address"], renovation_scope="kitchen")

    assert bound(world, typed, will="bathroom").is_valid()


def test_a_withdrawn_application_frees_its_space(world: World, typed: dict[str, Any]) -> None:
    from apps.cases.services import withdraw_case

    case = make_case(world, address=typed["address"])
    withdraw_case(case_id=case.pk, by=world.zhou)
    case.refresh_from_db()

    assert case.status == Status.WITHDRAWN
    assert bound(world, typed).is_valid()


def test_an_agent_needs_name_telephone_and_authority(world: World, typed: dict[str, Any]) -> None:
    form = bound(world, typed, applicant="agent")

    assert set(form.errors) == {"agent_name", "agent_phone", "authority"}


def test_an_authority_that_is_not_what_it_says_is_refused_at_its_field(
    world: World, typed: dict[str, Any]
) -> None:
    data = {**typed, "applicant": "agent", "agent_name": "李代办", "agent_phone": "13800000001"}
    files = MultiValueDict({"authority": [upload("委托书.pdf", b"<html>no pdf</html>", "application/pdf")]})

    form = RegistrationForm(data, files, actor=world.zhou)

    assert set(form.errors) == {"authority"}


def test_the_counter_says_what_an_agent_s_authority_is(world: World, typed: dict[str, Any]) -> None:
    data = {**typed, "applicant": "agent", "agent_name": "李代办", "agent_phone": "13800000001"}
    files = MultiValueDict({"authority": [upload("委托书.pdf", pdf(), "application/pdf")]})

    form = RegistrationForm(data, files, actor=world.zhou)

    assert set(form.errors) == {"authority_form", "authority_pages", "authority_compared"}


def test_an_agent_s_authority_is_carried_to_the_service(world: World, typed: dict[str, Any]) -> None:
    data = {**typed, "applicant": "agent", "agent_name": "李代办", "agent_phone": "13800000001"}
    data |= {"authority_form": "original", "authority_pages": "1", "authority_compared": "yes"}
    files = MultiValueDict({"authority": [upload("委托书.pdf", pdf(), "application/pdf")]})

    form = RegistrationForm(data, files, actor=world.zhou)

    assert form.is_valid(), form.errors
    assert form.to_data().authority is not None
    assert form.to_data().agent_name == "李代办"


def test_a_row_of_the_workbook_meets_the_same_form(world: World) -> None:
    row = {
        "街道": "清波",
        "装修人姓名": "魏 假设",
        "身份证号": " 330102198205050003",
        "联系方式": 13800000588.0,
        "房屋 坐落": "演示弄32号",
        "房屋所有权人": "何模拟",
        "家庭人数": 3.0,
        "房屋类型": "步梯",
        "建筑面积(㎡)": 106.14,
        "建造年代": 1977.0,
        "户型": " 三室二厅二卫",
        "家庭情况": "一般家庭 ",
        "改造意愿": "厨卫",
        "装修预算（万元）": 7.36,
        "填表时间": date(2026, 6, 2),
    }

    form = RegistrationForm.from_row(world.zhou, row)

    assert form.is_valid(), form.errors
    data = form.to_data()
    assert (data.street_code, data.phone, data.renovation_scope) == ("330102001", "13800000588", "both")
    assert (data.rooms, data.halls, data.bathrooms) == (3, 2, 2)
    assert data.intended_budget == Decimal("73600")


@pytest.mark.parametrize(
    ("header", "cell", "yuan"),
    [
        ("装修预算（万元）", "7.36", "73600"),
        ("装修预算(万元)", "0.08", "800"),
        ("装修预算", 7.36, "73600"),
        ("装修预算（万元）", "73,600元", "73600"),
        ("装修预算（元）", 73600.5, "73600.5"),
        ("装修预算（元）", "80", "80"),
    ],
)
def test_a_column_of_amounts_has_the_unit_of_its_header(header: str, cell: object, yuan: str) -> None:
    typed = data_of_row({header: cell}, [])["intended_budget"]

    assert RegistrationForm.base_fields["intended_budget"].clean(typed) == Decimal(yuan)


def test_a_row_of_a_new_home_is_refused_with_the_note_that_says_so(world: World) -> None:
    form = RegistrationForm.from_row(world.zhou, {"街道": "清波街道", "建造年代": "2026年（新房首次装修）"})

    assert "附件3 备注1" in form.errors["nature"][0]
    assert "built_year" not in form.errors


def test_a_number_cell_that_lost_its_last_digits_is_no_id_number() -> None:
    assert cell_text(330102198205050003.0) == "3.301021982050500E+17"
    assert cell_text(15000000944.0) == "15000000944"


def test_a_return_needs_at_least_one_whole_line(world: World) -> None:
    empty = {"items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "0"}

    assert not ReturnItems(empty, prefix="items").is_valid()
    half = ReturnItems({**empty, "items-0-field": "address"}, prefix="items")
    assert not half.is_valid()
    assert set(half.errors[0]) == {"kind", "text"}


def test_another_clause_must_be_written_out() -> None:
    form = DeclineForm(
        {"version": "1", "key": "b" * 32, "clause": "other", "reason": "不在范围内"},
        actor=SYSTEM,
        subject=None,
        version=1,
    )

    assert set(form.errors) == {"other_clause"}


def test_no_enterprise_is_chosen_beforehand(world: World) -> None:
    form = ChooseForm(actor=world.zhou, subject=None, version=1, listed=[world.shili, world.yangben])

    assert [choice.data["selected"] for choice in form["enterprise"].subwidgets] == [False, False, False]


def test_an_enterprise_off_the_list_needs_a_sound_credit_code(world: World) -> None:
    with clock.at(later(hours=1)):
        form = ChooseForm(
            {
                "version": "1",
                "key": "b" * 32,
                "enterprise": "other",
                "off_name": "名录外企业",
                "off_code": "91330100MA00000010",
                "off_contact": "甲",
                "off_phone": "13800000001",
                "chosen_on": "2026-09-01",
            },
            actor=world.zhou,
            subject=None,
            version=1,
            listed=[],
        )
        assert set(form.errors) == {"off_code"}


def test_the_made_up_numbers_of_these_tests_are_sound() -> None:
    number = id_number("19650131")
    assert number[-1] == id_check_character(number[:17])


def test_a_taken_dwelling_is_told_by_what_each_application_registered(
    world: World, typed: dict[str, Any]
) -> None:
    make_case(world, "received", address=typed["address"], renovation_scope="kitchen")

    (words,) = bound(world, typed, will="both").errors["address"]

    assert "厨房换新，已受理" in words
    assert "不能再登记“厨卫均换新”" in words


def test_an_address_stands_as_it_was_written(world: World, typed: dict[str, Any]) -> None:
    form = bound(world, typed, address=" 示例路１２号（原示例厂宿舍），7幢：102室 ")

    assert form.is_valid(), form.errors
    assert form.to_data().address == "示例路12号（原示例厂宿舍），7幢：102室"


def test_an_enterprise_in_mind_keeps_the_brackets_of_its_name(world: World, typed: dict[str, Any]) -> None:
    form = bound(world, typed, intended_enterprise="示例装饰（杭州）有限公司")

    assert form.is_valid(), form.errors
    assert form.to_data().intended_enterprise == "示例装饰（杭州）有限公司"


def test_what_the_year_is_not_combined_with_is_refused_at_its_field(
    world: World, typed: dict[str, Any]
) -> None:
    Program.objects.update(linked_programmes=["old_estate"])
    form = bound(world, typed, linked_programmes=["old_estate", "ageing"])

    assert form.errors["linked_programmes"] == ["2026 年度不结合适老化改造，请取消"]
    assert "linked_programmes" not in bound(world, typed, linked_programmes=["old_estate"]).errors
