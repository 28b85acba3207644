"""State × move × role, all of them, with and without each hold: the table people read is what is decided.

Expectations are read from ``docs/workflow.md`` as it is committed, not from the table in the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from django.conf import settings

from apps.cases import permissions
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case, Hold
from apps.cases.workflow import HOLDS, TABLE
from apps.lib.actors import Actor
from apps.lib.decisions import Denied
from apps.orgs.enums import Role
from apps.orgs.permissions import HOUSEHOLD

OWN = frozenset({"withdraw", "finish_works", "finish_rectification"})
"""Moves that the household makes itself, on its own telephone (decision 0140)."""


def rows(heading: str) -> Iterator[list[str]]:
    """Return the cells of the table of docs/workflow.md that begins with a heading."""
    lines = (settings.BASE_DIR / "docs" / "workflow.md").read_text("utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    for line in lines[begin + 2 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


WRITTEN = {
    label: (set(sources.split("、")), set(who.split("、"))) for label, sources, _, who, *_ in rows("动作")
}
BLOCKED = {label: set(moves.split("、")) for label, moves in rows("待办事项")}


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no stage above stop a move: their bars read their own tables."""
    monkeypatch.setattr(permissions, "barred_by", lambda _case, _move: [])


def allowed(role: str, status: Status, move: str, *holds: Hold) -> bool:
    actor = Actor(user_id=1, name="试", role=role, organisation_id=1, organisation_name="试")
    return bool(permissions.can_move(actor, Case(status=status), move, open_holds=holds))


def test_the_page_names_every_move() -> None:
    assert set(WRITTEN) == {move.label for move in TABLE.values()}


@pytest.mark.parametrize("move", list(TABLE))
def test_from_each_state_each_role_moves_as_it_is_written(move: str, quiet: None) -> None:
    sources, who = WRITTEN[TABLE[move].label]
    for status, role in product(Status, [*Role, HOUSEHOLD]):
        may = move in OWN if role == HOUSEHOLD else Role(role).label in who
        expected = may and status.label in sources
        assert allowed(role, status, move) is expected, (status, role)


@pytest.mark.parametrize("kind", list(HoldKind))
def test_each_hold_stops_what_is_written_and_nothing_else(kind: HoldKind, quiet: None) -> None:
    hold = Hold(kind=kind, text=kind.label, blocks=sorted(HOLDS[kind].blocks))
    for move in TABLE.values():
        for status in move.sources:
            role = min(move.roles)
            stopped = move.label in BLOCKED.get(kind.label, set())
            assert allowed(role, status, move.name, hold) is not stopped, (move.name, status)


def test_a_refusal_names_every_hold_in_the_way(quiet: None) -> None:
    held = [
        Hold(kind=kind, text=kind.label, blocks=["file"]) for kind in (HoldKind.RETURNED, HoldKind.DUPLICATE)
    ]
    actor = Actor(user_id=1, name="试", role=Role.DISTRICT_CLERK, organisation_id=1, organisation_name="试")
    decision = permissions.can_move(actor, Case(status=Status.RECEIVED), "file", open_holds=held)
    assert isinstance(decision, Denied)
    assert decision.reason == "退回补正；疑似重复待判定"
