"""Whose turn a case is: one rule over its state, its holds and the signs of the stages.

What the table of moves tells already is not repeated here: unless a row below says otherwise, a case waits
for the roles its last move told, and for the task of its state. The rows are where something beside the
state decides: an open hold, a need that was met, or a sign (a fact of a stage app, registered in
``cases.frame``: the plan lies with the household, the finish was reported).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from apps.cases.enums import BEFORE_FILING, ENDED, HoldKind, Status
from apps.cases.workflow.holds import HOLDS
from apps.cases.workflow.moves import DISTRICT_DESK, MOVES, PATROL, STREET
from apps.cases.workflow.states import STATES
from apps.orgs.enums import DISTRICT_ROLES, Role

N = HoldKind
S = Status
P = Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a case waits for, and on whose desk it lies."""

    name: str
    """Stable word: messages about this work carry it, and are done when it is no longer the turn."""
    roles: frozenset[Role]
    """Whose desk it is; the bodies are the case's own."""
    doing: str
    """What is to be done, in words."""
    status: Status | None = None
    hold: HoldKind | None = None
    """Open while this is the turn."""
    after: HoldKind | None = None
    """A need that was met before it."""
    sign: str = ""
    """Name of a stage's fact that must hold."""

    def fits(self, status: str, held: Collection[str], signs: Collection[str]) -> bool:
        """Whether it is the turn of a case with these open holds and signs."""
        return (
            self.status in (None, status)
            and (self.hold is None or self.hold in held)
            and (self.after is None or self.after not in held)
            and (not self.sign or self.sign in signs)
        )


# The order decides: what keeps a case from going on comes before what its state asks for.
TURNS: tuple[Turn, ...] = (
    Turn(name="return", roles=STREET, doing=HOLDS[N.RETURNED].task, hold=N.RETURNED),
    Turn(name="answered", roles=DISTRICT_DESK, doing=HOLDS[N.ANSWERED].task, hold=N.ANSWERED),
    Turn(name="duplicate", roles=DISTRICT_DESK, doing="判定是否重复登记", hold=N.DUPLICATE),
    Turn(name="condition", roles=DISTRICT_DESK, doing="处理不符合的申请条件", hold=N.CONDITION),
    Turn(name="mediation", roles=DISTRICT_ROLES | STREET, doing="记录调解", hold=N.MEDIATION),
    Turn(
        name="change_confirm",
        roles=STREET,
        doing="请户主确认变更方案",
        hold=N.PLAN_CHANGE,
        sign="plan_submitted",
    ),
    Turn(name="change", roles=frozenset({P.DESIGNER}), doing="编制变更方案", hold=N.PLAN_CHANGE),
    Turn(name="overrun", roles=DISTRICT_ROLES, doing=HOLDS[N.OVERRUN_NOTE].task, hold=N.OVERRUN_NOTE),
    Turn(name="defect_check", roles=PATROL, doing="复查巡查问题", hold=N.DEFECT, sign="defects_mended"),
    Turn(name="defect", roles=frozenset({P.SITE_MANAGER}), doing=HOLDS[N.DEFECT].task, hold=N.DEFECT),
    # Before the end and the acceptance that count its days; its sign holds in these states only.
    Turn(name="pause_confirm", roles=STREET | {P.DISTRICT_CLERK}, doing="核实停工", sign="pause_entered"),
    Turn(
        name="finish_confirm",
        roles=PATROL,
        doing="核实并确认完工日期",
        status=S.BUILDING,
        sign="finish_reported",
    ),
    Turn(
        name="rectified_confirm",
        roles=PATROL,
        doing="核实并确认整改完成",
        status=S.RECTIFYING,
        sign="rectified_reported",
    ),
    Turn(name="stopped", roles=frozenset({P.SITE_MANAGER}), doing="登记复工", hold=N.STOP_WORK),
    Turn(
        name="plan_confirm", roles=STREET, doing="请户主确认方案", status=S.DESIGNING, sign="plan_submitted"
    ),
    Turn(name="building", roles=frozenset({P.SITE_MANAGER}), doing="按方案施工，报告完工", status=S.BUILDING),
    Turn(
        name="conclude",
        roles=frozenset({P.DISTRICT_INSPECTOR}),
        doing="办结本次验收",
        status=S.COMPLETED,
        sign="attempt_judged",
    ),
    Turn(
        name="opinion",
        roles=frozenset({P.DISTRICT_INSPECTOR}),
        doing="请改造家庭确认意见",
        status=S.COMPLETED,
        hold=N.HOUSEHOLD_SATISFIED,
        after=N.VISIT_PASSED,
    ),
    Turn(
        name="archive",
        roles=frozenset({P.DISTRICT_CLERK}),
        doing=STATES[S.PASSED].task,
        status=S.PASSED,
        hold=N.ARCHIVE_COMPLETE,
    ),
    Turn(
        name="archive_check",
        roles=frozenset({P.DISTRICT_REVIEWER, P.DISTRICT_LEADER}),
        doing="检查归档",
        status=S.PASSED,
        sign="archive_compiled",
    ),
    Turn(name="archive_compile", roles=frozenset({P.DISTRICT_CLERK}), doing="立卷", status=S.PASSED),
)


def turn_of(status: str, held: Collection[str], signs: Collection[str]) -> Turn | None:
    """Return whose turn it is; None where nothing is awaited.

    ``held``: kinds of the open holds. ``signs``: names of the stages' facts that hold.
    """
    if status in ENDED:
        return None
    if status in BEFORE_FILING:
        # A plan taken down early may have its own holds: they stand against works, not against the filing.
        held = [kind for kind in held if "file" in HOLDS[HoldKind(kind)].blocks]
    found = next((turn for turn in TURNS if turn.fits(status, held, signs)), None)
    return found or _by_state(Status(status))


def _by_state(status: Status) -> Turn:
    told = frozenset(role for move in MOVES if move.target == status for role in move.tells)
    onward = next((move for move in MOVES if move.forward and status in move.sources), None)
    return Turn(
        name=status.value,
        # A draft was told to nobody: it waits for whoever may carry it on.
        roles=told or (onward.roles if onward else frozenset()),
        doing=STATES[status].task or (onward.label if onward else status.label),
        status=status,
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as the rule asks for it."""

    kind: str
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rule looks at: where a case stands, since when, and what runs beside."""

    status: str
    entered_at: datetime
    holds: tuple[Held, ...] = ()
    signs: Mapping[str, datetime] = field(default_factory=dict)
    """Stages' facts that hold, each with the moment since when."""

    def turn(self) -> Turn | None:
        """Return whose turn it is; None where nothing is awaited."""
        return turn_of(self.status, {hold.kind for hold in self.holds if hold.closed_at is None}, self.signs)

    def since(self, turn: Turn) -> datetime:
        """Return since when it is this turn: the last thing that brought the case to these desks."""
        moments = [self.entered_at]
        if turn.sign:
            moments.append(self.signs[turn.sign])
        for hold in self.holds:
            if hold.closed_at is None:
                moments += [hold.opened_at] if hold.kind == turn.hold else []
            # What somebody else had to do first is over; what these desks did themselves begins no new turn.
            elif hold.kind == turn.after or turn.roles.isdisjoint(_roles_of(hold.kind) or turn.roles):
                moments.append(hold.closed_at)
        return max(moments)


def _roles_of(kind: str) -> frozenset[Role]:
    rows: Iterable[Turn] = (turn for turn in TURNS if turn.hold == kind and turn.status is None)
    return next((turn.roles for turn in rows if not turn.sign), frozenset())
