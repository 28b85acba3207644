"""归档范围和保管期限表 as a body sets it (P9, R25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from apps.audit.rules import mask_personal
from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.orgs.enums import WORK_OF_KIND
from apps.orgs.models import Organisation
from apps.outbox.services import Desk, tell
from apps.programs.models import RetentionTable
from apps.programs.permissions import may_set_limit
from apps.programs.rules.retention import Line, unsound


@transaction.atomic
def set_retention(
    *,
    by: Actor,
    organisation: Organisation,
    lines: Sequence[Line],
    source: str,
    valid_from: date,
    reason: str = "",
    version: int | None = None,
) -> RetentionTable:
    """Set a body's table, whole, from a day to come; what is archived from then on follows it.

    Stale unless ``version`` is the number of the newest version, 0 where there is none.
    """
    require(may_set_limit(by, organisation))
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    last = RetentionTable.objects.filter(organisation=locked).order_by("number").last()
    if version is not None and version != (last.number if last else 0):
        raise Stale("这张表刚被别人改过，您看到的不是最新内容。请核对后再提交。", code="stale")
    source, reason = source.strip()[:120], reason.strip()[:200]
    if wrong := unsound(lines):
        raise Refused(f"{wrong}。", field="lines", code="lines")
    if not source:
        raise Refused("请写明文号或依据。", field="source", code="source")
    if last is not None and not reason:
        raise Refused("这是变更：请写明原因。", field="reason", code="reason")
    if valid_from <= clock.today():
        day = formats.day(clock.today() + timedelta(days=1))
        raise Refused(f"最早从 {day} 起生效。", field="valid_from", code="past")
    row = RetentionTable.objects.create(
        organisation=locked,
        number=last.number + 1 if last else 1,
        lines=[each.kept() for each in lines],
        source=source,
        valid_from=valid_from,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by_name=by.signature,
    )
    record(
        by=by,
        subject=Subject("organisation", str(locked.pk)),
        action="retention.set",
        facts={"number": row.number, "from": str(valid_from), "lines": len(lines)},
        reason=reason,
    )
    tell(
        to=[Desk(locked.pk, role) for role in sorted(WORK_OF_KIND[locked.kind])],
        kind="retention.set",
        title=f"{locked.short_name}归档范围和保管期限表第 {row.number} 版",
        text=mask_personal(f"自 {formats.day(valid_from)} 起归档的适用。依据：{source}。{reason}"),
        by=by,
        key=f"retention|{row.pk}",
        subject=Subject("organisation", str(locked.pk)),
        page=settings.BODY_NUMBERS_PAGE,
    )
    return row
