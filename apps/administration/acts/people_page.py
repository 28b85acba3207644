"""What the page 人员账号 shows of a body, whatever form stands open in it."""

from __future__ import annotations

from typing import Any

from apps.administration.permissions import administered, administers, may_add_person, settled_by
from apps.administration.queries.people import TABS, grouped, people_of, shown, unsettled, waiting_for
from apps.administration.queries.reviews import standings
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation

WIDE_LIST = 12
"""Bodies of a kind that the list at the left shows before it folds the rest."""


def people_page(
    actor: Actor, organisation: Organisation, tab: str = "", opened: int | None = None
) -> dict[str, Any]:
    """Return bodies, people, tabs and counts; the same few queries however many people there are."""
    people = people_of(organisation)
    kept = [*administered(actor), *settled_by(actor, unsettled())]
    reviewed = standings([organisation, *kept])
    tab = tab if tab in TABS else ""
    if opened is not None:
        # The tab in which the person stands whose line is open.
        tab = next((key for key in TABS if any(each.user.pk == opened for each in shown(people, key))), tab)
    return {
        "organisation": organisation,
        "groups": grouped(kept),
        "folded": WIDE_LIST,
        "keeps": bool(administers(actor, organisation)),
        "adds": bool(may_add_person(actor, organisation)),
        "tabs": [(key, label, len(shown(people, key)), key == tab) for key, label in TABS.items()],
        "people": shown(people, tab),
        "opened": opened,
        "in_use": len(shown(people, "")),
        "standing_in": len({post.row.user_id for each in people for post in each.stands_in}),
        "waiting": sum(len(each.pending) for each in people),
        "to_confirm": list(waiting_for(actor)),
        "review": reviewed.get(organisation.pk),
        "overdue": {pk for pk, each in reviewed.items() if each.is_due},
        "own_with_below": organisation.pk == actor.organisation_id and len(kept) > 1,
        "today": clock.today(),
        "me": actor.user_id,
    }
