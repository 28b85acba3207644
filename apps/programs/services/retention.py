"""归档范围和保管期限表 as a body sets it (P9, R25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.programs.models import RetentionTable
from apps.programs.permissions import may_set_limit
from apps.programs.rules.retention import Line, unsound
from apps.programs.services.versions import (
    locked_body,
    require_ahead,
    require_newest,
    require_reason,
    require_source,
    tell_body,
)


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
    locked = locked_body(organisation)
    last = RetentionTable.objects.filter(organisation=locked).order_by("number").last()
    require_newest(version, last.number if last else 0, "这张表")
    source, reason = source.strip()[:120], reason.strip()[:200]
    if wrong := unsound(lines):
        raise Refused(f"{wrong}。", field="lines", code="lines")
    require_source(source)
    require_reason(reason, is_change=last is not None)
    require_ahead(valid_from)
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
    tell_body(
        locked,
        by=by,
        kind="retention.set",
        title=f"{locked.short_name}归档范围和保管期限表第 {row.number} 版",
        text=f"自 {formats.day(valid_from)} 起归档的适用。依据：{source}。{reason}",
        key=f"retention|{row.pk}",
    )
    return row
