"""No case is stuck: an exhaustive search over states, holds and who is still there finds a way to an end.

The world may open any hold in any state, take the household, the enterprise or the home away and call an
acceptance in question, in any order. From each state it can bring about, people must reach an end without
its help and without saying what is not so: who is gone signs nothing, and 终止 needs a cause that is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from apps.cases.enums import ENDED, HoldKind, Removal, Status
from apps.cases.workflow import ENDINGS, HOLDS, NEEDS, TABLE, Ending, Move

HOUSEHOLD, ENTERPRISE, HOME = "household", "enterprise", "home"
ALL_THERE = frozenset({HOUSEHOLD, ENTERPRISE, HOME})
TAKEN, QUESTIONED = "space_taken", "questioned"
"""What stops a move and is no hold: another case has the space; 撤销 is under way (register_bar)."""

WANTS: Mapping[str, frozenset[str]] = {
    "submit": frozenset({HOUSEHOLD, HOME}),
    "choose_enterprise": frozenset({HOUSEHOLD, ENTERPRISE, HOME}),
    "confirm_plan": frozenset({HOUSEHOLD, ENTERPRISE, HOME}),
    "sign_contract": frozenset({HOUSEHOLD, ENTERPRISE, HOME}),
    "start_works": frozenset({ENTERPRISE, HOME}),
    # Confirmed by the household or by a patrol that has been there (P1).
    "finish_works": frozenset({ENTERPRISE, HOME}),
    "pass_acceptance": frozenset({HOUSEHOLD, HOME}),
    "require_rectification": frozenset({HOME}),
    # Where the enterprise is silent an official writes down who mended.
    "finish_rectification": frozenset({HOME}),
    "replace_enterprise": frozenset({HOUSEHOLD, HOME}),
    "convert": frozenset({HOUSEHOLD, HOME}),
}
"""Who must be there for a move to be true. Moves that are not named need the offices alone."""
TRUE_WITHOUT: Mapping[Removal, str] = {
    Removal.DECEASED: HOUSEHOLD,
    Removal.UNREACHABLE: HOUSEHOLD,
    Removal.ENTERPRISE_GONE: ENTERPRISE,
    Removal.DEMOLISHED: HOME,
}
"""Causes of 终止 by who or what is gone. 其他 is true of anything, and therefore does not count."""
PARALLEL = tuple(kind for kind in HoldKind if kind not in NEEDS)


@dataclass(frozen=True)
class At:
    """Where a case stands, what is open, and who is there."""

    status: Status
    holds: frozenset[str]
    there: frozenset[str] = ALL_THERE


@dataclass(frozen=True)
class Rules:
    """The table as it is searched; a control takes something away."""

    moves: Mapping[str, Move]
    endings: Mapping[Removal, Ending]
    may_release: bool = True

    def true(self, move: Move, at: At) -> bool:
        """Whether a move says nothing that is not so."""
        if move.name == "withdraw":
            # Its own wish, until it has handed in nothing yet: a draft is the counter's.
            return at.status == Status.DRAFT or HOUSEHOLD in at.there
        if move.name == "close_unconfirmed":
            return HOUSEHOLD not in at.there
        if move.name == "decline":
            return False
        if move.name == "terminate":
            return any(
                at.status in self.endings[cause].sources
                and gone not in at.there
                # That it chooses no other enterprise the household says itself.
                and (gone is not ENTERPRISE or HOUSEHOLD in at.there)
                for cause, gone in TRUE_WITHOUT.items()
            )
        return WANTS.get(move.name, frozenset()) <= at.there

    def onward(self, at: At) -> Iterator[At]:
        """What people can bring about, without the world's help."""
        for move in self.moves.values():
            if at.status not in move.sources or move.name == "replace_enterprise" or not self.true(move, at):
                continue
            parallel = [each for each in at.holds if each not in NEEDS]
            if any(move.name in _blocks(each) for each in parallel):
                continue
            # What a state needs is answered by the record of the very move, which needs the same people.
            ended = move.target in ENDED
            kept = frozenset() if ended else frozenset(parallel) - move.clears | set(move.opens)
            yield At(move.target, kept, at.there)
        for each in at.holds:
            # Silence does not answer a return (P4): lifted for who is gone, the case would be filed unheard.
            unheard = each == HoldKind.RETURNED and HOUSEHOLD not in at.there
            if self.may_release and each in PARALLEL and not unheard:
                yield replace(at, holds=at.holds - {each})
            if each == QUESTIONED:  # decided by leader and a second person, either way
                yield replace(at, holds=at.holds - {each})

    def strikes(self, at: At) -> Iterator[At]:
        """What the world can do to a case."""
        for gone in at.there:
            yield replace(at, there=at.there - {gone})
        for kind in (*PARALLEL, *((TAKEN,) if at.status == Status.DRAFT else ())):
            if kind not in at.holds:
                yield replace(at, holds=at.holds | {kind})
        if at.status == Status.PASSED:
            yield replace(at, holds=at.holds | {QUESTIONED})


def _blocks(kind: str) -> frozenset[str]:
    if kind == TAKEN:
        return frozenset({"submit"})
    return frozenset({"archive"}) if kind == QUESTIONED else HOLDS[HoldKind(kind)].blocks


def trapped(rules: Rules, *, most_holds: int = 2) -> set[At]:
    """Return the states that can come about and from which people reach no end.

    At most so many holds at a time: a move is blocked by one or by none, whatever else is open.
    """
    begin = At(Status.DRAFT, frozenset())
    seen, queue = {begin}, [begin]
    back: dict[At, list[At]] = {}
    while queue:
        at = queue.pop()
        if at.status in ENDED:
            continue
        onward = list(rules.onward(at))
        for each in onward:
            back.setdefault(each, []).append(at)
        struck = (each for each in rules.strikes(at) if sum(k not in NEEDS for k in each.holds) <= most_holds)
        for each in (*onward, *struck):
            if each not in seen:
                seen.add(each)
                queue.append(each)
    ends = [each for each in seen if each.status in ENDED]
    found = set(ends)
    while ends:
        for before in back.get(ends.pop(), ()):
            if before not in found:
                found.add(before)
                ends.append(before)
    assert {each.status for each in seen} >= set(Status) - {Status.DECLINED, Status.REVOKED} - ENDED
    return seen - found


AS_IT_IS = Rules(TABLE, ENDINGS)


def without(name: str, *sources: Status) -> Rules:
    """Return the table without a move, or without it from some states."""
    move = TABLE[name]
    left = {name: replace(move, sources=move.sources - set(sources))} if sources else {}
    return replace(AS_IT_IS, moves={**{key: row for key, row in TABLE.items() if key != name}, **left})


def test_no_case_is_stuck_whatever_is_open_and_whoever_is_gone() -> None:
    assert trapped(AS_IT_IS) == set()


def test_without_terminating_a_household_that_is_gone_leaves_its_case_open() -> None:
    stuck = trapped(without("terminate"))
    assert {Status.RECEIVED, Status.DESIGNING, Status.BUILDING} <= {each.status for each in stuck}
    assert all(each.there != ALL_THERE for each in stuck)


def test_ending_filed_cases_alone_leaves_a_returned_application_open() -> None:
    stuck = trapped(without("terminate", Status.SUBMITTED, Status.RECEIVED))
    assert {each.status for each in stuck} == {Status.SUBMITTED, Status.RECEIVED}
    assert all(HoldKind.RETURNED in each.holds for each in stuck)


def test_a_draft_that_cannot_be_withdrawn_waits_for_ever_for_a_taken_space() -> None:
    stuck = trapped(without("withdraw", Status.DRAFT))
    assert any(each.status == Status.DRAFT and TAKEN in each.holds for each in stuck)


def test_a_case_that_is_revoked_or_filed_only_waits_for_the_decision() -> None:
    never = replace(
        AS_IT_IS, moves={key: row for key, row in TABLE.items() if key not in ("archive", "revoke")}
    )
    assert Status.PASSED in {each.status for each in trapped(never)}


@pytest.mark.parametrize("cause", TRUE_WITHOUT)
def test_a_leader_who_lifts_nothing_still_ends_what_nobody_can_go_on_with(cause: Removal) -> None:
    # No hold stands against 终止, so who is gone needs no hold lifted first.
    stuck = trapped(replace(AS_IT_IS, may_release=False))
    assert not [
        each
        for each in stuck
        if each.status in ENDINGS[cause].sources
        and TRUE_WITHOUT[cause] not in each.there
        and (cause != Removal.ENTERPRISE_GONE or HOUSEHOLD in each.there)
    ]
