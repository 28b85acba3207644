"""12345 as a system outside: told how each ticket with one of its 工单 ended, and ended again."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from apps.connections.rules.partners import Content, Partner
from apps.connections.services import submit
from apps.lib.actors import Actor
from apps.tickets.enums import StepKind
from apps.tickets.models import Ticket, TicketStep
from apps.tickets.queries.hotline import CONTRACT, answer_of

_ASK = "请向对方查问以后再推送"


def tell_hotline(ticket: Ticket, settled: TicketStep, by: Actor) -> None:
    """Ask that 12345 be told of an end, in its transaction; nothing where there is no 工单 of it."""
    if settled.sheet:
        submit(partner=PARTNER.key, reference=_reference(settled), label=_label(ticket), by=by)


def _reference(settled: TicketStep) -> str:
    return f"ticket:{settled.pk}"


def _label(ticket: Ticket) -> str:
    return f"诉求件 {ticket.number} 办理结果"


def content_of(reference: str) -> Content | None:
    """Return what 12345 is told of one end of a ticket; None where that end was of no 工单.

    It follows the end before it of the same 工单; the end of another 工单 it is not told again.
    """
    rows = TicketStep.objects.select_related("ticket").filter(kind=StepKind.SETTLED)
    settled = rows.filter(pk=UUID(reference.partition(":")[2])).first()
    if settled is None or not settled.sheet:
        return None
    told = answer_of(settled.ticket, settled)
    earlier = TicketStep.objects.filter(ticket_id=settled.ticket_id, kind=StepKind.SETTLED)
    earlier = earlier.filter(sheet=settled.sheet, number__lt=settled.number)
    before = earlier.order_by("-number").first()
    return Content(
        values={name: value for name, value in told.items() if name != "contract"},
        after=_reference(before) if before is not None else "",
    )


def references() -> Iterator[tuple[str, str]]:
    """Yield every end of a ticket with a 工单, oldest first."""
    rows = TicketStep.objects.select_related("ticket").filter(kind=StepKind.SETTLED)
    for settled in rows.exclude(sheet="").order_by("at", "pk").iterator():
        yield _reference(settled), _label(settled.ticket)


PARTNER = Partner(
    key="hotline",
    label="12345",
    contract=str(CONTRACT),
    about="有 12345 工单的诉求件怎样办结，不含反映人的姓名、电话。",
    address="HOTLINE_URL",
    secret="HOTLINE_SECRET",  # noqa: S106 - the setting's name
    fields={
        "sheet": "工单编号（sheet）对方不认，请承办单位与 12345 核对；登记错的，本人重新提出时改正",
        "body": "单位名称（body）对方不认，请市级管理员在“机构与管辖”核对名称",
        "end": f"办结方式（end）对方不收，{_ASK}",
        "answer": f"答复（answer）对方不收；答复的话不能代改，{_ASK}",
        "receipt": f"转交的回执（receipt）对方不收，{_ASK}",
        "after": "对方没有收到同一工单的上一次办结，请先把那一件再推送一次",
        "settled_at": f"办结时间（settled_at）对方不收，请运维核对服务器时钟，或者{_ASK}",
    },
    build=content_of,
    references=references,
)
