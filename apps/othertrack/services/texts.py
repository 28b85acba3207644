"""Text messages to the household of a renovation: where it stands, whom to call; no name, no address."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse

from apps.audit.services import Subject
from apps.cases.workflow.texts import SIGN
from apps.lib.actors import SYSTEM, Actor
from apps.lib.contacts import Undelivered, contact, mended_by
from apps.orgs.enums import Role
from apps.othertrack.enums import Status
from apps.othertrack.models import Renovation
from apps.outbox.services import Contact, Desk, sms_is_on, tell

_WORDS: Mapping[str, str] = {
    Status.RETURNED: "申请有材料要补，请到街道补正。",
    Status.REVIEWED: "区县审查已通过，完工后请告诉街道。",
    Status.APPROVED: "装修结果已核准。",
    Status.DECLINED: "审查没有通过，理由写在告知书上，请到街道领。",
}
"""What is texted when it comes to a status; that it was applied for is said at the counter."""


_VOIDED = "前面通知的“区县审查已通过”作废：后来的核查与申请不一致，要重新核查、审查。"
"""Corrects what was texted at the review."""


def text_household(renovation: Renovation, by: Actor, *, key: str, is_voided: bool = False) -> int:
    """Text the household what its renovation has come to; nothing without a way to send.

    ``is_voided``: a later look has just taken its review back.
    """
    words = _VOIDED if is_voided else _WORDS.get(renovation.status)
    if words is None or not sms_is_on():
        return 0
    office = renovation.street_office
    base = settings.PUBLIC_URL.rstrip("/")
    # A converted case's household has no receipt with a code: it looks with the slip it has.
    looks = base and renovation.converted_from_id is None
    link = f"凭回执查看 {base}{reverse(settings.RENOVATION_STATUS_PAGE)} " if looks else ""
    return tell(
        to=[Contact("renovation", str(renovation.pk))],
        kind=f"renovation.{renovation.status}",
        title=f"短信 {renovation.number}",
        text=f"{SIGN}其他装修 {renovation.number} {words}{link}问{office.phone or office.name}",
        by=by,
        key=f"{key}:household",
        subject=Subject("renovation", str(renovation.pk)),
    )


@contact("renovation")
def telephone(renovation_id: str) -> str:
    """Return the registered telephone; '' where the renovation is gone."""
    row = Renovation.objects.filter(pk=renovation_id).first()
    return row.phone_encrypted.text() if row is not None else ""


@mended_by("renovation")
def tell_street(renovation_id: str, failed: Undelivered) -> None:
    """Tell the street that a text did not get through: it calls, or says it when the household comes."""
    row = Renovation.objects.get(pk=renovation_id)
    tell(
        to=[Desk(row.street_office_id, Role.STREET_CLERK)],
        kind="renovation.undelivered",
        title=f"{row.number} 短信没有送到，请另行告知",
        text=failed.reason,
        by=SYSTEM,
        key=f"renovation_undelivered:{failed.message_id}",
        subject=Subject("renovation", str(row.pk)),
        page="othertrack:renovation",
    )
