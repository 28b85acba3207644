"""Every amount went from 万元 with four places to 元 to the 分, and can go back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from apps.lib.amounts import FEN
from tests.access.lasting import stored_in
from tests.conftest import empty_tables
from tests.factories.migrations import State, migrate, migrate_to_newest, models_of
from tests.factories.plans import make_planned_case
from tests.factories.weeks import make_submitted_week
from tests.factories.world import make_world

pytestmark = pytest.mark.django_db

APPS = ("cases", "plans", "reports")
BEFORE: State = tuple((app, "0004_role") for app in APPS)
AFTER: State = tuple((app, "0005_amounts_in_yuan") for app in APPS)
AMOUNTS = {
    ("cases", "case"): ("intended_budget", "contract_amount"),
    ("cases", "transition"): ("contract_amount",),
    ("plans", "budgetline"): ("amount",),
    ("plans", "contract"): ("amount",),
    ("reports", "weekseal"): ("amount",),
    ("reports", "sealmovement"): ("amount_change",),
    ("reports", "adjustment"): ("amount_change", "amount_after"),
    ("reports", "reportversion"): ("declared_amount",),
}
LINES = ("plans", "budgetline", "amount")
WITH_FEN, WHOLE = Decimal("76200.01"), Decimal("76200.00")
FOUR_PLACES = [Decimal(text) for text in ("0.0001", "8.5301", "1234567.0007", "99999999.9999")]
Amounts = dict[tuple[str, str, str], list[Decimal | None]]


def amounts(state: State) -> Amounts:
    """Return every amount as a state of the migrations knows it."""
    models = models_of(state)
    found: Amounts = {}
    for (app, name), fields in AMOUNTS.items():
        rows = models.get_model(app, name)._base_manager.order_by("pk")
        found |= {(app, name, field): list(rows.values_list(field, flat=True)) for field in fields}
    return found


@dataclass
class Trip:
    """What was seen on the way to 万元 and back to 元; a trip takes ten seconds, so there is one."""

    refused: str
    """What the first try said, while a contract had 分 that 万元 cannot keep."""
    contract: list[Decimal]
    """The contract's amount after that refusal."""
    kept: Amounts
    """In 元, before."""
    before: Amounts
    """In 万元."""
    after: Amounts
    """In 元 again; on the way the budget lines got :data:`FOUR_PLACES`."""
    found: int
    """How many of those amounts the database finds when asked for them."""


@pytest.fixture(scope="module")
def trip(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Trip]:
    """A contract, a snapshot and a submitted week go back and forth; the newest state again afterwards."""
    with django_db_blocker.unblock(), stored_in(tmp_path_factory.mktemp("files")):
        try:
            world = make_world()
            make_submitted_week(world)
            make_planned_case(world, "contracted")
            yield there_and_back()
        finally:
            migrate_to_newest()
            empty_tables()


def there_and_back() -> Trip:
    """Migrate back, a first time in vain, and forth again."""
    migrate(
        *AFTER
    )  # by itself: all that came since is taken back once, not twice, and not made anew in between
    contracts = models_of(AFTER).get_model("plans", "contract").objects
    contracts.update(amount=WHOLE)
    kept = amounts(AFTER)

    contracts.update(amount=WITH_FEN)
    with pytest.raises(ValueError, match="分") as refusal:
        migrate(*BEFORE)
    contract = list(contracts.values_list("amount", flat=True))
    contracts.update(amount=WHOLE)

    migrate(*BEFORE)
    before = amounts(BEFORE)
    lines = models_of(BEFORE).get_model("plans", "budgetline").objects
    for key, amount in zip(lines.order_by("pk").values_list("pk", flat=True), FOUR_PLACES, strict=True):
        lines.filter(pk=key).update(amount=amount)

    migrate(*AFTER)
    lines = models_of(AFTER).get_model("plans", "budgetline").objects
    found = lines.filter(amount__in=in_yuan(FOUR_PLACES)).count()
    return Trip(str(refusal.value), contract, kept, before, amounts(AFTER), found)


def in_yuan(wan: list[Decimal]) -> list[Decimal]:
    """Return amounts of 万元 in 元."""
    return [(each * 10_000).quantize(FEN) for each in wan]


def test_amounts_go_back_to_wan(trip: Trip) -> None:
    assert all(any(values) for name, values in trip.kept.items() if name[0] == "plans")
    assert trip.before == {
        name: [None if each is None else each / 10_000 for each in values]
        for name, values in trip.kept.items()
    }


def test_amounts_return_unchanged(trip: Trip) -> None:
    assert trip.after | {LINES: []} == trip.kept | {LINES: []}


def test_four_places_of_wan_become_yuan_exactly(trip: Trip) -> None:
    assert trip.after[LINES] == in_yuan(FOUR_PLACES)
    assert trip.found == len(FOUR_PLACES), "as the database compares, too"


def test_fen_are_not_lost_by_going_back(trip: Trip) -> None:
    assert "分" in trip.refused
    assert trip.contract == [WITH_FEN]
