"""What is printed and kept of an acceptance: 附件2, round list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.services import correct_facts
from apps.documents.rules.papers import content_hash
from apps.inspections import services
from apps.inspections.enums import (
    AttemptResult,
    ItemOutcome,
    Satisfaction,
)
from apps.inspections.models import AcceptanceAttempt, AcceptanceItem, HouseholdOpinion, Rectification
from apps.inspections.queries import (
    acceptance_hash,
    acceptance_paper,
    opinion_record,
    round_list,
    states_its_hash,
)
from apps.inspections.rules import Found
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.plans.enums import Means, Method, Signer
from apps.plans.models import SignedApplication
from tests.factories.plans import drawn
from tests.factories.uploads import pdf, upload
from tests.factories.works import (
    fail_acceptance,
    go_through,
    household_says,
    make_works_case,
    verdict,
)
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db

ON_SITE = later(17)
"""18 September 2026, noon: the day after the finish."""


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def needs(case: Case) -> set[str]:
    return set(case.holds.filter(closed_at__isnull=True, is_need=True).values_list("kind", flat=True))


def wet(area: str) -> Found:
    return Found(ItemOutcome.MEASURED, Decimal(area), Method.WET, "现场改为贴砖")


def test_the_database_refuses_a_pass_without_the_household(world: World) -> None:
    case = make_works_case(world, "verdict")
    with pytest.raises(IntegrityError), transaction.atomic():
        AcceptanceAttempt.objects.filter(case=case).update(
            result=AttemptResult.PASSED, concluded_at=clock.now()
        )


def test_lateness_is_the_bureau_s_and_blocks_nobody(world: World) -> None:
    case = make_works_case(world, "completed")
    with clock.at(later(60)):
        attempt = services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
        go_through(world, case)
        verdict(world, case)
        household_says(world, case)
        case = services.conclude(case_id=case.pk, by=world.yan)

    attempt.refresh_from_db()
    assert attempt.is_late
    assert case.status == Status.PASSED
    assert "逾期组织，责任在住建部门" in acceptance_paper(case, attempt).remarks


def test_the_paper_states_both_opinions_and_keeps_its_hash(world: World) -> None:
    case = make_works_case(world, "passed")
    attempt = AcceptanceAttempt.objects.with_details().get(case=case)
    paper = acceptance_paper(case, attempt, actor=world.yan)

    assert (paper.satisfied, paper.passed, paper.attempt) == (True, True, 1)
    assert (paper.contact, paper.phone) == ("联络员甲", "13900000501")
    assert attempt.content_hash == acceptance_hash(case, attempt) == paper.mark.content_hash


def test_nothing_drawn_is_printed_on_the_form_that_both_sides_sign(world: World) -> None:
    case = make_works_case(world, "passed")
    attempt = AcceptanceAttempt.objects.with_details().get(case=case)
    html = render_to_string(
        "inspections/papers/acceptance_form.html", {"paper": acceptance_paper(case, attempt, actor=world.yan)}
    )

    assert 'class="sign"' not in html


def test_a_drawn_opinion_is_a_paper_of_its_own_with_means_time_and_witness(world: World) -> None:
    case = make_works_case(world, "passed")
    opinion = HouseholdOpinion.objects.get(attempt__case=case)
    paper = opinion_record(world.yan, opinion)

    assert paper.signature.image.startswith("data:image/png")
    at = formats.moment(opinion.signed_at)
    assert paper.signature.note.startswith(f"{at} 在工作人员的设备上手写签名；见证人：")
    assert paper.mark.content_hash == opinion.content_hash
    assert len(paper.items) == AcceptanceItem.objects.filter(attempt__case=case).count()


def test_findings_changed_after_the_drawing_are_not_printed_above_it(world: World) -> None:
    case = make_works_case(world, "items")
    with clock.at(ON_SITE):
        household_says(world, case)
        go_through(world, case, surface__0__wall=Found(ItemOutcome.MEASURED, Decimal("18.50"), Method.PREFAB))

    assert opinion_record(world.yan, HouseholdOpinion.objects.get(attempt__case=case)).items == ()


def test_a_failed_acceptance_keeps_the_hash_of_all_it_lists(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    attempt = AcceptanceAttempt.objects.with_details().get(case=case)

    assert acceptance_paper(case, attempt).defects == ("隐患设施卫生间无漏电保护未更换：仍为旧开关",)
    assert attempt.content_hash == acceptance_hash(case, attempt)
    assert states_its_hash(case, attempt)


def test_a_hash_taken_before_the_rectification_was_written_still_holds(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    attempt = AcceptanceAttempt.objects.with_details().get(case=case)
    attempt.content_hash = content_hash(replace(acceptance_paper(case, attempt), defects=()))
    assert states_its_hash(case, attempt)

    attempt.opinion = "现场核验，合格。"
    assert not states_its_hash(case, attempt)


def test_a_name_corrected_later_leaves_the_form_as_true_as_it_was(world: World) -> None:
    case = make_works_case(world, "passed")
    for days, name in ((20, "张改名"), (21, "张又改")):
        with clock.at(later(days)):
            correct_facts(case_id=case.pk, by=world.zhou, changes={"name": name}, reason="登记时写错")
    case = Case.objects.get(pk=case.pk)
    attempt = AcceptanceAttempt.objects.with_details().get(case=case)

    paper = acceptance_paper(case, attempt)
    assert paper.household_name == "张示例"
    assert [line.partition("更正：")[2] for line in paper.later] == [
        "姓名由“张示例”改为“张改名”（周示例）",
        "姓名由“张改名”改为“张又改”（周示例）",
    ]
    assert states_its_hash(case, attempt)


def test_a_name_corrected_later_is_masked_like_the_name(world: World) -> None:
    case = make_works_case(world, "passed")
    with clock.at(later(20)):
        correct_facts(case_id=case.pk, by=world.zhou, changes={"name": "张改名"}, reason="登记时写错")
    attempt = AcceptanceAttempt.objects.with_details().get(case=case)

    (line,) = acceptance_paper(attempt.case, attempt, actor=world.sheng).later

    assert "由“张*例”改为“张*名”" in line


def test_a_changed_item_of_rectification_breaks_the_hash(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    Rectification.objects.filter(attempt__case=case).update(text="卫生间无漏电保护已更换")
    attempt = AcceptanceAttempt.objects.with_details().get(case=case)

    assert not states_its_hash(case, attempt)


def test_a_province_reads_the_paper_with_a_masked_name(world: World) -> None:
    case = make_works_case(world, "passed")
    attempt = AcceptanceAttempt.objects.with_details().get(case=case)

    assert acceptance_paper(case, attempt, actor=world.sheng).household_name == "张*例"


def test_an_agent_s_name_is_masked_with_the_household_s(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(ON_SITE):
        services.record_satisfaction(
            case_id=case.pk,
            by=world.yan,
            satisfaction=Satisfaction.SATISFIED,
            means=Means.DRAWN,
            signer=Signer.AGENT,
            signer_name="李示例",
            signature=drawn(),
            witness_name="周示例",
            proof=upload("委托书.pdf", pdf()),
        )
    opinion = HouseholdOpinion.objects.get(attempt__case=case)

    def under(actor: Actor) -> str:
        return str(opinion_record(actor, opinion).signature)

    assert "代办人 李示例" in under(world.yan)
    assert "代办人 李*例" in under(world.sheng)


def test_a_deviation_within_the_line_is_named_on_the_paper(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        attempt = go_through(
            world, case, surface__0__wall=Found(ItemOutcome.MEASURED, Decimal("18.50"), Method.PREFAB)
        )
    paper = acceptance_paper(case, attempt)

    assert "厨房墙面：方案装配式 18.60 ㎡，实际装配式 18.50 ㎡" in paper.remarks
    assert [item.agrees for item in paper.items][:2] == [False, True]


def test_the_round_list_holds_the_district_s_waiting_households(world: World) -> None:
    waiting, arranged = make_works_case(world, "completed"), make_works_case(world, "attempt")
    make_works_case(world, "passed")
    with clock.at(ON_SITE):
        everything = round_list(world.yan)
        today = round_list(world.yan, day=date(2026, 9, 18))
        elsewhere = round_list(world.xi_inspector)

    assert {visit.number for visit in everything.visits} == {waiting.number, arranged.number}
    assert [visit.number for visit in today.visits] == [arranged.number]
    assert elsewhere.visits == ()
    visit = everything.visits[0]
    assert (visit.household, len(visit.items)) == ("张*例", 10)
    assert "*" in visit.phone


def test_an_acceptance_arranged_before_the_finish_is_refused(world: World) -> None:
    case = make_works_case(world, "completed")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        services.open_acceptance(
            case_id=case.pk, by=world.yan, arranged_on=date(2026, 9, 17) - timedelta(days=1)
        )

    assert refused.value.field == "arranged_on"


def test_the_round_list_says_where_the_application_is_not_stamped(world: World) -> None:
    bare, stamped = (make_works_case(world, "completed") for _ in range(2))
    with clock.at(ON_SITE):
        SignedApplication.objects.create(
            case=stamped, file_id=uuid4(), stamped=True, recorded_at=clock.now(), recorded_by="周示例"
        )
        said = {visit.number: visit.remarks for visit in round_list(world.yan).visits}
    assert said == {bare.number: ("申请表未盖章", "未经巡查"), stamped.number: ("未经巡查",)}
