"""请系统核查, on a renovation's page. No operation: another system asks such systems itself."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.exchange.forms import AskForm
from apps.exchange.permissions import may_ask
from apps.exchange.queries.questions import kinds_to_ask, why_not_asked
from apps.exchange.services.asking import ask_system
from apps.lib.actors import Actor
from apps.othertrack.acts import RENOVATION
from apps.othertrack.enums import DATED_CHECKS
from apps.othertrack.models import Renovation
from apps.othertrack.permissions import may_check


def _kinds(_actor: Actor, renovation: Renovation) -> dict[str, Any]:
    return {"kinds": kinds_to_ask(renovation)}


def _first(_actor: Actor, renovation: Renovation) -> dict[str, Any]:
    kinds = kinds_to_ask(renovation)
    return {"kind": kinds[0].value} if kinds else {}


def _others(_actor: Actor, renovation: Renovation) -> dict[str, Any]:
    reasons = (why_not_asked(renovation, kind) for kind in DATED_CHECKS)
    return {"cautions": [f"{reason}。" for reason in reasons if reason]}


ASK = Act(
    name="exchange.ask",
    label="请系统核查",
    ground=RENOVATION,
    may=may_ask,
    bars=may_check,
    form=AskForm,
    service=ask_system,
    explain="把装修人姓名和房屋坐落交给系统查询，不用等：应答来了登记为核查，写明是系统查的。"
    "系统答的与区县审查、人工核查登记的不一致的，不登记，由人工核查；没有应答的照样人工核查。",
    button="请系统核查",
    success="已交去查询，应答来了登记为核查。",
    icon="send",
    records={
        "renovation.system_asked": "请系统核查",
        "renovation.answer_unwritten": "系统应答没有登记，由人工核查",
    },
    path="renovations/<uuid:pk>/ask/",
    page="exchange:ask",
    options=_kinds,
    initial=_first,
    context=_others,
)
ACTS = (ASK,)
