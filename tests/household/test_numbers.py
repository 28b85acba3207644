"""Which telephone speaks for its household: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from apps.household.rules.numbers import SHOWN_TO_STREET, KnownNumber, judged, last_changed
from apps.lib.decisions import Denied

TODAY = date(2026, 9, 10)
GOOD = KnownNumber("13800000001", None, None, is_shared=False, is_of_enterprise=False)


def code(**changes: object) -> str:
    said = judged(replace(GOOD, **changes), TODAY)  # type: ignore[arg-type]
    return said.code if isinstance(said, Denied) else ""


def test_the_number_of_the_registration_speaks() -> None:
    assert code() == ""


@pytest.mark.parametrize("number", ["0571-87001234", "+85200000123", "", "12345678901"])
def test_what_takes_no_text_does_not(number: str) -> None:
    assert code(number=number) == "no_mobile"


def test_a_number_of_another_case_or_of_an_enterprise_does_not() -> None:
    assert code(is_shared=True) == "shared"
    assert code(is_of_enterprise=True) == "enterprise"


def test_a_number_once_changed_waits_for_the_desk_while_nobody_has_set_the_days() -> None:
    assert code(changed_on=date(2026, 1, 1)) == "changed"


@pytest.mark.parametrize(("days", "said"), [(9, "changed"), (8, "")])
def test_set_the_days_run_from_the_change(days: int, said: str) -> None:
    assert code(changed_on=date(2026, 9, 2), settled_days=days) == said


def test_the_agents_own_number_does_not_speak_for_the_household() -> None:
    assert code(is_of_agent=True) == "agent_number"
    assert "agent_number" in SHOWN_TO_STREET


def test_the_former_households_number_does_not_speak_for_the_one_after() -> None:
    assert code(is_of_former=True) == "not_anew"
    assert "not_anew" in SHOWN_TO_STREET


FIRST, SECOND, THIRD = (datetime(2026, 9, day, tzinfo=UTC) for day in (1, 2, 3))


@pytest.mark.parametrize(
    ("moments", "anew", "changed"),
    [
        ([FIRST], True, None),
        ([FIRST, THIRD], True, THIRD),
        ([FIRST, THIRD], False, None),
        ([THIRD + timedelta(days=1), THIRD], False, THIRD + timedelta(days=1)),
    ],
)
def test_a_succession_begins_anew_with_the_first_number_named(
    moments: list[datetime], anew: bool, changed: datetime | None
) -> None:
    assert last_changed(moments, succeeded_at=SECOND, anew=anew) == changed


def test_without_a_succession_the_newest_change_counts() -> None:
    assert last_changed([SECOND, FIRST], succeeded_at=None, anew=False) == SECOND
