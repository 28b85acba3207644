"""From the counter to the bureau: receive, file, return once, decline, withdraw, terminate."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from apps.audit.models import Event
from apps.cases.enums import CorrectionKind, DefectKind, HoldKind, Removal, Status
from apps.cases.models import Case, Correction, EnterpriseChoice, Transition
from apps.cases.queries import actions_for, buttons_for
from apps.cases.services import (
    ReturnItem,
    correct_facts,
    decline_case,
    file_case,
    lift_hold,
    receive_case,
    record_choice,
    resubmit_case,
    return_case,
    reveal,
    set_patrol,
    terminate_case,
    withdraw_case,
)
from apps.enterprises.services import OffListEnterprise
from apps.lib import clock
from apps.lib.decisions import Refused, Stale
from apps.orgs.enums import SensitiveField
from tests.factories.people import id_number
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later, made_up_credit_code, make_case

AREA = ReturnItem("floor_area", DefectKind.WRONG, "与不动产权证不一致")
YEAR = ReturnItem("built_year", DefectKind.MISSING, "请写明建成年份")


def test_a_stale_page_is_refused_and_nothing_moves(world: World) -> None:
    case = make_case(world, "submitted")
    receive_case(case_id=case.pk, by=world.zhou, version=case.version)

    with pytest.raises(Stale):
        receive_case(case_id=case.pk, by=world.zhou, version=case.version)
    assert Transition.objects.filter(case=case, name="receive").count() == 1


def test_another_district_does_not_find_the_case(world: World) -> None:
    case = make_case(world, "received")

    for person in (world.xi, world.xi_leader, world.xiu, world.hu):
        with pytest.raises(Case.DoesNotExist):
            file_case(case_id=case.pk, by=person)


@pytest.mark.parametrize("person", ["zhou", "yan", "shi", "shenji"])
def test_filing_is_the_district_desk_s(world: World, person: str) -> None:
    case = make_case(world, "received")

    with pytest.raises(Refused, match="备案"):
        file_case(case_id=case.pk, by=world.people[person])


def test_a_return_lists_all_defects_and_blocks_filing(world: World) -> None:
    case = make_case(world, "received")

    notice = return_case(case_id=case.pk, by=world.wang, items=[AREA, YEAR])

    assert [item.kind for item in notice.items.all()] == ["wrong", "missing"]
    with pytest.raises(Refused, match="退回补正 2 项"):
        file_case(case_id=case.pk, by=world.wang)


def test_a_resubmission_shows_what_changed_and_nothing_secret(world: World) -> None:
    case = make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=[AREA])

    notice = resubmit_case(
        case_id=case.pk,
        by=world.zhou,
        changes={
            "floor_area": Decimal("66.80"),
            "id_number": id_number("19700101"),
            "hardship": "hardship",
            "name": "张示例",
        },
    )

    assert [change["field"] for change in notice.changes] == ["floor_area", "id_number", "hardship"]
    area, number, hardship = notice.changes
    assert (area["before"], area["after"]) == ("68.5", "66.8")
    assert "19700101" not in number["after"]
    assert "困难" not in hardship["after"]


def test_only_the_counter_hands_in_what_was_asked_for(world: World) -> None:
    case = make_case(world, upto="received")
    return_case(case_id=case.pk, by=world.wang, items=[AREA])
    with pytest.raises(Refused) as refused:
        resubmit_case(case_id=case.pk, by=world.yan, changes={"floor_area": Decimal("66.80")})
    assert refused.value.code == "post"


def test_a_withdrawn_application_is_not_mended_any_more(world: World) -> None:
    case = make_case(world, upto="received")
    return_case(case_id=case.pk, by=world.wang, items=[AREA])
    withdraw_case(case_id=case.pk, by=world.zhou)
    with pytest.raises(Refused) as refused:
        resubmit_case(case_id=case.pk, by=world.zhou, changes={"floor_area": Decimal("66.80")})
    assert refused.value.code == "status"


def test_another_broken_constraint_is_not_called_a_duplicate(world: World) -> None:
    case = make_case(world, upto="received")
    with pytest.raises(IntegrityError):
        correct_facts(case_id=case.pk, by=world.zhou, changes={"floor_area": Decimal("-1")}, reason="抄错")


def test_filing_is_not_dated_before_the_application(world: World) -> None:
    case = make_case(world, upto="received")
    with pytest.raises(Refused) as refused:
        file_case(case_id=case.pk, by=world.wang, effective_on=case.applied_on - timedelta(days=1))
    assert refused.value.field == "effective_on"


def test_declining_cites_its_clause(world: World) -> None:
    case = make_case(world, "received")

    with pytest.raises(Refused) as refused:
        decline_case(case_id=case.pk, by=world.wang, clause=" ", reason="新房")
    assert refused.value.field == "clause"
    declined = decline_case(case_id=case.pk, by=world.wang, clause="附件3 备注1", reason="新房首次装修")
    assert declined.status == Status.DECLINED
    assert "附件3 备注1" in Transition.objects.get(case=case, name="decline").reason


def test_a_household_may_withdraw_any_time_before_works_without_a_reason(world: World) -> None:
    for state in ("submitted", "received", "filed", "designing"):
        assert withdraw_case(case_id=make_case(world, state).pk, by=world.zhou).status == Status.WITHDRAWN


def test_withdrawing_is_over_once_works_began(world: World) -> None:
    case = make_staged_case(world, "building")

    with clock.at(later(10)), pytest.raises(Refused, match="施工中"):
        withdraw_case(case_id=case.pk, by=world.zhou)


def test_only_the_leader_terminates_and_names_the_removal(world: World) -> None:
    case = make_case(world, "filed")

    with pytest.raises(Refused):
        terminate_case(case_id=case.pk, by=world.wang, reason="重复", removal=Removal.DUPLICATE)
    terminate_case(case_id=case.pk, by=world.ling, reason="与另一案件重复", removal=Removal.DUPLICATE)
    assert Transition.objects.get(case=case, name="terminate").removal == "duplicate"


def test_the_leader_lifts_a_hold_with_a_reason(world: World) -> None:
    case = make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=[AREA])
    hold = case.holds.get(kind=HoldKind.RETURNED)

    with pytest.raises(Refused, match="分管领导"):
        lift_hold(case_id=case.pk, hold_id=hold.pk, by=world.wang, reason="已电话核实")
    with pytest.raises(Refused, match="解除原因"):
        lift_hold(case_id=case.pk, hold_id=hold.pk, by=world.ling, reason=" ")
    lift_hold(case_id=case.pk, hold_id=hold.pk, by=world.ling, reason="已电话核实")
    assert file_case(case_id=case.pk, by=world.wang).status == Status.FILED


def test_a_choice_on_the_list_is_recorded_as_such(world: World) -> None:
    case = make_case(world, "filed")

    record_choice(case_id=case.pk, by=world.zhou, enterprise=world.shili)

    choice = EnterpriseChoice.objects.get(case=case)
    assert choice.was_listed
    assert choice.enterprise == world.shili


def test_an_enterprise_off_the_list_is_an_equal_choice(world: World) -> None:
    case = make_case(world, "filed")
    other = OffListEnterprise("名录外装饰有限公司", made_up_credit_code(77), "甲", "13800000009")

    case = record_choice(case_id=case.pk, by=world.zhou, enterprise=other)

    assert case.status == Status.DESIGNING
    assert case.enterprise is not None
    assert case.enterprise.name == "名录外装饰有限公司"
    assert not EnterpriseChoice.objects.get(case=case).was_listed


def test_a_refused_choice_leaves_no_enterprise_behind(world: World) -> None:
    case = make_case(world, "draft")
    other = OffListEnterprise("名录外装饰有限公司", made_up_credit_code(78), "甲", "13800000009")

    with pytest.raises(Refused):
        record_choice(case_id=case.pk, by=world.zhou, enterprise=other)
    assert not EnterpriseChoice.objects.exists()
    assert not type(world.shili).objects.filter(name="名录外装饰有限公司").exists()


def test_a_second_choice_is_refused_in_words(world: World) -> None:
    case = make_case(world, "designing")

    with pytest.raises(Refused, match="不能登记自主选择的企业"):
        record_choice(case_id=case.pk, by=world.zhou, enterprise=world.yangben)
    assert EnterpriseChoice.objects.get(case=case).enterprise == world.shili


def test_a_correction_keeps_both_values_encrypted(world: World) -> None:
    case = make_case(world, "filed")

    correct_facts(case_id=case.pk, by=world.wang, changes={"name": "张更正"}, reason="姓名写错")

    row = Correction.objects.get(case=case)
    assert row.fields == ["姓名", "房屋所有权人"]
    assert "张更正".encode() not in bytes(row.values_encrypted)
    event = Event.objects.filter(subject_id=str(case.pk), action="case.corrected.fact").get()
    assert event.changed_fields == ["name", "owner_name"]
    assert "张更正" not in event.changes


def test_a_correction_onto_a_taken_dwelling_is_refused(world: World) -> None:
    make_case(world, "submitted", address="示例路1号1幢1单元101室")
    case = make_case(world, "submitted", address="示例路2号1幢1单元101室")

    with pytest.raises(Refused) as refused:
        correct_facts(
            case_id=case.pk,
            by=world.zhou,
            changes={"address": "示例路1号1栋1单元101"},
            reason="门牌写错",
        )
    assert refused.value.field == "address"
    case.dwelling.refresh_from_db()
    assert case.dwelling.address == "示例路2号1幢1单元101室"


def test_a_successor_needs_proof_and_the_predecessor_stays_in_the_history(world: World) -> None:
    from apps.documents.services import park_upload
    from tests.factories.uploads import pdf, upload

    case = make_case(world, "designing")
    proof = park_upload(by=world.zhou, upload=upload("公证.pdf", pdf()), kind="correction_proof")

    row = correct_facts(
        kind=CorrectionKind.SUCCESSOR,
        case_id=case.pk,
        by=world.zhou,
        changes={"name": "张继承", "id_number": id_number("19880808"), "owner_name": "张继承"},
        reason="原装修人去世",
        proof=proof,
    )

    assert row.get_kind_display() == "变更装修人"
    assert row.proof_id == proof.pk


def test_a_patrol_body_must_be_a_property_company(world: World) -> None:
    case = make_case(world, "designing")

    with pytest.raises(Refused) as refused:
        set_patrol(case_id=case.pk, by=world.zhou, organisation_id=world.city.pk)
    assert refused.value.field == "patrol_organisation"
    assert set_patrol(case_id=case.pk, by=world.zhou, organisation_id=world.property.pk).patrol_organisation


def test_a_full_number_needs_a_purpose_and_is_logged(world: World) -> None:
    from apps.audit.queries import accesses

    case = make_case(world, "received", id_number=id_number("19650131"))

    with pytest.raises(Refused) as refused:
        reveal(case=case, by=world.zhou, field=SensitiveField.ID_NUMBER, purpose="")
    assert refused.value.field == "purpose"
    shown = reveal(case=case, by=world.zhou, field=SensitiveField.ID_NUMBER, purpose="核对不动产权证")
    assert shown == id_number("19650131")
    (look,) = accesses("case", case.pk)
    assert look.purpose == "核对不动产权证"


def test_an_enterprise_never_sees_the_id_number(world: World) -> None:
    case = make_case(world, "designing")

    with pytest.raises(Refused):
        reveal(case=case, by=world.chen, field=SensitiveField.ID_NUMBER, purpose="签合同")


def test_buttons_are_those_of_the_role(world: World) -> None:
    case = make_case(world, "received")

    assert [button.label for button in buttons_for(world.wang, case, [])] == [
        "备案",
        "退回补正",
        "登记已选定的企业",
        "更正",
        "办件查询凭条",
        "不予备案",
        "户主撤回",
    ]
    assert [button.label for button in buttons_for(world.chen, case, [])] == []
    assert [action.name for action in actions_for(world.shen, case)] == ["file", "decline"]


def test_a_switched_off_button_says_why(world: World) -> None:
    case = make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=[AREA])
    holds = list(case.holds.filter(closed_at__isnull=True))

    primary = buttons_for(world.wang, case, holds)[0]

    assert primary.label == "备案"
    assert "退回补正 1 项" in primary.reason
