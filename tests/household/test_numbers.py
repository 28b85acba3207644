"""Which telephone speaks for its household: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from apps.household.rules.numbers import KnownNumber, judged
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
