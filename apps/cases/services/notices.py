"""Who learns of a move: the desks of the workflow table's ``tells``, and the household by telephone."""

from __future__ import annotations

from collections.abc import Iterable

from apps.audit.services import Subject
from apps.cases.models import Case
from apps.cases.workflow import STATES, Move
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.outbox.services import Contact, Desk, sms_is_on, tell


def desks_of(case: Case, roles: Iterable[str]) -> list[Desk]:
    """Return the desks of these roles that are responsible for a case."""
    found = []
    for role in sorted(roles):
        organisation_id = _organisation_of(case, role)
        if organisation_id is not None:
            found.append(Desk(organisation_id, str(role)))
    return found


def _organisation_of(case: Case, role: str) -> int | None:
    if role == Role.STREET_CLERK:
        return case.street_office_id
    if role in DISTRICT_ROLES:
        return case.bureau_id
    if role in ENTERPRISE_ROLES:
        return case.enterprise.organisation_id if case.enterprise else None
    if role == Role.PROPERTY_PATROL:
        return case.patrol_organisation_id
    return None


def tell_move(*, case: Case, move: Move, by: Actor) -> int:
    """Tell the next desks, but not the one the move came from; and the household, if that is on."""
    own = Desk(by.organisation_id or 0, by.role)
    subject = Subject("case", str(case.pk))
    told = tell(
        to=[desk for desk in desks_of(case, move.tells) if desk != own],
        kind=f"case.{move.name}",
        title=f"{case.number or '草稿'} {move.label}",
        text=STATES[move.target].message,
        by=by,
        key=matter_of(case),
        subject=subject,
        page="cases:case",
    )
    return told + tell_household(case=case, move=move, by=by, key=matter_of(case))


def matter_of(case: Case) -> str:
    """Return what tells a case's moves apart, so that each is told once."""
    # With the version: a case can make the same move again, after a new enterprise or a rectification.
    return f"case:{case.pk}:{case.version}"


def tell_household(*, case: Case, move: Move, by: Actor, key: str, stays: bool = True) -> int:
    """Send the household a text message with the street's telephone, if sending is configured.

    ``stays``: the case waits where the move brought it, so the household hears what it may do there.
    """
    if not move.household or not sms_is_on():  # the street's telephone costs a query
        return 0
    return tell(
        to=[Contact("case", str(case.pk))],
        kind=f"household.{move.name}",
        title=f"短信 {case.number}",
        text="【厨卫换新】"
        + move.household.format(number=case.number)
        + (move.household_next if stays else "")
        + street_telephone(case),
        by=by,
        key=key,
        subject=Subject("case", str(case.pk)),
    )


def street_telephone(case: Case) -> str:
    """Return where a household may ask: every message to it says so."""
    office = case.street_office
    return f"咨询：{office.name} {office.phone}" if office.phone else f"咨询：{office.name}"


def tell_desks(
    *, case: Case, roles: Iterable[str], kind: str, title: str, text: str, by: Actor, key: str, page: str
) -> int:
    """Tell the desks of some roles about a case; return how many had not heard of it."""
    return tell(
        to=desks_of(case, roles),
        kind=kind,
        title=f"{case.number or '草稿'} {title}",
        text=text,
        by=by,
        key=key,
        subject=Subject("case", str(case.pk)),
        page=page,
    )
