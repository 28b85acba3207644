"""Publishing a list and taking it out of use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from apps.audit.services import Subject, record
from apps.enterprises.enums import ListingStatus
from apps.enterprises.models import Listing, Roll
from apps.enterprises.permissions import may_close, may_publish
from apps.enterprises.services.listings import end_place
from apps.enterprises.services.locks import checked_day, checked_text, locked
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation

MOST_PAPERS = 20


@transaction.atomic
def publish_roll(
    *,
    by: Actor,
    keeper: Organisation,
    title: str,
    criteria: str,
    legal_basis: str,
    scope: str,
    review_conclusion: str,
    reviewed_on: date,
    valid_from: date,
    asks: Sequence[str] = (),
) -> Roll:
    """Publish a list; what it says is never edited: other criteria make another list."""
    require(may_publish(by, keeper))
    papers = list(dict.fromkeys(each.strip()[:60] for each in asks if each.strip()))
    if len(papers) > MOST_PAPERS:
        raise Refused(f"申请材料最多 {MOST_PAPERS} 项。", field="asks", code="too_many")
    roll = Roll.objects.create(
        keeper=keeper,
        region=keeper.region,
        title=checked_text(title, "名录名称", "title", 80),
        criteria=checked_text(criteria, "入选条件", "criteria", 500),
        legal_basis=checked_text(legal_basis, "依据", "legal_basis"),
        scope=checked_text(scope, "适用范围", "scope"),
        asks=papers,
        review_conclusion=checked_text(review_conclusion, "公平竞争审查结论", "review_conclusion", 300),
        reviewed_on=checked_day(reviewed_on, "审查日期", "reviewed_on"),
        valid_from=valid_from,
    )
    record(
        by=by,
        subject=Subject("roll", str(roll.pk)),
        action="roll.published",
        facts={
            "title": roll.title,
            "legal_basis": roll.legal_basis,
            "reviewed_on": reviewed_on.isoformat(),
            "valid_from": valid_from.isoformat(),
        },
    )
    return roll


@transaction.atomic
def close_roll(*, by: Actor, roll: Roll, on: date, reason: str, version: int | None = None) -> Roll:
    """Take a list out of use: every place on it ends that day, running cases go on."""
    require(may_close(by, roll))
    row = locked(Roll, roll, version)
    require(may_close(by, row))
    day = checked_day(on, "停用日期", "on", least=row.valid_from)
    why = checked_text(reason, "停用原因", "reason")
    row.valid_to, row.end_reason = day, why
    row.edit += 1
    row.save(update_fields=["valid_to", "end_reason", "edit"])
    places = Listing.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise")
    for place in places.filter(roll=row).exclude(status=ListingStatus.REMOVED).order_by("pk"):
        end_place(place, by=by, on=day, reason=f"名录停用：{why}"[:200])
    record(
        by=by,
        subject=Subject("roll", str(row.pk)),
        action="roll.closed",
        facts={"valid_to": day.isoformat()},
        reason=why,
    )
    return row
