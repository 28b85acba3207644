"""Who writes to a household, and who answers it."""

from __future__ import annotations

from apps.cases.enums import ENDED
from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.letters.enums import Party
from apps.letters.models import Letter
from apps.letters.rules import owed_by
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role

_WRITERS = "由街道、区住建局和住户选定的装修企业与住户互相留言。"


def party_of(actor: Actor) -> Party | None:
    """Return as which party of a case in its rows an actor writes; None for who only reads or patrols."""
    if actor.role == Role.STREET_CLERK:
        return Party.STREET
    if actor.role in DISTRICT_ROLES:
        return Party.BUREAU
    return Party.ENTERPRISE if actor.role in ENTERPRISE_ROLES else None


def may_read(actor: Actor) -> Decision:
    """Who writes reads its own; an auditor reads all of a case in its rows."""
    if party_of(actor) is None and actor.role != Role.AUDITOR:
        return Denied(_WRITERS, code="post")
    return Allowed()


def may_write(actor: Actor, case: Case) -> Decision:
    """A party of a registered case writes to its household."""
    party = party_of(actor)
    if party is None:
        return Denied(_WRITERS, code="post")
    if party is Party.ENTERPRISE and case.status in ENDED:
        return Denied("办件已经结束，有问才答，不再另写。", code="status")
    return _registered(case)


def may_record(actor: Actor, case: Case) -> Decision:
    """What a household says at the counter, by telephone or on paper is written down at the counter."""
    if not at_counter(actor):
        return Denied("住户口头、书面说的，由街道或区县经办代记。", code="post")
    return _registered(case)


def may_answer(actor: Actor, letter: Letter) -> Decision:
    """The party whose answer the household waits for gives it; asked of a letter as ``judged`` loads it."""
    if party_of(actor) is None:
        return Denied(_WRITERS, code="post")
    owes = party_owing(letter)
    if not letter.by_household:
        return Denied("这一条是写给住户的，由住户答复。", code="status")
    if letter.answers_id is not None:
        return Denied("这一条是住户的答复，不用再答；有话另写一条。", code="status")
    if letter.settled_at is not None:
        return Denied("这一条已经答复。", code="status")
    if letter.of_predecessor:
        return Denied("装修人已经变更，这一条是原装修人写的，不再答复。", code="status")
    if party_of(actor) is not owes:
        return Denied(f"这一条等{owes.label}答复。", code="turn")
    return Allowed()


def may_pass_on(actor: Actor, letter: Letter) -> Decision:
    """Who owes an answer may pass it on to whose business it is."""
    return may_answer(actor, letter)


def party_owing(letter: Letter) -> Party:
    """Return whose answer to a letter is waited for."""
    return owed_by(letter.party, is_former_enterprise=letter.enterprise_id != letter.case.enterprise_id)


def _registered(case: Case) -> Decision:
    if case.number is None:
        return Denied("登记提交以后才能留言。", code="status")
    return Allowed()


def may_read_picture(actor: Actor, file: StoredFile) -> bool:
    """Whether a picture's letter is the actor's to read: the case by its rows, then the letter."""
    letter = Letter.objects.visible_to(actor).filter(pk=file.owner_id).only("case_id").first()
    return letter is not None and Case.objects.visible_to(actor).filter(pk=letter.case_id).exists()


# Registered upwards: documents knows no letters.
register_reading("letter", Reading(may_read_picture, "查看留言照片", inline=True))
