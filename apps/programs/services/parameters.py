"""本级参数 as a body sets them: a version with its day, source and reason (P4, P5, P9, R25)."""

from __future__ import annotations

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
from apps.programs.enums import ParameterCode, Strength
from apps.programs.models import Parameter
from apps.programs.permissions import may_set_limit


@transaction.atomic
def set_parameter(
    *,
    by: Actor,
    organisation: Organisation,
    code: ParameterCode,
    value: str,
    source: str,
    strength: Strength,
    valid_from: date,
    reason: str = "",
    version: int | None = None,
) -> Parameter:
    """Set, change or (with an empty value) take back a body's parameter from a day to come.

    What it holds for from that day on says ``code.applies_to``; what was before keeps what it had. Stale
    unless ``version`` is the number of the newest version, 0 where there is none.
    """
    require(may_set_limit(by, organisation))
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    last = Parameter.objects.filter(organisation=locked, code=code).order_by("number").last()
    if version is not None and version != (last.number if last else 0):
        raise Stale("这一参数刚被别人改过，您看到的不是最新内容。请核对后再提交。", code="stale")
    try:
        kept = code.kind.read(value)
    except ValueError as error:
        raise Refused(f"“{code.label}”{error}", field="value", code="value") from None
    source, reason = source.strip()[:120], reason.strip()[:200]
    if not source:
        raise Refused("请写明文号或依据。", field="source", code="source")
    if last is None and not kept:
        raise Refused("现在就是未设定，没有变更。", field="value", code="same")
    if last is not None and not reason:
        raise Refused("这是变更：请写明原因。", field="reason", code="reason")
    # What is of today may be done already, with yesterday's limit.
    if valid_from <= clock.today():
        raise Refused(
            f"最早从 {formats.day(clock.today() + timedelta(days=1))} 起生效：今天以前办的不受影响。",
            field="valid_from",
            code="past",
        )
    if last is not None and (last.value, last.source, last.strength, last.valid_from) == (
        kept,
        source,
        strength,
        valid_from,
    ):
        raise Refused("与现在的参数一样，没有变更。", code="same")
    row = Parameter.objects.create(
        organisation=locked,
        code=code,
        number=last.number + 1 if last else 1,
        value=kept,
        source=source,
        strength=strength,
        valid_from=valid_from,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by_name=by.signature,
    )
    record(
        by=by,
        subject=Subject("organisation", str(locked.pk)),
        action="parameter.set",
        facts={"code": code.value, "value": kept, "from": str(valid_from), "number": row.number},
        reason=reason,
    )
    tell(
        to=[Desk(locked.pk, role) for role in sorted(WORK_OF_KIND[locked.kind])],
        kind="parameter.set",
        title=f"{locked.short_name}{code.label}：{code.kind.write(kept)}",
        text=mask_personal(f"自 {formats.day(valid_from)} 起{code.applies_to}。依据：{source}。{reason}"),
        by=by,
        key=f"parameter|{row.pk}",
        subject=Subject("organisation", str(locked.pk)),
        page=settings.BODY_NUMBERS_PAGE,
    )
    return row
