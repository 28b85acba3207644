"""A named person decides once, with a reason; again only after opening again; the record keeps all of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.audit.services import Subject, verify
from apps.lib.decisions import Denied, Refused
from apps.programs.enums import ParameterCode as Code
from apps.signals.enums import State
from apps.signals.models import Signal, SignalStep
from apps.signals.permissions import may_conclude, may_decide, may_read, may_reopen
from apps.signals.queries.lists import signal_task_count
from apps.signals.services import conclude_signal, decide_signal, reopen_signal
from tests.factories import signals as rows
from tests.factories.signals import case_of, line, search
from tests.factories.world import World, user_of

REASON = "示例：查看合同和发票，属实"


@pytest.fixture
def signal(world: World) -> Signal:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case_of(world, completed_on=rows.STARTED)
    search()
    return Signal.objects.get()


def test_a_decision_stands_in_the_record_with_its_reason(world: World, signal: Signal) -> None:
    decide_signal(signal_id=signal.pk, by=world.shen, decision="clear", reason=REASON)
    signal.refresh_from_db()
    event = Event.objects.get(subject_id=str(signal.pk), action="signal.decided")
    assert signal.state == State.CLEARED
    assert (event.actor_name, event.reason, event.user_id) == ("沈演示", REASON, world.shen.user_id)
    assert verify(Subject("signal", str(signal.pk))) == []


def test_a_second_decision_needs_opening_again(world: World, signal: Signal) -> None:
    decide_signal(signal_id=signal.pk, by=world.shen, decision="clear", reason=REASON)
    with pytest.raises(Refused, match="已经处理：疑点排除"):
        decide_signal(signal_id=signal.pk, by=world.ling, decision="on_site", reason=REASON)
    reopen_signal(signal_id=signal.pk, by=world.ling, reason="示例：收到线索")
    decide_signal(signal_id=signal.pk, by=world.ling, decision="on_site", reason=REASON)
    conclude_signal(signal_id=signal.pk, by=world.shen, outcome="followed", reason="示例：已要求整改")
    signal.refresh_from_db()
    labels = [step.label for step in signal.steps.all()]
    assert signal.state == State.FOLLOWED
    assert labels == ["疑点排除", "重新打开", "转为现场核实", "核实结果：有问题，已另行办理"]
    assert Event.objects.filter(subject_id=str(signal.pk)).count() == 5


@pytest.mark.parametrize("persona", ["zhou", "chen", "wu", "yan", "shenji", "shi", "sheng", "xi"])
def test_nobody_but_the_bureau_s_desk_decides(world: World, signal: Signal, persona: str) -> None:
    actor = getattr(world, persona)
    assert isinstance(may_decide(actor, signal), Denied)
    with pytest.raises(Refused):
        decide_signal(signal_id=signal.pk, by=actor, decision="clear", reason=REASON)
    assert not SignalStep.objects.exists()


@pytest.mark.parametrize("persona", ["zhou", "chen", "jiang", "wu", "tao"])
def test_streets_enterprises_and_property_companies_see_none(
    world: World, signal: Signal, client: Client, persona: str
) -> None:
    actor = getattr(world, persona)
    client.force_login(user_of(actor))
    assert isinstance(may_read(actor), Denied)
    for page in (reverse("signals:index"), reverse("signals:signal", kwargs={"pk": signal.pk})):
        assert client.get(page).status_code in (403, 404)
    assert reverse("signals:index") not in client.get(reverse("pages:workbench")).content.decode()


def test_whose_own_work_it_is_does_not_decide(world: World) -> None:
    line(world, Code.SIGNAL_SAME_PERSON, "是")
    case = case_of(world)
    rows.seen_by(case, patrol=world.wang, acceptance=world.wang)
    search()
    found = Signal.objects.get()
    decision = may_decide(world.wang, found)
    assert isinstance(decision, Denied)
    assert decision.code == "self"
    assert may_decide(world.shen, found)


def test_another_district_s_is_not_there(world: World, signal: Signal, client: Client) -> None:
    client.force_login(user_of(world.xi))
    for name in ("signal", "decide", "conclude", "reopen"):
        assert client.get(reverse(f"signals:{name}", kwargs={"pk": signal.pk})).status_code == 404


def test_what_changed_meanwhile_is_not_decided_but_a_check_is_ended(world: World, signal: Signal) -> None:
    decide_signal(signal_id=signal.pk, by=world.shen, decision="papers", reason=REASON)
    rows.touch(signal.parts.get().case, completed_on=rows.FINISHED)
    search()
    signal.refresh_from_db()
    assert may_conclude(world.shen, signal)
    conclude_signal(signal_id=signal.pk, by=world.shen, outcome="sound", reason=REASON)
    signal.refresh_from_db()
    assert not may_reopen(world.shen, signal)


def test_the_form_asks_for_decision_and_reason_and_keeps_what_was_typed(
    world: World, signal: Signal, client: Client
) -> None:
    client.force_login(user_of(world.shen))
    address = reverse("signals:decide", kwargs={"pk": signal.pk})

    def key() -> str:
        found = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())
        assert found is not None
        return found[1]

    first, second = key(), key()
    missing = client.post(address, {"reason": "示例理由", "key": first})
    assert missing.status_code == 422
    text = missing.content.decode()
    assert "请选择怎样决定。" in text
    assert "示例理由" in text
    done = client.post(address, {"decision": "clear", "reason": REASON, "key": first}, follow=True)
    assert "决定已记下。" in done.content.decode()
    again = client.post(address, {"decision": "ask", "reason": REASON, "key": second})
    assert again.status_code == 422
    assert SignalStep.objects.count() == 1


def test_the_list_counts_what_came_of_it(world: World, signal: Signal, client: Client) -> None:
    decide_signal(signal_id=signal.pk, by=world.shen, decision="clear", reason=REASON)
    client.force_login(user_of(world.wang))
    text = client.get(reverse("signals:index")).content.decode()
    assert "没有待核看的疑点" in text
    assert "已由人处理 1 条" in text
    assert "没有设参数、不查找的：" in text
    shown = client.get(reverse("signals:index"), {"state": "cleared"}).content.decode()
    assert REASON in shown
    page = client.get(reverse("signals:signal", kwargs={"pk": signal.pk})).content.decode()
    assert "示例路" not in page  # a bare row has no dwelling
    assert "首尾都算 1 天" in page


def test_the_workbench_leads_whose_matter_it_is_to_the_list(
    world: World, signal: Signal, client: Client
) -> None:
    said = {}
    for persona in ("wang", "shi", "xi"):
        client.force_login(user_of(getattr(world, persona)))
        said[persona] = "系统列入的疑点" in client.get(reverse("pages:workbench")).content.decode()
    assert said == {"wang": True, "shi": False, "xi": False}


def test_what_it_became_at_another_body_is_not_shown(world: World, client: Client) -> None:
    line(world, Code.SIGNAL_PHONE_HOMES, "3")
    for _ in range(3):
        rows.household_of(case_of(world), "13900000007")
    search()
    first = Signal.objects.get()
    rows.household_of(case_of(world, bureau=world.xihu), "13900000007")
    search()
    later = Signal.objects.standing().get()
    address, words = reverse("signals:signal", kwargs={"pk": first.pk}), later.words
    client.force_login(user_of(world.wang))
    text = client.get(address).content.decode()
    assert words not in text
    assert "由其他单位核看" in text
    client.force_login(user_of(world.shi))
    assert words in client.get(address).content.decode()


def test_the_workbench_s_link_opens_as_many_as_it_counts(world: World, client: Client) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    line(world, Code.SIGNAL_PHONE_HOMES, "2")
    for bureau in (world.shangcheng, world.xihu):
        rows.household_of(case_of(world, bureau=bureau, completed_on=rows.STARTED), "13900000006")
    search()
    said = {}
    for persona in ("shi", "wang"):
        client.force_login(user_of(getattr(world, persona)))
        text = client.get(reverse("pages:workbench")).content.decode()
        address = f"{reverse('signals:index')}?turn=own"
        assert f'href="{address}"' in text
        listed = client.get(address).content.decode()
        said[persona] = (
            signal_task_count(getattr(world, persona), most=9),
            "共 1 条" in listed,
            'name="turn"' in listed,
        )
    assert Signal.objects.visible_to(world.shi).count() == 3
    assert said == {"shi": (1, True, True), "wang": (1, True, False)}
