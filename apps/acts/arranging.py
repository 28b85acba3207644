"""The buttons of a page: which is put forward, and the others in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from apps.acts.acts import Act, Offer, offers
from apps.lib.actors import Actor

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Arranged:
    """The buttons of a page: the one put forward, and the others in their order."""

    primary: Offer | None
    others: tuple[Offer, ...]

    def among(self, acts: Iterable[Act[Any]]) -> tuple[Offer, ...]:
        """Return those of the others that are some of ``acts``: a page may show them in several places."""
        names = {act.name for act in acts}
        return tuple(offer for offer in self.others if offer.act.name in names)


def arranged(
    actor: Actor, subject: S, acts: Iterable[Act[S]], *, hidden: frozenset[str] = frozenset()
) -> Arranged:
    """Return the buttons of a page: primary is the first that carries on and may be done, else must wait."""
    found = list(offers(actor, subject, acts, hidden=hidden))
    forward = [offer for offer in found if offer.forward]
    primary = next((offer for offer in forward if offer.decision), forward[0] if forward else None)
    return Arranged(primary, tuple(offer for offer in found if offer is not primary))
