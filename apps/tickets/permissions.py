"""Who reads 诉求件, who handles one, and who may open its author's name and telephone."""

from __future__ import annotations

from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import Role
from apps.orgs.permissions import own_body
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
    own, body = own_body(actor), ticket.body
    return own in (body.pk, body.successor_id)


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


def may_read_picture(actor: Actor, file: StoredFile) -> bool:
    """Whether a picture's ticket is the actor's to read."""
    if not may_read(actor):
        return False
    return Ticket.objects.visible_to(actor).filter(pk=file.owner_id).exists()


# Registered upwards: documents knows no tickets.
register_reading("ticket", Reading(may_read_picture, "查看诉求件照片", inline=True))
