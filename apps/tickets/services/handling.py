"""What a desk does of a ticket: accept, call back, hand on, mediate, settle; and opening its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.audit.services import log_access, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation
from apps.orgs.queries import body_above
from apps.tickets.enums import About, End, Status, StepKind
from apps.tickets.models import Ticket, TicketStep
from apps.tickets.permissions import (
    may_accept,
    may_call,
    may_forward,
    may_note_hotline,
    may_open_author,
    may_settle,
    may_talk,
)
from apps.tickets.queries.targets import targets_of
from apps.tickets.services.hotline import tell_hotline
from apps.tickets.services.opening import start_clocks
from apps.tickets.services.steps import add_step, end_tasks, subject_of, tell_desk

_LEVELS = {
    OrganisationKind.STREET_OFFICE.value: About.STREET,
    OrganisationKind.DISTRICT_BUREAU.value: About.BUREAU,
    OrganisationKind.CITY_BUREAU.value: About.CITY,
}


def _locked(ticket_id: UUID, by: Actor) -> Ticket:
    rows = Ticket.objects.visible_to(by).select_for_update(of=("self",)).select_related("body")
    return rows.get(pk=ticket_id)


def _noted(ticket: Ticket, by: Actor, action: str, **facts: str | int | bool | None) -> None:
    record(by=by, subject=subject_of(ticket), action=action, facts=dict(facts))


@transaction.atomic
def accept_ticket(*, ticket_id: UUID, by: Actor) -> Ticket:
    """受理: the body that has it takes it up."""
    ticket = _locked(ticket_id, by)
    require(may_accept(by, ticket))
    ticket.status, ticket.accepted_at = Status.HANDLING, clock.now()
    ticket.save(update_fields=["status", "accepted_at"])
    add_step(ticket, by, StepKind.ACCEPTED)
    _noted(ticket, by, "ticket.accepted")
    return ticket


@transaction.atomic
def call_back(*, ticket_id: UUID, by: Actor, reached: bool, text: str) -> TicketStep:
    """回访: note a call; only one that reached the author keeps the period."""
    ticket = _locked(ticket_id, by)
    require(may_call(by, ticket))
    if reached and ticket.called_at is None:
        ticket.called_at = clock.now()
        ticket.save(update_fields=["called_at"])
    step = add_step(
        ticket, by, StepKind.CALLED, text=f"{'已联系上' if reached else '没有联系上'}：{text.strip()}"
    )
    _noted(ticket, by, "ticket.called", reached=reached)
    return step


@transaction.atomic
def forward_ticket(
    *, ticket_id: UUID, by: Actor, to: int, reason: str, concerns_us: bool = False
) -> TicketStep:
    """转办: hand it to a body that it does not concern; that body's 受理 is the receipt.

    ``concerns_us``: it is about the actor's own body, which reads it no more.
    """
    ticket = _locked(ticket_id, by)
    require(may_forward(by, ticket))
    if concerns_us:
        _now_about(ticket, ticket.body)
    target = next((each for each in targets_of(ticket) if each.pk == to), None)
    if target is None:
        words = "涉及本单位的，只能转给上一级。" if concerns_us else "请从列出的单位中选择。"
        raise Refused(words, field="to", code="to")
    _hand_to(ticket, target)
    ticket.save()
    step = add_step(ticket, by, StepKind.FORWARDED, text=reason, to_name=target.name)
    record(
        by=by,
        subject=subject_of(ticket),
        action="ticket.forwarded",
        facts={"body": target.pk, "concerns_us": concerns_us},
        reason=reason,
    )
    end_tasks(ticket)
    tell_desk(ticket, by)
    return step


def _now_about(ticket: Ticket, body: Organisation) -> None:
    about = _LEVELS.get(body.kind)
    if about is None:
        raise Refused(
            "涉及本单位的，请填写转给哪个机关以外处理，按“转交”办结。", field="concerns_us", code="top"
        )
    ticket.about, ticket.complained_body = about, body
    if ticket.bureau_id == body.pk or about == About.CITY:
        ticket.bureau = None
    if ticket.city_id == body.pk:
        ticket.city = None


def _hand_to(ticket: Ticket, target: Organisation) -> None:
    ticket.body = target
    ticket.status, ticket.accepted_at = Status.WAITING, None
    if target.kind == OrganisationKind.DISTRICT_BUREAU:
        above = body_above(target, clock.today())
        is_city = above is not None and above.kind == OrganisationKind.CITY_BUREAU
        ticket.bureau, ticket.city = target, above if is_city else None
    elif target.kind == OrganisationKind.CITY_BUREAU:
        ticket.city = target
    called_for = ticket.called_at is None
    start_clocks(ticket)  # from the same day on: the author waits no longer for its going round
    if not called_for:
        ticket.call_due_on = None


@transaction.atomic
def note_talk(*, ticket_id: UUID, by: Actor, text: str) -> TicketStep:
    """调解: note what was tried between the two sides, and what came of it."""
    ticket = _locked(ticket_id, by)
    require(may_talk(by, ticket))
    step = add_step(ticket, by, StepKind.TALKED, text=text)
    _noted(ticket, by, "ticket.talked")
    return step


@transaction.atomic
def note_hotline(*, ticket_id: UUID, by: Actor, number: str, due_on: date) -> TicketStep:
    """Write down number and last day of the 12345 工单: that day is the ticket's from now on."""
    ticket = _locked(ticket_id, by)
    require(may_note_hotline(by, ticket))
    ticket.hotline_number, ticket.hotline_due_on, ticket.due_on = number.strip(), due_on, due_on
    ticket.save(update_fields=["hotline_number", "hotline_due_on", "due_on"])
    step = add_step(ticket, by, StepKind.HOTLINE, receipt=number)
    _noted(ticket, by, "ticket.hotline", number=number.strip(), due_on=due_on.isoformat())
    return step


@transaction.atomic
def settle_ticket(
    *,
    ticket_id: UUID,
    by: Actor,
    end: str,
    text: str,
    to_name: str = "",
    receipt: str = "",
    way: str = "",
) -> TicketStep:
    """办结: answered, passed on (to whom, with which receipt), mediated, or not ours (and where to go).

    ``text`` is what the author reads.
    """
    ticket = _locked(ticket_id, by)
    require(may_settle(by, ticket))
    if end == End.PASSED_ON and not (to_name.strip() and receipt.strip()):
        raise Refused("转交的，写明转给谁、对方的回执。", field="to_name", code="to")
    if end == End.NOT_OURS and not way.strip():
        raise Refused("不属本机关职责的，写明本人可以到哪里反映。", field="way", code="way")
    talks = ticket.steps.filter(kind=StepKind.TALKED)
    if ticket.reopened_at is not None:
        talks = talks.filter(at__gte=ticket.reopened_at)
    if end == End.MEDIATED and not talks.exists():
        raise Refused("先登记调解的情况，再按调解办结。", field="end", code="talk")
    ticket.status, ticket.end, ticket.settled_on = Status.SETTLED, End(end), clock.today()
    ticket.save(update_fields=["status", "end", "settled_on"])
    passed = end == End.PASSED_ON
    step = add_step(
        ticket,
        by,
        StepKind.SETTLED,
        text=text,
        end=end,
        to_name=to_name if passed else "",
        receipt=receipt if passed else "",
        way=way if end == End.NOT_OURS else "",
        sheet=ticket.hotline_number,
    )
    _noted(ticket, by, "ticket.settled", end=end)
    tell_hotline(ticket, step, by)
    end_tasks(ticket)
    return step


@dataclass(frozen=True, slots=True)
class Author:
    """Name and telephone as the author left them; '' where it left none."""

    name: str
    phone: str


@transaction.atomic
def open_author(*, ticket: Ticket, by: Actor, purpose: str) -> Author:
    """Return the author's name and telephone after logging who looked and why."""
    require(may_open_author(by, ticket))
    if len(purpose.strip()) < 2:
        raise Refused("请写明查看用途。", field="purpose", code="purpose")
    # Written before the values are opened, in one transaction: nothing leaves without its entry.
    log_access(by=by, subject=subject_of(ticket), kind="unmask", field="author", purpose=purpose.strip())
    return Author(ticket.author_name_encrypted.text(), ticket.author_phone_encrypted.text())
