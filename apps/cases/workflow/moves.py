"""A row per move a case can make: who makes it, from where to where, and every word about it.

Sources: 杭房局〔2024〕43号 三(一) for the assembled track. A move names its sources, its target, the
roles that may ask for it, the needs that open when the target is entered, the clock it starts or
stops, the roles whose desk the case lands on, and what is said of it. Buttons, refusals, messages, the
record, the diagram in the documentation and the access tests all derive from this table;
``services.move`` is the only one that carries it out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from apps.cases.enums import HoldKind, Status, Track
from apps.orgs.enums import Role

P = Role
S = Status
N = HoldKind

STREET = frozenset({P.STREET_CLERK})
DISTRICT_DESK = frozenset({P.DISTRICT_CLERK, P.DISTRICT_REVIEWER, P.DISTRICT_LEADER})
COUNTER = frozenset({P.STREET_CLERK, P.DISTRICT_CLERK})
CONTRACTOR = frozenset({P.DESIGNER, P.SITE_MANAGER})
LEADER = frozenset({P.DISTRICT_LEADER})
PATROL = frozenset({P.PROPERTY_PATROL, P.STREET_CLERK})
"""Whoever patrols: the property company, or the street where there is none (R6)."""
_CONCERNED = STREET | CONTRACTOR | PATROL | {P.DISTRICT_CLERK}
"""Whoever has a case in hand hears that it has ended."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    name: str
    label: str
    sources: frozenset[Status]
    target: Status
    roles: frozenset[Role]
    opens: tuple[HoldKind, ...] = ()
    starts: str = ""
    """Date column that takes the move's ``effective_on``: received_on | started_on | completed_on | ..."""
    tells: frozenset[Role] = field(default_factory=frozenset)
    """Roles whose 工作台 shows the case as theirs to carry on."""
    needs_reason: bool = False
    clears: frozenset[HoldKind] = frozenset()
    """Holds that the move makes meaningless and closes itself; a move into an end state closes all."""
    forward: bool = False
    """Whether it carries the case on: the one primary button is the first of these."""
    grave: bool = False
    """Whether it takes the case off its way: a dangerous button behind the others."""
    reads_first: bool = False
    """Whether the 工作台 leads to the case itself, to be read before the move's own form."""
    tone: str = ""
    """Colour of its line in the record: ok | bad | neutral, '' for none."""
    follows: str = ""
    """The move after which the mover makes this one at once, by whoever made that, where its fact is on
    record already: enterprise, plan and contract may be taken down before 备案 (R1)."""
    own: bool = False
    """Whether the household makes it itself, too, on its own telephone (decision 0140)."""
    spoken: bool = False
    """Whether no desk makes it without the household's own word: then it was reached that day."""
    track: Track = Track.ASSEMBLED


_BEFORE_WORKS = frozenset({S.SUBMITTED, S.RECEIVED, S.FILED, S.DESIGNING, S.CONFIRMED, S.CONTRACTED})

MOVES: tuple[Move, ...] = (
    Move(
        "submit",
        "提交登记",
        frozenset({S.DRAFT}),
        S.SUBMITTED,
        COUNTER,
        tells=STREET,
        forward=True,
        spoken=True,
    ),
    Move(
        "receive",
        "受理",
        frozenset({S.SUBMITTED}),
        S.RECEIVED,
        STREET,
        starts="received_on",
        tells=DISTRICT_DESK,
        forward=True,
        reads_first=True,
    ),
    Move(
        "file",
        "备案",
        frozenset({S.RECEIVED}),
        S.FILED,
        DISTRICT_DESK,
        tells=COUNTER,
        forward=True,
        reads_first=True,
    ),
    Move(
        "decline",
        "不予备案",
        frozenset({S.SUBMITTED, S.RECEIVED}),
        S.DECLINED,
        DISTRICT_DESK,
        needs_reason=True,
        tells=STREET,
        grave=True,
        tone="bad",
    ),
    Move(
        "choose_enterprise",
        "登记自主选择的企业",
        frozenset({S.FILED}),
        S.DESIGNING,
        COUNTER,
        opens=(N.PLAN_CONFIRMED,),
        tells=frozenset({P.DESIGNER}),
        forward=True,
        follows="file",
        spoken=True,
    ),
    Move(
        "confirm_plan",
        "户主确认方案及预算",
        frozenset({S.DESIGNING}),
        S.CONFIRMED,
        COUNTER,
        opens=(N.CONTRACT_RECORDED,),
        tells=frozenset({P.DESIGNER}),
        forward=True,
        follows="choose_enterprise",
        spoken=True,
    ),
    Move(
        "sign_contract",
        "登记装修合同",
        frozenset({S.CONFIRMED}),
        S.CONTRACTED,
        CONTRACTOR | COUNTER,
        tells=frozenset({P.SITE_MANAGER}),
        forward=True,
        follows="confirm_plan",
        spoken=True,
    ),
    Move(
        "start_works",
        "开工",
        frozenset({S.CONTRACTED}),
        S.BUILDING,
        CONTRACTOR | COUNTER,
        opens=(N.FINISH_CONFIRMED,),
        starts="started_on",
        tells=frozenset({P.SITE_MANAGER, P.PROPERTY_PATROL, P.STREET_CLERK}),
        forward=True,
    ),
    Move(
        "finish_works",
        "确认完工",
        frozenset({S.BUILDING}),
        S.COMPLETED,
        # Never the district, whose month it starts, nor the enterprise, which reports it (P1).
        frozenset({P.STREET_CLERK, P.PROPERTY_PATROL}),
        own=True,
        opens=(N.VISIT_PASSED, N.HOUSEHOLD_SATISFIED),
        starts="completed_on",
        tells=frozenset({P.DISTRICT_INSPECTOR}),
        forward=True,
    ),
    Move(
        "pass_acceptance",
        "验收合格",
        frozenset({S.COMPLETED}),
        S.PASSED,
        frozenset({P.DISTRICT_INSPECTOR}),
        opens=(N.ARCHIVE_COMPLETE,),
        starts="passed_on",
        tells=frozenset({P.DISTRICT_CLERK}),
        forward=True,
        tone="ok",
    ),
    Move(
        # Compiled by one, checked and filed by another one of the bureau (P9).
        "archive",
        "检查归档",
        frozenset({S.PASSED}),
        S.ARCHIVED,
        DISTRICT_DESK,
        # Not forward: 立卷 comes first, and which of the two is put forward say their acts.
        tone="ok",
    ),
    Move(
        # Agreed to by the second person of a procedure of its own (P9), never from a button of the table.
        "revoke",
        "撤销验收合格",
        frozenset({S.PASSED, S.ARCHIVED}),
        S.REVOKED,
        frozenset({P.DISTRICT_REVIEWER, P.DISTRICT_LEADER}),
        needs_reason=True,
        tone="bad",
    ),
    Move(
        "require_rectification",
        "要求整改",
        frozenset({S.COMPLETED}),
        S.RECTIFYING,
        frozenset({P.DISTRICT_INSPECTOR}),
        opens=(N.RECTIFICATION_DONE,),
        needs_reason=True,
        tells=frozenset({P.SITE_MANAGER}),
        clears=frozenset({N.VISIT_PASSED, N.HOUSEHOLD_SATISFIED}),
    ),
    Move(
        "finish_rectification",
        "确认整改完成",
        frozenset({S.RECTIFYING}),
        S.COMPLETED,
        frozenset({P.STREET_CLERK, P.PROPERTY_PATROL}),
        own=True,
        # Asked anew: the findings and the opinion before the rectification were about other works.
        opens=(N.VISIT_PASSED, N.HOUSEHOLD_SATISFIED),
        tells=frozenset({P.DISTRICT_INSPECTOR}),
        forward=True,
    ),
    Move(
        "replace_enterprise",
        "更换企业",
        frozenset({S.DESIGNING, S.CONFIRMED, S.CONTRACTED, S.BUILDING}),
        S.DESIGNING,
        COUNTER,
        opens=(N.PLAN_CONFIRMED,),
        needs_reason=True,
        tells=frozenset({P.DESIGNER}),
        clears=frozenset(
            {N.CONTRACT_RECORDED, N.FINISH_CONFIRMED, N.OVERRUN_NOTE, N.PLAN_CHANGE, N.STOP_WORK, N.DEFECT}
        ),
        grave=True,
        spoken=True,
    ),
    Move(
        "convert",
        "转为其他装修",
        frozenset({S.BUILDING, S.COMPLETED, S.RECTIFYING}),
        S.CONVERTED,
        LEADER,
        needs_reason=True,
        tells=_CONCERNED,
        grave=True,
    ),
    Move(
        "close_unconfirmed",
        "经调解后办结（户主未确认）",
        frozenset({S.COMPLETED}),
        S.CLOSED_UNCONFIRMED,
        LEADER,
        needs_reason=True,
        tells=_CONCERNED,
        grave=True,
    ),
    Move(
        # No needs_reason: a household owes none before the works (R5).
        # A draft too: one whose space another case took meanwhile could not be submitted, nor ever end.
        "withdraw",
        "户主撤回",
        _BEFORE_WORKS | {S.DRAFT},
        S.WITHDRAWN,
        COUNTER,
        tells=STREET | {P.DISTRICT_CLERK, P.DESIGNER},
        own=True,
        grave=True,
        tone="neutral",
    ),
    Move(
        "terminate",
        "终止",
        # No hold stands against it: whatever a case waits for, the leader ends it, by one of ENDINGS.
        _BEFORE_WORKS | {S.BUILDING, S.COMPLETED, S.RECTIFYING},
        S.TERMINATED,
        LEADER,
        needs_reason=True,
        tells=_CONCERNED,
        grave=True,
        tone="bad",
    ),
)

TABLE: dict[str, Move] = {move.name: move for move in MOVES}

NEEDS: frozenset[HoldKind] = frozenset(kind for move in MOVES for kind in move.opens)
"""Kinds of hold that a state opens on entry: answered by a record, never by a signature."""


def following(status: str) -> Move | None:
    """Return the move that is made at once from a state where its fact is on record; None where no row is."""
    return next((move for move in MOVES if move.follows and status in move.sources), None)


def forward_from(status: str) -> Move | None:
    """Return the move that carries a case on from a state; None where no row does."""
    return next((move for move in MOVES if move.forward and status in move.sources), None)
