"""住户 asks, a party of its case answers: who reads what, who owes the answer, what is said once."""

from __future__ import annotations

from typing import Any

import pytest

from apps.audit.models import Event
from apps.cases.models import Case
from apps.letters.enums import Channel, Party
from apps.letters.models import Letter
from apps.letters.queries import asked_options, lines_of, owed_letters
from apps.letters.rules import may_go_to, owed_by
from apps.letters.services import MOST_A_DAY, answer_letter, pass_letter_on, record_letter, write_letter
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from tests.factories.uploads import jpeg, upload
from tests.factories.works import signed_in
from tests.factories.world import World, later
from tests.household.changes import succeed

pytestmark = pytest.mark.django_db
ASKED = "淋浴房能不能装扶手？"


def said(world: World, case: Case, *, party: Party = Party.ENTERPRISE, **more: Any) -> Letter:
    """张示例 says something by telephone; 周示例 writes it down."""
    with clock.at(later(3)):
        return record_letter(
            case_id=case.pk,
            by=world.zhou,
            party=party,
            channel=Channel.TELEPHONE,
            text=more.pop("text", ASKED),
            **more,
        )


def answered(case: Case, letter: Letter, by: Actor, **more: Any) -> Letter:
    with clock.at(later(4)):
        return answer_letter(case_id=case.pk, letter_id=letter.pk, by=by, text="能，不另收费。", **more)


def read_by(actor: Actor, case: Case) -> list[str]:
    return [line.letter.text for line in lines_of(actor, Case.objects.get(pk=case.pk))]


def waiting_for(actor: Actor) -> set[str]:
    rows = Message.objects.filter(organisation_id=actor.organisation_id, role=actor.role, done_at=None)
    return set(rows.filter(kind="letter.waits").values_list("title", flat=True))


def test_the_designer_answers_what_the_household_asked(world: World, case: Case) -> None:
    letter = said(world, case)
    assert waiting_for(world.chen) == {f"{case.number} 住户留言，等您答复"}
    answered(case, letter, world.chen)
    letter.refresh_from_db()
    assert letter.settled_at == later(4)
    assert not waiting_for(world.chen)


def test_what_is_answered_is_not_answered_again(world: World, case: Case) -> None:
    letter = said(world, case)
    answered(case, letter, world.chen)
    with pytest.raises(Refused, match="已经答复"):
        answered(case, letter, world.jiang)


def test_another_party_does_not_answer_for_it(world: World, case: Case) -> None:
    with pytest.raises(Refused, match="等装修企业答复"):
        answered(case, said(world, case), world.wang)


def test_what_the_household_tells_the_bureau_no_enterprise_and_no_street_reads(
    world: World, case: Case
) -> None:
    said(world, case, party=Party.BUREAU, text="设计师一直不来。")
    assert read_by(world.wang, case) == ["设计师一直不来。"]
    assert read_by(world.chen, case) == read_by(world.zhou, case) == []
    assert read_by(world.shenji, case) == ["设计师一直不来。"]


def test_a_letter_to_one_party_leaves_no_line_in_the_case_s_record(world: World, case: Case) -> None:
    said(world, case, party=Party.BUREAU)
    actions = Event.objects.filter(chain__subject_kind="case", chain__subject_id=str(case.pk))
    assert not actions.filter(action__startswith="letter.").exists()
    own = Event.objects.filter(chain__subject_kind="letters", chain__subject_id=str(case.pk))
    assert list(own.values_list("action", flat=True)) == ["letter.recorded"]


def test_a_letter_changes_nothing_of_the_case(world: World, case: Case) -> None:
    before = case.version
    said(world, case)
    case.refresh_from_db()
    assert case.version == before


def test_who_has_no_business_with_it_passes_it_on(world: World, case: Case) -> None:
    letter = said(world, case, party=Party.STREET)
    with clock.at(later(4)):
        pass_letter_on(
            case_id=case.pk, letter_id=letter.pk, by=world.zhou, to=Party.ENTERPRISE, reason="是设计的事。"
        )
    assert not waiting_for(world.zhou)
    assert waiting_for(world.chen)
    answered(case, letter, world.chen)


def test_who_passed_it_on_reads_it_still_but_not_the_answer(world: World, case: Case) -> None:
    letter = said(world, case, party=Party.STREET)
    with clock.at(later(4)):
        pass_letter_on(case_id=case.pk, letter_id=letter.pk, by=world.zhou, to="bureau", reason="归局里。")
    answered(case, letter, world.wang)
    assert read_by(world.zhou, case) == [ASKED]


def test_the_household_answers_by_telephone(world: World, case: Case) -> None:
    with clock.at(later(3)):
        asked = write_letter(case_id=case.pk, by=world.chen, text="马桶不移位，您看行吗？", asks=True)
    said(world, case, text="行。", answers=asked.number)
    asked.refresh_from_db()
    assert asked.settled_at == later(3)
    assert read_by(world.chen, case) == ["行。", "马桶不移位，您看行吗？"]
    assert not waiting_for(world.chen)  # told, but nothing is waited for


def test_what_was_not_asked_cannot_be_answered(world: World, case: Case) -> None:
    with pytest.raises(Refused, match="没有这一条"):
        said(world, case, answers=7)


def test_a_replaced_enterprise_s_letters_are_the_bureau_s_to_answer() -> None:
    assert owed_by(Party.ENTERPRISE, is_former_enterprise=True) is Party.BUREAU
    assert owed_by(Party.STREET, is_former_enterprise=True) is Party.STREET


def test_the_new_enterprise_reads_nothing_of_the_old_one(world: World, case: Case) -> None:
    letter = said(world, case)
    Case.objects.filter(pk=case.pk).update(enterprise=world.yangben)
    assert read_by(world.tao, case) == []
    answered(case, letter, world.wang)


def test_a_letter_goes_to_no_enterprise_where_there_is_none() -> None:
    assert may_go_to(Party.STREET, has_enterprise=False) == [Party.BUREAU]


def test_another_district_s_clerk_finds_no_case(world: World, case: Case) -> None:
    with pytest.raises(Case.DoesNotExist):
        write_letter(case_id=case.pk, by=world.xi, text="您好。")


def test_who_patrols_writes_no_letters(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(patrol_organisation=world.wu.organisation_id)
    with pytest.raises(Refused, match="互相留言"):
        write_letter(case_id=case.pk, by=world.wu, text="您好。")


def test_pictures_come_along(world: World, case: Case) -> None:
    letter = said(world, case)
    answer = answered(case, letter, world.chen, pictures=[upload("扶手.jpg", jpeg())])
    assert [each.name for each in answer.pictures.all()] == ["扶手.jpg"]


def test_a_fourth_picture_is_refused(world: World, case: Case) -> None:
    letter = said(world, case)
    four = [upload(f"{number}.jpg", jpeg()) for number in range(4)]
    with pytest.raises(Refused, match="最多 3 张"):
        answered(case, letter, world.chen, pictures=four)


def test_the_workbench_lists_what_waits_for_one_s_answer(world: World, case: Case) -> None:
    letter = said(world, case)
    assert owed_letters(world.chen, limit=5) == [letter]
    assert owed_letters(world.tao, limit=5) == owed_letters(world.zhou, limit=5) == []
    page = signed_in(world, "chen").get("/").content.decode()
    assert "答复住户留言" in page
    assert f"/letters/{letter.pk}/" in page


def test_the_bureau_s_workbench_has_what_a_former_enterprise_owes(world: World, case: Case) -> None:
    letter = said(world, case)
    Case.objects.filter(pk=case.pk).update(enterprise=world.yangben)
    assert owed_letters(world.wang, limit=5) == [letter]
    assert owed_letters(world.chen, limit=5) == []


def test_an_answer_to_a_replaced_enterprise_goes_to_the_bureau(world: World, case: Case) -> None:
    with clock.at(later(3)):
        asked = write_letter(case_id=case.pk, by=world.chen, text="马桶不移位，您看行吗？", asks=True)
    Case.objects.filter(pk=case.pk).update(enterprise=world.yangben)
    answer = said(world, case, text="行。", answers=asked.number)
    assert (answer.party, answer.enterprise) == (Party.BUREAU, None)
    assert read_by(world.tao, case) == []


def test_what_was_written_to_a_replaced_enterprise_is_not_passed_to_the_next(
    world: World, case: Case
) -> None:
    letter = said(world, case)
    Case.objects.filter(pk=case.pk).update(enterprise=world.yangben)
    with pytest.raises(Refused, match="请选择要转给的一方"):
        pass_letter_on(
            case_id=case.pk, letter_id=letter.pk, by=world.wang, to=Party.ENTERPRISE, reason="是设计的事。"
        )


def test_nobody_answers_a_household_that_is_not_there_any_more(world: World, case: Case) -> None:
    letter = said(world, case)
    with clock.at(later(4)):
        succeed(world, case)
    assert owed_letters(world.chen, limit=5) == []
    with pytest.raises(Refused, match="装修人已经变更"):
        answered(case, letter, world.chen)


def test_passed_back_it_is_told_again(world: World, case: Case) -> None:
    letter = said(world, case, party=Party.STREET)
    for at, by, to in ((later(4), world.zhou, "bureau"), (later(5), world.wang, "street")):
        with clock.at(at):
            pass_letter_on(case_id=case.pk, letter_id=letter.pk, by=by, to=to, reason="归对方答复。")
    assert waiting_for(world.zhou) == {f"{case.number} 住户留言，等您答复"}
    letter.refresh_from_db()
    assert letter.passed_by == Party.BUREAU


def test_an_enterprise_fills_no_household_s_phone(world: World, case: Case) -> None:
    with clock.at(later(3)):
        for number in range(MOST_A_DAY):
            write_letter(case_id=case.pk, by=world.chen, text=f"第 {number} 条")
        with pytest.raises(Refused, match="一天最多"):
            write_letter(case_id=case.pk, by=world.chen, text="还有一条")


def test_the_counter_reads_no_other_party_s_question_where_it_writes_the_answer_down(
    world: World, case: Case
) -> None:
    with clock.at(later(3)):
        write_letter(case_id=case.pk, by=world.wang, text="企业有没有多收钱？", asks=True)
        write_letter(case_id=case.pk, by=world.zhou, text="哪天在家？", asks=True)
    case = Case.objects.get(pk=case.pk)
    assert asked_options(world.zhou, case) == [
        (1, f"第 1 条（{case.bureau.name}所问）"),
        (2, "第 2 条：哪天在家？"),
    ]
    assert asked_options(world.wang, case)[0] == (1, "第 1 条：企业有没有多收钱？")
