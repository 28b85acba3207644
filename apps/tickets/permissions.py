"""Who reads 诉求件, who handles one, and who may open its author's name and telephone."""

from __future__ import annotations

from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import Role
from apps.orgs.models import bodies_since
from apps.orgs.permissions import own_body
from apps.tickets.enums import About, Status
from apps.tickets.models import Ticket

PUBLIC = "public"
"""Role of whoever writes without an account. No :class:`Role`: it is held by nobody and has no rows."""
ANYBODY = Actor(None, "本人（网页）", PUBLIC, None, "")

HANDLERS = frozenset(
    {
        Role.STREET_CLERK,
        Role.DISTRICT_CLERK,
        Role.DISTRICT_REVIEWER,
        Role.DISTRICT_LEADER,
        Role.CITY_OFFICER,
        Role.PROVINCE_OFFICER,
    }
)
READERS = HANDLERS | {Role.AUDITOR}
_WHO = "诉求件由街道、区县住建局和市、省主管部门办理。"


def may_read(actor: Actor) -> Decision:
    """Bodies that handle tickets read theirs, an auditor those of the body it looks into."""
    return Allowed() if actor.role in READERS else Denied(_WHO, code="post")


def handles(actor: Actor) -> bool:
    """Whether the role handles tickets at all."""
    return actor.role in HANDLERS


def has_it(actor: Actor, ticket: Ticket) -> bool:
    """Whether the ticket is with the actor's body, or went up in it."""
    return own_body(actor) in bodies_since(ticket.body)


def knows_author(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may learn who the author is: where the ticket is, for a clue never at a street.

    A clue's author is known to the fewest: streets meet the enterprises and the neighbours every day.
    """
    if not handles(actor) or not has_it(actor, ticket):
        return False
    return not (ticket.is_clue and actor.role == Role.STREET_CLERK)


def knows_case(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may learn which case it came from: of a clue that says who its author is."""
    return not ticket.is_clue or knows_author(actor, ticket)


def may_record(actor: Actor, _nothing: None) -> Decision:
    """Every desk that handles tickets writes one down for whoever comes, calls or writes."""
    return Allowed() if handles(actor) else Denied(_WHO, code="post")


def _here(actor: Actor, ticket: Ticket) -> Decision:
    if not handles(actor):
        return Denied(_WHO, code="post")
    if not has_it(actor, ticket):
        return Denied(f"这件由{ticket.body.name}办理。", code="turn")
    if ticket.status == Status.SETTLED:
        return Denied("已经办结。", code="status")
    return Allowed()


def may_accept(actor: Actor, ticket: Ticket) -> Decision:
    """The body that has it accepts it, once each time it comes."""
    decision = _here(actor, ticket)
    if decision and ticket.status != Status.WAITING:
        return Denied("已经受理。", code="status")
    return decision


def may_call(actor: Actor, ticket: Ticket) -> Decision:
    """The body that has it calls whoever left a telephone, or is the household of its case."""
    decision = _here(actor, ticket)
    if decision and not (ticket.author_phone_encrypted or ticket.case_id):
        return Denied("没有留电话，不用回访；本人凭编号和查询码看答复。", code="nobody")
    return decision


def may_forward(actor: Actor, ticket: Ticket) -> Decision:
    """The body that has it hands it on, wherever it may go at all."""
    decision = _here(actor, ticket)
    if decision and ticket.about == About.CITY and actor.role == Role.PROVINCE_OFFICER:
        return Denied("涉及市级主管部门的，由省级主管部门办理，不再转办。", code="top")
    return decision


def may_talk(actor: Actor, ticket: Ticket) -> Decision:
    """What is accepted may be mediated."""
    decision = _here(actor, ticket)
    if decision and ticket.status != Status.HANDLING:
        return Denied("受理以后才能登记调解。", code="status")
    return decision


def may_settle(actor: Actor, ticket: Ticket) -> Decision:
    """What is accepted may be settled."""
    decision = _here(actor, ticket)
    if decision and ticket.status != Status.HANDLING:
        return Denied("受理以后才能办结。", code="status")
    return decision


def may_note_hotline(actor: Actor, ticket: Ticket) -> Decision:
    """The body that has it writes down what the 12345 工单 says, and again when its day is put off."""
    return _here(actor, ticket)


def may_open_author(actor: Actor, ticket: Ticket) -> Decision:
    """Name and telephone are opened by the body that has it; a clue's never at a street."""
    if not knows_author(actor, ticket):
        return Denied("只有承办单位可以查看。", code="post")
    if not (ticket.author_name_encrypted or ticket.author_phone_encrypted):
        return Denied("没有留姓名和电话。", code="nobody")
    return Allowed()


def may_reopen(ticket: Ticket) -> Decision:
    """Whoever has number and code brings a settled ticket up once more, and only once."""
    if ticket.status != Status.SETTLED:
        return Denied("还没有办结。", code="status")
    if ticket.reopened_at is not None:
        return Denied("已经重新提出过一次。还不满意的，可以打 12345。", code="once")
    return Allowed()


def may_read_picture(actor: Actor, file: StoredFile) -> bool:
    """Whether a picture's ticket is the actor's to read."""
    if not may_read(actor):
        return False
    return Ticket.objects.visible_to(actor).filter(pk=file.owner_id).exists()


# Registered upwards: documents knows no tickets.
register_reading("ticket", Reading(may_read_picture, "查看诉求件照片", inline=True))
