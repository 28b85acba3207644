"""核对原文: a bureau has compared a line of a decree with the original; only then it stops anything."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.programs.models import StatuteReading
from apps.programs.permissions import may_set_limit
from apps.programs.queries import followers
from apps.programs.rules.statutes import LONGEST_WORDING, STATUTES, Concern, is_own_words
from apps.programs.services.versions import (
    locked_body,
    require_ahead,
    require_newest,
    require_reason,
    tell_body,
)


@transaction.atomic
def read_statute(
    *,
    by: Actor,
    organisation: Organisation,
    code: str,
    is_read: bool,
    valid_from: date,
    article: str = "",
    wording: str = "",
    approvable: bool = False,
    years: int | None = None,
    seen_in: str = "",
    reason: str = "",
    version: int | None = None,
) -> StatuteReading:
    """Keep what a body has read in the original of a line, or take that back; from a day to come.

    ``wording`` is typed off the original, ``seen_in`` says which text that was. A warranty needs its
    ``years``; ``approvable`` is asked of what is forbidden. Stale unless ``version`` is the number of the
    newest version, 0 where there is none.
    """
    require(may_set_limit(by, organisation))
    locked = locked_body(organisation)
    last = StatuteReading.objects.filter(organisation=locked, code=code).order_by("number").last()
    require_newest(version, last.number if last else 0, "这一条")
    statute = STATUTES[code]
    article, wording, seen_in, reason = (said.strip() for said in (article, wording, seen_in, reason))
    if not is_read and (last is None or not last.is_read):
        raise Refused("现在就是待核对原文，没有变更。", field="is_read", code="same")
    if is_read:
        for field, said, what in (
            ("article", article, "条款，如第五条"),
            ("wording", wording, "原文"),
            ("seen_in", seen_in, "核对所用的文本"),
        ):
            if not said:
                raise Refused(f"请填写{what}。", field=field, code="required")
        if is_own_words(statute, wording):
            raise Refused(
                "这是系统自己的话，不是原文。请打开原文，照原文抄录有关的一句。",
                field="wording",
                code="own_words",
            )
        if len(wording) > LONGEST_WORDING:
            raise Refused(f"最多 {LONGEST_WORDING} 字。", field="wording", code="max_length")
        if statute.concern is Concern.WARRANTY and not years:
            raise Refused("请填写原文写的最低年限。", field="years", code="required")
    require_reason(reason, is_change=last is not None)
    require_ahead(valid_from, "今天以前办的不受影响")
    row = StatuteReading.objects.create(
        organisation=locked,
        code=code,
        number=last.number + 1 if last else 1,
        is_read=is_read,
        article=article[:40] if is_read else "",
        wording=wording if is_read else "",
        approvable=is_read and approvable and statute.concern is Concern.RED_LINE,
        years=years if is_read and statute.concern is Concern.WARRANTY else None,
        seen_in=seen_in[:120] if is_read else "",
        valid_from=valid_from,
        reason=reason[:200],
        recorded_at=clock.now(),
        recorded_by_name=by.signature,
    )
    record(
        by=by,
        subject=Subject("organisation", str(locked.pk)),
        action="statute.read" if is_read else "statute.taken_back",
        facts={"code": code, "number": row.number, "from": str(valid_from), "article": row.article},
        reason=row.reason,
    )
    title = f"{locked.short_name}{statute.label}：{'已核对原文' if is_read else '恢复待核对原文'}"
    text = _words(locked, row)
    for body in (locked, *followers(locked, code, valid_from)):
        tell_body(body, by=by, kind="statute.read", title=title, text=text, key=f"statute|{row.pk}")
    return row


def _words(body: Organisation, row: StatuteReading) -> str:
    """Return what a reading brings from its day on, by what the line is for."""
    since, statute = f"自 {formats.day(row.valid_from)} 起", STATUTES[row.code]
    if not row.is_read:
        return f"{since}，{body.short_name}不再核对；上级单位核对过的，按上级的。{row.reason}"
    if statute.concern is Concern.WARRANTY:
        return f"{since}，登记质量保修书时按{row.article}核验：{statute.label} {row.years} 年。{row.reason}"
    return f"{since}，方案核验、巡查按{row.article}。{row.reason}"
