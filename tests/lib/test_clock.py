"""The one place that knows what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from apps.lib import clock
from apps.lib.clock import SHANGHAI


@pytest.fixture
def unshifted() -> Iterator[None]:
    yield
    clock._offset = timedelta(0)


def test_holds_still_inside_the_block_only() -> None:
    moment = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
    with clock.at(moment):
        assert clock.now() == moment
        assert clock.now() == moment
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_inner_blocks_give_back_the_outer_moment() -> None:
    outer, inner = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC)
    with clock.at(outer):
        with clock.at(inner):
            assert clock.now() == inner
        assert clock.now() == outer


def test_the_business_date_is_that_of_shanghai() -> None:
    with clock.at(datetime(2026, 9, 30, 16, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 10, 1)
    with clock.at(datetime(2026, 9, 30, 23, 59, tzinfo=SHANGHAI)):
        assert clock.today() == date(2026, 9, 30)


def test_the_present_is_in_utc_whatever_zone_it_was_held_in() -> None:
    with clock.at(datetime(2026, 9, 30, 8, 0, tzinfo=SHANGHAI)):
        assert clock.now().tzinfo is UTC


def test_refuses_a_moment_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2026, 9, 30)):  # noqa: DTZ001
        pass


@pytest.mark.usefixtures("unshifted")
def test_a_demonstration_clock_runs_on_from_its_start() -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
    clock.start_at(start)
    assert timedelta(0) <= clock.now() - start < timedelta(minutes=1)
    assert clock.is_shifted()


def test_shows_local_wall_time() -> None:
    assert clock.local(datetime(2026, 9, 30, 9, 30, tzinfo=UTC)).hour == 17
