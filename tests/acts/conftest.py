"""The order of the contract's tests: act by act, so that what they share is brought about once."""

from __future__ import annotations

from pathlib import Path

import pytest

CONTRACT = Path(__file__).with_name("test_contract.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put all tests of an act one after the other: those that come after its first submission last."""
    places = [place for place, item in enumerate(items) if item.path == CONTRACT]
    tests = [items[place] for place in places]
    acts = list(dict.fromkeys(asked(test, "door") for test in tests))
    tests.sort(key=lambda test: (acts.index(asked(test, "door")), asked(test, "first")))
    for place, test in zip(places, tests, strict=True):
        items[place] = test


def asked(test: pytest.Item, fixture: str) -> str:
    """Return the parameter a test gives a fixture; '' for none."""
    given = getattr(test, "callspec", None)
    return str(given.params.get(fixture, "")) if given else ""
