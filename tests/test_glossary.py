"""The glossary and the code agree: each identifier is there under its official term, and no other name."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Field, Model

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
TERMS: list[tuple[str, str, str, str]] = re.findall(
    r"^\| ([^|]+) \| `([\w.]+)` \| ([^|]+) \| ([^|]+) \|$", GLOSSARY, flags=re.MULTILINE
)
UNUSED: list[str] = [
    name
    for row in re.findall(r"^\| [^|`]+ \| [^|]+ \| (`[^|]+`) \|$", GLOSSARY, flags=re.MULTILINE)
    for name in re.findall(r"`([.*\w]+)`", row)
]


def named(path: str) -> Any:
    """Return what a dotted path below ``apps`` names: a module, or something in one."""
    parts = ["apps", *path.split(".")]
    for cut in range(len(parts), 1, -1):
        try:
            found: Any = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = found._meta.get_field(part) if is_model(found) else getattr(found, part)
        return found
    raise AssertionError(f"nothing is called {path}")


def is_model(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, Model)


def words_of(found: Any) -> str:
    """Return what the code itself says of a thing in words: its label and its docstring."""
    label = found.verbose_name if isinstance(found, Field) else getattr(found, "label", "")
    if is_model(found):
        label = found._meta.verbose_name
    return f"{label}\n{found.__doc__ or ''}"


def identifiers() -> Iterator[tuple[str, str]]:
    """Yield every name in the code of the apps, an attribute with its dot too, with its file.

    And the names in the tags of templates: there a name that is no more would print nothing.
    """
    for path in sorted((ROOT / "apps").rglob("*.py")):
        if "migrations" not in path.parts:
            before = ""
            for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
                if token.type == tokenize.NAME:
                    yield token.string, path.relative_to(ROOT).as_posix()
                    if before == ".":
                        yield f".{token.string}", path.relative_to(ROOT).as_posix()
                before = token.string
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for tag in re.findall(r"\{[{%].*?[}%]\}", path.read_text("utf-8")):
            for name in re.findall(r"\w+", tag):
                yield name, path.relative_to(ROOT).as_posix()


@cache
def names_in_use() -> frozenset[tuple[str, str]]:
    return frozenset(identifiers())


def given_up(names: list[str]) -> list[tuple[str, str]]:
    """Return where one of these names stands."""
    return [found for found in sorted(names_in_use()) if any(fnmatchcase(found[0], name) for name in names)]


@pytest.mark.parametrize(("term", "identifier"), [row[:2] for row in TERMS], ids=[row[1] for row in TERMS])
def test_a_term_stands_where_the_glossary_says(term: str, identifier: str) -> None:
    assert term in words_of(named(identifier))


def test_terms_and_identifiers_are_one_to_one() -> None:
    assert len(TERMS) > 50
    assert len({term for term, *_ in TERMS}) == len(TERMS)
    assert len({identifier for _, identifier, *_ in TERMS}) == len(TERMS)


def test_every_term_has_a_meaning_and_a_source() -> None:
    assert all(meaning.strip() and source.strip() for *_, meaning, source in TERMS)


def test_names_that_were_given_up_stand_nowhere() -> None:
    assert len(UNUSED) > 5
    assert given_up(UNUSED) == []


@pytest.mark.parametrize("name", ["Actor", ".renovation_scope", "*_encrypted", "get_area_type_display"])
def test_a_name_given_up_would_be_noticed(name: str) -> None:
    assert given_up([name])
