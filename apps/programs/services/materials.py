"""材料清单 as a body sets it for a track (P3, R25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from apps.programs.models import MaterialList
from apps.programs.permissions import may_set_limit


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
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    last = MaterialList.objects.filter(organisation=locked, track=track).order_by("number").last()
    if version is not None and version != (last.number if last else 0):
        raise Stale("这张清单刚被别人改过，您看到的不是最新内容。请核对后再提交。", code="stale")
    source, reason = source.strip()[:120], reason.strip()[:200]
    if not lines and (last is None or not last.lines):
        raise Refused("现在用的就是原有清单，没有变更。", field="lines", code="same")
    if not source:
        raise Refused("请写明文号或依据。", field="source", code="source")
    if last is not None and not reason:
        raise Refused("这是变更：请写明原因。", field="reason", code="reason")
    # Who applies today may be registered already, and returned by today's list.
    if valid_from <= clock.today():
        day = formats.day(clock.today() + timedelta(days=1))
        raise Refused(f"最早从 {day} 起生效：已登记的办件不受影响。", field="valid_from", code="past")
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
    tell(
        to=[Desk(locked.pk, role) for role in sorted(WORK_OF_KIND[locked.kind])],
        kind="materials.set",
        title=f"{locked.short_name}材料清单第 {row.number} 版",
        text=mask_personal(f"自 {formats.day(valid_from)} 起申请的办件适用。依据：{source}。{reason}"),
        by=by,
        key=f"materials|{row.pk}",
        subject=Subject("organisation", str(locked.pk)),
        page=settings.BODY_NUMBERS_PAGE,
    )
    return row
