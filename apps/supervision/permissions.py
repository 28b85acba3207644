"""Who fixes a draw, commits, opens and gives it up; whose draws one reads."""

from __future__ import annotations

from apps.audit.models import DayDigest
from apps.audit.queries import digest_covering
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.models import bodies_since
from apps.orgs.permissions import own_body
from apps.supervision.enums import ORGANISERS, WAITING, WITNESSES, Stage
from apps.supervision.models import Draw, Tie, Witness

OVERSEERS = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}
"""Who reads the draws of their bodies."""
READERS = OVERSEERS | frozenset(WITNESSES)
"""Who reads any; a witness those that the person was asked to."""
DECLARING = DISTRICT_ROLES
"""Who declares ties: one's own, or as a leader those of one's people."""
_ORGANISERS_ONLY = "抽查由区县分管领导和市、省级主管发起。"


def may_read(actor: Actor) -> Decision:
    """Bureaus with the bodies above and their auditors, and whoever may be asked to witness."""
    return Allowed() if actor.role in READERS else Denied("抽查由住建部门组织。", code="post")


def may_fix(actor: Actor, _nothing: None = None) -> Decision:
    """Leaders and officers, in person: a draw names who fixed it."""
    if actor.role not in ORGANISERS:
        return Denied(_ORGANISERS_ONLY, code="post")
    if actor.user_id is None:
        return Denied("抽查由本人登录发起，不通过接口。", code="post")
    return Allowed()


def witness_of(actor: Actor, draw: Draw) -> Witness | None:
    """Return whose number the actor commits to and opens; None for who is no witness of it."""
    return next((each for each in draw.witnesses.all() if actor.user_id == each.user_id), None)


def may_commit(actor: Actor, draw: Draw) -> Decision:
    """Each witness, once, as long as nobody gave it up."""
    mine = witness_of(actor, draw)
    if mine is None:
        return Denied("只有这次抽查的见证人封存数字。", code="post")
    if draw.stage == Stage.WITHDRAWN:
        return Denied("这次抽查已经作罢。", code="status")
    return Denied("您已经封存。", code="status") if mine.commitment else Allowed()


def digest_of_draw(draw: Draw) -> DayDigest | None:
    """Return the day digest of a draw's seed, the first that covers both commitments; None before that."""
    return digest_covering(draw.committed_event) if draw.committed_event is not None else None


def may_open(actor: Actor, draw: Draw) -> Decision:
    """Each witness, once, when the day digest is there."""
    mine = witness_of(actor, draw)
    if mine is None:
        return Denied("只有这次抽查的见证人开封。", code="post")
    if draw.stage == Stage.FIXED:
        return Denied("两位见证人都封存以后才能开封。", code="status")
    if draw.stage != Stage.COMMITTED:
        return Denied(f"抽查现在是“{draw.stage_label}”。", code="status")
    if mine.opened_at is not None:
        return Denied("您已经开封，等另一位见证人。", code="status")
    if digest_of_draw(draw) is None:
        return Denied("封存那天的日摘要还没有取；每天零点以后取，取了才能开封。", code="digest")
    return Allowed()


def organises(actor: Actor, draw: Draw) -> bool:
    """Whether the actor answers for the body that draws."""
    return actor.role in ORGANISERS and own_body(actor) in bodies_since(draw.body)


def may_withdraw(actor: Actor, draw: Draw) -> Decision:
    """The body that draws gives it up, with its reason, as long as nothing is drawn."""
    if not organises(actor, draw):
        return Denied(f"由{draw.body.name}的发起人办理。", code="post")
    if draw.stage not in WAITING:
        return Denied(f"抽查现在是“{draw.stage_label}”，不能作罢。", code="status")
    return Allowed()


def may_declare(actor: Actor, _nothing: None = None) -> Decision:
    """Whoever may be sent says it for themselves, leaders for their people."""
    if actor.role not in DECLARING or actor.user_id is None:
        return Denied("回避由区县住建局的人员本人或者分管领导登记。", code="post")
    return Allowed()


def may_end_tie(actor: Actor, tie: Tie) -> Decision:
    """A leader of the body it was declared at: who is kept away does not lift it."""
    if actor.role != Role.DISTRICT_LEADER or own_body(actor) not in bodies_since(tie.body):
        return Denied("取消回避由本单位分管领导办理。", code="post")
    if actor.user_id == tie.user_id:
        return Denied("本人的回避由另一位领导取消。", code="self")
    return Allowed() if tie.ended_at is None else Denied("已经取消。", code="status")
