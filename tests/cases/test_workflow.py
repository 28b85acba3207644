"""The table itself: every state can be left, every hold closed, every role exists, docs agree."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from apps.acts.acts import act_answering, act_of_move, all_acts
from apps.cases.enums import ENDED, HoldKind, Status
from apps.cases.queries import workflow_page
from apps.cases.workflow import HOLDS, MOVES, STATES, TABLE, reserved


def test_every_open_state_is_reached_and_can_be_left() -> None:
    reached = {Status.DRAFT} | {move.target for move in MOVES}
    left = {source for move in MOVES for source in move.sources}
    assert set(Status) - reached == reserved(Status)
    assert set(Status) - ENDED - left == set()


def test_no_end_state_has_a_way_out() -> None:
    # But 已归档: an acceptance can be taken back by a procedure of two (decision 0164).
    assert [(move.name, move.sources & ENDED) for move in MOVES if move.sources & ENDED] == [
        ("revoke", {Status.ARCHIVED})
    ]


def test_names_are_unique_and_every_move_has_a_role() -> None:
    assert len(TABLE) == len(MOVES)
    assert all(move.roles for move in MOVES)


def test_every_state_and_every_kind_of_hold_has_its_row_in_order() -> None:
    # The stepper, the funnel and the groups take their order from the rows.
    assert list(STATES) == list(Status)
    assert list(HOLDS) == list(HoldKind)


def test_at_most_one_move_carries_a_case_on_from_each_state() -> None:
    onward = [source for move in MOVES if move.forward for source in move.sources]
    assert len(onward) == len(set(onward))
    assert not [move.name for move in MOVES if move.forward and move.grave]


def test_every_desk_that_is_told_is_told_what_to_do() -> None:
    assert [move.name for move in MOVES if move.tells and not STATES[move.target].message] == []


@pytest.mark.parametrize("kind", list(HoldKind))
def test_every_hold_blocks_something_and_some_act_closes_it(kind: HoldKind) -> None:
    assert HOLDS[kind].blocks
    assert act_answering(kind).begins


@pytest.mark.parametrize("move", [move.name for move in MOVES])
def test_every_move_is_made_by_one_act_with_a_page(move: str) -> None:
    assert act_of_move(move).begins


def test_no_act_makes_a_move_that_is_in_no_row() -> None:
    assert {move for act in all_acts() for move in act.moves} == set(TABLE)


def test_a_need_opens_only_where_it_blocks_a_move_from_that_state() -> None:
    for move in MOVES:
        for kind in move.opens:
            onward = {other.name for other in MOVES if move.target in other.sources} | {"archive"}
            assert HOLDS[kind].blocks & onward, (move.name, kind)


def test_a_return_blocks_only_what_can_follow_it() -> None:
    onward = {move.name for move in MOVES if Status.RECEIVED in move.sources}
    assert HOLDS[HoldKind.RETURNED].blocks <= onward


def test_the_documentation_shows_the_table_as_it_is() -> None:
    call_command("workflow_diagram", "--check")


def test_the_check_notices_a_page_that_differs(settings, tmp_path) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "workflow.md").write_text(workflow_page() + "x", encoding="utf-8")
    with pytest.raises(CommandError, match="不一致"):
        call_command("workflow_diagram", "--check")
