"""The API's document names and describes every operation in words of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from apps.acts.acts import all_acts
from caseflow.api import document

CHINESE = re.compile(r"[\u4e00-\u9fff]")

Document = Mapping[str, Any]


def operations(made: Document) -> dict[str, Mapping[str, Any]]:
    """Return what is said of each operation, by method and path."""
    return {
        f"{method} {path}": said
        for path, methods in made["paths"].items()
        for method, said in methods.items()
    }


def unnamed(made: Document) -> list[str]:
    """Return the operations without a summary that people can read."""
    return [name for name, said in operations(made).items() if not CHINESE.search(said.get("summary", ""))]


def undescribed(made: Document) -> list[str]:
    """Return the operations without a description that people can read, or with another's."""
    found = operations(made)
    times = Counter(said.get("description", "") for said in found.values())
    return [
        name
        for name, said in found.items()
        if not CHINESE.search(said.get("description", "")) or times[said["description"]] > 1
    ]


def test_every_operation_has_a_name() -> None:
    assert unnamed(document()) == []


def test_every_operation_is_described_in_words_of_its_own() -> None:
    assert undescribed(document()) == []


def test_every_act_with_an_operation_is_described_as_declared() -> None:
    said = {(each["summary"], each["description"]) for each in operations(document()).values()}
    declared = {(act.label, act.description) for act in all_acts() if act.api or act.creates}

    assert len(declared) > 50
    assert declared - said == set()


@pytest.mark.parametrize(
    "said",
    [
        {"summary": "办件", "description": "Answer with the row."},
        {"summary": "办件"},
        {"summary": "办件", "description": "别的操作也这样说。"},
    ],
)
def test_a_description_that_is_none_is_noticed(said: dict[str, str]) -> None:
    other = {"summary": "周报", "description": "别的操作也这样说。"}
    assert "get /one" in undescribed({"paths": {"/one": {"get": said}, "/two": {"get": other}}})


def test_an_operation_without_a_name_is_noticed() -> None:
    assert unnamed({"paths": {"/one": {"get": {"description": "一件办件。"}}}}) == ["get /one"]
