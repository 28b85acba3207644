"""Every amount went from 万元 with four places to 元 to the 分, and can go back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.lib.amounts import FEN
from tests.factories.plans import make_planned_case
from tests.factories.weeks import make_submitted_week
from tests.factories.world import make_world

APPS = ("cases", "plans", "reports")
BEFORE = [(app, "0004_role") for app in APPS]
AFTER = [(app, "0005_amounts_in_yuan") for app in APPS]
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
Amounts = dict[tuple[str, str, str], list[Decimal | None]]


def migrate(targets: list[tuple[str, str]]) -> None:
    """Bring the database to a state of the migrations."""
    MigrationExecutor(connection).migrate(targets)


def amounts(state: list[tuple[str, str]]) -> Amounts:
    """Return every amount as a state of the migrations knows it."""
    models = MigrationExecutor(connection).loader.project_state(state).apps
    found: Amounts = {}
    for (app, name), fields in AMOUNTS.items():
        rows = models.get_model(app, name)._base_manager.order_by("pk")
        found |= {(app, name, field): list(rows.values_list(field, flat=True)) for field in fields}
    return found


def models_of(state: list[tuple[str, str]], app: str, name: str) -> Any:
    """Return a table as a state of the migrations knows it."""
    return MigrationExecutor(connection).loader.project_state(state).apps.get_model(app, name)


@pytest.fixture
def rows(transactional_db: None) -> Iterator[None]:
    """A contract, a sealed and a submitted week; the newest state again afterwards."""
    world = make_world()
    make_submitted_week(world)
    make_planned_case(world, "contracted")
    yield
    newest = MigrationExecutor(connection)
    newest.migrate(newest.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("rows")
def test_amounts_go_back_to_wan_and_return_unchanged() -> None:
    kept = amounts(AFTER)

    migrate(BEFORE)
    before = amounts(BEFORE)
    migrate(AFTER)

    assert any(any(values) for values in kept.values())
    assert before == {
        name: [None if each is None else each / 10_000 for each in values] for name, values in kept.items()
    }
    assert amounts(AFTER) == kept


@pytest.mark.usefixtures("rows")
def test_four_places_of_wan_become_yuan_exactly() -> None:
    wan = [Decimal(text) for text in ("0.0001", "8.5301", "1234567.0007", "99999999.9999")]
    migrate(BEFORE)
    lines = models_of(BEFORE, "plans", "budgetline").objects
    for key, amount in zip(lines.order_by("pk").values_list("pk", flat=True), wan, strict=True):
        lines.filter(pk=key).update(amount=amount)

    migrate(AFTER)

    lines = models_of(AFTER, "plans", "budgetline").objects
    exact = [(each * 10_000).quantize(FEN) for each in wan]
    assert list(lines.order_by("pk").values_list("amount", flat=True)) == exact
    assert lines.filter(amount__in=exact).count() == len(exact)  # as the database compares, too


@pytest.mark.usefixtures("rows")
def test_fen_are_not_lost_by_going_back() -> None:
    models_of(AFTER, "plans", "contract").objects.update(amount=Decimal("76200.01"))

    with pytest.raises(ValueError, match="分"):
        migrate(BEFORE)

    migrate(AFTER)
    assert models_of(AFTER, "plans", "contract").objects.get().amount == Decimal("76200.01")
