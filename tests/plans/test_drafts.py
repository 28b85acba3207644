"""Writing, submitting and starting versions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.audit.models import Event
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.queries import changes_since
from apps.enterprises.services import record_enterprise
from apps.lib.decisions import Refused, Stale
from apps.plans import services
from apps.plans.enums import LineKind, Method, PlanStatus
from apps.plans.models import PlanVersion
from apps.plans.queries import content_of, contents_equal, draft_plan, fingerprint
from apps.plans.rules import Content, LineInput
from tests.factories.plans import bathroom, confirm, content, kitchen, submit
from tests.factories.world import World, made_up_credit_code, make_case

W = Method.WET


def test_an_unfinished_draft_is_kept_and_saved_again_without_loss(world: World, case: Case) -> None:
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=Content(survey_note="管线老化"))
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=replace(content(), planned_days=None))
    draft = draft_plan(case)
    assert draft is not None
    assert contents_equal(content_of(draft), replace(content(), planned_days=None))
    assert PlanVersion.objects.filter(case=case).count() == 1


def test_a_passing_plan_waits_for_the_household(world: World, case: Case) -> None:
    plan = submit(world, case)
    assert plan.status == PlanStatus.SUBMITTED
    assert plan.content_hash == fingerprint(plan)
    assert [row.result for row in plan.evaluations.all()] == ["passed", "passed", "passed"]


def test_a_failing_plan_is_kept_with_its_reasons_and_the_case_stays(world: World, case: Case) -> None:
    plan = submit(world, case, plan=content(kitchen(), bathroom(wall=W)))
    case.refresh_from_db()
    stored = plan.evaluations.get(code="dry_ratio")
    assert (plan.status, case.status) == (PlanStatus.FAILED, Status.DESIGNING)
    assert (stored.result, stored.threshold, stored.formula_id) == ("failed", "70", "dry-area-v1")
    assert stored.explanation[1] == "卫生间 33.33 %，墙面改为装配式后为 100 %"


def test_an_incomplete_plan_is_refused_at_its_field_and_nothing_is_written(world: World, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        submit(world, case, plan=content(days=16))
    assert refusal.value.field == "overrun_reason"
    assert not PlanVersion.objects.filter(case=case).exists()


def test_a_version_after_a_failed_one_starts_as_its_copy(world: World, case: Case) -> None:
    failed = submit(world, case, plan=content(kitchen(), bathroom(wall=W)))
    second = services.start_new_version(case_id=case.pk, by=world.chen)
    assert second.number == 2
    assert contents_equal(content_of(second), content_of(failed))
    assert services.start_new_version(case_id=case.pk, by=world.chen).pk == second.pk


def test_a_waiting_version_cannot_be_edited_but_taken_back(world: World, case: Case) -> None:
    waiting = submit(world, case)
    with pytest.raises(Refused):
        services.save_plan_draft(case_id=case.pk, by=world.chen, content=content(days=10))
    services.start_new_version(case_id=case.pk, by=world.chen)
    waiting.refresh_from_db()
    assert waiting.status == PlanStatus.SUPERSEDED


def test_a_confirmed_plan_is_not_edited(world: World, case: Case) -> None:
    submit(world, case)
    confirmed = confirm(case, by=world.zhou)
    with pytest.raises(Refused) as refusal:
        services.save_plan_draft(case_id=case.pk, by=world.chen, content=content(days=10))
    assert "方案变更" in refusal.value.reason
    confirmed.refresh_from_db()
    assert confirmed.content_hash == fingerprint(confirmed)


def test_a_designer_of_another_enterprise_does_not_find_the_case(world: World, case: Case) -> None:
    with pytest.raises(Case.DoesNotExist):
        services.save_plan_draft(case_id=case.pk, by=world.tao, content=content())


def test_the_counter_does_not_write_for_an_enterprise_that_has_an_account(world: World, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        services.save_plan_draft(case_id=case.pk, by=world.zhou, content=content())
    assert refusal.value.code == "post"


def test_the_counter_enters_the_plan_of_an_enterprise_without_account(world: World) -> None:
    case = make_case(world, upto="filed")
    off_list = record_enterprise(
        by=world.zhou,
        name="名录外装饰有限公司",
        credit_code=made_up_credit_code(77),
        contact_name="联络员乙",
        contact_phone="13800000577",
    )
    from apps.cases.services import choose_enterprise

    choose_enterprise(case_id=case.pk, by=world.zhou, enterprise=off_list)
    plan = submit(world, case, by=world.zhou)
    assert (plan.status, plan.entered_on_behalf) == (PlanStatus.SUBMITTED, True)


def test_a_stale_page_is_told_so(world: World, case: Case) -> None:
    seen = case.version
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=content(), version=seen)
    with pytest.raises(Stale):
        services.save_plan_draft(case_id=case.pk, by=world.chen, content=content(), version=seen)


def test_government_support_needs_a_local_document(world: World, case: Case, settings: object) -> None:
    lines = (*content().lines, LineInput(LineKind.SUPPORT, "政府支持", Decimal("2000")))
    supported = replace(content(), lines=lines)
    with pytest.raises(Refused) as refusal:
        submit(world, case, plan=supported)
    assert refusal.value.field == "lines"
    settings.PLAN_SUPPORT_SOURCES = {"330102": "上城演示〔2026〕1号"}  # type: ignore[attr-defined]
    assert submit(world, case, plan=supported).status == PlanStatus.SUBMITTED


def test_no_personal_value_enters_the_record(world: World, case: Case) -> None:
    submit(world, case)
    confirm(case, by=world.zhou)
    told = "".join(Event.objects.filter(subject_id=str(case.pk)).values_list("facts", flat=True))
    assert "张示例" not in told
    assert "13800000" not in told


def test_the_database_refuses_a_second_confirmed_version(world: World, case: Case) -> None:
    submit(world, case)
    plan = confirm(case, by=world.zhou)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.create(
            case=case,
            number=9,
            kind="initial",
            status=PlanStatus.CONFIRMED,
            enterprise=world.shili,
            designer_name="陈样本",
            designer_organisation="示例",
            planned_days=12,
            planned_start=plan.planned_start,
            content_hash="x",
            created_at=plan.created_at,
            updated_at=plan.created_at,
            submitted_at=plan.created_at,
            confirmed_at=plan.created_at,
        )


def test_the_database_refuses_to_take_a_confirmation_back(world: World, case: Case) -> None:
    submit(world, case)
    plan = confirm(case, by=world.zhou)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=plan.pk).update(status=PlanStatus.DRAFT)


def test_who_was_late_is_told_which_fields_a_colleague_changed(world: World, case: Case) -> None:
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=content())
    case.refresh_from_db()
    said = content(days=14)
    dearer = replace(said.lines[1], amount=Decimal("35000"))
    services.save_plan_draft(
        case_id=case.pk, by=world.chen, content=replace(said, lines=(said.lines[0], dearer, *said.lines[2:]))
    )
    (late,) = changes_since(world.chen, case, case.version)
    assert (late["what"], late["fields"]) == ("保存方案草稿", ["/planned_days", "/lines/1/amount"])


def test_rows_keep_their_keys_over_saves_and_versions(world: World, case: Case) -> None:
    def keys(plan: PlanVersion | None) -> list[str]:
        assert plan is not None
        return [row.key for row in (*plan.spaces.all(), *plan.lines.all(), *plan.hazards.all())]

    services.save_plan_draft(case_id=case.pk, by=world.chen, content=content())
    first = keys(draft_plan(case))
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=content(days=14))
    assert keys(draft_plan(case)) == first
    services.submit_plan(case_id=case.pk, by=world.chen)
    services.start_new_version(case_id=case.pk, by=world.chen)
    assert keys(draft_plan(case)) == first
    assert all(first)
    assert len(set(first)) == len(first)
