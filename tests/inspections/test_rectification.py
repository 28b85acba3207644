"""Rectification: reported by the enterprise, confirmed by others than who asked for it (P1, R26)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.queries import past_due
from apps.cases.queries.case_page import clocks
from apps.inspections import services
from apps.inspections.enums import Satisfaction
from apps.inspections.models import AcceptanceAttempt, HouseholdOpinion, Rectification, WorksReport
from apps.inspections.queries import acceptance_view
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.plans.enums import Means
from apps.programs.enums import RuleCode
from tests.factories.plans import drawn
from tests.factories.rules import let_rule_be
from tests.factories.uploads import pdf, upload
from tests.factories.works import (
    fail_acceptance,
    household_word,
    make_works_case,
    mend_all,
    patrol_word,
    photo,
    visit,
)
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    """Finished on 17 September, asked to mend on the 18th."""
    return fail_acceptance(world, make_works_case(world, "attempt"))


def mend(world: World, case: Case, *, by: Actor | None = None) -> None:
    for item in Rectification.objects.filter(attempt__case=case):
        services.rectify(
            case_id=case.pk,
            item_id=item.pk,
            by=by or world.jiang,
            done_on=clock.today(),
            note="已更换",
            photos=[photo()],
        )


def reported(world: World, case: Case) -> WorksReport:
    """蒋样本 has mended everything and reports so on 20 September."""
    with clock.at(later(19)):
        mend(world, case)
        return services.report_rectified(case_id=case.pk, by=world.jiang, finished_on=clock.today())


def test_who_judged_does_not_report_the_repair(world: World, case: Case) -> None:
    with clock.at(later(19)):
        with pytest.raises(Refused) as refused:
            mend(world, case, by=world.yan)
        assert refused.value.code == "post"
        mend(world, case)
        with pytest.raises(Refused) as refused:
            services.report_rectified(case_id=case.pk, by=world.yan, finished_on=clock.today())

    assert refused.value.code == "post"


def test_who_judged_does_not_report_the_repair_in_another_role_either(world: World, case: Case) -> None:
    same = replace(world.jiang, user_id=world.yan.user_id)
    with clock.at(later(19)):
        with pytest.raises(Refused) as refused:
            mend(world, case, by=same)
        assert refused.value.code == "own_verdict"
        mend(world, case)
        with pytest.raises(Refused) as refused:
            services.report_rectified(case_id=case.pk, by=same, finished_on=clock.today())

    assert refused.value.code == "own_verdict"


def test_who_mended_does_not_confirm_in_another_role(world: World, case: Case) -> None:
    reported(world, case)
    same = replace(world.zhou, user_id=world.jiang.user_id)
    with clock.at(later(20)):
        for word in (household_word(), patrol_word(visit(world, case, by=same))):
            with pytest.raises(Refused) as refused:
                services.confirm_rectified(case_id=case.pk, by=same, word=word)
            assert refused.value.code == "own_entry"


def test_of_an_enterprise_that_answers_no_more_the_district_carries_the_household_s_paper(
    world: World, case: Case
) -> None:
    said: dict[str, Any] = {"finished_on": date(2026, 9, 20), "scan": upload("户主说明.pdf", pdf())}
    with clock.at(later(19)):
        mend(world, case, by=world.wang)
        with pytest.raises(Refused) as refused:
            services.report_rectified(case_id=case.pk, by=world.wang, **said)
        assert (refused.value.field, refused.value.code) == ("text", "silent")
        said["text"] = "多次联系不上企业，由户主另请电工更换"
        with pytest.raises(Refused, match="户主签字的整改说明") as refused:
            services.report_rectified(case_id=case.pk, by=world.wang, **{**said, "scan": None})
        assert refused.value.field == "scan"
        services.report_rectified(case_id=case.pk, by=world.wang, **said)
        with pytest.raises(Refused):
            services.confirm_rectified(case_id=case.pk, by=world.wang, word=household_word())
        case = services.confirm_rectified(
            case_id=case.pk, by=world.zhou, word=patrol_word(visit(world, case))
        )

    assert (case.status, case.rectified_on) == (Status.COMPLETED, date(2026, 9, 20))


def test_the_street_that_confirms_reports_no_repair_of_an_enterprise_with_an_account(
    world: World, case: Case
) -> None:
    with clock.at(later(19)), pytest.raises(Refused, match="由区县经办凭书面材料代填") as refused:
        mend(world, case, by=world.zhou)

    assert refused.value.code == "post"


def test_the_enterprise_s_report_alone_ends_no_rectification(world: World, case: Case) -> None:
    reported(world, case)

    case.refresh_from_db()
    assert (case.status, case.rectified_on) == (Status.RECTIFYING, None)


@pytest.mark.parametrize("name", ["jiang", "yan", "wang", "ling"])
def test_neither_enterprise_nor_district_confirms_the_repair(world: World, case: Case, name: str) -> None:
    reported(world, case)
    with clock.at(later(20)), pytest.raises(Refused) as refused:
        services.confirm_rectified(case_id=case.pk, by=world.people[name], word=household_word())

    assert refused.value.code == "post"


def test_who_judged_does_not_confirm_in_another_role_either(world: World, case: Case) -> None:
    reported(world, case)
    same = replace(world.zhou, user_id=world.yan.user_id)
    with clock.at(later(20)), pytest.raises(Refused) as refused:
        services.confirm_rectified(case_id=case.pk, by=same, word=household_word())

    assert refused.value.code == "own_verdict"


def test_a_patrol_by_who_judged_confirms_nothing(world: World, case: Case) -> None:
    reported(world, case)
    with clock.at(later(20)):
        seen = visit(world, case, by=replace(world.zhou, user_id=world.yan.user_id))
        with pytest.raises(Refused) as refused:
            services.confirm_rectified(case_id=case.pk, by=world.zhou, word=patrol_word(seen))

    assert refused.value.field == "visit"


def test_a_report_before_the_last_item_was_done_is_refused(world: World, case: Case) -> None:
    with clock.at(later(19)):
        mend(world, case)
        with pytest.raises(Refused) as refused:
            services.report_rectified(case_id=case.pk, by=world.jiang, finished_on=date(2026, 9, 19))

    assert refused.value.field == "finished_on"


def test_a_repair_that_does_not_hold_goes_back_and_is_reported_again(world: World, case: Case) -> None:
    reported(world, case)
    with clock.at(later(20)):
        services.reject_rectified(case_id=case.pk, by=world.zhou, reason="开关仍松动")
    with clock.at(later(21)):
        services.report_rectified(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        services.confirm_rectified(case_id=case.pk, by=world.zhou, word=household_word())

    case.refresh_from_db()
    assert (case.status, case.rectified_on) == (Status.COMPLETED, date(2026, 9, 22))


def test_the_bureau_s_month_rests_while_the_enterprise_mends(world: World, case: Case) -> None:
    case.refresh_from_db()

    assert (case.acceptance_due_on, case.rectification_due_on) == (None, None)
    assert [view.label for view in clocks(case, date(2026, 12, 1))] == ["施工期"]
    assert not Case.objects.filter(past_due(date(2026, 12, 1))).exists()


def test_a_period_that_a_body_has_set_counts_as_works_do(world: World) -> None:
    let_rule_be(RuleCode.RECTIFICATION_DAYS, "10")
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    case.refresh_from_db()

    assert case.rectification_due_on == date(2026, 9, 27), "18 September is the first of ten days"
    assert Case.objects.filter(past_due(date(2026, 9, 28))).get() == case
    assert clocks(case, date(2026, 9, 20))[-1].label == "整改期"


def test_the_month_runs_anew_from_the_day_confirmed_and_not_the_day_typed(world: World, case: Case) -> None:
    reported(world, case)
    with clock.at(later(40)):
        said = household_word(date(2026, 9, 21), signed_on=date(2026, 9, 21))
        services.confirm_rectified(case_id=case.pk, by=world.zhou, word=said)

    case.refresh_from_db()
    assert case.completed_on == date(2026, 9, 17), "the first completion stays"
    assert case.acceptance_due_on == date(2026, 10, 21)
    with clock.at(later(40)):
        shown = acceptance_view(world.ling, case)
    assert shown.ends[0].confirmed_days_late == 20
    assert shown.mended is not None
    assert shown.mended.gross == 4, "18 to 21 September"


def test_the_second_round_is_late_by_its_own_month(world: World, case: Case) -> None:
    mend_all(world, case)
    with clock.at(later(22)):
        services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())

    second = AcceptanceAttempt.objects.get(case=case, number=2)
    assert second.due_on == date(2026, 10, 19)


def test_an_inspector_is_not_the_only_witness_of_satisfaction(world: World) -> None:
    case = make_works_case(world, "verdict")
    said = {
        "satisfaction": Satisfaction.SATISFIED,
        "means": Means.DRAWN,
        "signature": drawn(),
        "witness_name": f"上城住建局 {world.yan.name}",
    }
    with clock.at(later(17)):
        with pytest.raises(Refused) as refused:
            services.record_satisfaction(case_id=case.pk, by=world.yan, **said)
        assert refused.value.field == "witness_name"
        services.record_satisfaction(case_id=case.pk, by=world.yan, **{**said, "witness_name": "周示例"})

    assert HouseholdOpinion.objects.get().witness_name == "周示例"


def test_who_judged_is_not_the_only_witness_in_another_role_either(world: World) -> None:
    case = make_works_case(world, "verdict")
    same = replace(world.wang, user_id=world.yan.user_id)
    with clock.at(later(17)), pytest.raises(Refused) as refused:
        services.record_satisfaction(
            case_id=case.pk,
            by=same,
            satisfaction=Satisfaction.SATISFIED,
            means=Means.DRAWN,
            signature=drawn(),
            witness_name=same.name,
        )

    assert refused.value.code == "own_witness"
