"""Messages about packages: to the enterprise, and to whoever keeps a list on which it stands."""

from __future__ import annotations

from apps.audit.rules import mask_personal
from apps.audit.services import Subject
from apps.enterprises.models import Listing
from apps.enterprises.permissions import KEEPERS
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import WORK_OF_KIND, OrganisationKind
from apps.outbox.services import Desk, tell
from apps.packages.models import Package

PAGE = "packages:package"


def tell_owner(package: Package, *, by: Actor, kind: str, title: str, text: str) -> None:
    """Tell everybody at the enterprise, where it has an account."""
    body = package.enterprise.organisation_id
    if body is None:
        return
    roles = sorted(WORK_OF_KIND[OrganisationKind.ENTERPRISE])
    _tell([Desk(body, role) for role in roles], package, by=by, kind=kind, title=title, text=text)


def tell_keepers(package: Package, *, by: Actor, kind: str, title: str, text: str) -> None:
    """Tell the desks that keep a list on which the enterprise stands."""
    places = Listing.objects.in_force(clock.today()).filter(enterprise=package.enterprise_id)
    keepers = {place.roll.keeper for place in places.select_related("roll__keeper") if place.roll.keeper}
    desks = [
        Desk(keeper.pk, role)
        for keeper in sorted(keepers, key=lambda each: each.pk)
        for role in sorted(KEEPERS & WORK_OF_KIND[OrganisationKind(keeper.kind)])
    ]
    _tell(desks, package, by=by, kind=kind, title=title, text=text)


def _tell(desks: list[Desk], package: Package, *, by: Actor, kind: str, title: str, text: str) -> None:
    tell(
        to=desks,
        kind=kind,
        # An enterprise and a keeper type freely: a number of somebody's telephone is masked, not refused.
        title=mask_personal(title)[:120],
        text=mask_personal(text)[:300],
        by=by,
        key=f"{kind}:{package.pk}:{package.edit}",
        subject=Subject("package", str(package.pk)),
        page=PAGE,
    )
