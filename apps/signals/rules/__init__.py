"""What is looked at and why, in words with the numbers used: pure functions, one kind each."""

from apps.signals.rules.found import Found, Table
from apps.signals.rules.likeness import FEWEST_EDGES, Print, apart, bands, print_of
from apps.signals.rules.prices import Priced, above_package, peers_above, raised_before
from apps.signals.rules.sharing import (
    Seen,
    budget_equal,
    phone_in_many,
    photo_in_two,
    same_person,
    street_share,
)
from apps.signals.rules.works import Due, before_milestone, typed_at_once, works_too_short

__all__ = [
    "FEWEST_EDGES",
    "Due",
    "Found",
    "Priced",
    "Print",
    "Seen",
    "Table",
    "above_package",
    "apart",
    "bands",
    "before_milestone",
    "budget_equal",
    "peers_above",
    "phone_in_many",
    "photo_in_two",
    "print_of",
    "raised_before",
    "same_person",
    "street_share",
    "typed_at_once",
    "works_too_short",
]
