"""A ticket as its page and the API show it, cut to what the actor may learn of its author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.cases.models import Case
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.tickets.enums import TOLD_TO_AUTHOR, Source, Status, StepKind
from apps.tickets.models import MOST_PICTURES, Ticket, TicketStep
from apps.tickets.permissions import knows_author, knows_case, may_open_author, may_reopen
from apps.tickets.queries.lists import about_words, is_call_late
from apps.tickets.rules.clocks import clock_words
from apps.tickets.rules.numbers import grouped


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as a timeline shows it."""

    title: str
    at: datetime
    by: str
    detail: str
    tone: str = "neutral"
    changes: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket's page."""

    text: str
    about: str
    steps: list[StepLine]
    pictures: list[Any]
    author: str
    """Whether a name or telephone was left, in words; nothing of either."""
    may_open: bool
    case: Case | None
    """The case, where the actor may learn of it and read it."""
    call_words: str
    due_words: str
    is_call_late: bool
    is_late: bool


def ticket_page(actor: Actor, ticket: Ticket) -> TicketPage:
    """Return what the actor reads of a ticket in its rows."""
    today = clock.today()
    case = None
    if ticket.case_id is not None and knows_case(actor, ticket):
        case = Case.objects.visible_to(actor).filter(pk=ticket.case_id).first()
    return TicketPage(
        text=ticket.text_encrypted.text(),
        about=about_words(ticket),
        steps=[_line(each, by_desk=True) for each in ticket.steps.all()],
        pictures=list(ticket.pictures.all()),
        author=_author_words(actor, ticket),
        may_open=bool(may_open_author(actor, ticket)),
        case=case,
        call_words=_call_words(ticket),
        due_words=clock_words(ticket.begun_on, ticket.due_on, by_hotline=ticket.hotline_due_on is not None),
        is_call_late=is_call_late(ticket, today),
        is_late=_is_past(ticket, ticket.due_on, today),
    )


def _is_past(ticket: Ticket, due: Any, today: Any) -> bool:
    return ticket.settled_on is None and due is not None and due < today


def _call_words(ticket: Ticket) -> str:
    if ticket.called_at is not None:
        return f"{formats.day(ticket.called_at)}已回访"
    if not ticket.author_phone_encrypted and ticket.case_id is None:
        return "没有留电话，不用回访"
    return clock_words(ticket.begun_on, ticket.call_due_on, by_hotline=False)


def _author_words(actor: Actor, ticket: Ticket) -> str:
    if not knows_author(actor, ticket):
        return "线索的提供人不显示" if ticket.is_clue else "由承办单位查看"
    if ticket.source == Source.HOUSEHOLD:
        return "住户本人，姓名、电话见办件"
    name, phone = bool(ticket.author_name_encrypted), bool(ticket.author_phone_encrypted)
    if name and phone:
        return "留了姓名和电话"
    if phone:
        return "留了电话，没有留姓名"
    return "留了姓名，没有留电话" if name else "没有留姓名和电话"


def _line(step: TicketStep, *, by_desk: bool) -> StepLine:
    more = [
        words
        for words in (
            f"转给{step.to_name}" if step.to_name else "",
            f"工单 {step.receipt}" if step.kind == StepKind.HOTLINE else "",
            f"回执：{step.receipt}" if step.receipt and step.kind != StepKind.HOTLINE else "",
            f"可以到这里反映：{step.way}" if step.way else "",
        )
        if words
    ]
    title = step.get_kind_display()
    if step.end:
        title = f"{title}：{step.get_end_display()}"
    who = f"{step.organisation} {step.by}".strip() if by_desk else step.organisation
    hides = not by_desk and step.kind == StepKind.FORWARDED
    return StepLine(
        title,
        step.at,
        who,
        "" if hides else step.text_encrypted.text(),
        tone="ok" if step.kind == StepKind.SETTLED else "neutral",
        changes=tuple(more),
    )


def author_steps(ticket: Ticket) -> list[StepLine]:
    """Return what the author reads of it: which body did what, and the answer; no official's name."""
    return [_line(each, by_desk=False) for each in ticket.steps.all() if each.kind in TOLD_TO_AUTHOR]


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """What number and code show: how far it is, by whom, until when; nothing of what was written."""

    code: str
    """As it is read out; '' where it is shown no more."""
    heading: str
    steps: list[StepLine]
    until: str
    """By when an answer is due; '' where no period is set."""
    room: int
    """How many pictures may still be added."""
    may_reopen: bool


_HEADINGS = {
    Status.WAITING.value: "已经收到，等{}受理",
    Status.HANDLING.value: "{}正在办理",
    Status.SETTLED.value: "{}已经答复",
}


def author_page(ticket: Ticket) -> AuthorPage:
    """Return what the author reads; ``ticket.code`` as it was typed, or just made."""
    is_settled = ticket.settled_on is not None
    until = "" if is_settled or ticket.due_on is None else f"最迟{formats.day(ticket.due_on)}答复。"
    return AuthorPage(
        code=grouped(ticket.code) if ticket.code else "",
        heading=_HEADINGS[ticket.status].format(ticket.body.name),
        steps=author_steps(ticket),
        until=until,
        room=0 if is_settled else MOST_PICTURES - ticket.pictures.count(),
        may_reopen=bool(may_reopen(ticket)),
    )


def ticket_row(actor: Actor, ticket: Ticket) -> Mapping[str, Any]:
    """Return a ticket as the API lists it."""
    case = ticket.case if ticket.case_id is not None and knows_case(actor, ticket) else None
    plain = ("id", "number", "kind", "source", "status", "about", "about_name", "opened_at", "call_due_on")
    more = ("called_at", "due_on", "hotline_number", "hotline_due_on", "settled_on", "reopened_at")
    return {
        **{name: getattr(ticket, name) for name in (*plain, *more)},
        "end": ticket.end or None,
        "complained_body_name": ticket.complained_body.name if ticket.complained_body else "",
        "body": ticket.body_id,
        "body_name": ticket.body.name,
        "case": case.pk if case else None,
        "case_number": (case.number or "") if case else "",
        "is_anonymous": ticket.is_anonymous if knows_case(actor, ticket) else None,
    }


def ticket_shown(actor: Actor, ticket: Ticket) -> Mapping[str, Any]:
    """Return a ticket as the API tells it whole."""
    names = ("number", "kind", "at", "by", "organisation", "to_name", "receipt", "way")
    return {
        **ticket_row(actor, ticket),
        "text": ticket.text_encrypted.text(),
        "steps": [
            {
                **{name: getattr(each, name) for name in names},
                "end": each.end or None,
                "text": each.text_encrypted.text(),
            }
            for each in ticket.steps.all()
        ],
        "pictures": [each.file_id for each in ticket.pictures.all()],
    }
