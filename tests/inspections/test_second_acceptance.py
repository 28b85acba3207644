"""After the first round: rectification, the household's own word, mediation, ways out (R7)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from apps.acts.acts import act_named
from apps.audit.services import verify
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.inspections import services
from apps.inspections.enums import (
    AttemptResult,
    ItemOutcome,
    MediationCause,
    Satisfaction,
    Shortfall,
    Verdict,
)
from apps.inspections.models import AcceptanceAttempt, AcceptanceEvaluation, HouseholdOpinion, Rectification
from apps.inspections.rules import Found
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.pages.queries.consistency import hold_problems
from apps.plans.enums import CheckCode, CheckResult, Means, Method, Signer
from tests.factories.plans import drawn
from tests.factories.stages import make_staged_case
from tests.factories.uploads import pdf, upload
from tests.factories.works import (
    below,
    fail_acceptance,
    go_through,
    household_says,
    make_works_case,
    mend_all,
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


def test_a_failed_attempt_asks_for_what_was_found_and_is_kept(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))

    attempt = AcceptanceAttempt.objects.get(case=case)
    assert (case.status, attempt.result) == (Status.RECTIFYING, AttemptResult.RECTIFY)
    assert [item.text for item in attempt.rectifications.all()] == [
        "隐患设施卫生间无漏电保护未更换：仍为旧开关"
    ]
    assert needs(case) == {HoldKind.RECTIFICATION_DONE}
    assert case.transitions.get(name="require_rectification").reason.startswith("1. 隐患设施")


def test_a_dissatisfied_household_is_rectified_although_the_inspector_passed(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(ON_SITE):
        household_says(world, case, Satisfaction.DISSATISFIED)
        case = services.conclude(case_id=case.pk, by=world.yan, extra=["调整柜门"])

    assert case.status == Status.RECTIFYING
    texts = Rectification.objects.filter(attempt__case=case).values_list("text", flat=True)
    assert list(texts) == ["户主意见：柜门关不严", "调整柜门"]


def test_the_second_acceptance_is_not_asked_for_before_all_is_mended(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    with clock.at(later(18)), pytest.raises(Refused) as refused:
        services.report_rectified(case_id=case.pk, by=world.jiang, finished_on=clock.today())

    assert refused.value.code == "hold"


def test_mending_without_proof_is_refused(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    item = Rectification.objects.get(attempt__case=case)
    with clock.at(later(18)), pytest.raises(Refused) as refused:
        services.rectify(
            case_id=case.pk, item_id=item.pk, by=world.jiang, done_on=clock.today(), note="已更换"
        )

    assert refused.value.field == "photos"


def test_a_second_acceptance_passes_and_both_stay(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    mend_all(world, case)
    case.refresh_from_db()
    assert case.status == Status.COMPLETED
    assert needs(case) == {HoldKind.VISIT_PASSED, HoldKind.HOUSEHOLD_SATISFIED}
    with clock.at(later(19)):
        services.open_acceptance(case_id=case.pk, by=world.yan2, arranged_on=clock.today())
        go_through(world, case, by=world.yan2)
        verdict(world, case, by=world.yan2)
        household_says(world, case)
        case = services.conclude(case_id=case.pk, by=world.yan2)

    results = AcceptanceAttempt.objects.filter(case=case).values_list("number", "result")
    assert list(results) == [(1, AttemptResult.RECTIFY), (2, AttemptResult.PASSED)]
    assert (case.status, case.completed_on) == (Status.PASSED, date(2026, 9, 17))
    assert verify() == []


def say(world: World, case: Case, **changes: Any) -> HouseholdOpinion:
    values: dict[str, Any] = {
        "satisfaction": Satisfaction.SATISFIED,
        "means": Means.DRAWN,
        "signature": drawn(),
        "witness_name": "周示例",
        **changes,
    }
    with clock.at(ON_SITE):
        return services.record_satisfaction(case_id=case.pk, by=world.yan, **values)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"witness_name": ""}, "witness_name"),
        ({"signature": ""}, "signature"),
        ({"means": Means.SIGNED_SCAN}, "scan"),
        ({"signer": Signer.AGENT}, "signer_name"),
        ({"signer": Signer.AGENT, "signer_name": "李示例"}, "proof"),
        ({"satisfaction": Satisfaction.DISSATISFIED}, "remark"),
        ({"signed_on": date(2026, 9, 19)}, "signed_on"),
        ({"signed_on": date(2026, 9, 10)}, "signed_on"),
    ],
)
def test_an_opinion_that_proves_nothing_is_refused(world: World, changes: dict[str, Any], field: str) -> None:
    case = make_works_case(world, "verdict")
    with pytest.raises(Refused) as refused:
        say(world, case, **changes)

    assert refused.value.field == field
    assert not HouseholdOpinion.objects.exists()


def test_a_signed_scan_is_as_good_as_a_drawn_signature(world: World) -> None:
    case = make_works_case(world, "verdict")
    opinion = say(
        world, case, means=Means.SIGNED_SCAN, signature="", scan=upload("验收表.pdf", pdf()), witness_name=""
    )

    assert StoredFile.objects.get(pk=opinion.signature_file_id).sensitive
    assert HoldKind.HOUSEHOLD_SATISFIED not in needs(case)


def test_a_changed_mind_counts_and_the_first_word_is_kept(world: World) -> None:
    case = make_works_case(world, "verdict")
    say(world, case)
    say(world, case, satisfaction=Satisfaction.DISSATISFIED, remark="柜门关不严")

    attempt = AcceptanceAttempt.objects.get(case=case)
    assert attempt.satisfaction == Satisfaction.DISSATISFIED
    assert attempt.opinions.count() == 2
    assert HoldKind.HOUSEHOLD_SATISFIED in needs(case)


def test_the_household_signs_what_was_found(world: World) -> None:
    one, other = make_works_case(world, "verdict"), make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        go_through(
            world,
            other,
            surface__0__wall=Found(ItemOutcome.MEASURED, Decimal("18.50"), Method.PREFAB),
        )

    assert say(world, one).content_hash != say(world, other).content_hash


def test_the_enterprise_takes_no_opinion(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        services.record_satisfaction(
            case_id=case.pk,
            by=world.jiang,
            satisfaction=Satisfaction.SATISFIED,
            means=Means.DRAWN,
            signature=drawn(),
            witness_name="蒋样本",
        )

    assert refused.value.code == "post"


def mediate(world: World, case: Case, cause: MediationCause, *, agreed: bool = False) -> None:
    with clock.at(ON_SITE):
        services.open_mediation(case_id=case.pk, by=world.zhou, cause=cause, opened_on=clock.today())
        services.record_mediation(
            case_id=case.pk,
            by=world.zhou,
            held_on=clock.today(),
            mediator="清波街道 周示例",
            record="两次上门，户主坚持更换整面墙板。",
            agreed=agreed,
        )


def close(world: World, case: Case) -> Case:
    with clock.at(ON_SITE):
        return services.close_unconfirmed(case_id=case.pk, by=world.ling, reason="经调解未达成一致")


def test_a_household_that_stays_dissatisfied_is_closed_after_mediation(world: World) -> None:
    case = make_works_case(world, "verdict")
    say(world, case, satisfaction=Satisfaction.DISSATISFIED, remark="颜色不喜欢")
    mediate(world, case, MediationCause.DISSATISFIED)
    case = close(world, case)

    assert case.status == Status.CLOSED_UNCONFIRMED
    assert AcceptanceAttempt.objects.get(case=case).result == AttemptResult.ENDED
    assert not case.holds.filter(closed_at__isnull=True).exists()


def test_nobody_is_closed_without_documented_mediation(world: World) -> None:
    case = make_works_case(world, "verdict")
    with pytest.raises(Refused) as refused:
        close(world, case)

    assert "须先有调解记录" in refused.value.reason


def test_running_mediation_holds_the_closing_back(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(ON_SITE):
        services.open_mediation(
            case_id=case.pk, by=world.zhou, cause=MediationCause.UNREACHABLE, opened_on=clock.today()
        )
    with pytest.raises(Refused) as refused:
        close(world, case)

    assert refused.value.code == "hold"


def test_an_agreement_is_signed_by_the_household_instead(world: World) -> None:
    case = make_works_case(world, "verdict")
    mediate(world, case, MediationCause.DISSATISFIED, agreed=True)
    with pytest.raises(Refused) as refused:
        close(world, case)

    assert refused.value.code == "agreed"


def test_an_unreachable_household_is_closed_without_a_verdict(world: World) -> None:
    case = make_works_case(world, "attempt")
    mediate(world, case, MediationCause.UNREACHABLE)

    assert close(world, case).status == Status.CLOSED_UNCONFIRMED


def test_a_failed_inspection_is_never_closed_this_way(world: World) -> None:
    case = make_works_case(world, "items")
    with clock.at(ON_SITE):
        verdict(world, case, Verdict.FAIL)
    mediate(world, case, MediationCause.UNREACHABLE)
    with pytest.raises(Refused) as refused:
        close(world, case)

    assert refused.value.code == "verdict"


def test_only_the_leader_converts_and_the_attempts_stay(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        go_through(world, case, surface__0__wall=wet("18.20"))
        with pytest.raises(Refused):
            services.convert(case_id=case.pk, by=world.yan, **below("无法整改"))
        case = services.convert(case_id=case.pk, by=world.ling, **below("墙面已贴砖，无法整改"))

    assert case.status == Status.CONVERTED
    assert AcceptanceAttempt.objects.get(case=case).result == AttemptResult.ENDED


def test_the_holds_say_what_the_tables_say_at_every_step(world: World) -> None:
    case = make_works_case(world, "attempt")
    assert list(hold_problems()) == []
    fail_acceptance(world, case)
    assert list(hold_problems()) == []
    mend_all(world, case)
    assert list(hold_problems()) == []
    make_works_case(world, "passed")
    assert list(hold_problems()) == []


def test_a_conversion_without_a_measurement_of_ours_brings_one(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(20)):
        said = below("墙面已贴砖")
        for missing, field in (({"evidence": []}, "evidence"), ({"measured": " "}, "measured")):
            with pytest.raises(Refused) as refused:
                services.convert(case_id=case.pk, by=world.ling, **{**said, **missing})
            assert refused.value.field == field
        early = {"measured_on": case.started_on - timedelta(days=1)}
        with pytest.raises(Refused, match="早于开工"):
            services.convert(case_id=case.pk, by=world.ling, **{**said, **early})
        services.convert(case_id=case.pk, by=world.ling, **said)
    reason = case.transitions.get(name="convert").reason
    assert "部位不够" in reason
    assert "18.20 平方米" in reason
    assert "不能整改：墙面已贴砖" in reason
    assert StoredFile.objects.get(kind=FileKind.ENDING_PAPER).owner_id == str(case.pk)


def test_a_failed_acceptance_is_measurement_enough(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        go_through(world, case, surface__0__wall=wet("18.20"))
        initial = act_named("acceptance.convert").initial(world.ling, case)
        assert "第 1 次验收" in initial["measured"]
        assert initial["shortfall"] == Shortfall.BOTH
        services.convert(case_id=case.pk, by=world.ling, **{**below("墙面已贴砖"), "evidence": []})
    assert Case.objects.get(pk=case.pk).status == Status.CONVERTED


def test_an_acceptance_proves_what_it_measured_and_nothing_else(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        go_through(world, case, surface__0__wall=wet("18.20"))
        checks = AcceptanceEvaluation.objects.filter(attempt__case=case, code=CheckCode.PREFAB_SURFACES)
        checks.update(result=CheckResult.PASSED)
        said = {**below("墙面已贴砖"), "evidence": []}
        assert act_named("acceptance.convert").initial(world.ling, case)["shortfall"] == Shortfall.RATIO
        for ground in (Shortfall.SURFACES, Shortfall.BOTH):
            with pytest.raises(Refused, match="不是所选的") as refused:
                services.convert(case_id=case.pk, by=world.ling, **{**said, "shortfall": ground.value})
            assert refused.value.field == "evidence"
        services.convert(case_id=case.pk, by=world.ling, **{**said, "shortfall": Shortfall.RATIO.value})
    assert Case.objects.get(pk=case.pk).status == Status.CONVERTED
