"""A desk lets 装修备案系统 and 一码监管 look a home up; nobody waits, and a lie is written down nowhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from django.urls import reverse

from apps.connections.enums import DeliveryState
from apps.connections.models import Delivery
from apps.connections.queries import returned_count
from apps.connections.services import give_up, line_up, switch_off, take_up, wire
from apps.exchange.enums import Close
from apps.exchange.models import Question
from apps.exchange.queries.questions import remarks_on
from apps.exchange.services.asking import ask_system
from apps.exchange.services.filings import PARTNER
from apps.exchange.services.site_codes import PARTNER as SITE_CODE
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.othertrack.enums import FactKind, Finding, Means, Status
from apps.othertrack.models import Fact, Renovation
from apps.othertrack.services import return_renovation, withdraw
from apps.outbox.models import Message
from apps.outbox.services import run_due_jobs
from tests.exchange.contracts import check, examples_of, schema_of
from tests.factories import othertrack as made
from tests.factories.partner import PartnerServer
from tests.factories.works import signed_in
from tests.factories.world import World, later

ASKED, ANSWERED = schema_of(PARTNER), schema_of(PARTNER, "-answer")
KNOWN = {"on": "2026-08-30", "number": "示例装备〔2026〕0001号"}


@pytest.fixture
def renovation(world: World) -> Renovation:
    with clock.at(later(10)):
        return made.applied(world)


def ask(world: World, renovation: Renovation, kind: str = "filing", by: str = "zhou") -> Question:
    with clock.at(later(10)):
        return ask_system(renovation_id=renovation.pk, by=world.people[by], kind=kind)


def run(minutes: float = 0) -> None:
    with clock.at(later(10) + timedelta(minutes=minutes)):
        run_due_jobs()


def beat(minutes: float) -> None:
    with clock.at(later(10) + timedelta(minutes=minutes)):
        take_up()
        run_due_jobs()


def looks(renovation: Renovation) -> list[Fact]:
    return list(renovation.facts.filter(kind__in=("filing", "code")).order_by("number"))


def page(world: World, renovation: Renovation, persona: str = "zhou") -> str:
    with clock.at(later(10) + timedelta(minutes=1)):
        url = reverse("othertrack:renovation", kwargs={"pk": renovation.pk})
        return str(signed_in(world, persona).get(url).content.decode())


@pytest.mark.django_db
def test_an_answer_becomes_a_look_of_who_asked(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    filing.homes[renovation.address] = KNOWN
    question = ask(world, renovation)
    assert looks(renovation) == []
    run()
    [(_, body)] = filing.calls
    check(json.loads(body), ASKED)
    [look] = looks(renovation)
    assert (look.finding, look.means, look.by, look.reference) == (
        Finding.FOUND,
        Means.BY_SYSTEM,
        world.zhou.name,
        KNOWN["number"],
    )
    assert look.holder == world.zhou.holder
    assert "装修备案系统应答：查到" in look.seen_encrypted.text()
    renovation.refresh_from_db()
    assert str(renovation.filed_on) == KNOWN["on"]
    question.refresh_from_db()
    assert question.close == Close.ANSWERED
    kept = str([*Delivery.objects.values(), *Question.objects.values()])
    assert not [each for each in (renovation.name, renovation.address) if each in kept]


@pytest.mark.django_db
def test_what_is_not_there_is_written_down_as_such(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    ask(world, renovation)
    run()
    [look] = looks(renovation)
    assert (look.finding, look.on) == (Finding.ABSENT, None)
    assert look.seen_encrypted.text() == "装修备案系统应答：没有查到，或者查到而姓名不符。"


def unwritten() -> str:
    assert Question.objects.get().close == Close.UNWRITTEN
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    told = Message.objects.get(kind="renovation.answer_unwritten")
    return f"{told.organisation_id} {told.role} {told.text}"


@pytest.mark.django_db
@pytest.mark.parametrize("is_found", [False, True])
def test_a_system_undoes_no_review(world: World, filing: PartnerServer, is_found: bool) -> None:
    with clock.at(later(10)):
        renovation = made.reviewed(world)
    before = looks(renovation)
    if is_found:
        on = clock.local(later(10)).date().isoformat()
        Renovation.objects.update(applied_on=clock.local(later(9)).date())
        filing.homes[renovation.address] = {**KNOWN, "on": on}
    ask(world, renovation)
    run()
    renovation.refresh_from_db()
    assert (renovation.status, looks(renovation)) == (Status.REVIEWED, before)
    assert "与区县审查不一致，没有登记。" in unwritten()


@pytest.mark.django_db
def test_a_system_undoes_nothing_that_somebody_saw(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    with clock.at(later(10)):
        made.looked(world, renovation, FactKind.FILING)
    ask(world, renovation)
    run()
    assert [each.means for each in looks(renovation)] == [Means.BY_HAND]
    assert unwritten().startswith(f"{world.qingbo.pk} street_clerk")


@pytest.mark.django_db
def test_an_answer_that_nobody_can_write_down_is_left_to_the_street_that_has_it(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    ask(world, renovation)
    gone = world.xi
    Question.objects.update(
        organisation_id=gone.organisation_id, role=gone.role, organisation_kind=gone.organisation_kind
    )
    run()
    assert looks(renovation) == []
    assert unwritten().startswith(f"{world.qingbo.pk} street_clerk")


@pytest.mark.django_db
def test_a_lie_is_written_down_nowhere_and_the_look_by_hand_goes_on(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    filing.homes[renovation.address] = KNOWN
    filing.lies = {"on": "2099-01-01"}
    ask(world, renovation)
    run()
    assert looks(renovation) == []
    row = Delivery.objects.get()
    assert (row.state, row.words) == (
        DeliveryState.REFUSED,
        "对方的应答不合合同：登记日期（on）晚于今天",
    )
    assert "登记日期（on）晚于今天" in page(world, renovation)
    filing.lies = {}
    ask(world, renovation)  # asked anew, once the other side is right
    run(1)
    assert len(looks(renovation)) == 1
    assert [each.close for each in Question.objects.order_by("asked_at")] == [Close.REPLACED, Close.ANSWERED]


@pytest.mark.django_db
def test_an_answer_is_taken_once(world: World, renovation: Renovation, filing: PartnerServer) -> None:
    filing.homes[renovation.address] = KNOWN
    ask(world, renovation)
    run()
    Delivery.objects.update(state=DeliveryState.UNANSWERED, tried_at=None, due_at=None)
    beat(10)
    assert (len(filing.calls), len(looks(renovation))) == (2, 1)
    assert line_up(PARTNER) == 0  # what was answered is not asked again


@pytest.mark.django_db
def test_a_silent_system_is_said_and_a_look_by_hand_ends_the_question(
    world: World, renovation: Renovation, filing: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", 0.2)
    filing.may_answer.clear()
    question = ask(world, renovation)
    for minutes in (0, 1, 2):
        run(minutes)
    assert "对方到时没有应答" in page(world, renovation)
    with clock.at(later(10) + timedelta(minutes=3)):
        made.looked(world, renovation, FactKind.FILING)
    question.refresh_from_db()
    assert question.close == Close.BY_HAND
    assert Delivery.objects.get().state == DeliveryState.CANCELLED
    assert "已请系统核查" not in page(world, renovation)
    filing.may_answer.set()
    calls = len(filing.calls)
    beat(600)
    assert (len(filing.calls), len(looks(renovation))) == (calls, 1)


@pytest.mark.django_db
def test_a_look_by_hand_while_it_is_being_asked_holds(
    world: World, renovation: Renovation, filing: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing.homes[renovation.address] = KNOWN
    ask(world, renovation)
    taken = PartnerServer.take

    def slow(self: PartnerServer, headers: dict[str, str], body: bytes) -> Any:
        return taken(self, headers, body)

    def looked_meanwhile(**said: Any) -> Any:
        answer = wire.SENDERS["http"].send(
            url=said["url"], body=said["body"], headers={"Idempotency-Key": said["key"]}
        )
        made.looked(world, renovation, FactKind.FILING)
        return answer

    monkeypatch.setattr(PartnerServer, "take", slow)
    monkeypatch.setattr("apps.connections.services.pushing.call", looked_meanwhile)
    run()
    assert [each.means for each in looks(renovation)] == [Means.BY_HAND]
    assert Delivery.objects.get().state == DeliveryState.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize("ends", ["withdrawn", "returned"])
def test_what_is_looked_up_no_more_is_asked_no_more(
    world: World, renovation: Renovation, filing: PartnerServer, ends: str
) -> None:
    ask(world, renovation)
    with clock.at(later(10)):
        if ends == "withdrawn":
            withdraw(renovation_id=renovation.pk, by=world.zhou)
        else:
            return_renovation(renovation_id=renovation.pk, by=world.wang, reason="不动产权证缺附图页")
    run()
    assert (filing.calls, Question.objects.get().close) == ([], Close.OVER)


@pytest.mark.django_db
def test_asked_twice_it_is_one_question(world: World, renovation: Renovation, filing: PartnerServer) -> None:
    ask(world, renovation)
    with pytest.raises(Refused, match="等应答"):
        ask(world, renovation)
    assert Question.objects.count() == 1


@pytest.mark.django_db
def test_unset_or_off_the_act_says_so_and_looks_by_hand_go_on(
    world: World, renovation: Renovation, settings: Any
) -> None:
    with pytest.raises(Refused, match="还没有设定"):
        ask(world, renovation)
    assert "装修备案系统还没有设定" in page(world, renovation)
    settings.FILING_SYSTEM_URL, settings.FILING_SYSTEM_SECRET = "http://127.0.0.1:9/", "x" * 32
    switch_off(partner=PARTNER, by=world.shi, reason="对方系统升级")
    with pytest.raises(Refused, match="已停用"):
        ask(world, renovation)
    with clock.at(later(10)):
        made.looked(world, renovation, FactKind.FILING)
    assert len(looks(renovation)) == 1


@pytest.mark.django_db
def test_another_district_asks_nothing_of_it(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    with pytest.raises(Renovation.DoesNotExist):
        ask(world, renovation, by="xi")
    with pytest.raises(Refused):
        ask(world, renovation, by="yan")  # looks nothing up
    url = reverse("exchange:ask", kwargs={"pk": renovation.pk})
    with clock.at(later(10)):
        assert signed_in(world, "xi").get(url).status_code == 404


@pytest.mark.django_db
def test_a_refused_address_comes_to_the_street_and_no_other(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    filing.answers = [(422, {"field": "address"})]
    ask(world, renovation, by="wang")
    run()
    assert [returned_count(actor, most=9) for actor in (world.zhou, world.wang, world.xi)] == [1, 0, 0]
    assert "没有查成" in remarks_on(renovation)[0]


@pytest.mark.django_db
def test_given_up_by_the_street_it_may_be_asked_anew(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    filing.answers = [(422, {"field": "address"})]
    ask(world, renovation)
    run()
    with clock.at(later(10)):
        give_up(delivery_id=Delivery.objects.get().pk, by=world.zhou, reason="门牌无误")
    assert "没有查成" in remarks_on(renovation)[0]
    ask(world, renovation)
    run(1)
    assert len(looks(renovation)) == 1


@pytest.mark.django_db
def test_who_let_the_system_look_does_not_review(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    ask(world, renovation, by="shen")
    run()
    assert [each.holder for each in looks(renovation)] == [world.people["shen"].holder]


@pytest.mark.django_db
def test_the_page_asks_and_says_that_it_was_asked(
    world: World, renovation: Renovation, filing: PartnerServer
) -> None:
    url = reverse("exchange:ask", kwargs={"pk": renovation.pk})
    with clock.at(later(10)):
        browser = signed_in(world, "zhou")
        shown = browser.get(url)
        assert "一码监管还没有设定" in shown.content.decode()
        key = shown.context["form"]["key"].value()
        assert browser.post(url, {"key": key, "kind": "code"}).status_code == 422
        assert browser.post(url, {"key": key, "kind": "filing"}).status_code == 302
    assert "已请装修备案系统核查" in page(world, renovation)


@pytest.mark.django_db
def test_one_code_is_asked_by_the_same_rules(
    world: World, renovation: Renovation, site_code: PartnerServer
) -> None:
    site_code.homes[renovation.address] = {"on": "2026-08-31"}
    ask(world, renovation, "code")
    run()
    [(_, body)] = site_code.calls
    check(json.loads(body), schema_of(SITE_CODE))
    assert [(each.kind, str(each.on)) for each in looks(renovation)] == [("code", "2026-08-31")]


@pytest.mark.parametrize("partner", [PARTNER, SITE_CODE], ids=lambda each: each.key)
def test_the_examples_of_the_pages_keep_the_contract(partner: Any) -> None:
    *sent, answer = examples_of(partner)
    for each in sent:
        check(each, schema_of(partner))
    check(answer, schema_of(partner, "-answer"))


@pytest.mark.parametrize("change", [{"question": 5}, {"found": "yes"}, {"on": "昨天"}, {"found": False}])
def test_an_answer_that_does_not_keep_it_is_noticed(change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check({**examples_of(PARTNER)[-1], **change}, ANSWERED)


def test_every_field_it_may_refuse_stands_in_the_contract() -> None:
    assert set(PARTNER.fields) <= set(ASKED["properties"])
