"""统计表栏目 as a city or the province sets them (附件略)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.orgs.queries import bureaus_below
from apps.programs.models import Program
from apps.programs.services.versions import (
    locked_body,
    require_ahead,
    require_newest,
    require_reason,
    require_source,
    tell_body,
)
from apps.reports.models import FormLayout
from apps.reports.permissions import may_lay_out
from apps.reports.rules.layout import Column, unsound


@transaction.atomic
def set_layout(
    *,
    by: Actor,
    organisation: Organisation,
    program: Program,
    columns: Sequence[Column],
    source: str,
    valid_from: date,
    reason: str = "",
    version: int | None = None,
) -> FormLayout:
    """Set which columns a body's form prints in a year, whole; weeks that end from that day on follow it.

    Weeks that have ended keep theirs. Stale unless ``version`` is the number that it gets.
    """
    require(may_lay_out(by, organisation))
    locked = locked_body(organisation)
    last = FormLayout.objects.filter(organisation=locked, program=program).order_by("number").last()
    number = last.number + 1 if last else 1
    require_newest(version, number, "统计表栏目")
    source, reason = source.strip()[:120], reason.strip()[:200]
    if wrong := unsound(columns):
        raise Refused(f"{wrong}。", field="columns", code="columns")
    require_source(source)
    require_reason(reason, is_change=last is not None)
    require_ahead(valid_from, "已经结束的各期照原来的栏目印")
    if valid_from > program.closes_on:
        day = formats.day(program.closes_on)
        raise Refused(f"{program.name}到 {day} 为止，请填这一天以前的日期。", field="valid_from", code="late")
    row = FormLayout.objects.create(
        organisation=locked,
        program=program,
        number=number,
        columns=[each.kept() for each in columns],
        source=source,
        valid_from=valid_from,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by_name=by.signature,
    )
    record(
        by=by,
        subject=Subject("organisation", str(locked.pk)),
        action="layout.set",
        facts={
            "year": program.year,
            "number": row.number,
            "from": str(valid_from),
            "columns": [each.figure for each in columns],
        },
        reason=reason,
    )
    # Those below print by it, too: their tables look different from that day on.
    for body in (locked, *bureaus_below(locked, clock.today())):
        tell_body(
            body,
            by=by,
            kind="layout.set",
            title=f"{locked.short_name}{program.year} 年度统计表栏目第 {row.number} 版",
            text=(
                f"{formats.day(valid_from)} 起结束的各期，{locked.short_name}和没有另设栏目的所属单位按它印。"
                f"依据：{source}。{reason}"
            ),
            key=f"layout|{row.pk}|{body.pk}",
        )
    return row
