"""久未使用的账号: warned, locked, archived by the days that the body's bureau has set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import Credential
from apps.accounts.rules import ARCHIVE, LOCK, WARN, Unused, UnusedDays, unused_step
from apps.accounts.services import sessions, staff
from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import LEADERS, ROLES_OF_KIND, Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.queries import body_above
from apps.outbox.services import Desk, Person, Recipient, tell

ANSWERING = LEADERS | {Role.ADMINISTRATOR}


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(SHANGHAI).date() if moment else None


def unused(user: User, held_since: date, today: date) -> Unused:
    """Return how long nobody has used an account: since the last sign-in, the role, or an unlocking."""
    credential: Credential | None = getattr(user, "credential", None)
    counted = credential.unused_from if credential else None
    since = max(day for day in (_day(user.last_login), _day(counted), held_since) if day is not None)
    warned = _day(credential.warned_at) if credential else None
    locked = _day(credential.unused_locked_at) if credential else None
    return Unused(
        (today - since).days,
        (today - warned).days if warned is not None and warned >= since else None,
        (today - locked).days if locked is not None else None,
    )


@transaction.atomic
def look_after(*, user_id: int, organisation_ids: Iterable[int], limits: UnusedDays) -> str:
    """Do what is due for one account; return the step, '' for none.

    Whoever is the last to answer for a body is neither locked nor archived: the body and the one above are
    told instead.
    """
    # The person's row first, as everywhere: a sign-in or a dismissal at this moment comes before or after.
    user = User.objects.select_for_update().get(pk=user_id)
    posts = Membership.objects.in_force(clock.today()).filter(user=user).order_by("valid_from")
    first = posts.filter(on_behalf_of__isnull=True).first()
    if not user.is_active or first is None:
        return ""
    found = unused(user, first.valid_from, clock.today())
    step = unused_step(found, limits)
    if not step:
        return ""
    bodies = list(Organisation.objects.filter(pk__in=list(organisation_ids)).order_by("pk"))
    last_at = [body for body in bodies if step != WARN and _is_last(user, body)]
    if last_at:
        _tell_last(user, last_at, found)
        return ""
    _STEPS[step](user, found, limits)
    _tell(user, bodies, step, found, limits)
    return step


def _warn(user: User, _found: Unused, _limits: UnusedDays) -> None:
    Credential.objects.update_or_create(user=user, defaults={"warned_at": clock.now()})
    record(by=SYSTEM, subject=Subject("user", user.pk), action="user.unused_warned")


def _lock(user: User, found: Unused, _limits: UnusedDays) -> None:
    Credential.objects.update_or_create(user=user, defaults={"unused_locked_at": clock.now()})
    sessions.end_everywhere(user=user, by=SYSTEM, reason=f"{found.days} 天没有登录")
    record(by=SYSTEM, subject=Subject("user", user.pk), action="user.unused_locked")


def _archive(user: User, found: Unused, _limits: UnusedDays) -> None:
    staff.dismiss_person(by=SYSTEM, user_id=user.pk, reason=f"{found.days} 天没有登录，按设定停用归档")


_STEPS = {WARN: _warn, LOCK: _lock, ARCHIVE: _archive}


def _is_last(user: User, body: Organisation) -> bool:
    answering = Membership.objects.in_force(clock.today()).filter(
        organisation=body, role__in=ANSWERING, on_behalf_of__isnull=True
    )
    others = answering.exclude(user=user).exclude(user__credential__unused_locked_at__isnull=False)
    return answering.filter(user=user).exists() and not others.exists()


def _desks(body: Organisation) -> list[Recipient]:
    roles = sorted({Role.ADMINISTRATOR, *(ROLES_OF_KIND[body.kind] & LEADERS)})
    return [Desk(body.pk, role) for role in roles]


def _tell(user: User, bodies: Iterable[Organisation], step: str, found: Unused, limits: UnusedDays) -> None:
    desks = [desk for body in bodies for desk in _desks(body)]
    then = {
        WARN: f"满 {limits.lock} 天锁定；还要用的请登录一次，不再用的请停用。"
        if limits.lock is not None
        else "还要用的请登录一次，不再用的请停用。",
        LOCK: "登录已锁定；还要用的，由管理员解除锁定。",
        ARCHIVE: "账号已停用归档，岗位结束；办过的记录照旧。",
    }[step]
    tell(
        to=[Person(user.pk), *desks],
        kind="people",
        title=f"{user.name}的账号已 {found.days} 天没有登录",
        text=then,
        by=SYSTEM,
        key=f"people.unused:{user.pk}:{step}:{clock.today().isoformat()}",
        subject=Subject("user", str(user.pk)),
    )


def _tell_last(user: User, bodies: Iterable[Organisation], found: Unused) -> None:
    for body in bodies:
        above = body_above(body, clock.today())
        tell(
            to=[Person(user.pk), *_desks(body), *(_desks(above) if above else [])],
            kind="people",
            title=f"{body.name}：{user.name}的账号久未登录，没有锁定"[:120],
            text=f"已 {found.days} 天没有登录，是该单位唯一的管理员、负责人，所以没有锁定。请核实是否仍在任，"
            "或另行添加一位。",
            by=SYSTEM,
            # Once a month is enough: it is so until somebody acts.
            key=f"people.unused-last:{user.pk}:{body.pk}:{clock.today().isoformat()[:7]}",
            subject=Subject("user", str(user.pk)),
        )
