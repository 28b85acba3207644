"""The workflow table: every move a case can make, as data.

Sources: 杭房局〔2024〕43号 三(一) for the assembled track. A move names its sources, its target, the
posts that may ask for it, the needs that open when the target is entered, the clock it starts or
stops, and the posts whose desk the case lands on. Buttons, refusals, the stepper, the diagram in the
documentation and the access tests all derive from this table; ``services.move`` is its only writer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from apps.cases.enums import HoldKind, Status, Track
from apps.orgs.enums import Post

P = Post
S = Status
N = HoldKind

STREET = frozenset({P.STREET_CLERK})
DISTRICT_DESK = frozenset({P.DISTRICT_CLERK, P.DISTRICT_REVIEWER, P.DISTRICT_LEADER})
COUNTER = frozenset({P.STREET_CLERK, P.DISTRICT_CLERK})
CONTRACTOR = frozenset({P.DESIGNER, P.SITE_MANAGER})
LEADER = frozenset({P.DISTRICT_LEADER})


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    name: str
    label: str
    sources: frozenset[Status]
    target: Status
    posts: frozenset[Post]
    opens: tuple[HoldKind, ...] = ()
    starts: str = ""
    """Date column that takes the move's ``effective_on``: started_on | completed_on | ..."""
    tells: frozenset[Post] = field(default_factory=frozenset)
    """Posts whose 工作台 shows the case as theirs to carry on."""
    needs_reason: bool = False
    track: Track = Track.ASSEMBLED


_BEFORE_WORKS = frozenset({S.SUBMITTED, S.RECEIVED, S.FILED, S.DESIGNING, S.CONFIRMED, S.CONTRACTED})

MOVES: tuple[Move, ...] = (
    Move("submit", "提交登记", frozenset({S.DRAFT}), S.SUBMITTED, COUNTER, tells=STREET),
    Move("receive", "受理", frozenset({S.SUBMITTED}), S.RECEIVED, STREET, tells=DISTRICT_DESK),
    Move("file", "备案", frozenset({S.RECEIVED}), S.FILED, DISTRICT_DESK, tells=COUNTER),
    Move(
        "decline",
        "不予备案",
        frozenset({S.SUBMITTED, S.RECEIVED}),
        S.DECLINED,
        DISTRICT_DESK,
        needs_reason=True,
        tells=STREET,
    ),
    Move(
        "choose_enterprise",
        "登记自主选择的企业",
        frozenset({S.FILED}),
        S.DESIGNING,
        COUNTER,
        opens=(N.PLAN_CONFIRMED,),
        tells=frozenset({P.DESIGNER}),
    ),
    Move(
        "confirm_plan",
        "户主确认方案及预算",
        frozenset({S.DESIGNING}),
        S.CONFIRMED,
        COUNTER,
        opens=(N.CONTRACT_RECORDED,),
        tells=frozenset({P.DESIGNER}),
    ),
    Move(
        "sign_contract",
        "登记装修合同",
        frozenset({S.CONFIRMED}),
        S.CONTRACTED,
        CONTRACTOR | COUNTER,
        tells=frozenset({P.SITE_MANAGER}),
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
    ),
    Move(
        "finish_works",
        "确认完工",
        frozenset({S.BUILDING}),
        S.COMPLETED,
        frozenset({P.STREET_CLERK, P.PROPERTY_PATROL, P.DISTRICT_CLERK}),
        opens=(N.VISIT_PASSED, N.HOUSEHOLD_SATISFIED),
        starts="completed_on",
        tells=frozenset({P.DISTRICT_INSPECTOR}),
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
    ),
    Move(
        "require_rectification",
        "责令整改",
        frozenset({S.COMPLETED}),
        S.RECTIFYING,
        frozenset({P.DISTRICT_INSPECTOR}),
        opens=(N.RECTIFICATION_DONE,),
        needs_reason=True,
        tells=frozenset({P.SITE_MANAGER}),
    ),
    Move(
        "finish_rectification",
        "整改完成，申请二次验收",
        frozenset({S.RECTIFYING}),
        S.COMPLETED,
        CONTRACTOR | frozenset({P.DISTRICT_INSPECTOR}),
        opens=(N.VISIT_PASSED, N.HOUSEHOLD_SATISFIED),
        tells=frozenset({P.DISTRICT_INSPECTOR}),
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
    ),
    Move(
        "convert",
        "转为其他装修",
        frozenset({S.BUILDING, S.COMPLETED, S.RECTIFYING}),
        S.CONVERTED,
        LEADER,
        needs_reason=True,
    ),
    Move(
        "close_unconfirmed",
        "经调解后办结（户主未确认）",
        frozenset({S.COMPLETED}),
        S.CLOSED_UNCONFIRMED,
        LEADER,
        needs_reason=True,
    ),
    Move("withdraw", "户主撤回", _BEFORE_WORKS, S.WITHDRAWN, COUNTER),
    Move(
        "terminate",
        "终止",
        frozenset({S.FILED, S.DESIGNING, S.CONFIRMED, S.CONTRACTED, S.BUILDING, S.COMPLETED, S.RECTIFYING}),
        S.TERMINATED,
        LEADER,
        needs_reason=True,
    ),
)

TABLE: dict[str, Move] = {move.name: move for move in MOVES}

BLOCKS: dict[HoldKind, frozenset[str]] = {
    N.PLAN_CONFIRMED: frozenset({"confirm_plan"}),
    N.CONTRACT_RECORDED: frozenset({"sign_contract"}),
    N.FINISH_CONFIRMED: frozenset({"finish_works"}),
    N.VISIT_PASSED: frozenset({"pass_acceptance"}),
    N.HOUSEHOLD_SATISFIED: frozenset({"pass_acceptance"}),
    N.RECTIFICATION_DONE: frozenset({"finish_rectification"}),
    N.ARCHIVE_COMPLETE: frozenset({"archive"}),
    N.RETURNED: frozenset({"receive", "file"}),
    N.OVERRUN_NOTE: frozenset({"start_works"}),
    N.DEFECT: frozenset({"finish_works", "pass_acceptance"}),
    N.STOP_WORK: frozenset({"finish_works"}),
    N.PLAN_CHANGE: frozenset({"sign_contract", "start_works", "finish_works"}),
    N.MEDIATION: frozenset({"close_unconfirmed"}),
    N.DUPLICATE: frozenset({"file"}),
}
"""Which moves an open Hold of each kind blocks."""

CLOSED_AT: dict[HoldKind, str] = {
    N.PLAN_CONFIRMED: "plans:plan",
    N.CONTRACT_RECORDED: "plans:plan",
    N.FINISH_CONFIRMED: "inspections:works",
    N.VISIT_PASSED: "inspections:acceptance",
    N.HOUSEHOLD_SATISFIED: "inspections:acceptance",
    N.RECTIFICATION_DONE: "inspections:acceptance",
    N.ARCHIVE_COMPLETE: "archives:archive",
    N.RETURNED: "cases:case",
    N.OVERRUN_NOTE: "plans:plan",
    N.DEFECT: "inspections:works",
    N.STOP_WORK: "inspections:works",
    N.PLAN_CHANGE: "plans:plan",
    N.MEDIATION: "inspections:acceptance",
    N.DUPLICATE: "cases:case",
}
"""Name of the page on which each kind of Hold can be closed: no Hold lacks a closer."""

CLEARS: dict[str, frozenset[HoldKind]] = {
    "replace_enterprise": frozenset(
        {N.CONTRACT_RECORDED, N.FINISH_CONFIRMED, N.OVERRUN_NOTE, N.PLAN_CHANGE, N.STOP_WORK, N.DEFECT}
    ),
    "require_rectification": frozenset({N.VISIT_PASSED, N.HOUSEHOLD_SATISFIED}),
}
"""Holds that a move makes meaningless and closes itself; moves into an end state close all."""

STEPPER: tuple[tuple[str, frozenset[Status]], ...] = (
    ("已登记", frozenset({S.SUBMITTED})),
    ("已受理", frozenset({S.RECEIVED})),
    ("已备案", frozenset({S.FILED})),
    ("方案设计", frozenset({S.DESIGNING, S.CONFIRMED})),
    ("已签合同", frozenset({S.CONTRACTED})),
    ("施工", frozenset({S.BUILDING})),
    ("完工", frozenset({S.COMPLETED, S.RECTIFYING})),
    ("验收", frozenset({S.PASSED})),
    ("归档", frozenset({S.ARCHIVED})),
)
"""The steps the case page draws, in order."""
