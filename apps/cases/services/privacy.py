"""个人信息处理告知: a body's own wording, and that a household was told (个人信息保护法 第十七条)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from apps.audit.services import Subject, record
from apps.cases.models import Case, PrivacyAcknowledgement, PrivacyNotice
from apps.cases.queries.privacy import wording_at
from apps.cases.rules.privacy import digest_of
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_prose
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation


@dataclass(frozen=True, slots=True)
class Told:
    """How the household was told; ``code``: by which wording, '' for the one in force."""

    means: str
    code: str = ""


@transaction.atomic
def set_privacy_notice(*, by: Actor, organisation: Organisation, text: str) -> PrivacyNotice:
    """Give a body its own wording from now on; '' takes it back, and the default one holds again.

    What households were told before stays with their cases.
    """
    clean = normalise_prose(text)
    notice = PrivacyNotice.objects.create(
        organisation=organisation,
        digest=digest_of(clean),
        text=clean,
        made_at=clock.now(),
        made_by=by.signature,
    )
    record(
        by=by,
        subject=Subject("organisation", str(organisation.pk)),
        action="privacy_notice.set",
        facts={"code": notice.code, "own": bool(clean)},
    )
    return notice


def acknowledge(*, case: Case, by: Actor, told: Told, applicant: str) -> PrivacyAcknowledgement:
    """Keep with a case being registered how its household was told, and by which wording.

    Raises Refused where the wording that was read is no longer the one in force.
    """
    counter = case.street_office if by.organisation_id == case.street_office_id else case.bureau
    wording = wording_at(counter, case.bureau, case.city_bureau)
    if told.code and told.code != wording.code:
        raise Refused(
            "告知文本已更新，请按新的文本重新告知。", field="notice_means", code="privacy_notice_changed"
        )
    notice = wording.kept
    if notice is None:
        notice, _ = PrivacyNotice.objects.get_or_create(
            organisation=counter,
            digest=wording.digest,
            by_default=True,
            defaults={"text": wording.text, "made_at": clock.now(), "made_by": "系统"},
        )
    return PrivacyAcknowledgement.objects.create(
        case=case,
        notice=notice,
        acknowledged_by=applicant,
        means=told.means,
        recorded_at=clock.now(),
        recorded_by=by.signature,
    )
