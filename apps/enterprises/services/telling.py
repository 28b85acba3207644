"""Messages about the directory: to the enterprise concerned, and to who keeps the list."""

from __future__ import annotations

from apps.audit.services import Subject
from apps.enterprises.models import Enterprise, Roll
from apps.enterprises.permissions import KEEPERS
from apps.lib.actors import Actor
from apps.orgs.enums import WORK_OF_KIND, OrganisationKind
from apps.outbox.services import Desk, tell

PAGE = "enterprises:enterprise"


def tell_enterprise(enterprise: Enterprise, *, by: Actor, kind: str, title: str, text: str, key: str) -> int:
    """Tell everybody at the enterprise, where it has an account; return how many desks heard it anew."""
    if enterprise.organisation_id is None:
        return 0
    return tell(
        to=[
            Desk(enterprise.organisation_id, role)
            for role in sorted(WORK_OF_KIND[OrganisationKind.ENTERPRISE])
        ],
        kind=kind,
        title=title,
        text=text,
        by=by,
        key=key,
        subject=Subject("enterprise", str(enterprise.pk)),
        page=PAGE,
    )


def tell_keeper(
    roll: Roll, enterprise: Enterprise, *, by: Actor, kind: str, title: str, text: str, key: str
) -> int:
    """Tell the desks that keep a list."""
    if roll.keeper is None:
        return 0
    roles = sorted(KEEPERS & WORK_OF_KIND[OrganisationKind(roll.keeper.kind)])
    return tell(
        to=[Desk(roll.keeper.pk, role) for role in roles],
        kind=kind,
        title=title,
        text=text,
        by=by,
        key=key,
        subject=Subject("enterprise", str(enterprise.pk)),
        page=PAGE,
    )
