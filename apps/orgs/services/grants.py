"""Giving roles in the browser: a grant waits until another administrator has confirmed it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from apps.audit.services import FieldChange, Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused, Stale
from apps.orgs.enums import GrantState, Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.permissions import may_give
from apps.orgs.rules import end_after
from apps.orgs.services.people import appoint

STALE = "人员情况刚被别人改过。请核对现在的内容，需要时再提交。"


def touched(user_id: int, version: int | None) -> User:
    """Lock a person for a change and count it; raise Stale where the page was older."""
    user = User.objects.select_for_update().get(pk=user_id)
    if version is not None and version != user.edit:
        raise Stale(STALE)
    user.edit += 1
    user.save(update_fields=["edit"])
    return user


@transaction.atomic
def grant_role(
    *,
    by: Actor,
    user_id: int,
    organisation: Organisation,
    role: Role,
    valid_from: date,
    last_day: date | None = None,
    version: int | None = None,
) -> Membership:
    """Give a person a role from a day, through ``last_day``; it waits for confirmation by another one."""
    user = touched(user_id, version)
    if by.speaks_for(str(user.pk)):
        raise Refused("不能给自己添加岗位，请由另一位管理员添加。", field="role", code="own")
    _require_gives(by, organisation, role, "role")
    if valid_from < clock.today():
        raise Refused("开始日期不能早于今天。", field="valid_from", code="past")
    end = _end(valid_from, last_day)
    held = Membership.objects.standing().filter(user=user, organisation=organisation, role=role)
    if _overlaps(held.filter(on_behalf_of__isnull=True), valid_from, end):
        raise Refused(
            f"{user.name}在这段时间里已经任“{Role(role).label}”，不用再添加。", field="role", code="held"
        )
    return appoint(
        by=by,
        user=user,
        organisation=organisation,
        role=role,
        valid_from=valid_from,
        valid_to=end,
        state=GrantState.PENDING,
    )


@transaction.atomic
def delegate_role(
    *,
    by: Actor,
    membership: Membership,
    to: User,
    valid_from: date,
    last_day: date,
    version: int | None = None,
) -> Membership:
    """Let a colleague exercise a role for some days (代班).

    Who delegates the own role needs nobody's confirmation; arranged by another it waits like any grant.
    """
    touched(membership.user_id, version)
    delegate = User.objects.select_for_update().get(pk=to.pk)
    own = by.user_id == membership.user_id
    if membership.role == Role.AUDITOR:
        raise Refused("审计岗位不委托他人行使。", field="membership", code="post")
    if not own:
        # Lent by another it is given like any grant: what is named from above is lent from above.
        _require_gives(by, membership.organisation, membership.role, "membership")
    if membership.on_behalf_of_id is not None:
        raise Refused("代班的岗位不能再委托他人。", field="membership", code="delegated")
    if delegate.pk == membership.user_id:
        raise Refused("不能由本人代本人，请选另一位同事。", field="to", code="self")
    if by.user_id == delegate.pk:
        raise Refused("不能安排自己代班，请由本人委托，或由另一位管理员安排。", field="to", code="own")
    if valid_from < clock.today():
        raise Refused("开始日期不能早于今天。", field="valid_from", code="past")
    colleagues = Membership.objects.in_force(valid_from).filter(organisation_id=membership.organisation_id)
    if not colleagues.filter(user=delegate, on_behalf_of__isnull=True).exists():
        raise Refused("代班的须是本单位当日在岗的同事。", field="to", code="colleague")
    end = _end(valid_from, last_day)
    if membership.valid_to is not None and end is not None and end > membership.valid_to:
        until = formats.day(membership.valid_to)
        raise Refused(f"这个岗位 {until} 起不再由本人担任，代班不能更晚。", field="last_day", code="end")
    lent = Membership.objects.standing().filter(
        user=delegate,
        organisation_id=membership.organisation_id,
        role=membership.role,
        on_behalf_of_id=membership.user_id,
    )
    if _overlaps(lent, valid_from, end):
        raise Refused(f"{delegate.name}在这段时间里已经代这个岗位。", field="to", code="held")
    return appoint(
        by=by,
        user=delegate,
        organisation=membership.organisation,
        role=Role(membership.role),
        valid_from=valid_from,
        valid_to=end,
        on_behalf_of=membership.user,
        state=GrantState.CONFIRMED if own else GrantState.PENDING,
    )


@transaction.atomic
def decide_grant(
    *, by: Actor, membership_id: int, confirm: bool, reason: str = "", version: int | None = None
) -> Membership:
    """Confirm or decline a grant that waits: never who gave it, and never who is given it."""
    user_id = Membership.objects.values_list("user_id", flat=True).get(pk=membership_id)
    # The person's row first, as everywhere: of two who decide at once the second finds it decided.
    touched(user_id, version)
    grant = _locked(membership_id)
    if grant.state != GrantState.PENDING:
        raise Stale(f"这个岗位刚被别人办理：{grant.get_state_display()}。")
    if by.on_behalf_of_id is not None:
        # Two delegates of one person would be a single pair of eyes.
        raise Refused("代班时不能确认岗位，请由管理员、负责人本人办理。", code="delegated")
    if by.user_id is None or by.user_id in (grant.granter_id, grant.user_id):
        raise Refused("自己添加的岗位、给自己的岗位，须由另一位管理员确认。", code="own")
    if confirm and grant.valid_to is not None and grant.valid_to <= clock.today():
        raise Refused("这个岗位的日期已过，请不同意，另行添加。", code="past")
    grant.state = GrantState.CONFIRMED if confirm else GrantState.DECLINED
    grant.decider_id, grant.decided_at = by.user_id, clock.now()
    grant.save(update_fields=["state", "decider", "decided_at"])
    record(
        by=by,
        subject=Subject("user", str(grant.user_id)),
        action="membership.confirmed" if confirm else "membership.declined",
        facts={"organisation": grant.organisation_id, "post": grant.role},
        reason=reason,
    )
    return grant


@transaction.atomic
def end_role(
    *,
    by: Actor,
    membership_id: int,
    last_day: date | None = None,
    reason: str = "",
    version: int | None = None,
) -> Membership:
    """End a role after a day, or at this minute without one; delegations of it end with it."""
    user_id = Membership.objects.values_list("user_id", flat=True).get(pk=membership_id)
    touched(user_id, version)
    row, today = _locked(membership_id), clock.today()
    over = row.valid_to is not None and row.valid_to <= today
    if over or row.state not in (GrantState.PENDING, GrantState.CONFIRMED):
        raise Stale("这个岗位已经结束。")
    end = today if last_day is None else end_after(last_day)
    if last_day is not None and last_day < today:
        raise Refused("最后一天不能早于今天；现在就结束的，选“立即”。", field="last_day", code="past")
    if row.valid_to is not None and end > row.valid_to:
        # Longer is a new grant, which another one confirms.
        raise Refused("只能提前结束；要延长的，请另行添加岗位。", field="last_day", code="later")
    before = formats.day(row.valid_to) if row.valid_to else "不设止期"
    if end <= row.valid_from:
        # It never held for a whole day: a range of no days is no range, so the grant is taken back.
        row.state = GrantState.WITHDRAWN
        row.save(update_fields=["state"])
    else:
        row.valid_to = end
        row.save(update_fields=["valid_to"])
    record(
        by=by,
        subject=Subject("user", str(row.user_id)),
        action="membership.ended",
        changes=[FieldChange("valid_to", before, formats.day(end))],
        facts={"organisation": row.organisation_id, "post": row.role, "now": last_day is None},
        reason=reason,
    )
    return row


def _require_gives(by: Actor, organisation: Organisation, role: str, field: str) -> None:
    decision = may_give(by, organisation, role)
    if isinstance(decision, Denied):
        raise Refused(decision.reason, field=field, code=decision.code)


def _overlaps(rows: QuerySet[Membership], valid_from: date, valid_to: date | None) -> bool:
    """Whether one of these roles is held on a day from ``valid_from`` on and before ``valid_to``."""
    rows = rows.exclude(valid_to__lte=valid_from)
    return (rows if valid_to is None else rows.exclude(valid_from__gte=valid_to)).exists()


def _locked(membership_id: int) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    return rows.get(pk=membership_id)


def _end(valid_from: date, last_day: date | None) -> date | None:
    if last_day is None:
        return None
    if last_day < valid_from:
        raise Refused("最后一天不能早于开始日期。", field="last_day", code="order")
    return end_after(last_day)
