"""The keys went from one app to another; their table and rows did not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.api.models import IdempotencyKey
from apps.lib import clock


def migrate(*targets: tuple[str, str | None]) -> MigrationExecutor:
    """Bring the database to a state of the migrations."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection)


@pytest.fixture
def before(transactional_db: None) -> Iterator[MigrationExecutor]:
    """Go back to when the keys belonged to the outbox."""
    yield migrate(("api", None), ("outbox", "0004_messages"))
    newest = MigrationExecutor(connection)
    newest.migrate(newest.loader.graph.leaf_nodes())


def test_a_key_written_before_the_move_counts_after_it(before: MigrationExecutor) -> None:
    state = before.loader.project_state([("outbox", "0004_messages")])
    earlier = state.apps.get_model("outbox", "IdempotencyKey")
    earlier.objects.create(key="a" * 32, purpose="api", result_id="7", created_at=clock.now())

    migrate(("api", "0001_keys_from_outbox"))

    assert IdempotencyKey.objects.get(key="a" * 32, purpose="api").result_id == "7"
    IdempotencyKey.objects.create(key="b" * 32, purpose="api", created_at=clock.now())
    migrate(("api", None), ("outbox", "0004_messages"))
    assert set(earlier.objects.values_list("key", flat=True)) == {"a" * 32, "b" * 32}
