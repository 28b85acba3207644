"""Who decides on people: roles, accounts, passwords."""

from __future__ import annotations

from dataclasses import dataclass

from apps.accounts.models import AccountReview
from apps.accounts.services.reviews import SHEETS
from apps.administration.permissions.whose import (
    ADMINISTERING,
    administered,
    administers,
    in_use,
)
from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import GrantState, Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.queries import body_above, homes_of, is_second_of, keeps_for_itself


@dataclass(frozen=True, slots=True)
class Staff:
    """A person at a body: what acts on people are done to."""

    user: User
    organisation: Organisation


def sees_people(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor looks at a body's people: who keeps them, and who is their second pair of eyes."""
    return _decides(actor, organisation)


def may_add_person(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor adds colleagues to a body."""
    return in_use(administers(actor, organisation), organisation)


def may_review(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor records that a body's accounts were looked through."""
    decision = may_add_person(actor, organisation)
    if decision and actor.on_behalf_of_id is not None:
        return Denied("代班时不能登记复核，请由管理员、负责人本人办理。", code="delegated")
    return decision


def may_read_sheet(actor: Actor, file: StoredFile) -> bool:
    """Whether the signed list of a review is there for the actor: as the people of the body are."""
    row = AccountReview.objects.filter(pk=file.owner_id).select_related("organisation").first()
    return row is not None and bool(sees_people(actor, row.organisation))


register_reading(SHEETS, Reading(may_read_sheet, "查看复核签字名单", inline=True))


def may_manage(actor: Actor, staff: Staff) -> Decision:
    """Whether the actor gives and ends roles of a person at a body; the own ones never."""
    decision = administers(actor, staff.organisation)
    if decision and actor.speaks_for(str(staff.user.pk)):
        return Denied("自己的岗位由另一位管理员办理。", code="own")
    return decision


def may_grant(actor: Actor, staff: Staff) -> Decision:
    """Whether a person is given a further role at the body where he is, or was last."""
    return in_use(may_move_person(actor, staff), staff.organisation)


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
    """Whether a person's browser is let in to set the password.

    Of an enterprise's own administrator the body above does it: nobody else could, where there is one only.
    """
    decision = may_account(actor, staff)
    if not decision and _admits_keeper(actor, staff):
        decision = Allowed()
    if decision and not staff.user.is_active:
        return Denied("账号已停用，请先启用。", code="status")
    if decision and is_second_of(actor, staff.user.pk, clock.today()):
        return Denied("本单位的另一位管理员、负责人由上一级单位放行。", code="above")
    return decision


def _admits_keeper(actor: Actor, staff: Staff) -> bool:
    body = staff.organisation
    return (
        actor.organisation_id != body.pk
        and bool(_decides(actor, body))
        and keeps_for_itself(staff.user.pk, body, clock.today())
    )


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
