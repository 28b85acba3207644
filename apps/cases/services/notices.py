"""Who learns of a case: the desks a move tells, the desk whose turn it is, the household by telephone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject
from apps.cases.enums import ENDED, Status
from apps.cases.models import Case
from apps.cases.queries import places_of, turn_now
from apps.cases.queries.wordings import enterprise_words
from apps.cases.services.texts import text_household
from apps.cases.workflow import NEXT, STATES, TEXTS, Move, turn_of
from apps.lib.actors import Actor
from apps.orgs.enums import ENTERPRISE_ROLES, Role
from apps.outbox.services import Desk, asked, settle, tell


def desks_of(case: Case, roles: Collection[Role]) -> list[Desk]:
    """Return the desks of these roles that are responsible for a case."""
    return [Desk(place.body.pk, place.role) for place in places_of(case, roles)]


def _each_desk(case: Case, roles: Iterable[Role]) -> list[Desk]:
    # Role by role: who patrols is one body, but both it and the street are told.
    return list(dict.fromkeys(desk for role in sorted(roles) for desk in desks_of(case, {role})))


def tell_move(*, case: Case, move: Move, by: Actor) -> int:
    """Tell the next desks, but not the one the move came from; and the household, if that is on.

    What other desks were asked to do before is done with it.
    """
    own = Desk(by.organisation_id or 0, by.role)
    subject = _subject(case)
    turn = turn_of(move.target, set(move.opens), ())
    settle(subject=subject, keep=[turn.name if turn else "", staying(move.target)])
    next_desks = desks_of(case, turn.roles) if turn else []
    told = 0
    for desk in _each_desk(case, move.tells):
        if desk != own:
            title, text = move.label, STATES[move.target].message
            if desk.role in ENTERPRISE_ROLES:
                title, text = enterprise_words(case, move)
            told += tell(
                to=[desk],
                kind=f"case.{move.name}",
                title=f"{case.number or '草稿'} {title}",
                text=text,
                by=by,
                key=matter_of(case),
                subject=subject,
                page="cases:case",
                matter=turn.name if turn and desk in next_desks else staying(move.target),
            )
    return told + tell_household(case=case, move=move, by=by, key=matter_of(case))


def staying(status: str) -> str:
    """Return the matter of messages that mean something as long as a case stays in a state; '' at an end."""
    return "" if status in ENDED else f"in.{status}"


@transaction.atomic
def tell_turn(*, case_id: UUID, by: Actor) -> int:
    """Tell the desks whose turn a case has become, unless it was told; return how many were.

    Messages that asked other desks, or for other work, are done. Follows every act on a case.
    """
    case = (
        Case.objects.filter(pk=case_id)
        .select_related("enterprise__organisation", "street_office", "bureau", "patrol_organisation")
        .first()
    )
    # A draft lies with its own counter, which has it before its eyes.
    if case is None or case.status == Status.DRAFT:
        return 0
    turn = turn_now(case)
    subject = _subject(case)
    if turn is None:
        settle(subject=subject, keep=[staying(case.status)])
        return 0
    desks = desks_of(case, turn.roles)
    settle(subject=subject, keep=[turn.name, staying(case.status)], matter=turn.name, desks=desks)
    known = asked(subject=subject, matter=turn.name) | {Desk(by.organisation_id or 0, by.role)}
    return tell(
        to=[desk for desk in desks if desk not in known],
        kind=f"turn.{turn.name}",
        title=f"{case.number} {turn.doing}",
        by=by,
        key=f"turn:{case.pk}:{case.version}:{turn.name}",
        subject=subject,
        page="cases:case",
        matter=turn.name,
    )


def _subject(case: Case) -> Subject:
    return Subject("case", str(case.pk))


def matter_of(case: Case) -> str:
    """Return what tells a case's moves apart, so that each is told once."""
    # With the version: a case can make the same move again, after a new enterprise or a rectification.
    return f"case:{case.pk}:{case.version}"


def tell_household(*, case: Case, move: Move, by: Actor, key: str, stays: bool = True) -> int:
    """Send the household the text of a move, where it has one and sending is configured.

    ``stays``: the case waits where the move brought it, so the household hears what it may do there.
    """
    if move.name not in TEXTS:
        return 0
    values = {NEXT: TEXTS[move.name].next} if stays else {}
    return text_household(case=case, event=move.name, by=by, key=key, values=values)


def tell_desks(
    *,
    case: Case,
    roles: Iterable[Role],
    kind: str,
    title: str,
    text: str,
    by: Actor,
    key: str,
    page: str,
    matter: str = "",
) -> int:
    """Tell the desks of some roles about a case; return how many had not heard of it."""
    return tell(
        to=_each_desk(case, roles),
        kind=kind,
        title=f"{case.number or '草稿'} {title}",
        text=text,
        by=by,
        key=key,
        subject=_subject(case),
        page=page,
        matter=matter,
    )
