"""One press that arrives twice at the same moment is made once.

Only PostgreSQL lets two transactions wait for one key. The control presses without a key: both are made.
"""

from __future__ import annotations

from uuid import uuid4

import pytest

from apps.acts.forms import Body
from apps.acts.services import Done, Key, attempt
from apps.lib.actors import SYSTEM
from apps.orgs.enums import RegionLevel
from apps.orgs.models import Region
from tests.acts.test_kernel import ANYTIME, streets
from tests.factories.racing import at_once
from tests.factories.world import NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def pressed_twice(key: Key | None) -> tuple[list[object], list[str]]:
    """Return what two presses at one moment came to, and what they wrote."""
    county = Region.objects.create(code="330199", name="示例县", level=RegionLevel.COUNTY)

    def press() -> object:
        return attempt(ANYTIME, by=SYSTEM, subject=county, data=Body({"name": "甲"}), key=key)

    return at_once([press, press], moment=NOON), streets(county)


def test_the_second_press_is_undone_and_gets_the_first_one_s_result() -> None:
    outcomes, written = pressed_twice(Key(uuid4().hex, "test", "same"))
    made = [each for each in outcomes if isinstance(each, Done)]

    assert len(made) == 2, outcomes
    assert sorted(each.replayed for each in made) == [False, True]
    assert len({each.result_id for each in made}) == 1
    assert written == ["甲"]


def test_control_without_the_key_both_are_written() -> None:
    _, written = pressed_twice(None)

    assert written == ["甲", "甲"]
