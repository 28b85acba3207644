"""Whose bodies an actor administers: one function, which every act asks; and who decides on people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import LEADERS, GrantState, OrganisationKind, Role
from apps.orgs.models import ApiToken, BodyChange, Membership, Organisation, User
from apps.orgs.queries import bodies_kept, body_above, homes_of, is_second_of, keeps_itself
from apps.orgs.services import COVERING, MERGING

ADDED_BELOW: dict[str, tuple[OrganisationKind, ...]] = {
    OrganisationKind.PROVINCE.value: (OrganisationKind.CITY_BUREAU, OrganisationKind.DISTRICT_BUREAU),
    OrganisationKind.CITY_BUREAU.value: (OrganisationKind.DISTRICT_BUREAU,),
    OrganisationKind.DISTRICT_BUREAU.value: (OrganisationKind.STREET_OFFICE, OrganisationKind.PROPERTY),
}
"""Which kinds of body a body adds below itself."""
ADMINISTERING = LEADERS | {Role.ADMINISTRATOR}
ABOVE = "由上一级单位的管理员或负责人办理。"
NOT_YOURS = "由本单位的管理员、分管领导，或者上一级单位的管理员办理。"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person at a body: what acts on people are done to."""

    user: User
    organisation: Organisation


def administers(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor keeps people and settings of a body today: the own one, or one right below it.

    An enterprise keeps its own people: the bureau above it only names the first administrator. Deciding
    the administrator of a body that has one is the business of that body and the one above.
    """
    if actor.role not in ADMINISTERING or actor.organisation_id is None:
        return Denied(NOT_YOURS, code="post")
    if actor.organisation_id == organisation.pk:
        return Allowed()
    today = clock.today()
    above = body_above(organisation, today)
    # Who goes on with a merged body's cases settles its people, too.
    if actor.organisation_id not in (above.pk if above else None, organisation.successor_id):
        return Denied(NOT_YOURS, code="post")
    if organisation.is_active and keeps_itself(organisation, today):
        return Denied("装修企业的人员由企业自己的管理员办理。", code="post")
    return Allowed()


def administered(actor: Actor) -> list[Organisation]:
    """Return the bodies of :func:`administers`, the own one first; empty for everybody else."""
    if actor.role not in ADMINISTERING or actor.organisation_id is None:
        return []
    own = Organisation.objects.active().filter(pk=actor.organisation_id).first()
    if own is None:
        return []
    today = clock.today()
    return [own, *bodies_kept(own, today)]


def settled_by(actor: Actor, bodies: Iterable[Organisation]) -> list[Organisation]:
    """Return which of some bodies out of use the actor settles the people of."""
    return [body for body in bodies if administers(actor, body)] if administers_any(actor) else []


def governs(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor stands above a body and may decide what it covers, to whom it reports, whether it is.

    The province stands above every body. Nobody enlarges the own body.
    """
    if actor.role not in ADMINISTERING or actor.organisation_id is None:
        return Denied(ABOVE, code="post")
    if actor.organisation_id == organisation.pk:
        return Denied(ABOVE, code="post")
    if actor.organisation_kind == OrganisationKind.PROVINCE:
        return Allowed()
    above = body_above(organisation, clock.today())
    return (
        Allowed() if above is not None and above.pk == actor.organisation_id else Denied(ABOVE, code="post")
    )


def governs_all(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor decides to whom a bureau reports: the province, above both upper bodies."""
    if actor.organisation_kind != OrganisationKind.PROVINCE:
        return Denied("报送关系由省级调整。", code="post")
    return governs(actor, organisation)


CLOSED = Denied("这个机构已经停用。", code="closed")


def _in_use(decision: Decision, body: Organisation) -> Decision:
    return decision if not decision or body.is_active else CLOSED


def may_add(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor adds bodies below one."""
    if body.kind not in ADDED_BELOW:
        return Denied("这一级没有下级机构。", code="kind")
    if actor.organisation_id != body.pk or not administers(actor, body):
        return Denied("由本单位的管理员或负责人添加下级机构。", code="post")
    return Allowed()


def may_rename(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor renames a body."""
    return _in_use(administers(actor, body), body)


may_set_contacts = may_rename


def may_move(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor gives a body regions."""
    if body.kind not in COVERING:
        return Denied("只有住建局和乡镇（街道）有管辖的区划。", code="kind")
    return _in_use(governs(actor, body), body)


def may_succeed(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor lets other streets take the place of one of a bureau's."""
    of_bureau = body.kind == OrganisationKind.DISTRICT_BUREAU
    return may_merge(actor, body) if of_bureau else Denied("区划更替在所属的住建局办理。", code="kind")


def may_change_reporting(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor decides to whom a body reports."""
    if body.kind != OrganisationKind.DISTRICT_BUREAU:
        return Denied("只有区、县（市）住建局报送周报。", code="kind")
    return _in_use(governs_all(actor, body), body)


def may_merge(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor lets a body go up in another."""
    if body.kind not in MERGING:
        return Denied("这类机构不合并，只能停用。", code="kind")
    return _in_use(governs(actor, body), body)


def may_import(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor brings a site's file in: for the topmost body of the site alone."""
    if actor.organisation_id != body.pk or not administers(actor, body):
        return Denied("导入由本站最上级单位的管理员或负责人办理。", code="post")
    if body.kind == OrganisationKind.PROVINCE:
        return Allowed()
    provinces = Organisation.objects.active().filter(kind=OrganisationKind.PROVINCE)
    if body.kind != OrganisationKind.CITY_BUREAU or provinces.exists():
        return Denied("导入由本站最上级单位的管理员或负责人办理。", code="post")
    return Allowed()


def imports(actor: Actor) -> bool:
    """Whether the actor's role may bring a site's file in at all; asks no database."""
    upper = (OrganisationKind.PROVINCE, OrganisationKind.CITY_BUREAU)
    return administers_any(actor) and actor.organisation_kind in upper


def may_close(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor puts a body out of use."""
    return _in_use(governs(actor, body), body)


def may_call_off(actor: Actor, change: BodyChange) -> Decision:
    """Whether the actor calls a planned change off."""
    able = may_rename if change.kind == "rename" else may_close
    decision = able(actor, change.organisation)
    if decision and (change.done_at or change.cancelled_at or change.under_way):
        return Denied("这项变更已经生效、正在办理或已取消。", code="done")
    return decision


def administers_any(actor: Actor) -> bool:
    """Whether the actor's role administers a body at all; asks no database."""
    return actor.role in ADMINISTERING and actor.organisation_id is not None


_UPPER = (OrganisationKind.PROVINCE, OrganisationKind.CITY_BUREAU)
_READ_BY = frozenset({*_UPPER, OrganisationKind.DISTRICT_BUREAU})


def may_read_numbers(actor: Actor) -> Decision:
    """Bureaus and their audit look at targets, limits and rules; an administrator keeps accounts only."""
    if actor.role == Role.AUDITOR or (
        actor.organisation_kind in _READ_BY and actor.role != Role.ADMINISTRATOR
    ):
        return Allowed()
    return Denied("年度、目标和规则由区县、市、省主管部门查看。", code="post")


def keeps_numbers(actor: Actor) -> bool:
    """Whether the actor sets targets, limits or rules, or audits them; asks no database."""
    return actor.role in LEADERS or actor.role == Role.AUDITOR


def reads_site(actor: Actor) -> bool:
    """Whether what is done to the whole site's years and rule sets is in the actor's sight."""
    return actor.role == Role.AUDITOR or actor.organisation_kind in _UPPER


def reads_body(actor: Actor, organisation: Organisation) -> bool:
    """Whether a body's numbers are the actor's to see: the own ones, those below, all to the province."""
    own = actor.scope_organisation_id or actor.organisation_id
    if own == organisation.pk or OrganisationKind.PROVINCE in (actor.scope_kind, actor.organisation_kind):
        return own is not None
    above = body_above(organisation, clock.today())
    return above is not None and above.pk == own


_KEEPS_CALENDAR = frozenset({OrganisationKind.PROVINCE, OrganisationKind.CITY_BUREAU})


def may_announce(actor: Actor, _year: object = None) -> Decision:
    """Who puts the announced holidays in: cities and province, whose calendar is the whole site's."""
    if actor.organisation_kind in _KEEPS_CALENDAR and administers_any(actor):
        return Allowed()
    return Denied("工作日历全系统共用，由市级、省级主管部门的负责人或管理员维护。", code="post")


def may_read_calendar(actor: Actor) -> Decision:
    """Whether the actor is of those to whom a year of the calendar is anything at all."""
    is_bureau = actor.organisation_kind == OrganisationKind.DISTRICT_BUREAU
    if actor.role == Role.AUDITOR or (is_bureau and actor.role != Role.ADMINISTRATOR):
        return Allowed()
    return may_announce(actor)


def may_issue_token(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor may issue a token for a body's own systems.

    A token works in business roles. An administrator, who has none, would give itself sight of the office's
    cases by one (等保: who keeps accounts does no business); an enterprise has nobody else.
    """
    decision = administers(actor, organisation)
    if isinstance(decision, Denied):
        return decision
    if actor.on_behalf_of_id is not None:
        return Denied("代班时不能签发令牌，请由本人签发。", code="delegated")
    own_enterprise = (
        organisation.kind == OrganisationKind.ENTERPRISE and actor.organisation_id == organisation.pk
    )
    if actor.role == Role.ADMINISTRATOR and not own_enterprise:
        return Denied("令牌可以办理业务，由分管领导或上一级主管签发；管理员可以撤销。", code="post")
    if not organisation.is_active:
        return Denied("这个单位已经停用，不能再签发令牌。", code="closed")
    return Allowed()


def may_revoke_token(actor: Actor, token: ApiToken) -> Decision:
    """Whether the actor may revoke a token of a body; one that was revoked stays so."""
    decision = administers(actor, token.organisation)
    if isinstance(decision, Denied):
        return decision
    if token.revoked_at is not None:
        return Denied("这个令牌已经撤销。", code="ended")
    return Allowed()


def sees_people(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor looks at a body's people: who keeps them, and who is their second pair of eyes."""
    return _decides(actor, organisation)


def may_add_person(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor adds colleagues to a body."""
    return _in_use(administers(actor, organisation), organisation)


def may_review(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor records that a body's accounts were looked through."""
    decision = may_add_person(actor, organisation)
    if decision and actor.on_behalf_of_id is not None:
        return Denied("代班时不能登记复核，请由管理员、负责人本人办理。", code="delegated")
    return decision


def may_manage(actor: Actor, staff: Staff) -> Decision:
    """Whether the actor gives and ends roles of a person at a body; the own ones never."""
    decision = administers(actor, staff.organisation)
    if decision and actor.speaks_for(str(staff.user.pk)):
        return Denied("自己的岗位由另一位管理员办理。", code="own")
    return decision


def may_grant(actor: Actor, staff: Staff) -> Decision:
    """Whether a person is given a further role at the body where he is, or was last."""
    return _in_use(may_move_person(actor, staff), staff.organisation)


def may_move_person(actor: Actor, staff: Staff) -> Decision:
    """Whether a person goes from the body to another one; from one out of use, too."""
    decision = may_manage(actor, staff)
    if decision and not staff.user.is_active:
        return Denied("账号已停用，请先启用。", code="status")
    if decision and staff.organisation.pk not in _homes(staff):
        return Denied("本人现在是别的单位的人，由那里的上一级单位办理调动。", code="elsewhere")
    return decision


def _homes(staff: Staff) -> frozenset[int]:
    return homes_of([staff.user.pk], clock.today()).get(staff.user.pk, frozenset())


def lends_own_role(actor: Actor) -> bool:
    """Whether a person may lend the own role to a colleague; asks no database."""
    return actor.role != Role.AUDITOR and not actor.on_behalf_of and actor.user_id is not None


def may_delegate(actor: Actor, staff: Staff) -> Decision:
    """Whether 代班 is arranged: everybody for the own role, an administrator for colleagues; audit never."""
    if actor.role == Role.AUDITOR:
        return Denied("审计岗位不委托他人行使。", code="post")
    if actor.user_id == staff.user.pk:
        own = not actor.on_behalf_of
        return Allowed() if own else Denied("您正在代班，代班的岗位不能再委托。", code="delegated")
    decision = administers(actor, staff.organisation)
    if decision and not staff.user.is_active:
        return Denied("账号已停用。", code="status")
    return decision


def may_account(actor: Actor, staff: Staff) -> Decision:
    """Whether the actor closes, opens, renames the account as a whole, or lets its password be set.

    Who also has a role elsewhere, be it one that waits or is to come, belongs to others too: one body alone
    does not decide. Of whoever has none any more the body decides where the last one was.
    """
    decision = may_manage(actor, staff)
    if not decision:
        return decision
    homes = _homes(staff)
    if staff.organisation.pk not in homes:
        return Denied("本人已经不是这个单位的人，账号由现在的单位办理。", code="elsewhere")
    if len(homes) > 1 and (elsewhere := homes - {body.pk for body in administered(actor)}):
        bodies = Organisation.objects.filter(pk__in=elsewhere - {staff.organisation.pk}).order_by("pk")
        names = "、".join(bodies.values_list("name", flat=True))
        return Denied(f"本人在{names}也有岗位，账号由双方的上一级办理。", code="elsewhere")
    return Allowed()


def may_dismiss(actor: Actor, staff: Staff) -> Decision:
    """Whether an open account is closed."""
    decision = may_account(actor, staff)
    if decision and not staff.user.is_active:
        return Denied("账号已停用。", code="status")
    return decision


def may_reactivate(actor: Actor, staff: Staff) -> Decision:
    """Whether a closed account is opened again."""
    decision = may_account(actor, staff)
    if decision and staff.user.is_active:
        return Denied("账号在用，不必启用。", code="status")
    return decision


def may_admit(actor: Actor, staff: Staff) -> Decision:
    """Whether a person's browser is let in to set the password."""
    decision = may_account(actor, staff)
    if decision and not staff.user.is_active:
        return Denied("账号已停用，请先启用。", code="status")
    if decision and is_second_of(actor, staff.user.pk, clock.today()):
        return Denied("本单位的另一位管理员、负责人由上一级单位放行。", code="above")
    return decision


def may_end(actor: Actor, post: Membership) -> Decision:
    """Whether a role is ended: by an administrator, and a delegation also by the colleague acted for."""
    if actor.user_id is None or actor.user_id != post.on_behalf_of_id:
        decision = may_manage(actor, Staff(post.user, post.organisation))
        if not decision:
            return decision
    if post.state not in (GrantState.PENDING, GrantState.CONFIRMED) or (
        post.valid_to is not None and post.valid_to <= clock.today()
    ):
        return Denied("这个岗位已经结束。", code="status")
    return Allowed()


def may_decide(actor: Actor, post: Membership) -> Decision:
    """Whether a grant is confirmed or declined: by another administrator of the body or the one above."""
    decision = _decides(actor, post.organisation)
    if not decision:
        return decision
    if post.state != GrantState.PENDING:
        return Denied("这个岗位没有等待确认。", code="status")
    if actor.on_behalf_of_id is not None:
        return Denied("代班时不能确认岗位，请由管理员、负责人本人办理。", code="delegated")
    if actor.user_id in (post.user_id, post.granter_id):
        return Denied("自己添加的岗位、给自己的岗位，由另一位管理员确认。", code="own")
    return Allowed()


def _decides(actor: Actor, organisation: Organisation) -> Decision:
    """As :func:`administers`, and for an enterprise also the bureau above as its second pair of eyes."""
    decision = administers(actor, organisation)
    if decision or actor.role not in ADMINISTERING:
        return decision
    above = body_above(organisation, clock.today())
    return Allowed() if above is not None and above.pk == actor.organisation_id else decision
