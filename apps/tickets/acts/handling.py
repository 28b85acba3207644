"""受理、回访、转办、调解、办结 of a ticket."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.lib.actors import Actor
from apps.tickets import permissions, services
from apps.tickets.acts.grounds import TICKET
from apps.tickets.forms import AcceptForm, CallForm, ForwardForm, HotlineForm, SettleForm, TalkForm
from apps.tickets.models import Ticket
from apps.tickets.queries.targets import targets_of


def _targets(_actor: Actor, ticket: Ticket) -> dict[str, Any]:
    return {"targets": [(each.pk, each.name) for each in targets_of(ticket)]}


ACCEPT = Act(
    name="tickets.accept",
    label="受理",
    ground=TICKET,
    may=permissions.may_accept,
    form=AcceptForm,
    service=services.accept_ticket,
    success="已受理。",
    describe="受理一件诉求；转来的，受理就是签收。",
    icon="check",
    forward=True,
    at_once=True,
    records={"ticket.accepted": "受理诉求"},
    path="tickets/<uuid:pk>/accept/",
    page="tickets:accept",
    api="accept",
    body="TicketAccept",
)

CALL = Act(
    name="tickets.call",
    label="登记回访",
    ground=TICKET,
    may=permissions.may_call,
    form=CallForm,
    service=services.call_back,
    explain="给本人回电话，问清楚、说明怎么办。没有联系上的也登记，期限照算。",
    button="登记",
    success="已登记回访。",
    describe="登记给本人的回访：reached 为 yes 的算已回访，no 的期限照算。",
    icon="phone",
    records={"ticket.called": "登记回访"},
    path="tickets/<uuid:pk>/call/",
    page="tickets:call",
    api="call",
    body="TicketCall",
    creates=True,
)

TALK = Act(
    name="tickets.talk",
    label="登记调解",
    ground=TICKET,
    may=permissions.may_talk,
    form=TalkForm,
    service=services.note_talk,
    explain="双方自愿才调解；谈不成的照实写，再按答复或者转交办结。",
    button="登记",
    success="已登记调解情况。",
    describe="登记一次调解：什么时候、谁参加、谈成了什么。",
    icon="users",
    records={"ticket.talked": "登记调解"},
    path="tickets/<uuid:pk>/talk/",
    page="tickets:talk",
    api="talk",
    body="TicketTalk",
    creates=True,
)

SETTLE = Act(
    name="tickets.settle",
    label="办结",
    ground=TICKET,
    may=permissions.may_settle,
    form=SettleForm,
    service=services.settle_ticket,
    explain="这里只答复、转交、调解，或者说明该找谁，不对任何一方下结论。本人可以重新提出一次。",
    success="已办结，本人凭编号和查询码看得到答复。",
    describe="办结一件诉求：end 为 answered 答复、passed_on 转交（to_name、receipt 必填）、"
    "mediated 调解（先登记过调解）、"
    "not_ours 不属本机关职责（way 必填）；text 是本人看到的答复。",
    icon="circle-check",
    forward=True,
    records={"ticket.settled": "办结诉求"},
    path="tickets/<uuid:pk>/settle/",
    page="tickets:settle",
    api="settle",
    body="TicketSettle",
)

FORWARD = Act(
    name="tickets.forward",
    label="转办",
    ground=TICKET,
    may=permissions.may_forward,
    form=ForwardForm,
    service=services.forward_ticket,
    explain="转给本系统里该办的单位，对方受理就是签收；期限仍从收到那天算。列出的单位里没有被反映的单位。",
    button="转出",
    success="已转出。",
    describe="转给该办的单位：to 为单位编号；concerns_us 为 true 的表示反映的是本单位，只能转给上一级。",
    icon="arrow-forward-up",
    records={"ticket.forwarded": "转办诉求"},
    path="tickets/<uuid:pk>/forward/",
    page="tickets:forward",
    options=_targets,
    # Handed on, it may be out of the actor's sight.
    after=lambda _ticket, _step: reverse("tickets:index"),
    api="forward",
    body="TicketForward",
)

HOTLINE = Act(
    name="tickets.hotline",
    label="登记 12345 工单",
    ground=TICKET,
    may=permissions.may_note_hotline,
    form=HotlineForm,
    service=services.note_hotline,
    explain="工单的编号和期限照工单填写；延期的再登记一次。",
    button="登记",
    success="已登记工单，期限以它为准。",
    describe="登记 12345 工单的编号和期限；办结期限以它为准。",
    icon="file-text",
    records={"ticket.hotline": "登记 12345 工单"},
    path="tickets/<uuid:pk>/hotline/",
    page="tickets:hotline",
    initial=lambda _actor, ticket: {"number": ticket.hotline_number, "due_on": ticket.hotline_due_on},
    api="hotline",
    body="TicketHotline",
)
