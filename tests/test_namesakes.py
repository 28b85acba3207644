"""Two people of one name, and what is whose: an account or a token decides, never the printed name."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib import import_module

import pytest
from django.test import Client

from apps.audit.migrations import _holders
from apps.cases.enums import DefectKind
from apps.cases.models import Case, ReturnNotice, Transition
from apps.cases.services import ReturnItem, receive_case, resubmit_case, return_case
from apps.inspections import services
from apps.inspections.enums import Verdict
from apps.inspections.models import AcceptanceAttempt, HouseholdOpinion, Visit
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.orgs.models import ApiToken
from apps.orgs.queries import actor_of_token
from apps.plans.models import PlanVersion
from apps.programs.enums import ParameterCode
from apps.reports.models import ReportVersion
from apps.reports.services import Declared, accept_report, save_draft, submit_report
from tests.access.forms import fields_of
from tests.factories import weeks
from tests.factories.callers import Caller, token_for
from tests.factories.migrations import models_of
from tests.factories.parameters import in_force
from tests.factories.works import hidden, make_works_case, page, verdict
from tests.factories.world import NOON, World, later, make_case, make_world, person_named, user_of

pytestmark = pytest.mark.django_db

ON_SITE = later(17)
NOT_HIS = "意见由出具人本人或区县分管领导撤回。"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def token_actor(like: Actor) -> Actor:
    """Return a new token of the persona's organisation and role as an actor."""
    token_for(like)
    return actor_of_token(ApiToken.objects.select_related("organisation").latest("pk"), like.role)


def browser(person: Actor) -> Client:
    client = Client()
    client.force_login(user_of(person))
    return client


def verdict_of(case: Case) -> str:
    return AcceptanceAttempt.objects.get(case=case).verdict


def withdraw(case: Case, by: Actor) -> AcceptanceAttempt:
    with clock.at(ON_SITE):
        return services.withdraw_verdict(case_id=case.pk, by=by, reason="录入错误")


# --- the verdict ---


def test_an_inspector_of_the_same_name_does_not_withdraw_the_verdict(world: World) -> None:
    case = make_works_case(world, "verdict")

    with pytest.raises(Refused) as refused:
        withdraw(case, person_named(world.yan.name, world.yan))

    assert (refused.value.reason, verdict_of(case)) == (NOT_HIS, Verdict.PASS)


def test_the_page_withholds_the_verdict_of_a_namesake(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(ON_SITE):
        answer = browser(person_named(world.yan.name, world.yan)).post(
            page("acceptance-withdraw", case), {**hidden(case), "reason": "录入错误"}
        )

    assert answer.status_code == 403
    assert verdict_of(case) == Verdict.PASS


def test_the_tab_offers_withdrawing_to_the_author_alone(world: World) -> None:
    case = make_works_case(world, "verdict")
    namesake = person_named(world.yan.name, world.yan)
    with clock.at(ON_SITE):
        own, other = (
            browser(person).get(page("acceptance", case)).content.decode() for person in (world.yan, namesake)
        )

    url = page("acceptance-withdraw", case)
    assert url in own
    assert url not in other


def test_a_token_of_the_same_label_does_not_withdraw_the_verdict(world: World) -> None:
    case = make_works_case(world, "items")
    first, second = (Caller(token_for(world.yan)) for _ in range(2))
    path = f"/cases/{case.pk}/acceptance/verdict"
    with clock.at(ON_SITE):
        given = first.post(path, {"version": case.version, "verdict": "pass", "opinion": "合格"})
        body = {"version": given.json()["version"], "reason": "录入错误"}
        refused = second.post(f"{path}/withdraw", body)
        withdrawn = first.post(f"{path}/withdraw", body)

    assert (given.status_code, refused.status_code, withdrawn.status_code) == (201, 403, 201)
    assert refused.json()["detail"] == NOT_HIS


def test_a_person_called_like_a_token_does_not_withdraw_its_verdict(world: World) -> None:
    case = make_works_case(world, "items")
    token = token_actor(world.yan)
    with clock.at(ON_SITE):
        verdict(world, case, by=token)

    with pytest.raises(Refused):
        withdraw(case, person_named(token.name, world.yan))
    withdraw(case, token)


def test_of_two_who_act_for_the_same_colleague_each_has_their_own_verdict(world: World) -> None:
    case = make_works_case(world, "items")
    deputy = person_named("代示例", world.yan, behalf=world.yan2)
    namesake = person_named("代示例", world.yan, behalf=world.yan2)
    assert deputy.signature == namesake.signature == "代示例（代颜演示）"
    with clock.at(ON_SITE):
        verdict(world, case, by=deputy)

    for other in (namesake, world.yan2):
        with pytest.raises(Refused):
            withdraw(case, other)
    withdraw(case, deputy)


def test_what_was_given_by_delegation_stays_one_s_own_in_one_s_own_role(world: World) -> None:
    case = make_works_case(world, "items")
    with clock.at(ON_SITE):
        verdict(world, case, by=replace(world.yan, on_behalf_of=world.yan2.name))

    assert withdraw(case, world.yan).verdict == ""


def test_a_verdict_of_an_unknown_author_is_left_to_the_leader(world: World) -> None:
    case = make_works_case(world, "verdict")
    AcceptanceAttempt.objects.filter(case=case).update(verdict_by_holder="")

    for other in (world.yan, replace(world.yan, user_id=None)):
        with pytest.raises(Refused):
            withdraw(case, other)
    assert withdraw(case, world.ling).verdict == ""


def test_a_namesake_with_an_old_page_is_told_of_the_verdict(world: World) -> None:
    case = make_works_case(world, "verdict")

    def again(by: Actor) -> str:
        with clock.at(ON_SITE), pytest.raises(Stale) as refused:
            services.give_verdict(case_id=case.pk, by=by, verdict=Verdict.PASS, opinion="合格", version=1)
        return refused.value.reason

    assert again(person_named(world.yan.name, world.yan)).startswith("这次验收刚由严演示出具意见“验收合格”")
    assert "刚被别人改过" in again(world.yan)


# --- the double click ---


def test_a_clerk_of_the_same_name_did_not_press_the_button(world: World) -> None:
    with clock.at(NOON):
        case = make_case(world, "submitted")
        namesake = browser(person_named(world.zhou.name, world.zhou))
        url = f"/cases/{case.pk}/receive/"
        old = fields_of(namesake.get(url), "version")
        zhou = browser(world.zhou)
        first = zhou.post(url, fields_of(zhou.get(url), "version"))
        second = namesake.post(url, old)

    assert (first.status_code, second.status_code) == (302, 422)
    assert "刚被别人改过" in second.content.decode()


def test_what_another_sent_under_a_key_is_not_taken_for_one_s_own(world: World) -> None:
    with clock.at(NOON):
        case = make_case(world, "submitted")
        zhou, namesake = browser(world.zhou), browser(person_named(world.zhou.name, world.zhou))
        url = f"/cases/{case.pk}/receive/"
        sent = fields_of(zhou.get(url), "version")
        answers = [zhou.post(url, sent), zhou.post(url, sent), namesake.post(url, sent)]

    assert [each.status_code for each in answers] == [302, 302, 422]
    assert "已经提交过" in answers[2].content.decode()


# --- four eyes ---


def four_eyes(world: World) -> None:
    """Let 上城 ask for a second person."""
    with clock.at(weeks.due_morning(weeks.FIRST)):
        in_force(world.ling, world.shangcheng, ParameterCode.REPORT_FOUR_EYES, "是")


def test_a_namesake_is_a_second_person_and_a_token_is_nobody_s_namesake(world: World) -> None:
    with clock.at(weeks.in_week(weeks.FIRST)):
        weeks.started(world)
    taken = weeks.snapshot(world, weeks.FIRST)
    four_eyes(world)
    token = token_actor(world.wang)
    missing = Declared(missing_reason="停机")
    with clock.at(weeks.due_morning(weeks.FIRST)):
        save_draft(by=token, snapshot=taken, version=None, declared=missing)
        with pytest.raises(Refused, match="填报人以外"):
            submit_report(by=token, snapshot=taken)
        version = submit_report(by=person_named(token.name, world.wang), snapshot=taken)

    assert version.submitted_by_holder != version.filled_by_holder == token.holder


@pytest.mark.parametrize("filled_by", ["wang", "shen"])
def test_who_exercises_the_filler_s_role_is_no_second_person(world: World, filled_by: str) -> None:
    """Neither the filler in a role lent by another, nor another in the filler's."""
    with clock.at(weeks.in_week(weeks.FIRST)):
        weeks.started(world)
    taken = weeks.snapshot(world, weeks.FIRST)
    four_eyes(world)
    lent = replace(
        world.shen, role=world.wang.role, on_behalf_of=world.wang.name, on_behalf_of_id=world.wang.user_id
    )
    with clock.at(weeks.due_morning(weeks.FIRST)):
        save_draft(
            by=world.people[filled_by], snapshot=taken, version=None, declared=Declared(missing_reason="停机")
        )
        with pytest.raises(Refused, match="填报人以外"):
            submit_report(by=lent, snapshot=taken)


def test_a_draft_of_an_unknown_filler_has_no_second_person(world: World) -> None:
    with clock.at(weeks.in_week(weeks.FIRST)):
        weeks.started(world)
    taken = weeks.snapshot(world, weeks.FIRST)
    four_eyes(world)
    with clock.at(weeks.due_morning(weeks.FIRST)):
        save_draft(by=world.wang, snapshot=taken, version=None, declared=Declared(missing_reason="停机"))
        ReportVersion.objects.update(filled_by_holder="")
        with pytest.raises(Refused, match="填报人以外"):
            submit_report(by=world.shen, snapshot=taken)


# --- what older records get ---

COLUMNS = (
    (Transition, "actor_name", "actor_holder"),
    (ReturnNotice, "returned_by", "returned_by_holder"),
    (ReturnNotice, "resubmitted_by", "resubmitted_by_holder"),
    (AcceptanceAttempt, "inspector_name", "inspector_holder"),
    (AcceptanceAttempt, "verdict_by", "verdict_by_holder"),
    (AcceptanceAttempt, "concluded_by", "concluded_by_holder"),
    (HouseholdOpinion, "recorded_by", "recorded_by_holder"),
    (Visit, "inspector_name", "inspector_holder"),
    (PlanVersion, "submitted_by", "submitted_by_holder"),
    (ReportVersion, "submitted_by", "submitted_by_holder"),
    (ReportVersion, "decided_by", "decided_by_holder"),
)
MIGRATIONS = {
    "cases": "0003_holders",
    "inspections": "0003_holders",
    "plans": "0002_holders",
    "reports": "0002_holders",
}


def holders() -> list[tuple[str, str, set[str]]]:
    """Return the holders that stand in every column."""
    return [
        (model.__name__, column, set(model.objects.exclude(**{printed: ""}).values_list(column, flat=True)))
        for model, printed, column in COLUMNS
    ]


def forget_and_fill() -> None:
    """Empty the columns as the release before left them, and fill them as the migrations do."""
    for model, _, column in COLUMNS:
        model.objects.update(**{column: ""})
    for app, name in MIGRATIONS.items():
        then = models_of(((app, name),))  # the migrations know the names of their day
        import_module(f"apps.{app}.migrations.{name}").fill(then, None)


def test_older_records_get_the_account_behind_the_name(world: World) -> None:
    make_works_case(world, "passed")
    with clock.at(NOON):
        case = make_case(world, "received")
        item = ReturnItem("floor_area", DefectKind.WRONG, "与不动产权证不一致")
        return_case(case_id=case.pk, by=world.wang, items=[item])
        resubmit_case(case_id=case.pk, by=world.zhou, changes={"floor_area": Decimal("60.00")})
    week = weeks.submitted(weeks.snapshot(world, weeks.FIRST), world.wang)
    with clock.at(weeks.due_morning(weeks.FIRST, hour=11)):
        accept_report(by=world.shi, snapshot=week)
    written = holders()
    assert all(found and "" not in found for _, _, found in written), written

    forget_and_fill()

    assert holders() == written


def test_older_records_of_two_namesakes_or_a_token_stay_nobody_s(world: World) -> None:
    with clock.at(NOON):
        by_token = make_case(world, "submitted", by=token_actor(world.zhou))
        by_two = make_case(world, "submitted")
        receive_case(case_id=by_two.pk, by=person_named(world.zhou.name, world.zhou))

    forget_and_fill()

    assert set(by_token.transitions.values_list("actor_holder", flat=True)) == {""}
    assert set(by_two.transitions.values_list("actor_holder", flat=True)) == {""}


def test_filling_goes_on_after_the_first_chunk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_holders, "CHUNK", 1)
    with clock.at(NOON):
        case = make_case(world, "filed")

    forget_and_fill()

    clerk, reviewer = world.zhou.holder, world.wang.holder
    assert list(case.transitions.values_list("actor_holder", flat=True)) == [clerk, clerk, reviewer]
