"""A draw from population to outcome, and who tries to steer it (decision 0179)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.audit.models import Event
from apps.audit.services import digest_day
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode
from apps.supervision.enums import Stage
from apps.supervision.models import Draw, Recheck, Tie
from apps.supervision.queries.pages import draw_list, draw_page, waiting_draws
from apps.supervision.queries.recusal import ACCEPTING, TIED
from apps.supervision.rules import canonical, commitment, digest_of
from apps.supervision.services import (
    commit_number,
    declare_tie,
    end_tie,
    open_number,
    record_of,
    withdraw_draw,
)
from tests.factories.draws import NUMBERS, accepted, again, committed, digested, drawn, fixed, rule_of
from tests.factories.parameters import in_force
from tests.factories.revoking import proposed
from tests.factories.world import NOON, World, later, make_world
from tests.supervision.scripts import checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    """Twelve accepted households in 上城区, twenty days after 2026-09-01."""
    with clock.at(NOON):
        made = make_world()
    with clock.at(later(20)):
        accepted(made, 12)
        yield made


def refusal(call: object, **said: object) -> str:
    with pytest.raises(Refused) as caught:
        call(**said)  # type: ignore[operator]
    return caught.value.reason


# --- 定总体 ---


def test_the_population_is_what_the_rule_finds(world: World) -> None:
    draw = fixed(world)

    assert (draw.size, draw.stage, draw.number) == (12, Stage.FIXED, 1)
    assert [each["number"] for each in draw.facts["population"]] == sorted(
        draw.members.values_list("case__number", flat=True)
    )


def test_who_accepted_a_household_does_not_go_there(world: World) -> None:
    facts = fixed(world).facts
    driven = next(each for each in facts["population"] if each["barred"])

    assert ACCEPTING in driven["barred"].values()
    assert str(world.yan.user_id) in driven["barred"]


def test_witnesses_are_told(world: World) -> None:
    fixed(world)
    told = set(Message.objects.filter(kind="draw.commit").values_list("user_id", flat=True))

    assert told == {world.shi.user_id, world.hu.user_id}


@pytest.mark.parametrize("name", ["wang", "shen", "yan", "zhou", "chen", "shenji"])
def test_only_leaders_and_officers_fix_a_population(world: World, name: str) -> None:
    assert "发起" in refusal(fixed, world=world, by=getattr(world, name))


def test_witnesses_are_two_of_two_bodies_and_none_who_may_be_sent(world: World) -> None:
    shi = world.shi.user_id

    assert "同一个人" in refusal(fixed, world=world, witnesses=[shi, shi])
    for name in ("ling", "yan", "xi_leader"):
        chosen = [shi, getattr(world, name).user_id]
        assert "列出的人" in refusal(fixed, world=world, witnesses=chosen)


def test_today_is_not_over_and_belongs_to_no_population(world: World) -> None:
    assert "昨天" in refusal(fixed, world=world, rule=rule_of(until_on=clock.today()))


def test_nothing_found_is_no_population(world: World) -> None:
    day = clock.today() - timedelta(days=200)
    assert "没有办件" in refusal(fixed, world=world, rule=rule_of(until_on=day))


def test_a_share_of_an_enterprise_that_is_not_there_is_refused(world: World) -> None:
    assert "没有这家企业" in refusal(fixed, world=world, shares={"样张无此": Decimal(50)})


def test_a_bureau_with_too_few_people_leaves_it_to_the_one_above(world: World) -> None:
    for name in ("wang", "shen", "yan"):
        person = getattr(world, name)
        declare_tie(by=person, user_id=person.user_id, enterprise=world.shili, reason="亲属任职")

    assert "由上一级抽查" in refusal(fixed, world=world)
    assert fixed(world, by=world.shi, witnesses=[world.sheng.user_id, world.ling.user_id]).size == 12


def test_a_declared_tie_keeps_a_person_away(world: World) -> None:
    declare_tie(by=world.wang, user_id=world.wang.user_id, enterprise=world.shili, reason="亲属任职")
    draw = drawn(world, fixed(world, share=Decimal(100)))

    assert all(each["barred"][str(world.wang.user_id)] == TIED for each in draw.facts["population"])
    sent = {each.user_id for row in draw.rechecks.all() for each in row.people.all()}
    assert world.wang.user_id not in sent


def test_a_tie_is_one_s_own_or_a_leader_s_to_declare(world: World) -> None:
    said = {"enterprise": world.shili, "reason": "亲属任职"}

    assert "列出的人" in refusal(declare_tie, by=world.wang, user_id=world.shen.user_id, **said)
    assert "列出的人" in refusal(declare_tie, by=world.ling, user_id=world.xi_inspector.user_id, **said)
    declare_tie(by=world.ling, user_id=world.shen.user_id, **said)
    assert "已经登记" in refusal(declare_tie, by=world.shen, user_id=world.shen.user_id, **said)


def test_a_tie_is_lifted_by_a_leader_with_a_reason(world: World) -> None:
    tie = declare_tie(by=world.wang, user_id=world.wang.user_id, enterprise=world.shili, reason="亲属")

    assert "分管领导" in refusal(end_tie, tie_id=tie.pk, by=world.wang, reason="没有了")
    assert "分管领导" in refusal(end_tie, tie_id=tie.pk, by=world.xi_leader, reason="没有了")
    end_tie(tie_id=tie.pk, by=world.ling, reason="亲属已离职")
    assert not Tie.objects.standing().exists()


# --- 封存、开封、抽取 ---


def test_a_draw_is_made_with_the_second_number_and_redone_from_its_record(world: World) -> None:
    draw = drawn(world, fixed(world))
    record = record_of(draw)

    assert (draw.stage, draw.drawn) == (Stage.DRAWN, 4)
    assert checked(record) == []
    came_up = [row.case.number for row in draw.rechecks.select_related("case")]
    assert came_up == [each["number"] for each in record["outcome"]["drawn"]]


def test_a_whole_share_leaves_no_reserve(world: World) -> None:
    made = json.loads(drawn(world, fixed(world, share=Decimal(100))).outcome)

    assert (len(made["drawn"]), made["reserve"]) == (12, [])


def test_two_go_to_each_and_are_told(world: World) -> None:
    draw = drawn(world, fixed(world))
    people = [set(row.people.values_list("user_id", flat=True)) for row in draw.rechecks.all()]

    assert all(len(each) == 2 for each in people)
    told = set(Message.objects.filter(kind="draw.sent").values_list("user_id", flat=True))
    assert told == set.union(*people)


def test_the_number_itself_is_kept_nowhere_before_it_is_opened(world: World) -> None:
    draw = committed(world, fixed(world))
    kept = json.dumps([*draw.witnesses.values("commitment", "number")]) + "".join(
        Event.objects.filter(subject_kind="draw").values_list("facts", flat=True)
    )

    assert not any(number in kept for number in NUMBERS.values())


def test_the_first_opened_number_is_in_no_record_before_the_second(world: World) -> None:
    draw = digested(world, fixed(world))
    open_number(draw_id=draw.pk, by=world.shi, number=NUMBERS["shi"])

    assert NUMBERS["shi"] not in json.dumps(record_of(Draw.objects.get(pk=draw.pk)))


def test_a_commitment_made_elsewhere_counts_as_well(world: World) -> None:
    draw = fixed(world)
    made = commitment(draw.fixed_sha256, str(world.shi.user_id), NUMBERS["shi"])
    commit_number(draw_id=draw.pk, by=world.shi, commitment=made.upper())
    commit_number(draw_id=draw.pk, by=world.hu, number=NUMBERS["hu"])
    digest_day(clock.today())
    for name, number in NUMBERS.items():
        open_number(draw_id=draw.pk, by=getattr(world, name), number=number)

    assert Draw.objects.get(pk=draw.pk).stage == Stage.DRAWN


@pytest.mark.parametrize("said", [{}, {"number": NUMBERS["shi"], "commitment": "a" * 64}])
def test_a_number_or_a_commitment_and_not_both(world: World, said: dict[str, str]) -> None:
    assert "只填其中一项" in refusal(commit_number, draw_id=fixed(world).pk, by=world.shi, **said)


def test_an_easy_number_is_not_committed(world: World) -> None:
    words = refusal(commit_number, draw_id=fixed(world).pk, by=world.shi, number="1234567890" * 2)
    assert "容易猜到" in words


def test_who_is_no_witness_neither_commits_nor_opens(world: World) -> None:
    draw = digested(world, fixed(world))

    for name in ("ling", "sheng"):
        assert "见证人" in refusal(
            open_number, draw_id=draw.pk, by=getattr(world, name), number=NUMBERS["shi"]
        )


def test_a_witness_asked_by_name_meets_the_draw_and_other_streets_do_not(world: World) -> None:
    draw = fixed(world)

    assert Draw.objects.visible_to(world.hu).filter(pk=draw.pk).exists()
    assert not Draw.objects.visible_to(world.zhou).exists()
    assert not Draw.objects.visible_to(world.xi_leader).exists()
    assert Draw.objects.visible_to(world.sheng).filter(pk=draw.pk).exists()
    assert [each.mine for each in draw_list(world.hu).lines] == ["请封存数字"]


def test_witnesses_are_asked_to_open_and_reminded_once_the_digest_is_there(world: World) -> None:
    draw = committed(world, fixed(world))

    assert Message.objects.filter(kind="draw.open").count() == 2
    assert waiting_draws(world.shi, limit=5) == []
    digest_day(clock.today())
    assert [each.draw for each in waiting_draws(world.shi, limit=5)] == [draw]


# --- attacks ---


def test_a_number_changed_after_the_commitment_opens_nothing(world: World) -> None:
    draw = digested(world, fixed(world))

    for number in ("83019472653018472652", NUMBERS["hu"], ""):
        assert "不是封存的" in refusal(open_number, draw_id=draw.pk, by=world.shi, number=number)


def test_nobody_commits_a_second_number(world: World) -> None:
    draw = committed(world, fixed(world))

    assert "已经封存" in refusal(commit_number, draw_id=draw.pk, by=world.shi, number="90817263540918273645")


def test_nobody_opens_before_the_digest_covers_both_commitments(world: World) -> None:
    draw = fixed(world)
    commit_number(draw_id=draw.pk, by=world.shi, number=NUMBERS["shi"])
    # Taken between the two commitments: it knows nothing of the later one.
    digest_day(clock.today())
    commit_number(draw_id=draw.pk, by=world.hu, number=NUMBERS["hu"])

    assert "日摘要" in refusal(open_number, draw_id=draw.pk, by=world.shi, number=NUMBERS["shi"])
    with clock.at(later(21)):
        digest_day(clock.today())
        open_number(draw_id=draw.pk, by=world.shi, number=NUMBERS["shi"])
        open_number(draw_id=draw.pk, by=world.hu, number=NUMBERS["hu"])
    assert Draw.objects.get(pk=draw.pk).digest_day == later(21).date()


@pytest.mark.parametrize("also_digest", [False, True])
def test_a_case_slipped_into_the_kept_population_stops_the_draw(world: World, also_digest: bool) -> None:
    draw = digested(world, fixed(world))
    facts = draw.facts
    facts["population"].append({"number": "上城-2026-9999", "stratum": "样张", "barred": {}})
    changes = {"fixed": canonical(facts).decode()}
    if also_digest:
        changes["fixed_sha256"] = digest_of(facts)
    Draw.objects.filter(pk=draw.pk).update(**changes)

    assert "固定的时候不一样" in refusal(open_number, draw_id=draw.pk, by=world.shi, number=NUMBERS["shi"])
    said = checked(record_of(Draw.objects.get(pk=draw.pk)))
    assert also_digest or said == ["总体被改动过：办件 上城-2026-9999 是固定以后加进来的"]


def test_a_household_accepted_after_the_fixing_is_not_in_it(world: World) -> None:
    draw = fixed(world)
    again(draw.members.first().case, 999)

    assert drawn(world, draw).size == 12


def test_a_draw_given_up_after_its_digest_shows_in_the_next(world: World) -> None:
    first = digested(world, fixed(world))
    withdraw_draw(draw_id=first.pk, by=world.ling, reason="见证人出差")
    second = fixed(world, rule=rule_of(from_on=date(2026, 1, 2)))

    assert second.number == 2
    assert second.facts["earlier"] == [{"title": first.title, "how": "已作罢"}]
    assert record_of(Draw.objects.get(pk=first.pk))["ended"]["reason"] == "见证人出差"
    assert "已作罢" in refusal(open_number, draw_id=first.pk, by=world.shi, number=NUMBERS["shi"])


def test_what_is_drawn_is_not_given_up(world: World) -> None:
    draw = drawn(world, fixed(world))

    assert "不能作罢" in refusal(withdraw_draw, draw_id=draw.pk, by=world.ling, reason="结果不合适")


def test_another_body_does_not_give_it_up(world: World) -> None:
    draw = fixed(world)

    assert "办理" in refusal(withdraw_draw, draw_id=draw.pk, by=world.shi, reason="不合适")
    assert "没有这次抽查" in refusal(withdraw_draw, draw_id=draw.pk, by=world.xi_leader, reason="不合适")


# --- 双随机 ---


def test_it_is_called_twice_random_only_by_a_body_s_own_decree(world: World) -> None:
    plain = fixed(world)
    assert "项目抽查" in plain.title
    withdraw_draw(draw_id=plain.pk, by=world.ling, reason="换个叫法")
    in_force(world.ling, world.shangcheng, ParameterCode.DOUBLE_RANDOM, "是")
    draw = fixed(world)

    assert "双随机抽查" in draw.title
    assert draw.label_source


# --- pages ---


def test_the_page_shows_which_of_the_population_came_up(world: World) -> None:
    draw = drawn(world, fixed(world))
    page = draw_page(world.ling, draw)

    assert (page.size, sum(page.cells), len(page.drawn)) == (12, 4, 4)
    assert [step.state for step in page.steps] == ["done", "done", "done", "done", "current"]
    assert sum(each.sent for each in page.people) == 8


def test_a_witness_from_elsewhere_sees_no_address(world: World) -> None:
    draw = drawn(world, fixed(world))

    assert all(not line.shown for line in draw_page(world.hu, draw).drawn)
    assert all(line.shown for line in draw_page(world.shi, draw).drawn)


def test_rechecks_are_in_the_order_of_the_draw(world: World) -> None:
    draw = drawn(world, fixed(world))

    assert list(Recheck.objects.filter(draw=draw).values_list("place", flat=True)) == [1, 2, 3, 4]


def test_an_open_procedure_is_left_out_and_said(world: World) -> None:
    case = Case.objects.order_by("number").first()
    proposed(world, case)
    draw = fixed(world)

    assert draw.facts["excluded"] == [{"number": case.number, "why": "撤销程序在办"}]
    assert draw.size == 11
