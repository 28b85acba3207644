"""How people of a new site come in: let in by an administrator, the very first over links of their own."""

from __future__ import annotations

from collections.abc import Iterable

from apps.accounts.services.own_links import own_link
from apps.administration.permissions import ADMINISTERING, Staff, may_admit
from apps.lib import clock
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Membership
from apps.orgs.queries import actor_of, body_above

_ORDER = [kind.value for kind in OrganisationKind]
"""From the province down: whoever stands above lets in those below."""


def own_links(usernames: Iterable[str]) -> dict[str, str]:
    """Return by account the link of each person whom nobody could let in; the others take a number.

    One administrator or leader is enough for a body and those right below it: links go to as few as can be.
    """
    rows = (
        Membership.objects.in_force(clock.today())
        .filter(on_behalf_of__isnull=True)
        .select_related("user", "organisation__attached_to", "organisation__region", "on_behalf_of")
    )
    posts = sorted(rows, key=lambda row: (_ORDER.index(row.organisation.kind), row.pk))
    keepers: dict[int, list[Membership]] = {}
    for row in posts:
        if row.role in ADMINISTERING:
            keepers.setdefault(row.organisation_id, []).append(row)
    new = set(usernames)
    waiting = {row.user_id: row for row in reversed(posts) if row.user.username in new}
    # In the order of the bodies, administrators and leaders before the others: these are let in by those.
    queue = sorted(waiting.values(), key=lambda row: (row.role not in ADMINISTERING, posts.index(row)))
    inside = {row.user_id for row in posts if row.user_id not in waiting}
    links: dict[str, str] = {}
    while queue:
        later = [row for row in queue if not _is_let_in(row, keepers, inside)]
        inside |= {row.user_id for row in queue} - {row.user_id for row in later}
        if len(later) == len(queue):
            first = later.pop(0)
            links[first.user.username] = own_link(first.user)
            inside.add(first.user_id)
        queue = later
    return links


def _is_let_in(post: Membership, keepers: dict[int, list[Membership]], inside: set[int]) -> bool:
    body = post.organisation
    above = body_above(body, clock.today())
    near = [*keepers.get(body.pk, ()), *(keepers.get(above.pk, ()) if above else ())]
    staff = Staff(post.user, body)
    return any(row.user_id in inside and may_admit(actor_of(row), staff) for row in near)
