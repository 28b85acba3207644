"""A printed name is read and never compared: two people may bear it. ``Actor.made`` asks for the id."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.test_repository import mentions, shown, sources

PRINTED = re.compile(
    r"signature|\w+_by|\w+_by_name|(?:actor|inspector|designer|witness|user)_name|on_behalf_of__name"
)
"""Columns and properties that say who acted in words; the same with ``_holder`` or ``_id`` is a key."""
MACHINES = frozenset({"claimed_by"})
"""Who works on a job is a process, not a person."""
LOOKUPS = re.compile(r"__(?:in|i?exact|i?contains|i?startswith|i?endswith|i?regex|isnull|[gl]te?)$")
SELECTING = frozenset({"filter", "exclude", "get", "Q", "get_or_create", "update_or_create", "When"})
IN_TEMPLATES = re.compile(
    rf"\{{%[^%]*\b(?:{PRINTED.pattern})\s*(?:==|!=|\bin\b|\bnot in\b)"
    rf"|\{{%[^%]*(?:==|!=|\bin\b)\s*[\w.]*\.(?:{PRINTED.pattern})\b"
)


def is_printed(name: str) -> bool:
    """Whether a column or property, perhaps at the end of a path of lookups, holds a printed name."""
    last = LOOKUPS.sub("", name)
    return any(
        PRINTED.fullmatch(part) is not None and part not in MACHINES for part in (last, last.split("__")[-1])
    )


def _names(value: ast.expr) -> Iterator[str]:
    """Yield what a side of a comparison reads: itself, or each thing of a list or a computed text."""
    if isinstance(value, ast.Attribute):
        yield value.attr
    elif isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
        yield str(value.slice.value)
    elif isinstance(value, ast.Tuple | ast.List | ast.Set):
        for each in value.elts:
            yield from _names(each)
    elif isinstance(value, ast.Call):
        # a.signature.strip(), str(a.signature)
        for each in (*([value.func.value] if isinstance(value.func, ast.Attribute) else []), *value.args):
            yield from _names(each)


def _is_blank(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in ("", None)


def compared_names(path: Path) -> list[str]:
    """Return where a file compares a printed name, or selects rows by one; '' and None are no names."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            hit = not any(map(_is_blank, sides)) and any(
                is_printed(name) for side in sides for name in _names(side)
            )
        elif isinstance(node, ast.Call):
            called = (
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            )
            hit = called in SELECTING and any(
                word.arg is not None and is_printed(word.arg) and not _is_blank(word.value)
                for word in node.keywords
            )
            hit = hit or (
                called == "F"
                and any(isinstance(a, ast.Constant) and is_printed(str(a.value)) for a in node.args)
            )
        else:
            continue
        if hit:
            found.append(f"{shown(path)}:{node.lineno}")
    return found


def test_no_code_compares_a_printed_name() -> None:
    files = [path for path in sources("apps") if "migrations" not in path.parts]
    assert [place for path in files for place in compared_names(path)] == []


def test_no_template_compares_a_printed_name() -> None:
    assert mentions(IN_TEMPLATES, sources("templates", suffixes=(".html", ".txt"))) == []


def test_a_compared_name_is_noticed(tmp_path: Path) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text(
        "a = attempt.verdict_by != by.signature\n"
        "b = last.actor_name == name\n"
        "c = who in (None, by.signature)\n"
        "d = rows.filter(attempt__verdict_by=name)\n"
        "e = rows.exclude(submitted_by__iexact=name)\n"
        "f = Q(inspector_name__in=names)\n"
        "g = row['decided_by'].strip() == name\n"
        "h = rows.annotate(same=F('found_by'))\n"
        "i = mark(verdict_by=by.signature)\n"
        "j = by.made(attempt.verdict_by_holder)\n"
        "k = rows.filter(verdict_by_holder=by.holder).exclude(verdict_by='')\n"
        "l = job.claimed_by == worker or attempt.verdict_by == ''\n"
        "m = version.filled_by_id == by.user_id\n"
    )

    assert [place.rpartition(":")[2] for place in compared_names(trap)] == list("12345678")


def test_a_compared_name_in_a_template_is_noticed(tmp_path: Path) -> None:
    trap = tmp_path / "trap.html"
    trap.write_text(
        "{% if attempt.verdict_by == actor.name %}\n"
        "{% if name == actor.signature %}\n"
        "{% if attempt.verdict_by %}{{ attempt.verdict_by }} == {% endif %}\n"
    )

    assert mentions(IN_TEMPLATES, [trap]) == [f"{trap}:1", f"{trap}:2"]
