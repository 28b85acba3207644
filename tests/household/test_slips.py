"""Slips at the counter: who hands them out, to whom, and that only the paper knows what opens them."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from apps.audit.models import Event
from apps.cases.models import Case
from apps.household.enums import Standing
from apps.household.models import Slip
from apps.household.queries.slips import slip_lines
from apps.household.services import issue_slip, revoke_slip
from apps.lib import clock
from apps.lib.decisions import Refused
from tests.factories.returns import by_agent
from tests.factories.stages import make_staged_case
from tests.factories.works import signed_in
from tests.factories.world import World, later
from tests.household.visitor import AT, Visitor, digits_of

pytestmark = pytest.mark.django_db


def issue(world: World, case: Case, client: Client | None = None, **said: str) -> Client:
    """周示例 issues a slip on its page."""
    client = client or signed_in(world, "zhou")
    page = client.get(f"/cases/{case.pk}/slips/issue/")
    values = {field.name: field.value() for field in page.context["form"] if field.value() is not None}
    answer = client.post(f"/cases/{case.pk}/slips/issue/", values | said)
    assert answer.status_code == 302, answer.content.decode()[:500]
    return client


def test_neither_link_nor_code_is_kept(slip: Slip) -> None:
    assert slip.secret is not None
    row = Slip.objects.filter(pk=slip.pk).values().get()
    kept = json.dumps(row, default=str) + "".join(Event.objects.values_list("facts", flat=True))
    assert slip.secret.token not in kept
    assert slip.secret.code not in kept
    assert Slip.objects.get(pk=slip.pk).secret is None


def test_the_record_names_who_issued_it_and_who_ended_it(world: World, slip: Slip, case: Case) -> None:
    with clock.at(AT):
        revoke_slip(case_id=case.pk, by=world.zhou, number=1, reason="遗失")
    events = Event.objects.filter(subject_id=str(case.pk), action__startswith="household.").order_by("seq")
    assert [(each.action, each.actor_name, each.reason) for each in events] == [
        ("household.slip_issued", "周示例", ""),
        ("household.slip_revoked", "周示例", "遗失"),
    ]


def test_an_agent_has_a_slip_beside_the_households_and_opens_it_with_the_own_number(world: World) -> None:
    with clock.at(later(0)):
        case = by_agent(world)
    with clock.at(AT):
        own, agents = (issue_slip(case_id=case.pk, by=world.zhou, holder=each) for each in ("self", "agent"))
    assert digits_of(agents) == "0077" != digits_of(own)
    assert [line.standing for line in slip_lines(case)] == [Standing.OPEN] * 2
    assert agents.secret is not None
    assert Visitor().link(agents.secret.token, digits_of(own)).status_code == 422
    assert Visitor().link(agents.secret.token, "0077").status_code == 302


def test_another_agent_needs_another_slip(world: World) -> None:
    with clock.at(later(0)):
        case = by_agent(world)
    with clock.at(AT):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="agent")
    case.household.agent_name = "另样本"
    case.household.save(update_fields=["agent_name"])
    assert slip.secret is not None
    assert Visitor().link(slip.secret.token, "0077").status_code == 410


def test_without_an_agent_there_is_no_agents_slip(world: World, case: Case) -> None:
    with pytest.raises(Refused) as refused:
        issue_slip(case_id=case.pk, by=world.zhou, holder="agent")
    assert refused.value.field == "holder"


@pytest.mark.parametrize("persona", ["hu", "bei"])
def test_another_street_finds_no_such_case(world: World, case: Case, persona: str) -> None:
    with pytest.raises(Case.DoesNotExist):
        issue_slip(case_id=case.pk, by=world.people[persona], holder="self")


@pytest.mark.parametrize("persona", ["chen", "yan", "shi"])
def test_neither_the_enterprise_nor_another_desk_hands_slips_out(
    world: World, case: Case, persona: str
) -> None:
    with pytest.raises(Refused) as refused:
        issue_slip(case_id=case.pk, by=world.people[persona], holder="self")
    assert refused.value.code == "post"


def test_a_revoked_slip_is_not_revoked_again(world: World, slip: Slip, case: Case) -> None:
    revoke_slip(case_id=case.pk, by=world.zhou, number=1, reason="遗失")
    with pytest.raises(Refused):
        revoke_slip(case_id=case.pk, by=world.zhou, number=1, reason="遗失")


def test_the_counter_prints_what_opens_the_case(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(AT):
        client = issue(world, case)
        page = client.get(f"/cases/{case.pk}/slips/1/")
        printed = client.get(f"/cases/{case.pk}/slips/1/paper/")
    words = "".join(each.extract_text() for each in PdfReader(BytesIO(printed.content)).pages)
    paper = page.context["paper"]
    for word in (str(case.number), paper.code, case.street_office.phone, "登记电话的后四位"):
        assert word in words
    token = paper.link.rstrip("/").rsplit("/", 1)[1]
    case.household.refresh_from_db()
    assert Visitor().link(token, case.household.phone_encrypted.text()[-4:]).status_code == 302


def test_another_window_prints_nothing_and_half_an_hour_later_neither_does_this_one(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(AT):
        client = issue(world, case)
        assert signed_in(world, "zhou").get(f"/cases/{case.pk}/slips/1/paper/").status_code == 302
    [(kept_for, kept)] = client.session["issued_slips"].items()
    assert kept_for == str(case.slips.get().pk)
    assert kept.isascii()
    assert len(kept) > 60
    with clock.at(AT.replace(hour=AT.hour, minute=31)):
        assert client.get(f"/cases/{case.pk}/slips/1/paper/").status_code == 302


def test_issued_for_both_both_are_printed(world: World) -> None:
    with clock.at(later(0)):
        case = by_agent(world)
    with clock.at(AT):
        client = issue(world, case, holder="self")
        issue(world, case, client, holder="agent")
        for number in (1, 2):
            assert client.get(f"/cases/{case.pk}/slips/{number}/paper/").status_code == 200, number


def test_what_no_key_opens_is_printed_no_more(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(AT):
        client = issue(world, case)
        session = client.session
        session["issued_slips"] = dict.fromkeys(session["issued_slips"], "QUFBQQ==")
        session.save()
        assert "已经不能再打印" in client.get(f"/cases/{case.pk}/slips/1/").content.decode()


def test_sent_twice_it_is_one_slip(world: World) -> None:
    case = make_staged_case(world, "received")
    client = signed_in(world, "zhou")
    with clock.at(AT):
        page = client.get(f"/cases/{case.pk}/slips/issue/")
        values = {field.name: field.value() for field in page.context["form"] if field.value() is not None}
        for _ in range(2):
            client.post(f"/cases/{case.pk}/slips/issue/", values)
        assert client.get(f"/cases/{case.pk}/slips/1/paper/").status_code == 200
    assert case.slips.count() == 1


def test_the_page_after_registration_leads_there(world: World) -> None:
    case = make_staged_case(world, "received")
    page = signed_in(world, "zhou").get(f"/register/done/{case.pk}/").content.decode()
    assert f'href="/cases/{case.pk}/slips/issue/"' in page
