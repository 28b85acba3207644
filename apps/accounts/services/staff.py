"""People of a body: added, given and relieved of roles, moved, renamed, dismissed; each is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps.accounts.services import claims, lockout, sessions
from apps.audit.services import FieldChange, Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_name
from apps.lib.decisions import Refused, Stale
from apps.orgs import services as orgs
from apps.orgs.enums import LEADERS, ROLES_OF_KIND, GrantState, Role
from apps.orgs.models import ApiToken, Membership, Organisation, User
from apps.orgs.queries import body_above
from apps.outbox.services import Desk, Person, Recipient, settle, tell

TO_CONFIRM = "people.confirm"
"""Matter of messages: a grant waits for another administrator."""


@transaction.atomic
def add_colleague(
    *,
    by: Actor,
    organisation: Organisation,
    name: str,
    username: str,
    roles: Sequence[Role],
    valid_from: date,
    last_day: date | None = None,
) -> User:
    """Open an account without a password and give it roles, which wait for confirmation.

    The person sets the first password by :mod:`apps.accounts.services.claims`.
    """
    user = orgs.create_user(by=by, username=username, name=normalise_name(name), password=None)
    for role in roles:
        give_role(
            by=by,
            user_id=user.pk,
            organisation=organisation,
            role=role,
            valid_from=valid_from,
            last_day=last_day,
        )
    return user


@transaction.atomic
def give_role(
    *,
    by: Actor,
    user_id: int,
    organisation: Organisation,
    role: Role,
    valid_from: date,
    last_day: date | None = None,
    version: int | None = None,
) -> Membership:
    """Give a person a role; tell the other administrators that it waits for one of them."""
    grant = orgs.grant_role(
        by=by,
        user_id=user_id,
        organisation=organisation,
        role=role,
        valid_from=valid_from,
        last_day=last_day,
        version=version,
    )
    _ask_to_confirm(by, grant)
    return grant


@transaction.atomic
def arrange_delegation(
    *,
    by: Actor,
    membership_id: int,
    to_id: int,
    valid_from: date,
    last_day: date,
    version: int | None = None,
) -> Membership:
    """安排代班: let a colleague exercise a role for some days."""
    membership = Membership.objects.select_related("user", "organisation").get(pk=membership_id)
    to = User.objects.get(pk=to_id)
    grant = orgs.delegate_role(
        by=by, membership=membership, to=to, valid_from=valid_from, last_day=last_day, version=version
    )
    if grant.state == GrantState.PENDING:
        _ask_to_confirm(by, grant)
    else:
        _tell_person(by, grant, f"{membership.user.name}委托您代班", _span(grant))
    return grant


@transaction.atomic
def decide_grant(
    *, by: Actor, membership_id: int, confirm: bool, reason: str = "", version: int | None = None
) -> Membership:
    """Confirm or decline a grant; tell the person and who gave it."""
    grant = orgs.decide_grant(
        by=by, membership_id=membership_id, confirm=confirm, reason=reason, version=version
    )
    settle(subject=_subject(grant), keep=[])
    what = f"“{grant.get_role_display()}”"
    if confirm:
        _tell_person(by, grant, f"您在{grant.organisation.name}的岗位{what}已确认", _span(grant))
    giver = grant.granter_id
    if giver is not None:
        said = "已确认" if confirm else "未同意"
        _tell(by, grant.user, [Person(giver)], f"{grant.user.name}的岗位{what}{said}", reason, str(grant.pk))
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
    """End a role after a day or at once; tell the person."""
    row = orgs.end_role(by=by, membership_id=membership_id, last_day=last_day, reason=reason, version=version)
    _settle(row)
    if row.on_behalf_of_id is None:
        _end_lent(by, row, reason)
    when = "现在" if last_day is None else f"{formats.day(last_day)}（含当日）之后"
    title = f"您在{row.organisation.name}的岗位“{row.get_role_display()}”{when}结束"
    _tell_person(by, row, title, reason)
    return row


@transaction.atomic
def move_person(
    *,
    by: Actor,
    user_id: int,
    organisation: Organisation,
    to: Organisation,
    role: Role,
    valid_from: date,
    reason: str = "",
    version: int | None = None,
) -> Membership:
    """Move a person to another body on a day: the roles here end the day before, the new one is a grant."""
    orgs.touched(user_id, version)
    if to.pk == organisation.pk:
        raise Refused("调入单位就是现在的单位；换岗位请用“添加岗位”。", field="to", code="same")
    if valid_from < clock.today():
        raise Refused("调动日期不能早于今天。", field="valid_from", code="past")
    here = Membership.objects.standing().filter(user_id=user_id, organisation=organisation)
    for row in here.exclude(valid_to__lte=valid_from):
        ends = None if valid_from == clock.today() else valid_from - date.resolution
        end_role(by=by, membership_id=row.pk, last_day=ends, reason=reason)
    return give_role(by=by, user_id=user_id, organisation=to, role=role, valid_from=valid_from)


@transaction.atomic
def rename_person(
    *, by: Actor, user_id: int, name: str, reason: str = "", version: int | None = None
) -> User:
    """Change a person's name from now on; what was recorded keeps the name of its day."""
    user = orgs.touched(user_id, version)
    before, user.name = user.name, normalise_name(name)
    if user.name == before:
        raise Refused("姓名没有变化。", field="name", code="same")
    user.save(update_fields=["name"])
    record(
        by=by,
        subject=Subject("user", str(user.pk)),
        action="user.renamed",
        changes=[FieldChange("name", before, user.name)],
        reason=reason,
    )
    _tell(by, user, [Person(user.pk)], "您的姓名已更正", f"{before} → {user.name}", str(user.edit))
    return user


@transaction.atomic
def dismiss_person(*, by: Actor, user_id: int, reason: str, version: int | None = None) -> User:
    """停用: from this minute the person gets nowhere; the queue stays with the role, records keep the name.

    Sessions end, roles and delegations end, tokens whose secret the person has seen are revoked.
    """
    user = orgs.touched(user_id, version)
    if by.user_id == user.pk:
        raise Refused("不能停用自己的账号，请由另一位管理员办理。", code="own")
    if not user.is_active and not Membership.objects.standing().filter(user=user).exists():
        raise Stale("这个账号刚被停用。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    theirs = Membership.objects.standing().filter(Q(user=user) | Q(on_behalf_of=user))
    for row in theirs.exclude(valid_to__lte=clock.today()).order_by("pk"):
        _settle(orgs.end_role(by=by, membership_id=row.pk, reason=reason))
    sessions.end_everywhere(user=user, by=by, reason=reason)
    for token in ApiToken.objects.filter(issuer=user, revoked_at__isnull=True):
        orgs.revoke_token(by=by, token_id=token.pk, reason=f"签发人{user.name}停用")
    record(by=by, subject=Subject("user", str(user.pk)), action="user.dismissed", reason=reason)
    return user


@transaction.atomic
def reactivate_person(*, by: Actor, user_id: int, reason: str, version: int | None = None) -> User:
    """Open a closed account again. Roles that ended do not come back: they are given and confirmed anew."""
    user = orgs.touched(user_id, version)
    if by.user_id == user.pk:
        raise Refused("不能由自己启用。", code="own")
    if user.is_active:
        raise Stale("这个账号刚被启用。")
    user.is_active = True
    user.save(update_fields=["is_active"])
    lockout.unlock(user=user, by=by, reason=reason)
    record(by=by, subject=Subject("user", str(user.pk)), action="user.reactivated", reason=reason)
    return user


@transaction.atomic
def admit_password(*, by: Actor, user_id: int, number: str, reason: str, version: int | None = None) -> User:
    """核实本人、放行设密码; the person and the other administrators are told, so that a misuse shows."""
    user = orgs.touched(user_id, version)
    claims.admit(by=by, user=user, number=number, reason=reason)
    places = Membership.objects.in_force(clock.today()).filter(user=user)
    desks: list[Recipient] = [
        Desk(place, Role.ADMINISTRATOR) for place in set(places.values_list("organisation_id", flat=True))
    ]
    title = f"{user.name}的密码由{by.signature}放行重设"
    _tell(by, user, [Person(user.pk), *desks], title, "不是本人要求的，请立即停用账号。", f"pw{user.edit}")
    return user


def _settle(row: Membership) -> None:
    """End the request to confirm a grant that waits no more; one that only ends earlier still waits."""
    over = row.valid_to is not None and row.valid_to <= clock.today()
    if row.state != GrantState.PENDING or over:
        settle(subject=_subject(row), keep=[])


def _end_lent(by: Actor, row: Membership, reason: str) -> None:
    """End the delegations of a role that has ended: they give nothing from now on."""
    if row.state != GrantState.WITHDRAWN and (row.valid_to is None or row.valid_to > clock.today()):
        return
    same = {"organisation_id": row.organisation_id, "role": row.role}
    if Membership.objects.in_force(clock.today()).filter(
        user_id=row.user_id, on_behalf_of__isnull=True, **same
    ):
        return
    lent = Membership.objects.standing().filter(on_behalf_of_id=row.user_id, **same)
    for each in lent.exclude(valid_to__lte=clock.today()).order_by("pk"):
        end_role(by=by, membership_id=each.pk, reason=reason)


def _ask_to_confirm(by: Actor, grant: Membership) -> None:
    """Tell those who may confirm: administrators here and above, and the leader here."""
    title = f"{grant.organisation.name}：{grant.user.name}的岗位“{grant.get_role_display()}”待确认"
    here = [Role.ADMINISTRATOR, *(ROLES_OF_KIND[grant.organisation.kind] & LEADERS)]
    to: list[Recipient] = [Desk(grant.organisation_id, role) for role in here]
    above = body_above(grant.organisation, clock.today())
    if above is not None:
        to.append(Desk(above.pk, Role.ADMINISTRATOR))
    tell(
        to=to,
        kind="people",
        title=title,
        text=f"由{by.signature}添加，{_span(grant)}。",
        by=by,
        key=f"people.confirm:{grant.pk}",
        subject=_subject(grant),
        page=settings.GRANT_PAGE,
        matter=TO_CONFIRM,
    )


def _subject(grant: Membership) -> Subject:
    return Subject("membership", str(grant.pk))


def _tell_person(by: Actor, grant: Membership, title: str, text: str) -> None:
    _tell(by, grant.user, [Person(grant.user_id)], title, text, f"{grant.pk}:{grant.state}:{grant.valid_to}")


def _tell(by: Actor, user: User, to: list[Recipient], title: str, text: str, key: str) -> None:
    tell(
        to=to,
        kind="people",
        title=title,
        text=text,
        by=by,
        key=f"people:{user.pk}:{key}:{title}"[:200],
        subject=Subject("user", str(user.pk)),
    )


def _span(grant: Membership) -> str:
    first = f"{formats.day(grant.valid_from)}起"
    return f"{first}，{formats.day(grant.valid_to - date.resolution)}止" if grant.valid_to else first
