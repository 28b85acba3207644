"""Who takes down, looks up, reviews and approves 其他装修, and who patrols it (43号 三(二), 四(二))."""

from __future__ import annotations

from apps.cases.enums import AreaType
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role, SensitiveField, Sight
from apps.orgs.permissions import may_read_sensitive_papers, sight
from apps.othertrack.enums import BEFORE_REVIEW, CHECKS, ENDED, LEFT, WITH_APPLICANT, FactKind, Seen, Status
from apps.othertrack.models import Fact, Renovation
from apps.othertrack.rules.order import Look, Looks, order_faults, unchecked, works_cautions

COUNTERS = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK})
CHECKERS = COUNTERS | {Role.DISTRICT_REVIEWER}
RETURNERS = frozenset({Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER})
REVIEWERS = frozenset({Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER})
APPROVERS = REVIEWERS | {Role.DISTRICT_INSPECTOR}
ON_SITE = DISTRICT_ROLES | {Role.STREET_CLERK}
READERS = DISTRICT_ROLES | {
    Role.STREET_CLERK,
    Role.CITY_OFFICER,
    Role.PROVINCE_OFFICER,
    Role.PROPERTY_PATROL,
    Role.AUDITOR,
}
_YES = Allowed()
_COUNTER_WORDS = "个人申请由街道或区县经办受理。"


def may_read(actor: Actor) -> Decision:
    """Bureaus, streets and those above them read, and the property company that patrols a home."""
    if actor.role in READERS:
        return Allowed()
    return Denied("其他装修办件由街道、住建局和负责巡查的物业服务企业查看。", code="post")


def reads_papers(actor: Actor) -> bool:
    """Whether the application's own papers and looks are the actor's to read: never a property company's."""
    return actor.role in READERS - {Role.PROPERTY_PATROL}


def reads_words(actor: Actor) -> bool:
    """Whether what people wrote freely is shown: such words name people, so as the role sees names."""
    return sight(actor, SensitiveField.NAME) is Sight.PLAIN


def may_apply(actor: Actor, _nothing: None) -> Decision:
    """The street, or the bureau itself, takes an application down."""
    return Allowed() if actor.role in COUNTERS else Denied(_COUNTER_WORDS, code="post")


def _by(actor: Actor, roles: frozenset[Role], words: str) -> Decision:
    return Allowed() if actor.role in roles else Denied(words, code="post")


def _running(renovation: Renovation, otherwise: Decision = _YES) -> Decision:
    # Not ``_ended() or …``: a denial is false, and would give way.
    if renovation.status in ENDED:
        return Denied(f"本件{Status(renovation.status).label}，已经结束。", code="status")
    return otherwise


def may_amend(actor: Actor, renovation: Renovation) -> Decision:
    """What was returned, or came over from the assembled track, is completed at its counter."""
    if not (by := _by(actor, COUNTERS, _COUNTER_WORDS)):
        return by
    if renovation.status not in WITH_APPLICANT:
        return _running(renovation, Denied("没有退回，不用补正；要改的请区县先退回。", code="status"))
    return Allowed()


def may_check(actor: Actor, renovation: Renovation) -> Decision:
    """受理部门 looks up 装修备案, 一码监管 and the contract; again as often as something new is seen."""
    if not (by := _by(actor, CHECKERS, "核查由受理的街道或区县住建局办理。")):
        return by
    if renovation.status in WITH_APPLICANT:
        return Denied("补正以后再核查。", code="status")
    if renovation.status == Status.REVIEWED and reviewed_by(actor, renovation):
        return Denied("区县审查是您做的，审查以后的核查请另一人登记。", code="self")
    return _running(renovation)


def may_note_works(actor: Actor, renovation: Renovation) -> Decision:
    """The street or the bureau writes down when works began and ended, whatever stands otherwise."""
    if not (by := _by(actor, ON_SITE, "开工、完工由街道或区县住建局登记。")):
        return by
    # An application that ended leaves the works where they are, and the count waits for their end.
    if renovation.status in LEFT and renovation.finished_on is None and counted(renovation):
        return Allowed()
    return _running(renovation)


def counted(renovation: Renovation) -> bool:
    """Whether it stands in the count of 传统装修."""
    return renovation.spans.filter(ends_at__isnull=True).exists()


def may_return(actor: Actor, renovation: Renovation) -> Decision:
    """The bureau gives an application back to be mended, until its result is approved."""
    if not (by := _by(actor, RETURNERS, "退回由区县住建局办理。")):
        return by
    if renovation.status in WITH_APPLICANT:
        return Denied("已经在等补正。", code="status")
    return _running(renovation)


def looks_of(renovation: Renovation) -> Looks:
    """Return the looks that hold: the last of each kind that no change has undone."""
    rows = renovation.facts.filter(kind__in=CHECKS, undone_at__isnull=True).order_by("number")
    return {FactKind(row.kind): Look(row.finding, row.on) for row in rows}


def faults_of(renovation: Renovation, looks: Looks) -> list[str]:
    """Return which of its dates lie in an order that 43号 三(二) does not permit."""
    return order_faults(
        renovation.applied_on,
        looks,
        started_on=renovation.started_on,
        finished_on=renovation.finished_on,
    )


def cautions_of(renovation: Renovation, looks: Looks) -> list[str]:
    """Return what of its dates a reviewer should look at though nothing forbids it."""
    return works_cautions(
        renovation.started_on,
        signed_on=renovation.contract_signed_on,
        looks=looks,
        # What came over with a converted case was found there, under its own days.
        patrolled_on=[each.on for each in renovation.patrols.all() if each.seen != Seen.CARRIED],
    )


def may_review(actor: Actor, renovation: Renovation) -> Decision:
    """区县审查 by a reviewer or leader who did not look things up himself."""
    if not (by := _by(actor, REVIEWERS, "区县审查由审核或分管领导办理。")):
        return by
    if renovation.status not in BEFORE_REVIEW:
        if renovation.status == Status.REVIEWED:
            return Denied("已经审查。", code="status")
        return _running(renovation, Denied("补正以后再审查。", code="status"))
    looks = looks_of(renovation)
    if missing := unchecked(looks):
        words = "、".join(kind.label for kind in missing)
        return Denied(f"还没有核查清楚：{words}。", code="checks")
    if faults := faults_of(renovation, looks):
        return Denied(f"日期先后不合 43 号文三（二）的流程：{'；'.join(faults)}。", code="order")
    if looked_up_by(actor, renovation):
        return Denied("核查是您登记的，请另一人审查。", code="self")
    return Allowed()


def looked_up_by(actor: Actor, renovation: Renovation) -> bool:
    """Whether the actor recorded one of the looks that hold."""
    last: dict[str, Fact] = {
        row.kind: row for row in renovation.facts.filter(kind__in=CHECKS, undone_at=None).order_by("number")
    }
    return any(actor.speaks_for(row.holder) for row in last.values())


def reviewed_by(actor: Actor, renovation: Renovation) -> bool:
    """Whether the actor made the last 区县审查."""
    last = renovation.facts.filter(kind=FactKind.REVIEW).order_by("-number").first()
    return last is not None and actor.speaks_for(last.holder)


def may_decline(actor: Actor, renovation: Renovation) -> Decision:
    """The review of what somebody applied for may end in no until the result is approved; another's look."""
    if not (by := _by(actor, REVIEWERS, "区县审查由审核或分管领导办理。")):
        return by
    if renovation.status in WITH_APPLICANT:
        words = "还没有个人申请，不审查。" if renovation.applied_on is None else "补正以后再审查。"
        return Denied(words, code="status")
    if not (running := _running(renovation)):
        return running
    if looked_up_by(actor, renovation):
        return Denied("核查是您登记的，请另一人审查。", code="self")
    return Allowed()


def may_approve(actor: Actor, renovation: Renovation) -> Decision:
    """装修结果核准: after the review and the end of works, with nothing left open by a patrol."""
    if not (by := _by(actor, APPROVERS, "装修结果由区县验收人员、审核或分管领导核准。")):
        return by
    if not (running := _running(renovation)):
        return running
    if renovation.status != Status.REVIEWED:
        return Denied("区县审查以后再核准装修结果。", code="status")
    if renovation.finished_on is None:
        return Denied("还没有登记完工，完工以后再核准。", code="works")
    if count := open_problems(renovation):
        return Denied(f"巡查报告的 {count} 个问题还没有处理。", code="patrol")
    return Allowed()


def may_withdraw(actor: Actor, renovation: Renovation) -> Decision:
    """The household takes its application back at its counter, without a reason, before the end."""
    if not (by := _by(actor, COUNTERS, _COUNTER_WORDS)):
        return by
    return _running(renovation)


def patrol_words(renovation: Renovation) -> str:
    """Return who patrols a home."""
    body = renovation.patrol_organisation
    return body.name if body is not None else "乡镇（街道）"


def may_name_patrol(actor: Actor, renovation: Renovation) -> Decision:
    """The counter names the property company of an urban home."""
    if not (by := _by(actor, COUNTERS, "巡查主体由街道或区县经办登记。")):
        return by
    if renovation.area_type != AreaType.URBAN:
        return Denied("农村住宅由乡镇（街道）巡查。", code="status")
    return _running(renovation)


def may_patrol(actor: Actor, renovation: Renovation) -> Decision:
    """The property company of an urban home patrols it, or the street where none is named and in villages."""
    if actor.role not in (Role.PROPERTY_PATROL, Role.STREET_CLERK):
        return Denied("巡查由物业服务企业或乡镇（街道）登记。", code="post")
    wanted = Role.PROPERTY_PATROL if renovation.patrol_organisation_id else Role.STREET_CLERK
    if actor.role != wanted:
        return Denied(f"这一户由{patrol_words(renovation)}巡查。", code="turn")
    return _running(renovation)


def open_problems(renovation: Renovation) -> int:
    """Return how many problems of patrols wait to be dealt with."""
    return sum(patrol.is_open for patrol in renovation.patrols.all())


def may_settle(actor: Actor, renovation: Renovation) -> Decision:
    """Street and bureau say what became of a problem that a patrol reported, another than who reported it."""
    if not (by := _by(actor, ON_SITE, "巡查报告的问题由街道或区县住建局处理。")):
        return by
    waiting = [patrol for patrol in renovation.patrols.all() if patrol.is_open]
    if not waiting:
        return Denied("没有等待处理的巡查问题。", code="status")
    if all(actor.speaks_for(patrol.holder) for patrol in waiting):
        return Denied("问题是您报告的，请另一人登记处理结果。", code="self")
    return Allowed()


def may_see_phone(actor: Actor) -> Decision:
    """Telephone in full, with a purpose that is logged: as the role's sight of telephones is on any case."""
    if sight(actor, SensitiveField.PHONE) is Sight.REVEALABLE:
        return Allowed()
    return Denied("您的岗位不查看完整电话。", code="policy")


def may_print(actor: Actor) -> bool:
    """Whether the papers, with full names, are the actor's to print: the street's and the bureau's."""
    return actor.role in ON_SITE | {Role.AUDITOR}


def may_read_file(actor: Actor, file: StoredFile) -> bool:
    """Photos of works are for every reader of the row, papers for who reads such; as on a case."""
    if not may_read(actor) or not Renovation.objects.visible_to(actor).filter(pk=file.owner_id).exists():
        return False
    if file.kind == FileKind.WORK_PHOTO:
        return True
    return reads_papers(actor) and (not file.sensitive or may_read_sensitive_papers(actor))


# Registered upwards: documents knows no renovations.
register_reading("renovation", Reading(may_read_file, "查看其他装修材料", inline=True))
