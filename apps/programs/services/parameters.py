"""本级参数 as a body sets them: a version with its day, source and reason (P4, P5, P9, R25)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.programs.enums import ParameterCode, Strength
from apps.programs.models import Parameter
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
    locked = locked_body(organisation)
    last = Parameter.objects.filter(organisation=locked, code=code).order_by("number").last()
    require_newest(version, last.number if last else 0, "这一参数")
    try:
        kept = code.kind.read(value)
    except ValueError as error:
        raise Refused(f"“{code.label}”{error}", field="value", code="value") from None
    source, reason = source.strip()[:120], reason.strip()[:200]
    require_source(source)
    if last is None and not kept:
        raise Refused("现在就是未设定，没有变更。", field="value", code="same")
    require_reason(reason, is_change=last is not None)
    # What is of today may be done already, with yesterday's limit.
    require_ahead(valid_from, "今天以前办的不受影响")
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
    tell_body(
        locked,
        by=by,
        kind="parameter.set",
        title=f"{locked.short_name}{code.label}：{code.kind.write(kept)}",
        text=f"自 {formats.day(valid_from)} 起{code.applies_to}。依据：{source}。{reason}",
        key=f"parameter|{row.pk}",
    )
    return row
