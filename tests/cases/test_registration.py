"""Registering, submitting, receiving: what is written, once, by whom."""

from __future__ import annotations

from uuid import uuid4

import pytest

from apps.acts.services import Done, attempt
from apps.cases.acts import REGISTER
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case, RegistrationDraft, Transition
from apps.cases.queries import case_registered_with, drafts_of, receipt_of, search
from apps.cases.services import (
    correct_facts,
    discard_drafts,
    keep_draft,
    read_draft,
    register_and_submit,
    register_case,
    submit_case,
)
from apps.documents.queries import files_of
from apps.documents.services import park_upload
from apps.lib import clock
from apps.lib.decisions import Refused
from tests.factories.people import id_number, phone
from tests.factories.stages import return_and_mend
from tests.factories.typed import registration_form
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, later, make_case, registration


def test_the_street_s_own_counter_submits_and_receives_in_one_act(world: World) -> None:
    case = register_and_submit(by=world.zhou, data=registration(world))

    assert case.status == Status.RECEIVED
    assert case.number == "上城-2026-0001"
    assert [t.name for t in Transition.objects.filter(case=case).order_by("id")] == ["submit", "receive"]
    assert case.bureau == world.shangcheng
    assert case.city_bureau == world.city


def test_the_district_s_counter_leaves_receiving_to_the_street(world: World) -> None:
    case = register_and_submit(by=world.wang, data=registration(world))

    assert case.status == Status.SUBMITTED


def test_a_bureau_that_reports_directly_has_no_city_above_it(world: World) -> None:
    case = register_and_submit(by=world.xin, data=registration(world, street_code="330411002"))

    assert case.city_bureau is None


def test_a_double_click_registers_one_household(world: World) -> None:
    key = uuid4()
    sent = registration_form(key=key.hex)

    outcome, again = (attempt(REGISTER, by=world.zhou, subject=None, data=sent) for _ in range(2))

    assert isinstance(outcome, Done)
    assert isinstance(again, Done)
    assert again.replayed
    assert again.result_id == outcome.result_id
    first = Case.objects.get()
    assert case_registered_with(world.zhou, key) == first
    assert case_registered_with(world.hu, key) is None


def test_numbers_count_up_within_bureau_and_year(world: World) -> None:
    numbers = [
        make_case(world).number,
        make_case(world).number,
        make_case(world, by=world.bei, street_code="330106002").number,
    ]

    assert numbers == ["上城-2026-0001", "上城-2026-0002", "西湖-2026-0001"]


@pytest.mark.parametrize("person", ["chen", "shen", "yan", "shi", "shenji", "wu"])
def test_other_roles_register_nobody(world: World, person: str) -> None:
    with pytest.raises(Refused, match="登记由街道或区县经办办理"):
        register_case(by=world.people[person], data=registration(world))
    assert not Case.objects.exists()


def test_a_foreign_street_is_refused_at_its_field(world: World) -> None:
    with pytest.raises(Refused) as refused:
        register_case(by=world.zhou, data=registration(world, street_code="330106002"))

    assert refused.value.field == "street_code"


def test_a_second_application_for_the_same_space_writes_nothing(world: World) -> None:
    make_case(world, address="示例路5号1幢1单元101室", renovation_scope="kitchen")

    with pytest.raises(Refused) as refused:
        register_and_submit(
            by=world.zhou,
            data=registration(world, address="示例路５号1栋1单元101", renovation_scope="both"),
        )

    assert refused.value.field == "address"
    assert Case.objects.count() == 1


def test_two_drafts_of_one_dwelling_end_with_one_submitted(world: World) -> None:
    first = register_case(by=world.zhou, data=registration(world))
    second = register_case(by=world.zhou, data=registration(world))
    submit_case(case_id=first.pk, by=world.zhou)

    with pytest.raises(Refused, match="已经申请过"):
        submit_case(case_id=second.pk, by=world.zhou)
    second.refresh_from_db()
    assert (second.status, second.number) == (Status.DRAFT, None)


def test_nobody_else_sees_or_submits_another_street_s_draft(world: World) -> None:
    case = register_case(by=world.zhou, data=registration(world))

    for person in (world.hu, world.xi, world.shi, world.sheng, world.chen):
        with pytest.raises(Case.DoesNotExist):
            submit_case(case_id=case.pk, by=person)


def test_the_authority_of_an_agent_comes_to_the_case_as_a_sensitive_file(world: World) -> None:
    parked = park_upload(by=world.zhou, upload=upload("委托书.pdf", pdf()), kind="power_of_attorney")

    case = register_case(
        by=world.zhou,
        data=registration(
            world, applicant="agent", agent_name="李代办", agent_phone=phone(3), authority=parked
        ),
    )

    (file,) = files_of("case", case.pk)
    assert file.sensitive
    assert file.kind == "power_of_attorney"


def test_a_draft_keeps_what_was_typed_for_its_own_counter_only(world: World) -> None:
    draft = keep_draft(by=world.zhou, values={"name": ["张示例"], "phone": ["乱填"]}, title="张示例")

    assert read_draft(by=world.zhou, draft_id=draft.pk)["phone"] == ["乱填"]
    assert "乱填".encode() not in bytes(draft.data_encrypted)
    with pytest.raises(RegistrationDraft.DoesNotExist):
        read_draft(by=world.hu, draft_id=draft.pk)
    with pytest.raises(Refused):
        keep_draft(by=world.hu, values={}, title="", draft_id=draft.pk)
    discard_drafts(draft_ids=[draft.pk], by=world.hu)
    assert drafts_of(world.zhou).count() == 1


def test_the_same_draft_is_kept_once_however_often_it_is_sent(world: World) -> None:
    key = uuid4()

    for name in ("张", "张示例"):
        keep_draft(by=world.zhou, values={"name": [name]}, title=name, draft_id=key)

    assert [draft.title for draft in drafts_of(world.zhou)] == ["张示例"]


def test_submitting_throws_the_draft_away(world: World) -> None:
    draft = keep_draft(by=world.zhou, values={}, title="张示例")

    register_and_submit(by=world.zhou, data=registration(world), draft_id=draft.pk)

    assert not RegistrationDraft.objects.exists()


def test_a_new_case_has_no_open_holds(world: World) -> None:
    case = make_case(world, "received")

    assert not case.holds.exists()
    assert HoldKind.PLAN_CONFIRMED not in case.holds.values_list("kind", flat=True)


def test_the_receipt_masks_the_numbers(world: World) -> None:
    paper = receipt_of(make_case(world, "received", id_number=id_number("19650131")))

    rows = dict(paper.rows)
    assert rows["身份证号"] == "330*************0X"
    assert rows["联系方式"].startswith("138****")
    assert paper.street_phone == "0571-00000001"


def test_no_draft_is_found_with_a_text_or_without(world: World) -> None:
    case, draft = make_case(world), make_case(world)
    Case.objects.filter(pk=draft.pk).update(status=Status.DRAFT)

    assert list(search(world.zhou, " ")) == [case]
    assert list(search(world.zhou, str(draft.number))) == []


def test_an_id_number_is_found_whole_or_not_at_all(world: World) -> None:
    case = make_case(world, id_number=id_number("19700101"), phone=phone(77))
    make_case(world)

    assert list(search(world.zhou, id_number("19700101"))) == [case]
    assert list(search(world.zhou, " 138-0000-0077")) == [case]
    assert list(search(world.zhou, id_number("19700101")[:10])) == []
    assert list(search(world.chen, id_number("19700101"))) == []
    assert list(search(world.xi, id_number("19700101"))) == []


@pytest.mark.parametrize("kept", ["示例路12号（原示例厂宿舍）302室", "示例路12号(原示例厂宿舍)302室"])
@pytest.mark.parametrize("typed", ["（原示例厂宿舍）", "(原示例厂宿舍)", "路１２号"])
def test_an_address_is_found_whichever_marks_it_was_kept_with(world: World, kept: str, typed: str) -> None:
    case = make_case(world, "received", address=kept)

    assert list(search(world.zhou, typed)) == [case]


def test_marks_of_an_address_make_no_second_dwelling(world: World) -> None:
    make_case(world, "received", address="示例路12号(原示例厂宿舍)302室")

    with pytest.raises(Refused, match="已经申请过"):
        register_case(by=world.zhou, data=registration(world, address="示例路12号（原示例厂宿舍）302室"))


def test_a_receipt_says_what_was_put_right_since(world: World) -> None:
    case = make_case(world, "received")
    with clock.at(later(2)):
        correct_facts(case_id=case.pk, by=world.zhou, changes={"name": "章示例"}, reason="写错")

    receipt = receipt_of(Case.objects.get(pk=case.pk))

    assert receipt.later == ("2026年9月3日更正：姓名、房屋所有权人",)
    assert receipt.registered_text == "2026年9月1日"


def test_a_receipt_says_what_came_back_from_a_return(world: World) -> None:
    case = make_case(world, "received")
    return_and_mend(world, case)

    assert [words.partition("补正：")[2] for words in receipt_of(Case.objects.get(pk=case.pk)).later] == [
        "身份证号、家庭人数"
    ]
