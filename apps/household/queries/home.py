"""The first page: what I must do, how far it has come, and whether there is a plan to look at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from apps.cases.enums import ACCEPTED
from apps.cases.models import Case
from apps.cases.queries.household import FirstCard, HouseholdStep, own_steps, own_turn
from apps.household.models import Slip
from apps.household.queries.own import called_back_by_nobody, own_rating
from apps.household.queries.plan import plan_shown
from apps.ratings.enums import Level
from apps.ratings.models import FollowUp, Rating


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of a household."""

    card: FirstCard
    steps: tuple[HouseholdStep, ...]
    has_plan: bool

    @property
    def at(self) -> int:
        """Number of the step it is at, from 1; one more than there are when all are done."""
        open_steps = (place for place, step in enumerate(self.steps, start=1) if step.state != "done")
        return next(open_steps, len(self.steps) + 1)

    @property
    def is_over(self) -> bool:
        """Whether it ended before its last step."""
        return any(step.state == "stopped" for step in self.steps)


@dataclass(frozen=True, slots=True)
class Service:
    """The rating of the service, where the case has ended well: given, or still to give."""

    level: str
    """In words; '' while this household has given none."""
    rating: Rating | None
    follow_up: FollowUp | None
    is_given: bool
    """Whether a rating stands at all; a household before this one may have given it."""
    uncalled: str = ""
    """Whom to call, where nobody here calls back."""


def service_of(case: Case) -> Service | None:
    """Return what the first page says of the rating; None before 验收合格."""
    if case.status not in ACCEPTED:
        return None
    rating = own_rating(case)
    if rating is None:
        return Service("", None, None, Rating.objects.filter(case=case).exists())
    added, uncalled = getattr(rating, "follow_up", None), called_back_by_nobody(case)
    return Service(Level(rating.level).label, rating, added, True, uncalled)


_DECIDED_BY = {"plan_confirm": "agree", "change_confirm": "agree", "opinion": "satisfied"}
"""By the turn of the household: the slug of what ends it on its own phone."""


def home_of(slip: Slip, offered: Collection[str] = ()) -> Home:
    """Return the first page of a slip's case, loaded as a visit loads it.

    ``offered``: slugs of what can be done here, with a code. Such a card sends nobody to the street.
    """
    card = own_turn(slip.case)
    if card.here and _DECIDED_BY.get(card.turn) in offered:
        card = replace(card, text=card.here)
    steps = own_steps(slip.case, yours=card.is_yours)
    return Home(card=card, steps=steps, has_plan=plan_shown(slip.case) is not None)
