"""What every version set by a body from a day to come has in common: parameter, list, wording ..."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings

from apps.audit.rules import mask_personal
from apps.audit.services import Subject
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.orgs.enums import WORK_OF_KIND
from apps.orgs.models import Organisation
from apps.outbox.services import Desk, tell


def locked_body(organisation: Organisation) -> Organisation:
    """Lock and return a body: of two who set the same at once the second sees the first one's version."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def require_newest(version: int | None, newest: int, what: str) -> None:
    """Raise Stale where ``version``, which the page showed, is not the newest number; None asks nothing."""
    if version is not None and version != newest:
        raise Stale(f"{what}刚被别人改过，您看到的不是最新内容。请核对后再提交。", code="stale")


def require_source(source: str) -> None:
    """Refuse what rests on no paper."""
    if not source:
        raise Refused("请写明文号或依据。", field="source", code="source")


def require_reason(reason: str, *, is_change: bool) -> None:
    """Refuse a change that nobody gives a reason for."""
    if is_change and not reason:
        raise Refused("这是变更：请写明原因。", field="reason", code="reason")


def require_ahead(valid_from: date, kept: str = "") -> None:
    """Refuse a day that is not to come: what is of today may be done already; ``kept`` says what stays."""
    if valid_from <= clock.today():
        day = formats.day(clock.today() + timedelta(days=1))
        stays = f"：{kept}" if kept else ""
        raise Refused(f"最早从 {day} 起生效{stays}。", field="valid_from", code="past")


def tell_body(body: Organisation, *, by: Actor, kind: str, title: str, text: str, key: str) -> None:
    """Tell a body's desks what holds for it from a day on; numbers of people are masked."""
    tell(
        to=[Desk(body.pk, role) for role in sorted(WORK_OF_KIND[body.kind])],
        kind=kind,
        title=title[:120],
        text=mask_personal(text),
        by=by,
        key=key,
        subject=Subject("organisation", str(body.pk)),
        page=settings.BODY_NUMBERS_PAGE,
    )
