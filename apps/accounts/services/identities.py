"""Linking people of the gate to accounts: by an administrator, with a code that only they can have."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import GateIdentity
from apps.accounts.services import sessions
from apps.accounts.services.gates import Arrival
from apps.audit.services import Subject, record
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_text
from apps.lib.decisions import Refused
from apps.orgs.models import User
from apps.orgs.queries import is_second_of
from apps.outbox.services import Person, tell

CODE_HOURS = 24
"""How long a code links; it is read to an administrator or shown."""
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without I, L, O, 0 and 1, which look alike


def account_of(arrival: Arrival) -> User | None:
    """Return the account linked to who has come in; None where there is none, or it is closed."""
    found = (
        GateIdentity.objects.filter(gate=arrival.issuer, subject=arrival.subject, user__is_active=True)
        .select_related("user__credential")
        .first()
    )
    return found.user if found else None


@transaction.atomic
def offer_link(*, arrival: Arrival) -> tuple[str, datetime]:
    """Return a fresh code, and until when it links, for somebody without an account here.

    Raises Refused where an account is linked but closed: no other may take its place by a code.
    """
    identity, _ = GateIdentity.objects.select_for_update().get_or_create(
        gate=arrival.issuer, subject=arrival.subject
    )
    if identity.user_id is not None:
        raise Refused("您的账号已停用，请联系本单位管理员。", code="closed")
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    identity.code_digest, identity.code_until = _digest(letters), clock.now() + timedelta(hours=CODE_HOURS)
    identity.save(update_fields=["code_digest", "code_until"])
    return f"{letters[:5]}-{letters[5:]}", identity.code_until


@transaction.atomic
def link_identity(*, user: User, code: str, by: Actor, reason: str = "") -> GateIdentity:
    """Link who holds the code to an account; the person is told. Each code links once.

    Raises Refused for a code that is wrong or too old, for an account linked already, and for one's own.
    """
    if by.user_id == user.pk:
        raise Refused("不能替自己关联，请由另一位管理员办理。", code="self")
    if is_second_of(by, user.pk, clock.today()):
        raise Refused("本单位的另一位管理员、负责人由上一级单位关联。", code="above")
    # The person is locked: two administrators at once must not link two.
    User.objects.select_for_update().get(pk=user.pk)
    found = GateIdentity.objects.select_for_update().filter(code_digest=_digest(code)).first()
    if found is None or found.code_until is None or found.code_until < clock.now():
        raise Refused("关联码不对，或者已经过期。请本人重新登录取一个。", field="code", code="wrong")
    if GateIdentity.objects.filter(gate=found.gate, user=user).exists():
        raise Refused("这个账号已经关联，请先解除。", code="linked")
    found.user, found.code_digest, found.code_until = user, "", None
    found.linked_at, found.linked_by = clock.now(), by.signature
    found.save()
    _told(user, by, "user.identity_linked", "统一身份认证已关联", found, reason=reason)
    return found


@transaction.atomic
def unlink_identity(*, user: User, reason: str, by: Actor) -> None:
    """Take the link away; the person's sessions end, the person is told. Refused where there is none."""
    found = GateIdentity.objects.select_for_update().filter(user=user).first()
    if found is None:
        raise Refused("这个账号没有关联统一身份认证。", code="none")
    _told(user, by, "user.identity_unlinked", "统一身份认证已解除关联", found, reason=reason)
    found.delete()
    sessions.end_everywhere(user=user, by=by, reason=reason)


def _told(
    user: User, by: Actor, action: str, title: str, identity: GateIdentity, *, reason: str = ""
) -> None:
    subject = Subject("user", user.pk)
    # Never who it is there: a digest tells two apart, and names nobody.
    mark = crypto.keyed_digest(f"{identity.gate}|{identity.subject}")[:16]
    event = record(
        by=by, subject=subject, action=action, reason=reason, facts={"identity": mark, "gate": identity.gate}
    )
    tell(
        to=[Person(user.pk)],
        kind=action,
        title=title,
        text=f"由{by.signature}办理。不是您本人要求的，请立即联系本单位管理员。",
        by=by,
        key=f"{action}:{user.pk}:{event.seq}",
        subject=subject,
    )


def _digest(code: str) -> str:
    # Read aloud and typed: small letters, blanks and hyphens make no difference.
    plain = normalise_text(code).upper().replace("-", "").replace(" ", "")
    return crypto.blind_index(plain, purpose="gate-link")
