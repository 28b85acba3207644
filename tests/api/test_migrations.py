"""The keys went from one app to another; their table and rows did not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.api.models import IdempotencyKey
from apps.lib import clock
from tests.factories.migrations import migrate, migrate_to_newest, models_of


@pytest.fixture
def _before(transactional_db: None) -> Iterator[None]:
    """Go back to when the keys belonged to the outbox."""
    migrate(("api", None), ("outbox", "0004_messages"))
    yield
    migrate_to_newest()


@pytest.mark.usefixtures("_before")
def test_a_key_written_before_the_move_counts_after_it() -> None:
    earlier = models_of((("outbox", "0004_messages"),)).get_model("outbox", "IdempotencyKey")
    earlier.objects.create(key="a" * 32, purpose="api", result_id="7", created_at=clock.now())

    migrate(("api", "0001_keys_from_outbox"))

    assert IdempotencyKey.objects.get(key="a" * 32, purpose="api").result_id == "7"
    IdempotencyKey.objects.create(key="b" * 32, purpose="api", created_at=clock.now())
    migrate(("api", None), ("outbox", "0004_messages"))
    assert set(earlier.objects.values_list("key", flat=True)) == {"a" * 32, "b" * 32}
