"""Who fixes a draw, commits, opens and gives it up; whose draws one reads."""

from __future__ import annotations

from apps.audit.models import DayDigest
from apps.audit.queries import digest_covering
from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.models import bodies_since
from apps.orgs.permissions import own_body
from apps.supervision.enums import ENDED, ORGANISERS, WAITING, WITNESSES, Stage, Standing
from apps.supervision.models import Draw, Recheck, Tie, Witness

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


def is_sent(actor: Actor, row: Recheck) -> bool:
    """Whether the actor is one of those who go."""
    return actor.user_id is not None and any(each.user_id == actor.user_id for each in row.going)


_SENT_ONLY = "由抽中去复核的人办理。"


def _sent(actor: Actor, row: Recheck, *standings: Standing) -> Decision:
    if not is_sent(actor, row):
        return Denied(_SENT_ONLY, code="post")
    if row.draw.stage != Stage.DRAWN or row.standing not in standings:
        return Denied(f"复核现在是“{row.standing_label}”。", code="status")
    return Allowed()


def may_ask(actor: Actor, row: Recheck) -> Decision:
    """Those who are sent ask the household; nobody else can let one drop out that was drawn."""
    return _sent(actor, row, Standing.ASKING)


def may_record(actor: Actor, row: Recheck) -> Decision:
    """One of the two records, once the household has agreed."""
    return _sent(actor, row, Standing.AGREED)


def may_confirm(actor: Actor, row: Recheck) -> Decision:
    """The other one confirms."""
    decision = _sent(actor, row, Standing.RECORDED)
    if decision and actor.speaks_for(row.recorded_by_holder):
        return Denied("请另一个去复核的人确认。", code="self")
    return decision


def may_replace(actor: Actor, row: Recheck) -> Decision:
    """The organisers let the next one go, where somebody cannot."""
    if not organises(actor, row.draw):
        return Denied(f"由{row.draw.body.name}的发起人办理。", code="post")
    if row.draw.stage != Stage.DRAWN or row.standing in ENDED:
        return Denied(f"复核现在是“{row.standing_label}”。", code="status")
    return Allowed()


def may_publish(actor: Actor, draw: Draw) -> Decision:
    """The body that drew lets the numbers out, once nothing is waited for."""
    if not organises(actor, draw):
        return Denied(f"由{draw.body.name}的发起人办理。", code="post")
    if draw.stage != Stage.DRAWN:
        return Denied(f"抽查现在是“{draw.stage_label}”。", code="status")
    left = draw.rechecks.exclude(standing__in=ENDED).count()
    return Denied(f"还有 {left} 户没有复核完。", code="status") if left else Allowed()


def _may_read_paper(actor: Actor, file: StoredFile) -> bool:
    return bool(may_read(actor)) and Recheck.objects.visible_to(actor).filter(pk=file.owner_id).exists()


register_reading("recheck", Reading(_may_read_paper, "查看复核材料", inline=True))
