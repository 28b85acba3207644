"""服务评价: once, after the acceptance; a bad one is called back by whom it does not concern."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Event
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.models import HouseholdOpinion
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.models import ReportingLine
from apps.ratings.acts import FOLLOW_UP, RATE
from apps.ratings.enums import Level, Way
from apps.ratings.models import FollowUp, Rating
from apps.ratings.permissions import may_list, may_read
from apps.ratings.queries import rating_of, rating_page, sight_for
from apps.ratings.rules import BATCH
from apps.ratings.services import follow_up, give_rating
from apps.tickets.enums import About, Kind, Source
from apps.tickets.models import Ticket, TicketSeries
from tests.factories.callers import Caller, token_for
from tests.factories.ratings import DAY, add, rate
from tests.factories.stages import make_staged_case
from tests.factories.works import signed_in
from tests.factories.world import World, later
from tests.household.changes import succeed

pytestmark = pytest.mark.django_db
WORDS = "示例：柜门关不严，打电话没有人来。"


def seen(world: World, persona: str, path: str, **query: str) -> Any:
    with clock.at(later(DAY + 1)):
        return signed_in(world, persona).get(path, query)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_counter_takes_it_off_paper_and_says_who_wrote_it_down(world: World, case: Case) -> None:
    rating = rate(world, case, words="干净利落。")
    assert (rating.level, rating.way, rating.author) == (Level.GOOD, Way.PAPER, "住户")
    assert "周示例" in rating.recorded_by
    event = Event.objects.get(action="rating.given")
    assert event.subject_kind == "rating"  # the case's own record is read by the enterprise


def test_it_is_given_once(world: World, case: Case) -> None:
    rate(world, case)
    with pytest.raises(Refused, match="已经评价过"):
        rate(world, case, "very_bad")
    assert Rating.objects.get().level == Level.GOOD


@pytest.mark.parametrize("state", ["completed", "satisfied", "rectifying"])
def test_before_the_acceptance_is_concluded_there_is_none(world: World, state: str) -> None:
    with pytest.raises(Refused, match="验收合格以后"):
        rate(world, make_staged_case(world, state))


def test_once_revoked_there_is_none(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status=Status.REVOKED)
    with pytest.raises(Refused, match="验收合格以后"):
        rate(world, case)


def test_it_is_no_opinion_at_the_acceptance_and_changes_none(world: World, case: Case) -> None:
    before = list(HouseholdOpinion.objects.values())
    version = case.version
    rate(world, case, "very_bad")
    case.refresh_from_db()
    assert list(HouseholdOpinion.objects.values()) == before
    assert (case.version, case.status) == (version, Status.PASSED)


def test_another_district_s_counter_does_not_find_the_case(world: World, case: Case) -> None:
    with pytest.raises(Case.DoesNotExist), clock.at(later(DAY)):
        give_rating(case_id=case.pk, by=world.xi, level="good", said_on=clock.today())


@pytest.mark.parametrize("persona", ["chen", "yan", "ling", "shi", "shenji"])
def test_nobody_else_gives_it(world: World, case: Case, persona: str) -> None:
    with pytest.raises(Refused, match="装修人本人"), clock.at(later(DAY)):
        give_rating(case_id=case.pk, by=world.people[persona], level="good", said_on=clock.today())


@pytest.mark.parametrize(("day", "words"), [(DAY + 1, "不能晚于今天"), (1, "不能早于")])
def test_the_date_on_paper_lies_between_acceptance_and_today(
    world: World, case: Case, day: int, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        rate(world, case, said_on=later(day).date())


def test_numbers_of_a_person_are_not_written_down(world: World, case: Case) -> None:
    with pytest.raises(Refused, match="不要写身份证号") as refused:
        rate(world, case, words="打 13800000000 没有人接。")
    assert refused.value.field == "words"


@pytest.mark.parametrize("level", ["bad", "very_bad"])
def test_a_bad_one_opens_a_ticket(world: World, case: Case, level: str) -> None:
    rating = rate(world, case, level, words=WORDS)
    ticket = Ticket.objects.get()
    assert rating.ticket == ticket
    assert (ticket.kind, ticket.source, ticket.body) == (Kind.RATING, Source.RATING, case.bureau)


def test_who_may_open_the_ticket_is_led_to_it(world: World, case: Case) -> None:
    rating = rate(world, case, "bad", words=WORDS)
    link = f"/tickets/{rating.ticket_id}/"
    assert link in text(seen(world, "wang", "/ratings/"))
    assert link not in text(seen(world, "yan", "/ratings/"))


@pytest.mark.parametrize("level", ["very_good", "good", "fair"])
def test_others_open_none(world: World, case: Case, level: str) -> None:
    rating = rate(world, case, level, about="bureau")
    assert (rating.ticket, rating.about, Ticket.objects.exists()) == (None, About.UNSAID, False)


def test_one_about_the_bureau_is_called_back_by_the_city_and_does_not_exist_for_the_bureau(
    world: World, case: Case
) -> None:
    rating = rate(world, case, "bad", about="bureau", words=WORDS)
    assert rating.ticket is not None
    assert rating.ticket.body == world.city
    assert WORDS in text(seen(world, "shi", "/ratings/"))
    page = text(seen(world, "ling", "/ratings/"))
    assert "还没有评价" in page  # as where nobody has given any: what is left out is not to be guessed
    assert "不满意 0" in page
    assert "没有可以在这里看的评价" in text(seen(world, "ling", f"/cases/{case.pk}/rating/"))
    with clock.at(later(DAY + 1)):
        assert Caller(token_for(world.wang)).get("/ratings").json()["results"] == []
        assert len(Caller(token_for(world.shi)).get("/ratings").json()["results"]) == 1


def test_the_bureau_is_offered_the_same_whether_it_was_rated_or_not(world: World, case: Case) -> None:
    other = make_staged_case(world, "passed", address="示例路 2 号 102 室")
    rate(world, case, "bad", about="bureau", words=WORDS)
    for act in (RATE, FOLLOW_UP):
        assert act.may(world.wang, case) == act.may(world.wang, other)
    pages = [text(seen(world, "wang", f"/cases/{each.pk}/rating/")) for each in (case, other)]
    offered = [re.findall(r"代记服务评价|代记追评|追评的评价", page) for page in pages]
    assert offered[0] == offered[1] != []


def test_the_bureau_that_was_rated_adds_nothing_and_replaces_nothing(world: World, case: Case) -> None:
    rate(world, case, "bad", about="bureau", words=WORDS)
    with clock.at(later(DAY + 1)):
        with pytest.raises(Refused, match="不能在这里代记") as refused:
            give_rating(case_id=case.pk, by=world.wang, level="good", said_on=clock.today())
        with pytest.raises(Refused, match="没有可以在这里追评"):
            follow_up(case_id=case.pk, by=world.wang, words="很好。", said_on=clock.today())
    assert "已经" not in refused.value.reason
    assert (Rating.objects.get().words, FollowUp.objects.count()) == (WORDS, 0)


def test_where_no_body_stands_above_a_bad_one_of_the_bureau_stands_without_a_ticket(
    world: World, case: Case
) -> None:
    ReportingLine.objects.all().delete()
    rating = rate(world, case, "bad", about="bureau", words=WORDS)
    assert (rating.words, rating.ticket, rating.is_uncalled) == (WORDS, None, True)
    assert not Ticket.objects.exists()
    assert TicketSeries.objects.filter(last__gt=0).count() == 0


def test_the_province_reads_only_what_it_calls_back(world: World, case: Case) -> None:
    rate(world, case, "bad", words=WORDS)
    page = text(seen(world, "sheng", "/ratings/"))
    assert "不满意 1" in page
    assert WORDS not in page


def test_a_follow_up_is_added_once_and_leaves_the_rating(world: World, case: Case) -> None:
    rate(world, case, "bad", words=WORDS)
    add(world, case)
    with pytest.raises(Refused, match="追评只有一次"):
        add(world, case, "再说一次")
    assert Rating.objects.get().words == WORDS
    assert FollowUp.objects.count() == 1


def test_nothing_is_added_to_what_was_not_given(world: World, case: Case) -> None:
    with pytest.raises(Refused, match="还没有评价"):
        add(world, case)


def test_another_household_adds_nothing_to_the_former_one_s(world: World, case: Case) -> None:
    rate(world, case)
    with clock.at(later(DAY + 1)):
        succeed(world, case)
    with pytest.raises(Refused, match="装修人已经变更"):
        add(world, case, day=DAY + 2)


def test_an_empty_follow_up_is_none(world: World, case: Case) -> None:
    rate(world, case)
    with pytest.raises(Refused, match="要补充的话"), clock.at(later(DAY + 1)):
        follow_up(case_id=case.pk, by=world.zhou, words="  ", said_on=clock.today())


def test_the_bureau_reads_its_own_and_another_s_does_not(world: World, case: Case) -> None:
    rate(world, case, "bad", words=WORDS)
    assert WORDS in text(seen(world, "wang", "/ratings/"))
    assert WORDS not in text(seen(world, "xiu", "/ratings/"))
    assert seen(world, "xiu", f"/cases/{case.pk}/rating/").status_code == 404


def test_a_longer_list_asks_the_database_no_more(world: World, case: Case) -> None:
    rate(world, case, "bad")
    with CaptureQueriesContext(connection) as one:
        rating_page(world.wang)
    for level in ("bad", "good"):
        rate(world, make_staged_case(world, "passed"), level)
    with CaptureQueriesContext(connection) as three:
        assert len(rating_page(world.wang).lines) == 3
    assert len(three) == len(one)


def test_the_list_is_read_by_level(world: World, case: Case) -> None:
    rate(world, case, "bad", words=WORDS)
    assert WORDS in text(seen(world, "wang", "/ratings/", level="bad"))
    assert WORDS not in text(seen(world, "wang", "/ratings/", level="good"))
    page = rating_page(world.wang)
    assert {code: count for code, _, count in page.counts}["bad"] == "1"


def test_the_street_that_writes_it_down_does_not_read_it_back(world: World, case: Case) -> None:
    rate(world, case, "bad", words=WORDS)
    page = text(seen(world, "zhou", f"/cases/{case.pk}/rating/"))
    assert "已经评价" in page
    assert WORDS not in page
    assert seen(world, "zhou", "/ratings/").status_code == 403


def test_an_enterprise_reads_no_single_one(world: World, case: Case) -> None:
    rate(world, case, "bad", words=WORDS, shares_words=True)
    assert seen(world, "chen", f"/cases/{case.pk}/rating/").status_code == 403
    page = text(seen(world, "chen", "/ratings/"))
    assert "还没有满一批" in page
    assert WORDS not in page
    assert not may_read(world.chen)
    assert may_list(world.chen)


def test_an_enterprise_sees_numbers_and_shared_words_of_a_batch(world: World) -> None:
    for number in range(BATCH):
        case = make_staged_case(world, "passed", address=f"示例路 {number + 1} 号 101 室")
        rate(world, case, words=f"第{number}句", shares_words=number == 0)
    sight = sight_for(world.shili)
    assert (dict(sight.counts)[Level.GOOD], sight.total, sight.words) == (BATCH, BATCH, ("第0句",))
    page = text(seen(world, "chen", "/ratings/"))
    assert "第0句" in page
    assert "第1句" not in page
    assert str(case.number) not in page


def test_the_page_says_that_nothing_is_sent_where_nothing_is_set_up(world: World, case: Case) -> None:
    rate(world, case)
    assert "还没有设定，不推送" in text(seen(world, "wang", "/ratings/"))
    line = rating_of(world.wang, case)
    assert line is not None
    assert "还没有设定，不推送" in line.pushed
