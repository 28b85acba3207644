"""The household's signature and opinion, the district's note, the 申请表 (R1, R4 c, R5, R23)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from apps.audit.models import AccessLog
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.services import correct_facts
from apps.documents.models import StoredFile
from apps.documents.rules.papers import check_code
from apps.lib import clock, formats
from apps.lib.decisions import Refused, Stale
from apps.plans import services
from apps.plans.enums import Means, PlanStatus, Signer
from apps.plans.models import ApplicationForm, Confirmation, PlanVersion, SurfacePart
from apps.plans.queries import agreement_of, needs_met, submitted_plan
from apps.plans.queries.papers import application_paper, frozen_fields, plan_paper
from apps.plans.rules import digest
from tests.factories.plans import confirm, content, drawn, submit
from tests.factories.uploads import pdf, upload
from tests.factories.world import NOON, World, make_case


def waiting_hash(case: Case) -> str:
    plan = submitted_plan(case)
    assert plan is not None
    return plan.content_hash


def open_kinds(case: Case) -> set[str]:
    return set(case.holds.filter(closed_at__isnull=True).values_list("kind", flat=True))


def test_the_signature_moves_the_case_and_names_its_witness(world: World, case: Case) -> None:
    submit(world, case)
    plan = confirm(case, by=world.zhou)
    case.refresh_from_db()
    said = plan.confirmation
    assert (case.status, case.planned_days, case.overrun) == (Status.CONFIRMED, 12, False)
    assert (said.witness_name, said.witness_organisation) == ("周示例", "清波街道办事处")
    assert said.content_hash == plan.content_hash
    assert check_code(plan.content_hash) in said.statement
    assert StoredFile.objects.get(pk=said.signature_file_id).kind == "signature"
    assert open_kinds(case) == {HoldKind.CONTRACT_RECORDED}


def test_needs_recomputed_from_the_tables_agree_with_the_holds(world: World, case: Case) -> None:
    assert needs_met(case)[HoldKind.PLAN_CONFIRMED] is False
    submit(world, case)
    confirm(case, by=world.zhou)
    assert needs_met(case) == {
        HoldKind.PLAN_CONFIRMED: True,
        HoldKind.CONTRACT_RECORDED: False,
        HoldKind.OVERRUN_NOTE: True,
        HoldKind.PLAN_CHANGE: True,
    }


def test_the_signed_scan_is_an_equal_way(world: World, case: Case) -> None:
    submit(world, case)
    said = services.confirm_plan(
        case_id=case.pk,
        by=world.zhou,
        content_hash=waiting_hash(case),
        means=Means.SIGNED_SCAN,
        scan=upload("签字.pdf", pdf()),
        signed_on=clock.today(),
    )
    assert said.means == Means.SIGNED_SCAN


@pytest.mark.parametrize("days", [1, -1])
def test_a_paper_signed_in_the_future_or_before_the_plan_is_refused(
    world: World, case: Case, days: int
) -> None:
    submit(world, case)
    with pytest.raises(Refused) as refusal:
        services.confirm_plan(
            case_id=case.pk,
            by=world.zhou,
            content_hash=waiting_hash(case),
            means=Means.SIGNED_SCAN,
            scan=upload("签字.pdf", pdf()),
            signed_on=clock.today() + timedelta(days=days),
        )
    assert refusal.value.field == "signed_on"


def test_an_empty_signature_is_refused_and_nothing_moves(world: World, case: Case) -> None:
    submit(world, case)
    with pytest.raises(Refused) as refusal:
        services.confirm_plan(
            case_id=case.pk, by=world.zhou, content_hash=waiting_hash(case), means=Means.DRAWN, signature=""
        )
    case.refresh_from_db()
    assert refusal.value.field == "signature"
    assert case.status == Status.DESIGNING
    assert not Confirmation.objects.exists()


def test_an_agent_signs_only_with_a_power_of_attorney(world: World, case: Case) -> None:
    submit(world, case)
    signing = {
        "case_id": case.pk,
        "by": world.zhou,
        "content_hash": waiting_hash(case),
        "means": Means.DRAWN,
        "signature": drawn(),
        "signer": Signer.AGENT,
        "signer_name": "李示例",
    }
    with pytest.raises(Refused) as refusal:
        services.confirm_plan(**signing)  # type: ignore[arg-type]
    assert refusal.value.field == "proof"
    said = services.confirm_plan(**signing, proof=upload("委托书.pdf", pdf()))  # type: ignore[arg-type]
    assert (said.signer_name, said.household_name) == ("李示例", "张示例")


def agent_signs(world: World, case: Case) -> PlanVersion:
    """李示例 signs for 张示例 on paper; 周示例 keeps the scan and the power of attorney."""
    submit(world, case)
    services.confirm_plan(
        case_id=case.pk,
        by=world.zhou,
        content_hash=waiting_hash(case),
        means=Means.SIGNED_SCAN,
        signer=Signer.AGENT,
        signer_name="李示例",
        scan=upload("签字.pdf", pdf()),
        proof=upload("委托书.pdf", pdf()),
        signed_on=clock.today(),
    )
    return PlanVersion.objects.with_content().get(case=case)


def test_an_agent_s_name_is_seen_as_the_household_s(world: World, case: Case) -> None:
    plan = agent_signs(world, case)
    notes = {}
    for name in ("zhou", "chen", "sheng"):
        signature = plan_paper(world.people[name], plan).signature
        assert signature is not None
        notes[name] = signature.note
    assert "代办人 李示例" in notes["zhou"]
    assert "代办人 李示例" in notes["chen"]
    assert "代办人 李*例" in notes["sheng"]


def test_the_tab_names_the_agent_as_the_paper_does(world: World, case: Case) -> None:
    agent_signs(world, case)
    seen = [agreement_of(actor, case).agent for actor in (world.zhou, world.sheng)]
    assert seen == ["李示例", "李*例"]


def test_only_the_counter_takes_a_signature(world: World, case: Case) -> None:
    submit(world, case)
    with pytest.raises(Refused) as refusal:
        confirm(case, by=world.chen)
    assert refusal.value.code == "post"


def test_another_district_does_not_find_the_case(world: World, case: Case) -> None:
    submit(world, case)
    with pytest.raises(Case.DoesNotExist):
        confirm(case, by=world.xi)


def test_a_screen_that_showed_another_version_cannot_be_signed(world: World, case: Case) -> None:
    submit(world, case)
    shown = waiting_hash(case)
    services.start_new_version(case_id=case.pk, by=world.chen)
    submit(world, case, plan=content(days=14))
    with pytest.raises(Stale):
        services.confirm_plan(
            case_id=case.pk, by=world.zhou, content_hash=shown, means=Means.DRAWN, signature=drawn()
        )


def test_a_plan_changed_behind_the_services_cannot_be_signed(world: World, case: Case) -> None:
    plan = submit(world, case)
    SurfacePart.objects.filter(space__plan=plan, surface="wall").update(area=1)
    with pytest.raises(Stale):
        confirm(case, by=world.zhou)


def test_the_application_form_is_issued_with_every_field_of_that_day(world: World, case: Case) -> None:
    submit(world, case)
    confirm(case, by=world.zhou)
    form = ApplicationForm.objects.get(case=case)
    fields = frozen_fields(form)
    assert fields["household_name"] == "张示例"
    assert str(fields["id_number"]).startswith("330102196501")
    assert (fields["family"], fields["wish"], fields["budget"]) == ("一般家庭", "厨卫均换新", "7.6200")
    assert b"330102196501" not in bytes(form.content_encrypted)
    text = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert form.content_hash == digest(text)
    assert AccessLog.objects.filter(subject_id=str(case.pk), purpose="签发申请表").exists()


def test_a_later_correction_is_appended_to_the_form_not_printed_over_it(world: World, case: Case) -> None:
    submit(world, case)
    confirm(case, by=world.zhou)
    before = case.household.name
    with clock.at(clock.now() + timedelta(days=1)):
        correct_facts(
            case_id=case.pk,
            by=world.zhou,
            changes={"name": "张改名", "hardship": "hardship"},
            reason="登记时写错",
        )
    paper = application_paper(ApplicationForm.objects.get(case=case))
    (change,) = paper.later_changes
    assert paper.facts["household_name"] == before
    assert change.text == (
        f"更正：姓名由“{before}”改为“张改名”；家庭情况由“一般家庭”改为“困难家庭”；"
        f"房屋所有权人由“{before}”改为“张改名”"
    )


def test_what_was_drawn_under_the_plan_stands_on_no_other_paper(world: World, case: Case) -> None:
    plan = submit(world, case)
    confirm(case, by=world.zhou)
    plan = PlanVersion.objects.with_content().get(pk=plan.pk)
    form = application_paper(ApplicationForm.objects.get(case=case))

    shown = render_to_string("plans/papers/plan_paper.html", {"paper": plan_paper(world.zhou, plan)})
    assert 'class="sign"' in shown
    # Under the very sentence that stood beside the pad, with means, time and witness (R23).
    assert plan.confirmation.statement in shown
    at = formats.moment(plan.confirmation.signed_at)
    assert f"{at} 在工作人员的设备上手写签名；见证人：清波街道办事处 周示例" in shown
    assert 'class="sign"' not in render_to_string("plans/papers/application_form.html", {"paper": form})


def test_a_plan_for_other_spaces_than_now_wanted_is_not_confirmed(world: World, case: Case) -> None:
    submit(world, case)
    correct_facts(case_id=case.pk, by=world.zhou, changes={"will": "kitchen"}, reason="只做厨房")
    with pytest.raises(Refused) as refused:
        confirm(case, by=world.zhou)
    assert refused.value.code == "will"


def test_the_will_is_not_corrected_behind_a_confirmed_plan(world: World, case: Case) -> None:
    submit(world, case)
    confirm(case, by=world.zhou)
    with pytest.raises(Refused) as refused:
        correct_facts(case_id=case.pk, by=world.zhou, changes={"will": "kitchen"}, reason="只做厨房")
    assert refused.value.field == "will"


def test_an_opinion_sends_the_plan_back_with_the_household_s_words(world: World, case: Case) -> None:
    submit(world, case)
    plan = services.reject_plan(
        case_id=case.pk, by=world.zhou, opinion="卫生间不想用浅色板", content_hash=waiting_hash(case)
    )
    case.refresh_from_db()
    assert (plan.status, plan.opinion) == (PlanStatus.REJECTED, "卫生间不想用浅色板")
    assert case.status == Status.DESIGNING
    assert services.start_new_version(case_id=case.pk, by=world.chen).number == 2


def test_an_opinion_without_words_is_refused(world: World, case: Case) -> None:
    submit(world, case)
    with pytest.raises(Refused) as refusal:
        services.reject_plan(case_id=case.pk, by=world.zhou, opinion=" ", content_hash=waiting_hash(case))
    assert refusal.value.field == "opinion"


def test_sixteen_days_with_reason_wait_for_the_district_s_note(world: World, case: Case) -> None:
    submit(world, case, plan=content(days=16, reason="整栋停水"))
    confirm(case, by=world.zhou)
    case.refresh_from_db()
    assert case.overrun is True
    assert HoldKind.OVERRUN_NOTE in open_kinds(case)
    assert needs_met(case)[HoldKind.OVERRUN_NOTE] is False
    services.note_overrun(case_id=case.pk, by=world.ling, opinion="已知悉")
    case.refresh_from_db()
    assert HoldKind.OVERRUN_NOTE not in open_kinds(case)
    assert case.overrun is True


def test_the_note_is_the_district_s_alone_and_given_once(world: World, case: Case) -> None:
    submit(world, case, plan=content(days=16, reason="整栋停水"))
    confirm(case, by=world.zhou)
    with pytest.raises(Refused) as refusal:
        services.note_overrun(case_id=case.pk, by=world.zhou, opinion="已知悉")
    assert refusal.value.code == "post"
    services.note_overrun(case_id=case.pk, by=world.wang, opinion="已知悉")
    with pytest.raises(Refused) as again:
        services.note_overrun(case_id=case.pk, by=world.wang, opinion="已知悉")
    assert again.value.code == "noted"


def test_no_note_is_taken_where_nothing_is_over(world: World, case: Case) -> None:
    submit(world, case)
    confirm(case, by=world.zhou)
    with pytest.raises(Refused) as refusal:
        services.note_overrun(case_id=case.pk, by=world.wang, opinion="已知悉")
    assert refusal.value.code == "no_overrun"


def test_a_kitchen_only_household_confirms_a_kitchen(world: World) -> None:
    case = make_case(world, upto="designing", renovation_scope="kitchen")
    with clock.at(NOON):
        kitchen_only = replace(content(), spaces=content().spaces[:1])
        submit(world, case, plan=kitchen_only)
        assert confirm(case, by=world.zhou).status == PlanStatus.CONFIRMED


def test_a_successor_s_name_does_not_stand_above_what_the_predecessor_signed(
    world: World, case: Case
) -> None:
    plan = submit(world, case)
    confirm(case, by=world.zhou)
    with clock.at(clock.now() + timedelta(days=1)):
        correct_facts(case_id=case.pk, by=world.zhou, changes={"name": "张继承"}, reason="写错")

    paper = plan_paper(world.zhou, PlanVersion.objects.with_content().get(pk=plan.pk))

    assert paper.household_name == "张示例"
    assert "姓名由“张示例”改为“张继承”" in paper.later[0]
