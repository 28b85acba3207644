"""What the page of 对接 shows: each system as it stands, what is to be sent to it, every call."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from apps.connections.enums import MENDERS, UNSENT, DeliveryState, Fault
from apps.connections.models import Call, Delivery, Switch
from apps.connections.rules.answers import OVER_AFTER, SILENT_AFTER, is_silent
from apps.connections.rules.partners import PARTNERS, Partner
from apps.lib import clock, formats
from apps.lib.actors import Actor

MOST = 999
"""Counts go no further."""
LISTED = 100

_TONES = {
    DeliveryState.WAITING: "",
    DeliveryState.UNANSWERED: "warn",
    DeliveryState.REFUSED: "bad",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.CANCELLED: "",
}


def missing_settings(partner: Partner) -> tuple[str, ...]:
    """Return the names of the settings without which nothing is sent."""
    return tuple(
        name for name in (partner.address, partner.secret, *partner.needs) if not getattr(settings, name)
    )


def is_off(partner: Partner) -> bool:
    """Whether somebody switched a system off."""
    return Switch.objects.filter(partner=partner.key, is_on=False).exists()


def why_not(partner: Partner) -> str:
    """Return why nothing is sent to a system now, '' where it is."""
    if missing_settings(partner):
        return "还没有设定，不推送"
    return "已停用，启用以后推送" if is_off(partner) else ""


def counts_as_silent(partner: Partner) -> bool:
    """Whether the last calls to a system had no answer, a moment ago."""
    now = clock.now()
    # One under way may still be answered; one that never came to its end was not.
    over = Q(milliseconds__isnull=False) | Q(started_at__lte=now - OVER_AFTER)
    calls = Call.objects.filter(over, partner=partner.key).order_by("-started_at")
    last = calls.values_list("fault", "started_at", "milliseconds")[:SILENT_AFTER]
    return is_silent([(Fault.OPERATIONAL if took is None else fault, at) for fault, at, took in last], now)


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """One system as it stands."""

    partner: Partner
    status: str
    tone: str
    words: str
    missing: tuple[str, ...]
    switch: Switch | None
    waiting: str
    refused: str


def cards() -> list[PartnerCard]:
    """Return every system that is declared, in the order of their declarations."""
    return [card_of(partner) for partner in PARTNERS.values()]


def card_of(partner: Partner) -> PartnerCard:
    """Return how one system stands."""
    missing = missing_settings(partner)
    switch = Switch.objects.filter(partner=partner.key).first()
    if missing:
        kept = "运维设定以后开始推送，此前的都留着" if partner.keeps else "运维设定以后办理的才推送"
        status, tone, words = "未设定", "", kept
    elif switch is not None and not switch.is_on:
        status, tone, words = "已停用", "warn", "停用期间的都留着，启用以后推送"
    elif counts_as_silent(partner):
        status, tone, words = "没有应答", "bad", "最近几次都没有应答，隔一会儿再试，越久隔得越长"
    else:
        status, tone, words = "在用", "ok", ""
    rows = Delivery.objects.filter(partner=partner.key)
    return PartnerCard(
        partner,
        status,
        tone,
        words,
        missing,
        switch,
        waiting=capped(rows.unsent()),
        refused=capped(rows.filter(state=DeliveryState.REFUSED)),
    )


def capped(rows: QuerySet[Delivery]) -> str:
    """Return how many there are in words, never counting beyond :data:`MOST`."""
    count = rows.order_by()[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count)


def waits() -> str:
    """Return what waits for a person, in a few words; '' for nothing."""
    refused = Delivery.objects.filter(state=DeliveryState.REFUSED)
    return f"{capped(refused)} 件对方不收" if refused.exists() else ""


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery in words."""

    delivery: Delivery
    partner: Partner
    status: str
    tone: str
    words: str
    fault: str
    desk: str = ""
    """Name of the body whose desk has it to mend."""


def line_of(delivery: Delivery, away: str = "") -> DeliveryLine:
    """Say where a delivery stands; ``away``: why nothing is sent to its system now."""
    words = delivery.words if delivery.state != DeliveryState.DELIVERED else ""
    if delivery.state in UNSENT and away:
        words = f"{words}；{away}" if words else away
    elif delivery.state in UNSENT and delivery.due_at is not None and delivery.due_at > clock.now():
        words = f"{words}；{formats.near_moment(delivery.due_at, clock.today())} 以后自动再推送"
    return DeliveryLine(
        delivery,
        PARTNERS[delivery.partner],
        DeliveryState(delivery.state).label,
        _TONES[DeliveryState(delivery.state)],
        words,
        Fault(delivery.fault).label if delivery.fault else "",
        delivery.desk.name if delivery.desk and delivery.state == DeliveryState.REFUSED else "",
    )


@dataclass(frozen=True, slots=True)
class DeliveryList:
    """The newest deliveries of a filter."""

    lines: list[DeliveryLine]
    total: str
    is_cut: bool


def delivery_list(*, partner: str = "", state: str = "") -> DeliveryList:
    """Return the newest deliveries of a system and state, at most :data:`LISTED`."""
    rows = Delivery.objects.filter(partner__in=[partner] if partner else list(PARTNERS))
    if state:
        rows = rows.filter(state=state)
    found = list(rows.select_related("desk").order_by("-created_at", "-pk")[: LISTED + 1])
    away = {key: why_not(each) for key, each in PARTNERS.items()}
    lines = [line_of(each, away[each.partner]) for each in found[:LISTED]]
    return DeliveryList(lines, capped(rows), len(found) > LISTED)


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call in words."""

    call: Call
    words: str
    tone: str
    fault: str


def calls_of(delivery: Delivery) -> list[CallLine]:
    """Return the newest calls of a delivery, newest first, at most :data:`LISTED`."""
    return [_call(each) for each in delivery.calls.order_by("-number")[:LISTED]]


def _call(call: Call) -> CallLine:
    if call.milliseconds is None:
        return CallLine(call, "没有记下应答：调用中途程序停了，随后用同一编号再推送", "warn", "")
    tone = {"": "ok", Fault.OPERATIONAL: "warn", Fault.DATA: "bad"}[call.fault]
    return CallLine(call, call.words, tone, Fault(call.fault).label if call.fault else "")


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One delivery that a desk can mend."""

    delivery: Delivery
    partner: Partner
    mend_url: str
    """Where it is mended; '' where there is no such page any more."""


def returned_line(delivery: Delivery) -> ReturnedLine:
    """Say what came back and where it is mended."""
    try:
        url = reverse(delivery.mend_page, kwargs={"pk": delivery.mend_id}) if delivery.mend_page else ""
    # A page of months ago may have been moved since.
    except NoReverseMatch:
        url = ""
    return ReturnedLine(delivery, PARTNERS[delivery.partner], url)


def returned(actor: Actor) -> tuple[list[ReturnedLine], bool]:
    """Return what came back to the actor's body, longest first, and whether there is more than listed."""
    rows = _returned(actor).order_by("created_at", "pk")[: LISTED + 1]
    found = [returned_line(row) for row in rows]
    return found[:LISTED], len(found) > LISTED


def returned_count(actor: Actor, *, most: int) -> int:
    """Return how much came back to the actor's body, ``most`` + 1 where there is more."""
    return _returned(actor).order_by()[: most + 1].count() if actor.role in MENDERS else 0


def _returned(actor: Actor) -> QuerySet[Delivery]:
    rows = Delivery.objects.returned_to(actor).filter(partner__in=list(PARTNERS))
    return rows.filter(state=DeliveryState.REFUSED)
