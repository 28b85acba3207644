"""A desk takes a ticket through: who may, what it writes, who reads it afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from apps.audit.models import AccessLog, Event
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode
from apps.tickets.enums import About, End, Kind, Status, StepKind
from apps.tickets.forms.lists import ListForm, Wanted
from apps.tickets.models import Ticket, TicketStep
from apps.tickets.permissions import ANYBODY
from apps.tickets.queries.figures import ticket_figures
from apps.tickets.queries.hotline import hotline_answer
from apps.tickets.queries.lists import list_page, ticket_rows, ticket_tasks
from apps.tickets.queries.pages import author_page, author_steps, ticket_page, ticket_shown
from apps.tickets.services import (
    accept_ticket,
    call_back,
    forward_ticket,
    note_hotline,
    note_talk,
    open_author,
    reopen_ticket,
    settle_ticket,
    ticket_with,
)
from tests.factories.parameters import in_force
from tests.factories.people import phone
from tests.factories.tickets import complain
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db
ANSWER = "企业已约定 9 月 5 日上门修补。"


def accepted(world: World, by: Actor | None = None, **more: Any) -> Ticket:
    ticket = complain(world, **more)
    return accept_ticket(ticket_id=ticket.pk, by=by or world.wang)


def settled(world: World, **more: Any) -> Ticket:
    ticket = complain(world, **more)
    accept_ticket(ticket_id=ticket.pk, by=world.wang)
    settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.ANSWERED, text=ANSWER)
    fresh = Ticket.objects.select_related("body").get(pk=ticket.pk)
    fresh.code = ticket.code  # type: ignore[misc]
    return fresh


def sees(actor: Actor, ticket: Ticket) -> bool:
    return ticket_rows(actor).filter(pk=ticket.pk).exists()


def waiting_at(organisation: Any) -> int:
    return Message.objects.filter(organisation_id=organisation.pk, kind="ticket.waits", done_at=None).count()


def test_a_ticket_is_accepted_once(world: World) -> None:
    ticket = accepted(world)
    assert ticket.status == Status.HANDLING
    with pytest.raises(Refused, match="已经受理"):
        accept_ticket(ticket_id=ticket.pk, by=world.shen)


def test_after_two_mergers_the_body_that_is_left_handles_it(world: World) -> None:
    ticket = complain(world)
    for gone, into in ((world.shangcheng, world.xihu), (world.xihu, world.xiuzhou)):
        Organisation.objects.filter(pk=gone.pk).update(is_active=False, successor=into)
    [line] = list_page(world.xiu, Wanted(state="mine")).rows
    assert line.is_mine
    assert accept_ticket(ticket_id=ticket.pk, by=world.xiu).status == Status.HANDLING


@pytest.mark.parametrize("name", ["xi", "zhou", "chen", "wu"])
def test_whoever_has_it_not_finds_nothing_to_do(world: World, name: str) -> None:
    ticket = complain(world)
    with pytest.raises(Ticket.DoesNotExist):
        accept_ticket(ticket_id=ticket.pk, by=world.people[name])


def test_the_city_looks_on_and_does_not_handle(world: World) -> None:
    with pytest.raises(Refused, match="办理"):
        accept_ticket(ticket_id=complain(world).pk, by=world.shi)


def test_an_inspector_reads_no_ticket(world: World) -> None:
    assert not sees(world.yan, complain(world))


def test_only_a_call_that_reached_keeps_the_period(world: World) -> None:
    ticket = accepted(world)
    call_back(ticket_id=ticket.pk, by=world.wang, reached=False, text="打了两次没有接。")
    assert Ticket.objects.get().called_at is None
    call_back(ticket_id=ticket.pk, by=world.wang, reached=True, text="说好周六去看。")
    assert Ticket.objects.get().called_at is not None


def test_nobody_is_called_who_left_no_telephone(world: World) -> None:
    ticket = accepted(world, author_phone="")
    with pytest.raises(Refused, match="没有留电话"):
        call_back(ticket_id=ticket.pk, by=world.wang, reached=True, text="打了。")


def test_it_is_settled_with_an_answer(world: World) -> None:
    ticket = settled(world)
    assert (ticket.status, ticket.end, ticket.settled_on) == (Status.SETTLED, End.ANSWERED, clock.today())
    assert waiting_at(world.shangcheng) == 0
    with pytest.raises(Refused, match="已经办结"):
        settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.ANSWERED, text="再答一次。")


def test_what_is_passed_on_names_who_took_it_and_its_receipt(world: World) -> None:
    ticket = accepted(world)
    with pytest.raises(Refused, match="回执") as refused:
        settle_ticket(
            ticket_id=ticket.pk, by=world.wang, end=End.PASSED_ON, text=ANSWER, to_name="市场监管局"
        )
    assert refused.value.field == "to_name"


def test_what_is_not_ours_says_where_to_go(world: World) -> None:
    ticket = accepted(world)
    with pytest.raises(Refused) as refused:
        settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.NOT_OURS, text=ANSWER)
    assert refused.value.field == "way"


def test_mediation_is_noted_before_it_is_an_end(world: World) -> None:
    ticket = accepted(world)
    with pytest.raises(Refused, match="先登记调解") as refused:
        settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.MEDIATED, text=ANSWER)
    assert refused.value.field == "end"
    note_talk(ticket_id=ticket.pk, by=world.wang, text="双方同意返工。")
    settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.MEDIATED, text=ANSWER)


def test_a_street_gets_a_complaint_of_an_enterprise_and_accepting_is_its_receipt(world: World) -> None:
    ticket = accepted(world)
    forward_ticket(ticket_id=ticket.pk, by=world.wang, to=world.qingbo.pk, reason="在清波街道。")
    row = Ticket.objects.get()
    assert (row.body, row.status, row.bureau) == (world.qingbo, Status.WAITING, world.shangcheng)
    assert (waiting_at(world.shangcheng), waiting_at(world.qingbo)) == (0, 1)
    assert sees(world.wang, row)
    assert accept_ticket(ticket_id=ticket.pk, by=world.zhou).status == Status.HANDLING


def test_a_clue_goes_to_no_street(world: World) -> None:
    ticket = accepted(world, kind=Kind.FRAUD)
    with pytest.raises(Refused, match="列出的单位") as refused:
        forward_ticket(ticket_id=ticket.pk, by=world.wang, to=world.qingbo.pk, reason="在清波街道。")
    assert refused.value.field == "to"


def test_a_complaint_of_a_street_goes_to_no_street(world: World) -> None:
    ticket = accepted(world, about=About.STREET)
    with pytest.raises(Refused):
        forward_ticket(ticket_id=ticket.pk, by=world.wang, to=world.hubin.pk, reason="在湖滨街道。")


def test_the_city_cannot_hand_a_complaint_down_to_whom_it_concerns(world: World) -> None:
    ticket = accepted(world, by=world.shi, about=About.BUREAU)
    for target in (world.shangcheng, world.xihu):
        with pytest.raises(Refused):
            forward_ticket(ticket_id=ticket.pk, by=world.shi, to=target.pk, reason="由区里办。")


def test_whoever_finds_that_it_is_about_itself_hands_it_up_and_reads_it_no_more(world: World) -> None:
    ticket = accepted(world, about=About.UNSAID)
    with pytest.raises(Refused, match="上一级"):
        forward_ticket(
            ticket_id=ticket.pk, by=world.wang, to=world.xihu.pk, reason="说的是我们。", concerns_us=True
        )
    forward_ticket(
        ticket_id=ticket.pk, by=world.wang, to=world.city.pk, reason="说的是我们。", concerns_us=True
    )
    row = Ticket.objects.get()
    assert (row.body, row.complained_body, row.about) == (world.city, world.shangcheng, About.BUREAU)
    assert not sees(world.wang, row)
    assert sees(world.shi, row)


def test_the_periods_run_on_where_it_is_handed_on(world: World) -> None:
    with clock.at(later(40)):
        in_force(world.sheng, world.province, ParameterCode.TICKET_SETTLE_DAYS, "15")
        ticket = accepted(world)
    with clock.at(later(45)):
        forward_ticket(ticket_id=ticket.pk, by=world.wang, to=world.xihu.pk, reason="在西湖区。")
    row = Ticket.objects.get()
    assert row.due_on == later(55).date()
    assert (row.bureau, row.city) == (world.xihu, world.city)


def test_at_a_street_the_periods_of_its_bureau_run_on(world: World) -> None:
    with clock.at(later(40)):
        in_force(world.ling, world.shangcheng, ParameterCode.TICKET_SETTLE_DAYS, "15")
        ticket = accepted(world)
        forward_ticket(ticket_id=ticket.pk, by=world.wang, to=world.qingbo.pk, reason="在清波街道。")
    assert Ticket.objects.get().due_on == later(55).date()


def test_the_sheet_of_12345_sets_the_day(world: World) -> None:
    ticket = complain(world)
    note_hotline(ticket_id=ticket.pk, by=world.wang, number="HZ26090112345", due_on=later(2).date())
    row = Ticket.objects.get()
    assert (row.hotline_number, row.due_on) == ("HZ26090112345", later(2).date())
    with clock.at(later(1)):
        assert [each.ticket.pk for each in list_page(world.wang, Wanted(state="hotline")).rows] == [ticket.pk]


def test_12345_is_told_the_answer_and_nothing_of_whose_it_is(world: World) -> None:
    assert hotline_answer(settled(world)) is None
    told = hotline_answer(settled(world, hotline_number="HZ1"))
    assert told is not None
    assert (told["sheet"], told["end"], told["answer"]) == ("HZ1", "answered", ANSWER)
    assert "钱示例" not in str(told)
    assert phone(7) not in str(told)


def test_late_is_what_is_past_its_day_and_nothing_without_one(world: World) -> None:
    with clock.at(later(40)):
        undated = complain(world)
        in_force(world.shi, world.city, ParameterCode.TICKET_SETTLE_DAYS, "15")
        dated = complain(world)
    with clock.at(later(56)):
        found = {each.ticket.pk for each in list_page(world.wang, Wanted(state="overdue")).rows}
        assert found == {dated.pk}
        assert ticket_page(world.wang, ticket_rows(world.wang).get(pk=dated.pk)).is_late
        page = ticket_page(world.wang, ticket_rows(world.wang).get(pk=undated.pk))
        assert (page.is_late, page.due_words) == (False, "没有设定期限")


def test_the_workbench_has_what_waits_for_the_own_body(world: World) -> None:
    complain(world)
    assert len(ticket_tasks(world.wang, limit=20)) == 1
    assert not ticket_tasks(world.shi, limit=20)
    assert not ticket_tasks(world.chen, limit=20)


def test_opening_the_author_is_logged_with_its_purpose(world: World) -> None:
    ticket = ticket_rows(world.wang).get(pk=complain(world).pk)
    author = open_author(ticket=ticket, by=world.wang, purpose="回电话")
    assert (author.name, author.phone) == ("钱示例", phone(7))
    entry = AccessLog.objects.get(field="author")
    assert (entry.subject_kind, entry.subject_id, entry.purpose) == ("ticket", str(ticket.pk), "回电话")


@pytest.mark.parametrize("name", ["shi", "sheng", "zhou", "xi", "chen", "shenji"])
def test_whoever_has_it_not_opens_no_author(world: World, name: str) -> None:
    ticket = Ticket.objects.select_related("body").get(pk=complain(world).pk)
    with pytest.raises(Refused):
        open_author(ticket=ticket, by=world.people[name], purpose="看一看")
    assert not AccessLog.objects.filter(field="author").exists()


def test_the_api_hides_what_the_page_hides(world: World) -> None:
    ticket = complain(world, kind=Kind.FRAUD)
    for name in ("wang", "shi"):
        row = ticket_rows(world.people[name]).get(pk=ticket.pk)
        shown = str(ticket_shown(world.people[name], row)) + str(ticket_page(world.people[name], row))
        assert "钱示例" not in shown
        assert phone(7) not in shown
    above = ticket_shown(world.shi, ticket_rows(world.shi).get(pk=ticket.pk))
    assert above["is_anonymous"] is None


def test_number_and_code_open_it_and_nothing_else_does(world: World) -> None:
    ticket, other = complain(world), complain(world)
    assert ticket_with(ticket.number, ticket.code) == ticket
    assert ticket_with(ticket.number, other.code) is None
    assert ticket_with("2026-999999-0", ticket.code) is None
    assert ticket_with("", ticket.code) is None


def test_the_author_reads_bodies_and_the_answer_no_names_and_no_reasons(world: World) -> None:
    ticket = accepted(world)
    call_back(ticket_id=ticket.pk, by=world.wang, reached=True, text="本人说不急。")
    forward_ticket(ticket_id=ticket.pk, by=world.wang, to=world.qingbo.pk, reason="我们忙不过来。")
    accept_ticket(ticket_id=ticket.pk, by=world.zhou)
    settle_ticket(ticket_id=ticket.pk, by=world.zhou, end=End.ANSWERED, text=ANSWER)
    said = str(author_steps(Ticket.objects.get()))
    assert ANSWER in said
    assert world.qingbo.name in said
    for hidden in ("王演示", "周示例", "忙不过来", "本人说不急"):
        assert hidden not in said


def test_it_is_brought_up_once_more_and_no_oftener(world: World) -> None:
    ticket = settled(world)
    reopen_ticket(ticket=ticket, by=ANYBODY, text="还是没有来。")
    row = Ticket.objects.select_related("body").get()
    assert (row.status, row.settled_on, row.end) == (Status.WAITING, None, "")
    assert waiting_at(world.shangcheng) == 1
    assert TicketStep.objects.filter(kind=StepKind.SETTLED).count() == 1  # the first answer stays
    accept_ticket(ticket_id=row.pk, by=world.wang)
    settle_ticket(ticket_id=row.pk, by=world.wang, end=End.ANSWERED, text="已经修好。")
    with pytest.raises(Refused, match="一次"):
        reopen_ticket(ticket=row, by=ANYBODY, text="再来一次。")
    assert not author_page(Ticket.objects.select_related("body").get()).may_reopen


def test_brought_up_twice_with_the_same_words_is_once(world: World) -> None:
    ticket = settled(world)
    for _ in range(2):
        reopen_ticket(ticket=ticket, by=ANYBODY, text="还是没有来。")
    assert TicketStep.objects.filter(kind=StepKind.REOPENED).count() == 1


def test_what_is_open_is_not_brought_up_again(world: World) -> None:
    with pytest.raises(Refused, match="还没有办结"):
        reopen_ticket(ticket=complain(world), by=ANYBODY, text="快一点。")


def test_the_record_says_who_did_what(world: World) -> None:
    settled(world)
    found = set(Event.objects.filter(subject_kind="ticket").values_list("action", "actor_name"))
    assert found == {
        ("ticket.opened", "本人（网页）"),
        ("ticket.accepted", "王演示"),
        ("ticket.settled", "王演示"),
    }


def test_each_figure_opens_a_list_of_as_many(world: World, django_assert_num_queries: Any) -> None:
    settled(world)
    complain(world, kind=Kind.FRAUD)
    complain(world, about=About.BUREAU)
    year = clock.today().year
    for name, count in (("wang", 2), ("shi", 3), ("sheng", 3)):
        with django_assert_num_queries(1):
            found = ticket_figures(world.people[name], year)
        assert found is not None
        assert found.total.count == count
        for each in (found.total, *found.states, *found.kinds):
            if each.url:
                asked = ListForm(QueryDict(each.url.partition("?")[2])).asked()
                assert list_page(world.people[name], asked).total == each.count, each.label


def test_who_reads_no_ticket_is_told_no_figure(world: World) -> None:
    complain(world)
    assert ticket_figures(world.yan, clock.today().year) is None
