"""The workflow stands in one place, and what nothing reaches yet is named once and offered nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest
from django import forms

from apps.cases.enums import HoldKind, Status, Track
from apps.cases.workflow import MOVES, RESERVED, reserved

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "apps"
HOME = APPS / "cases" / "workflow"
ENUMS = APPS / "cases" / "enums.py"
NAMES = frozenset(move.name for move in MOVES)
HOLDS = "from apps.cases.enums import HoldKind"
FEWEST = 3
"""So many rows make a table."""

ELSEWHERE = {
    "apps/plans/queries/state.py:needs_met": "recomputes the holds from the plans' own records",
    "apps/exchange/rules/progress.py:SITE_CLOSES": "says which moves end a works site for a system outside",
    "apps/exchange/rules/progress.py:STEPS": "says a move in the words of a contract with a system outside",
    "apps/inspections/queries/needs.py:needs_met": "recomputes the holds from the inspections' own records",
}
"""Tables beside the workflow's, and why each may stand."""


def code(*but: Path) -> Iterator[Path]:
    """Yield the files of the apps, without migrations and without the named ones."""
    for path in sorted(APPS.rglob("*.py")):
        if "migrations" not in path.parts and not any(path.is_relative_to(each) for each in but):
            yield path


# --- No second table ---


def enum_names(tree: ast.Module, name: str) -> set[str]:
    """Return every name under which a module knows an enum: by import, or given to it anew."""
    known = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("apps.cases")
        for alias in node.names
        if alias.name == name
    }
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in known:
            known |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return known


def keyed(node: ast.AST) -> tuple[list[ast.expr], bool]:
    """Return what a literal is keyed by, and whether it gives each of them a value."""
    if isinstance(node, ast.Dict):
        return [key for key in node.keys if key is not None], True
    if not isinstance(node, ast.Set | ast.Tuple | ast.List):
        return [], False
    pairs = [each.elts[0] for each in node.elts if isinstance(each, ast.Tuple) and each.elts]
    return (pairs, True) if pairs else (node.elts, False)


def tables(path: Path) -> list[str]:
    """Return ``file:name`` of every literal that lists moves, kinds of hold or facts about states.

    A plain set of states is a rule of its own app and no table; a value beside each of them is one.
    """
    tree = ast.parse(path.read_text("utf-8"))
    holds, states = enum_names(tree, "HoldKind"), enum_names(tree, "Status")

    def is_row(key: ast.expr, valued: bool) -> bool:
        if isinstance(key, ast.Constant):
            return key.value in NAMES
        if not isinstance(key, ast.Attribute) or not isinstance(key.value, ast.Name):
            return False
        return key.value.id in holds or (valued and key.value.id in states)

    found: list[str] = []

    def visit(node: ast.AST, owner: str) -> None:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            owner = node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            owner = target.id if isinstance(target, ast.Name) and owner == "" else owner
        keys, valued = keyed(node)
        if owner != "__all__" and sum(is_row(key, valued) for key in keys) >= FEWEST:
            shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
            found.append(f"{shown}:{owner}")
        for child in ast.iter_child_nodes(node):
            visit(child, owner)

    visit(tree, "")
    return found


def test_facts_about_moves_holds_and_states_stand_in_the_workflow_alone() -> None:
    assert sorted(place for path in code(HOME) for place in tables(path)) == sorted(ELSEWHERE)


@pytest.mark.parametrize(
    "bait",
    [
        "WORDS = {'file': 1, 'receive': 2, 'convert': 3}",
        "QUIET = frozenset({'decline', 'withdraw', 'terminate'})",
        "PAIRS = (('file', 1), ('receive', 2), ('convert', 3))",
        f"{HOLDS}\nN = HoldKind\nWHO = {{N.DEFECT: 1, N.RETURNED: 2, N.STOP_WORK: 3}}",
        f"{HOLDS}\nSHOWN = [HoldKind.DEFECT, HoldKind.RETURNED, HoldKind.MEDIATION]",
        "from apps.cases.enums import Status as S\nTONES = {S.FILED: 'a', S.PASSED: 'b', S.DRAFT: 'c'}",
    ],
)
def test_a_second_table_is_noticed(bait: str, tmp_path: Path) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text(bait, "utf-8")

    assert len(tables(trap)) == 1


# --- What nothing reaches yet ---


def opened(files: Iterator[Path]) -> set[str]:
    """Return the names of the kinds of hold that services open by name."""
    return {
        word.value.attr
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "open_hold"
        for word in node.keywords
        if word.arg == "kind" and isinstance(word.value, ast.Attribute)
    }


def mentioned(kind: type[Enum]) -> set[str]:
    """Return the names of an enum's members that code outside the enums and the workflow writes."""
    return {
        node.attr
        for path in code(HOME, ENUMS)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == kind.__name__
    }


def test_every_state_is_either_reached_or_reserved() -> None:
    reached = {Status.DRAFT, *(move.target for move in MOVES)}

    assert reached | reserved(Status) == set(Status)
    assert reached & reserved(Status) == set()


def test_every_kind_of_hold_is_either_opened_or_reserved() -> None:
    by_services = {HoldKind[name] for name in opened(code(HOME))}
    reached = by_services | {kind for move in MOVES for kind in move.opens}

    assert by_services, "no service opens a hold: this test looks at nothing"
    assert reached | reserved(HoldKind) == set(HoldKind)
    assert reached & reserved(HoldKind) == set()


@pytest.mark.parametrize(
    "kind",
    sorted({type(row.value) for row in RESERVED} - {Status, HoldKind}, key=lambda kind: kind.__name__),
    ids=lambda kind: kind.__name__,
)
def test_other_reserved_values_are_written_nowhere_and_their_neighbours_are(kind: type[Enum]) -> None:
    assert mentioned(kind) & set(kind.__members__) == {m.name for m in set(kind) - reserved(kind)}


def test_every_reserved_value_is_named_once_with_what_will_reach_it() -> None:
    values = [(type(row.value), row.value) for row in RESERVED]

    assert len(values) == len(set(values))
    assert all(row.by for row in RESERVED)


def form_classes() -> list[type[forms.BaseForm]]:
    """Return every form of the apps."""
    for path in code():
        if "forms" in path.parts or path.name == "forms.py":
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    found, open_ends = [], [forms.BaseForm]
    while open_ends:
        below = open_ends.pop().__subclasses__()
        open_ends += below
        found += [each for each in below if each.__module__.startswith("apps.")]
    return found


def offers_reserved(form: type[forms.BaseForm]) -> list[str]:
    """Return the reserved choices that a form's fields offer."""
    words = {(str(row.value.value), str(getattr(row.value, "label", ""))) for row in RESERVED}
    return [
        f"{form.__name__}.{name}: {value}"
        for name, field in getattr(form, "base_fields", {}).items()
        for value, label in getattr(field, "choices", ())
        if (str(value), str(label)) in words
    ]


def test_no_form_offers_what_nothing_reaches() -> None:
    classes = form_classes()

    assert len(classes) > 20
    assert [place for form in classes for place in offers_reserved(form)] == []


def test_a_form_that_offers_it_is_noticed() -> None:
    class Trap(forms.Form):
        track = forms.ChoiceField(choices=Track.choices)

    assert offers_reserved(Trap) == ["Trap.track: other"]
