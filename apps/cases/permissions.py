"""Who may move a case, and why not: source, role, open holds - nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from apps.cases.enums import BEFORE_FILING, ENDED, STARTED, HoldKind, Status
from apps.cases.frame import barred_by
from apps.cases.models import Case, EnterpriseChoice, Hold
from apps.cases.workflow import COUNTER, DISTRICT_DESK, TABLE, Move
from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import Role, ScopeLevel
from apps.orgs.permissions import HOUSEHOLD, may_read_sensitive_papers, row_scope


def role_may(actor: Actor, move: Move) -> bool:
    """Whether the actor's role stands in the move's row of the table, or the household makes it itself."""
    return actor.role in move.roles or (move.own and actor.role == HOUSEHOLD)


def can_move(actor: Actor, case: Case, name: str, *, open_holds: Iterable[Hold] | None = None) -> Decision:
    """Decide whether ``actor`` may make the move now; a refusal carries every open reason."""
    row = TABLE[name]
    by_role = role_may_move(actor, name)
    if not by_role:
        return by_role
    if case.status not in row.sources:
        return Denied(
            f"案件现在是“{Status(case.status).label}”，不能{row.label}。请刷新页面看最新状态。", code="status"
        )
    holds = case.holds.filter(closed_at__isnull=True) if open_holds is None else open_holds
    reasons = [hold.text for hold in holds if name in hold.blocks] + barred_by(case, name)
    if reasons:
        return Denied("；".join(reasons), code="hold")
    return Allowed()


def may_correct(actor: Actor, case: Case) -> Decision:
    """更正 is made at the counter or the bureau's desk, while the archive is open (R24)."""
    if actor.role not in (Role.STREET_CLERK, Role.DISTRICT_CLERK, Role.DISTRICT_LEADER):
        return Denied("更正由街道或区县经办办理。", code="post")
    if case.status in ENDED:
        return Denied("案件已办结，不能再更正。", code="status")
    return Allowed()


def may_correct_answers(actor: Actor, case: Case) -> Decision:
    """更正申请条件的回答, by whom 更正 is made, as long as no works have begun.

    Afterwards an answer decides nothing any more: works that have begun are ended by 终止 alone.
    """
    decision = may_correct(actor, case)
    if not decision:
        return decision
    if case.status in STARTED:
        return Denied("已经开工，登记时的回答不再更正；确实不能办下去的，由区县分管领导终止。", code="status")
    if not case.condition_answers.exists():
        return Denied("这份申请登记时没有申请条件要回答。", code="none")
    return decision


def may_move_street(actor: Actor, case: Case) -> Decision:
    """改属街道 is the bureau's, of an open case whose street was split."""
    if actor.role not in (Role.DISTRICT_CLERK, Role.DISTRICT_LEADER):
        return Denied("改属街道由区县经办或分管领导办理。", code="post")
    if case.status in ENDED:
        return Denied("案件已办结，留在办结时的街道。", code="status")
    if not case.former_street:
        return Denied("这一户的街道没有分设过。", code="none")
    return Allowed()


def may_return(actor: Actor, case: Case) -> Decision:
    """退回补正 is the bureau's, before it files, with all defects at once (R2); once more after an answer."""
    if actor.role not in DISTRICT_DESK:
        return Denied("退回补正由区县住建部门办理。", code="post")
    if case.status != Status.RECEIVED:
        return Denied("只有已受理、待备案的申请可以退回补正。", code="status")
    waiting = set(
        case.holds.filter(
            kind__in=(HoldKind.RETURNED, HoldKind.ANSWERED), closed_at__isnull=True
        ).values_list("kind", flat=True)
    )
    if HoldKind.RETURNED in waiting:
        return Denied("已经退回，等待补正；答复来了再看还要不要补。", code="returned")
    if HoldKind.ANSWERED in waiting:
        return Denied("请先逐项看补正的答复，还要补的在那里一并退回。", code="answered")
    return Allowed()


def may_judge(actor: Actor, case: Case) -> Decision:
    """看补正 is the bureau's, while an answer waits for it."""
    if actor.role not in DISTRICT_DESK:
        return Denied("补正的答复由区县住建部门查看。", code="post")
    if not case.holds.filter(kind=HoldKind.ANSWERED, closed_at__isnull=True).exists():
        return Denied("没有等待查看的补正答复。", code="status")
    return Allowed()


def may_hand_in(actor: Actor, case: Case) -> Decision:
    """Papers are taken in at the counter, until the case ends (P3)."""
    if actor.role not in COUNTER:
        return Denied("材料由街道或区县经办收取。", code="post")
    if case.status in ENDED:
        return Denied("案件已办结，不再收材料。", code="status")
    return Allowed()


def may_resubmit(actor: Actor, case: Case) -> Decision:
    """补正后重新提交 at the counter, while a return waits for it."""
    if actor.role not in COUNTER:
        return Denied("补正由街道或区县经办办理。", code="post")
    if not case.holds.filter(kind=HoldKind.RETURNED, closed_at__isnull=True).exists():
        return Denied("没有等待补正的事项。", code="status")
    return Allowed()


def may_choose(actor: Actor, case: Case) -> Decision:
    """The household's choice is recorded at the counter: after 备案, or before it where it is made (R1)."""
    by_role = role_may_move(actor, "choose_enterprise")
    if not by_role:
        return by_role
    if case.status not in BEFORE_FILING:
        return can_move(actor, case, "choose_enterprise")
    if case.enterprise_id is not None:
        return Denied("已登记装修人选择的企业；如要更换，请办理“更换装修企业”。", code="status")
    return Allowed()


def may_backfill(actor: Actor, case: Case) -> Decision:
    """补录 before the works; during them only the leader, whose reason stands for the missing photographs."""
    decision = may_correct(actor, case)
    if decision and case.status in STARTED:
        if case.status != Status.BUILDING:
            return Denied("已完工的案件不需要补录标记。", code="status")
        if actor.role != Role.DISTRICT_LEADER:
            return Denied("已开工的案件，由区县分管领导写明原因后标记补录。", code="post")
    return decision


def may_release(actor: Actor) -> Decision:
    """No case may be stuck: the district's leader lifts a hold with a recorded reason (R24)."""
    if actor.role == Role.DISTRICT_LEADER:
        return Allowed()
    return Denied("解除待办由区县分管领导办理。", code="post")


def may_register(actor: Actor) -> Decision:
    """登记 is the counter's."""
    if actor.role in COUNTER:
        return Allowed()
    return Denied("登记由街道或区县经办办理。", code="post")


def at_counter(actor: Actor) -> bool:
    """Whether the role registers households: street clerk, district clerk."""
    return actor.role in COUNTER


def may_see_undelivered(actor: Actor) -> Decision:
    """Whoever registers households puts their numbers right, and hears what did not get through."""
    if not at_counter(actor):
        return Denied("没有送到的短信由街道或区县经办处理。", code="post")
    return Allowed()


def may_mend_texts(actor: Actor, case: Case) -> Decision:
    """Texts that did not get through are sent again, or told otherwise, where numbers are put right."""
    decision = may_see_undelivered(actor)
    if decision and not case.undelivered_texts.still_open().exists():
        return Denied("没有等处理的短信，可能刚刚有人处理过。", code="status")
    return decision


def at_desk(actor: Actor) -> bool:
    """Whether the role files applications: the district's clerk, reviewer and leader."""
    return actor.role in DISTRICT_DESK


def role_may_move(actor: Actor, name: str) -> Decision:
    """Decide by the role alone, whatever the state: who never makes a move gets no page for it."""
    row = TABLE[name]
    if role_may(actor, row):
        return Allowed()
    roles = "、".join(sorted(Role(role).label for role in row.roles))
    return Denied(f"“{row.label}”由{roles}办理。", code="post")


def fetchable(actor: Actor, case: Case, files: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    """Return those files of a case in the actor's rows that are there for the actor.

    Sensitive papers need the field policy of 身份证号. An enterprise gets what was stored while the
    household had chosen it: photographs and drawings of one it replaced are that one's business.
    """
    if not may_read_sensitive_papers(actor):
        files = files.filter(sensitive=False)
    scope = row_scope(actor)
    if scope.level is not ScopeLevel.ENTERPRISE:
        return files
    chosen = EnterpriseChoice.objects.filter(
        case=case, enterprise__organisation_id=scope.organisation_id or 0
    )
    # Matches nothing: an empty Q() would let through every file where nothing was chosen.
    in_time = Q(pk__in=[])
    for since, until in chosen.values_list("recorded_at", "ended_at"):
        # Half-open: what is stored at the moment of the change belongs to the new enterprise alone.
        in_time |= Q(created_at__gte=since, **({} if until is None else {"created_at__lt": until}))
    return files.filter(in_time)


def may_fetch(actor: Actor, case: Case, file: StoredFile) -> bool:
    """Whether one file of a case in the actor's rows is there for the actor."""
    return fetchable(actor, case, StoredFile.objects.filter(pk=file.pk)).exists()


def may_read_file(actor: Actor, file: StoredFile) -> bool:
    """Whether a file of some case is there for the actor: the case by its rows, then the file."""
    case = Case.objects.visible_to(actor).only("pk").filter(pk=file.owner_id).first()
    return case is not None and may_fetch(actor, case, file)


# Registered upwards: documents lies below cases and may not import them.
register_reading("case", Reading(may_read_file, "查看案件材料", inline=True))
