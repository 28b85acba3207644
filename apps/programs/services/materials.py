"""材料清单 as a body sets it for a track (P3, R25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.programs.models import MaterialList
from apps.programs.permissions import may_set_limit
from apps.programs.services.versions import (
    locked_body,
    require_ahead,
    require_newest,
    require_reason,
    require_source,
    tell_body,
)


@transaction.atomic
def set_materials(
    *,
    by: Actor,
    organisation: Organisation,
    track: str,
    lines: Sequence[Mapping[str, object]],
    source: str,
    valid_from: date,
    reason: str = "",
    version: int | None = None,
) -> MaterialList:
    """Set a body's list for a track, whole, from a day to come; an empty one goes back to the house's.

    Lines were judged by :func:`apps.cases.rules.materials.unsound`. Stale unless ``version`` is the number of
    the newest version, 0 where there is none.
    """
    require(may_set_limit(by, organisation))
    locked = locked_body(organisation)
    last = MaterialList.objects.filter(organisation=locked, track=track).order_by("number").last()
    require_newest(version, last.number if last else 0, "这张清单")
    source, reason = source.strip()[:120], reason.strip()[:200]
    if not lines and (last is None or not last.lines):
        raise Refused("现在用的就是原有清单，没有变更。", field="lines", code="same")
    require_source(source)
    require_reason(reason, is_change=last is not None)
    # Who applies today may be registered already, and returned by today's list.
    require_ahead(valid_from, "已登记的办件不受影响")
    row = MaterialList.objects.create(
        organisation=locked,
        track=track,
        number=last.number + 1 if last else 1,
        lines=[dict(each) for each in lines],
        source=source,
        valid_from=valid_from,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by_name=by.signature,
    )
    record(
        by=by,
        subject=Subject("organisation", str(locked.pk)),
        action="materials.set",
        facts={"track": track, "number": row.number, "from": str(valid_from), "lines": len(row.lines)},
        reason=reason,
    )
    tell_body(
        locked,
        by=by,
        kind="materials.set",
        title=f"{locked.short_name}材料清单第 {row.number} 版",
        text=f"自 {formats.day(valid_from)} 起申请的办件适用。依据：{source}。{reason}",
        key=f"materials|{row.pk}",
    )
    return row
