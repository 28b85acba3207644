"""撤销验收合格: proposed, told, heard, decided by two, served; valid until then (P9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from apps.cases.enums import Status
from apps.cases.models import Case, Transition
from apps.documents.rules.papers import content_hash
from apps.inspections.queries.papers import acceptance_paper
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.programs.enums import ParameterCode, Strength
from apps.programs.services import set_parameter
from apps.reports.queries.records import why_out
from apps.revocations.models import Revocation
from apps.revocations.queries import decision_paper, related_cases
from apps.revocations.rules.terms import may_decide_on
from apps.revocations.services import (
    agree_to_revocation,
    decide_revocation,
    propose_revocation,
    record_notice,
    record_service,
    record_statement,
)
from tests.archives.test_filing import filed_case
from tests.factories.revoking import FACTS, GROUNDS, decided, proposed, revoked, told
from tests.factories.works import make_works_case, signed_in
from tests.factories.world import NOON, World, later, make_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Organisations and personas, twenty days after 2026-09-01."""
    with clock.at(NOON):
        made = make_world()
    with clock.at(later(20)):
        yield made


@pytest.fixture
def passed(world: World) -> Case:
    return make_works_case(world, "passed")


def status_of(case: Case) -> str:
    return str(Case.objects.get(pk=case.pk).status)


def state(world: World, case: Case, party: str) -> None:
    record_statement(case_id=case.pk, by=world.wang, party=party, text="不是这样", made_on=clock.today())


@pytest.mark.parametrize("step", [proposed, told, decided])
def test_the_acceptance_stays_valid_until_two_have_decided(world: World, passed: Case, step: object) -> None:
    step(world, passed)  # type: ignore[operator]
    assert status_of(passed) == Status.PASSED


def test_two_revoke_it_and_it_leaves_the_count(world: World, passed: Case) -> None:
    revoked(world, passed)
    made = Transition.objects.get(case=passed, name="revoke")
    assert status_of(passed) == Status.REVOKED
    # The leader's own words: that it was 弄虚作假 is for the grounds to say, and for nobody to add.
    assert why_out(made, made.bureau_id_at) == "撤销验收合格：事实清楚。"


def test_an_archived_case_is_revoked_too(world: World) -> None:
    case = filed_case(world)
    revoked(world, case)
    assert status_of(case) == Status.REVOKED


def test_who_decided_does_not_agree(world: World, passed: Case) -> None:
    decided(world, passed)
    with pytest.raises(Refused) as refused:
        agree_to_revocation(case_id=passed.pk, by=world.ling, opinion="agree")
    assert refused.value.code == "self"
    row = Revocation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Revocation.objects.filter(pk=row.pk).update(agreed_by_holder=row.decided_by_holder)


def test_without_agreement_it_is_decided_anew(world: World, passed: Case) -> None:
    decided(world, passed)
    with pytest.raises(Refused) as refused:
        agree_to_revocation(case_id=passed.pk, by=world.shen, opinion="disagree")
    assert refused.value.field == "reason"
    agree_to_revocation(case_id=passed.pk, by=world.shen, opinion="disagree", reason="照片待核")
    decide_revocation(case_id=passed.pk, by=world.ling, outcome="keep", reason="照片核对无误")
    assert (status_of(passed), Revocation.objects.get().stage) == (Status.PASSED, "kept")


def test_after_it_was_kept_it_may_be_proposed_again(world: World, passed: Case) -> None:
    told(world, passed)
    decide_revocation(case_id=passed.pk, by=world.ling, outcome="keep", reason="没有问题")
    proposed(world, passed)
    with pytest.raises(Refused) as refused:
        proposed(world, passed)
    assert refused.value.code == "status"
    assert list(Revocation.objects.values_list("number", "stage")) == [(1, "kept"), (2, "proposed")]


def test_nobody_decides_before_the_term_is_over_or_both_have_spoken(world: World, passed: Case) -> None:
    set_parameter(
        by=world.ling,
        organisation=world.shangcheng,
        code=ParameterCode.STATEMENT_DAYS,
        value="5",
        strength=Strength.LOCAL,
        source="上城住建〔2026〕3号",
        valid_from=clock.today() + timedelta(days=1),
    )
    with clock.at(later(22)):
        told(world, passed)
        with pytest.raises(Refused) as refused:
            decide_revocation(case_id=passed.pk, by=world.ling, outcome="revoke", reason="清楚")
        assert refused.value.code == "term"
        state(world, passed, "household")
        with pytest.raises(Refused):
            decide_revocation(case_id=passed.pk, by=world.ling, outcome="revoke", reason="清楚")
        state(world, passed, "enterprise")
        decide_revocation(case_id=passed.pk, by=world.ling, outcome="revoke", reason="清楚")


def test_before_the_notice_is_served_nobody_is_heard_and_nothing_decided(world: World, passed: Case) -> None:
    proposed(world, passed)
    with pytest.raises(Refused):
        state(world, passed, "household")
    with pytest.raises(Refused):
        decide_revocation(case_id=passed.pk, by=world.ling, outcome="revoke", reason="清楚")


@pytest.mark.parametrize("day", [-1, 1])
def test_a_day_of_service_that_cannot_be_is_refused_at_its_field(
    world: World, passed: Case, day: int
) -> None:
    proposed(world, passed)
    with pytest.raises(Refused) as refused:
        record_notice(
            case_id=passed.pk,
            by=world.wang,
            household_on=clock.today(),
            household_way="direct",
            enterprise_on=clock.today() + timedelta(days=day),
            enterprise_way="post",
        )
    assert refused.value.field == "enterprise_on"
    assert Revocation.objects.get().services.count() == 0


def test_the_decision_is_served_once(world: World, passed: Case) -> None:
    revoked(world, passed)
    days = {
        "household_on": clock.today(),
        "household_way": "left",
        "enterprise_on": clock.today(),
        "enterprise_way": "post",
    }
    record_service(case_id=passed.pk, by=world.wang, **days)
    with pytest.raises(Refused):
        record_service(case_id=passed.pk, by=world.wang, **days)
    assert Revocation.objects.get().stage == "served"


def test_works_that_are_not_accepted_are_not_revoked(world: World) -> None:
    case = make_works_case(world, "building")
    with pytest.raises(Refused) as refused:
        propose_revocation(case_id=case.pk, by=world.wang, facts=FACTS, grounds=GROUNDS)
    assert refused.value.code == "status"


@pytest.mark.parametrize("who", ["zhou", "yan", "chen"])
def test_street_inspector_and_enterprise_propose_nothing(world: World, passed: Case, who: str) -> None:
    with pytest.raises(Refused) as refused:
        propose_revocation(case_id=passed.pk, by=getattr(world, who), facts=FACTS, grounds=GROUNDS)
    assert refused.value.code == "post"


def test_another_district_finds_no_such_case(world: World, passed: Case) -> None:
    with pytest.raises(Case.DoesNotExist):
        propose_revocation(case_id=passed.pk, by=world.xi, facts=FACTS, grounds=GROUNDS)


def test_the_other_cases_of_those_involved_are_listed_to_the_bureau_alone(world: World, passed: Case) -> None:
    other = make_works_case(world, "passed")
    found = related_cases(world.wang, passed)
    assert [each.cases for each in found] == [[other], [other]]
    assert related_cases(world.zhou, passed) == []


def test_papers_say_what_was_said_and_the_public_check_says_revoked(world: World, passed: Case) -> None:
    told(world, passed)
    state(world, passed, "household")
    decide_revocation(case_id=passed.pk, by=world.ling, outcome="revoke", reason="照片是另一户的")
    agree_to_revocation(case_id=passed.pk, by=world.shen, opinion="agree")
    desk = signed_in(world, "wang")
    text = {
        name: "".join(
            page.extract_text()
            for page in PdfReader(
                BytesIO(desk.get(f"/cases/{passed.pk}/revocation/1/{name}.pdf").content)
            ).pages
        )
        for name in ("notice", "decision")
    }
    assert "不是这样" in text["decision"]
    assert "照片是另一户的" in text["decision"]
    assert "照片是另一户的" not in text["notice"]
    attempt = passed.attempts.get(result="passed")
    checked = desk.get(f"/verify/{attempt.content_hash[:32]}/").content.decode()
    assert "已作废" in checked


@pytest.mark.parametrize("heard", [True, False])
def test_a_decision_says_that_somebody_was_heard_only_where_somebody_was(
    world: World, passed: Case, heard: bool
) -> None:
    told(world, passed)
    if heard:
        state(world, passed, "household")
    decide_revocation(case_id=passed.pk, by=world.ling, outcome="revoke", reason="照片是另一户的")
    agree_to_revocation(case_id=passed.pk, by=world.shen, opinion="agree")
    paper = decision_paper(Revocation.objects.get())
    drawn = render_to_string("revocations/papers/decision.html", {"paper": paper})
    assert ("听取陈述申辩" in drawn) == heard
    assert ("经告知，各方没有提出陈述申辩" in drawn) != heard


def test_papers_printed_afterwards_say_so_and_keep_their_hash(world: World, passed: Case) -> None:
    attempt = passed.attempts.get(result="passed")
    addresses = [
        f"/cases/{passed.pk}/acceptance/report/",
        f"/cases/{passed.pk}/acceptance/{attempt.number}/paper/",
    ]

    def printed() -> list[bool]:
        pages = [
            PdfReader(BytesIO(signed_in(world, "wang").get(each).content)).pages[0] for each in addresses
        ]
        return ["验收合格已撤销" in page.extract_text() for page in pages]

    assert printed() == [False, False]
    revoked(world, passed)
    assert printed() == [True, True]
    passed.refresh_from_db()
    paper = acceptance_paper(passed, attempt)
    assert (paper.mark.watermark, content_hash(paper)) == ("已撤销", attempt.content_hash)


def test_who_is_told_in_writing_reads_no_facts_on_the_page(world: World, passed: Case) -> None:
    told(world, passed)
    address = f"/cases/{passed.pk}/revocation/"
    assert FACTS in signed_in(world, "wang").get(address).content.decode()
    of_firm = signed_in(world, "chen").get(address).content.decode()
    assert "拟撤销" in of_firm or "已告知" in of_firm
    assert FACTS not in of_firm
    assert signed_in(world, "chen").get(address + "1/notice.pdf").status_code == 404


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 1))


@given(
    served=st.dictionaries(st.sampled_from(["household", "enterprise"]), DAYS, min_size=1),
    stated=st.sets(st.sampled_from(["household", "enterprise"])),
    days=st.none() | st.integers(0, 60),
    today=DAYS,
)
def test_a_day_by_day_look_agrees_with_the_rule(
    served: dict[str, date], stated: set[str], days: int | None, today: date
) -> None:
    waits = False
    if days is not None and not set(served) <= stated:
        last = max(served.values())
        for _ in range(days):
            last += timedelta(days=1)
        waits = today <= last
    assert (may_decide_on(today, served=served, stated=stated, days=days) is not None) == waits
