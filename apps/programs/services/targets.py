"""Targets and milestones as officials set them: versions with reason and date (R12, R32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from zlib import crc32

from django.conf import settings
from django.db import transaction

from apps.audit.rules import mask_personal
from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.orgs.enums import WORK_OF_KIND
from apps.orgs.models import Organisation
from apps.orgs.queries import reports_to
from apps.outbox.services import Desk, tell
from apps.programs.models import Milestone, Program, SpanTarget, Target, TargetVersion
from apps.programs.permissions import may_set_target

V = TypeVar("V", Target, SpanTarget)

STALE = "刚被别人改过，您看到的不是最新内容。请核对后再提交。"


@transaction.atomic
def change_target(
    *,
    by: Actor,
    program: Program,
    organisation: Organisation,
    households: int | None,
    valid_from: date,
    source: str,
    reason: str = "",
    is_assumption: bool = False,
    version: int | None = None,
) -> Target:
    """Set or change a body's target of a year from a day on: a new version, told to the body.

    Refused for a day before today (sealed weeks keep the target of their day) or after the year, without a
    reason where one stood before, and where nothing changes. Stale unless ``version`` is the newest number.
    """
    require(may_set_target(by, organisation))
    # The year is the lock of all its targets: two who change one, one after the other.
    locked = Program.objects.select_for_update().get(pk=program.pk)
    if valid_from > locked.closes_on:
        raise Refused(
            f"{locked.name}到 {formats.day(locked.closes_on)} 为止。", field="valid_from", code="after"
        )
    _not_before(valid_from, locked.opens_on)
    last = Target.objects.filter(program=locked, organisation=organisation).order_by("number").last()
    row = _next(
        last,
        Target(program=locked, organisation=organisation),
        by=by,
        households=households,
        valid_from=valid_from,
        source=source,
        reason=reason,
        is_assumption=is_assumption,
        version=version,
    )
    facts = {"organisation": organisation.pk, "households": households, "from": str(valid_from)}
    record(
        by=by,
        subject=Subject("program", str(locked.pk)),
        action="target.changed",
        facts={**facts, "number": row.number},
        reason=row.reason,
    )
    _tell(
        by,
        organisation,
        key=f"target|{row.pk}",
        title=f"{locked.name}{organisation.short_name}目标：{_households(households)}",
        text=_words(row),
    )
    return row


@transaction.atomic
def change_span_target(
    *,
    by: Actor,
    organisation: Organisation,
    first_year: int,
    last_year: int,
    households: int | None,
    valid_from: date,
    source: str,
    reason: str = "",
    is_assumption: bool = False,
    version: int | None = None,
) -> SpanTarget:
    """Set or change what a body is to reach over several years; refused as :func:`change_target` is.

    ``version`` is how many versions of all its spans there were.
    """
    require(may_set_target(by, organisation))
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if last_year <= first_year:
        raise Refused("截止年度要在起始年度之后；一年的目标请设为年度目标。", field="last_year", code="order")
    rows = SpanTarget.objects.filter(organisation=locked)
    if version is not None and rows.count() != version:
        raise Stale(f"多年目标{STALE}", code="stale")
    _not_before(valid_from, date(first_year, 1, 1))
    last = rows.filter(first_year=first_year, last_year=last_year).order_by("number").last()
    row = _next(
        last,
        SpanTarget(organisation=locked, first_year=first_year, last_year=last_year),
        by=by,
        households=households,
        valid_from=valid_from,
        source=source,
        reason=reason,
        is_assumption=is_assumption,
        version=None,
    )
    record(
        by=by,
        subject=Subject("organisation", str(locked.pk)),
        action="span_target.changed",
        facts={
            "years": f"{first_year}-{last_year}",
            "households": households,
            "from": str(valid_from),
            "number": row.number,
        },
        reason=row.reason,
    )
    _tell(
        by,
        locked,
        key=f"span_target|{row.pk}",
        title=f"{first_year}～{last_year} 年{locked.short_name}目标：{_households(households)}",
        text=_words(row),
    )
    return row


def _not_before(valid_from: date, begins: date) -> None:
    # Weeks are sealed at midnight with the target of their day: an earlier one would rewrite them.
    earliest = max(clock.today(), begins)
    if valid_from < earliest:
        raise Refused(
            f"最早从 {formats.day(earliest)} 起生效：已封存的各期按当时的目标，不作更改。",
            field="valid_from",
            code="before",
        )


def _next(last: V | None, row: V, *, by: Actor, version: int | None, **said: Any) -> V:
    """Save ``row`` as the version after ``last``."""
    if version is not None and version != (last.number if last else 0):
        raise Stale(f"这一目标{STALE}", code="stale")
    source, reason = said["source"].strip()[:120], said["reason"].strip()[:200]
    if not source:
        raise Refused("请写明依据（文号或会议纪要）。", field="source", code="source")
    if last is not None and not reason:
        raise Refused("这是变更：请写明原因。", field="reason", code="reason")
    same = ("households", "valid_from", "is_assumption")
    if last is not None and last.source == source and all(getattr(last, name) == said[name] for name in same):
        raise Refused("与现在的目标一样，没有变更。", code="same")
    row.number = last.number + 1 if last else 1
    row.households, row.valid_from, row.is_assumption = (said[name] for name in same)
    row.source, row.reason = source, reason
    row.recorded_at, row.recorded_by_name = clock.now(), by.signature
    row.save(force_insert=True)
    return row


def _households(number: int | None) -> str:
    return "不设目标" if number is None else f"{number} 户"


def _words(row: TargetVersion) -> str:
    since = f"自 {formats.day(row.valid_from)} 起。" if row.valid_from else ""
    return f"{since}依据：{row.source}。{f'变更原因：{row.reason}' if row.reason else ''}"


def _tell(by: Actor, organisation: Organisation, *, key: str, title: str, text: str) -> None:
    """Tell the body whose it is, and whom it reports to."""
    upper = reports_to(organisation, clock.today())
    tell(
        to=[
            Desk(body.pk, role)
            for body in (organisation, upper)
            if body is not None
            for role in sorted(WORK_OF_KIND[body.kind])
        ],
        kind="target.changed",
        title=mask_personal(title),
        text=mask_personal(text),
        by=by,
        key=key,
        subject=Subject("organisation", str(organisation.pk)),
        page=settings.BODY_NUMBERS_PAGE,
    )


@dataclass(frozen=True, slots=True)
class MilestoneSpec:
    """A milestone as it is set: ``share`` of the target in per cent by the end of ``due_on``."""

    name: str
    due_on: date
    share: Decimal
    measure: str = "completed"


def milestones_version(program: Program, organisation: Organisation) -> int:
    """Return a number that changes exactly when the milestones of a body's target do."""
    rows = Milestone.objects.filter(program=program, organisation=organisation).order_by("pk")
    return crc32(repr(list(rows.values_list("pk", "name", "due_on", "share", "measure", "source"))).encode())


@transaction.atomic
def change_milestones(
    *,
    by: Actor,
    program: Program,
    organisation: Organisation,
    milestones: Sequence[MilestoneSpec],
    source: str,
    reason: str = "",
    is_assumption: bool = False,
    version: int | None = None,
) -> int:
    """Set the milestones of a body's target, which hold for those that report to it as well.

    A milestone whose day is over was judged: it stays as it is, and none is set for a past day (R32).
    Returns how many there are.
    """
    require(may_set_target(by, organisation))
    locked = Program.objects.select_for_update().get(pk=program.pk)
    if version is not None and milestones_version(locked, organisation) != version:
        raise Stale(f"这些节点{STALE}", code="stale")
    source, reason, today = source.strip()[:120], reason.strip()[:200], clock.today()
    if not source:
        raise Refused("请写明依据（文号或会议纪要）。", field="source", code="source")
    standing = list(Milestone.objects.filter(program=locked, organisation=organisation))
    judged = [row for row in standing if row.due_on < today]
    known = {_shape(row) for row in judged}
    wanted = [each for each in milestones if _shape(each) not in known]
    _require_sound(wanted, judged, locked, today)
    ahead = [row for row in standing if row.due_on >= today]
    same = {_shape(row) for row in ahead} == {_shape(each) for each in wanted}
    # 演示假设 taken off is a change too: so a year's taken-over milestones are confirmed.
    if same and all((row.source, row.is_assumption) == (source, is_assumption) for row in ahead):
        raise Refused("与现在的节点一样，没有变更。", code="same")
    if standing and not reason:
        raise Refused("这是变更：请写明原因。", field="reason", code="reason")
    Milestone.objects.filter(program=locked, organisation=organisation, due_on__gte=today).delete()
    Milestone.objects.bulk_create(
        Milestone(
            program=locked,
            organisation=organisation,
            name=each.name,
            due_on=each.due_on,
            share=each.share,
            measure=each.measure,
            source=source,
            is_assumption=is_assumption,
        )
        for each in wanted
    )
    record(
        by=by,
        subject=Subject("program", str(locked.pk)),
        action="milestones.changed",
        facts={
            "organisation": organisation.pk,
            "milestones": [f"{each.name} {each.due_on} {each.share} {each.measure}" for each in wanted],
        },
        reason=reason,
    )
    _tell(
        by,
        organisation,
        key=f"milestones|{locked.pk}|{organisation.pk}|{milestones_version(locked, organisation)}",
        title=f"{locked.name}{organisation.short_name}的节点有变更",
        text="；".join(_said(each) for each in wanted),
    )
    return len(judged) + len(wanted)


def _said(each: MilestoneSpec) -> str:
    return f"{each.name} {formats.day(each.due_on)} {formats.per_cents(each.share)}"


def _shape(each: Milestone | MilestoneSpec) -> tuple[str, date, Decimal, str]:
    return each.name, each.due_on, Decimal(each.share), each.measure


def _require_sound(
    wanted: Sequence[MilestoneSpec], judged: Sequence[Milestone], program: Program, today: date
) -> None:
    names = [*(row.name for row in judged), *(each.name for each in wanted)]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise Refused(f"“{twice}”有两个。已到期的节点照原样保留，不能改。", field="milestones", code="twice")
    for each in wanted:
        if each.due_on < today:
            raise Refused(
                f"“{each.name}”的日期已过：到期的节点已经认定，不再新设或更改。",
                field="milestones",
                code="past",
            )
        if not program.opens_on <= each.due_on <= program.closes_on:
            raise Refused(f"“{each.name}”的日期不在{program.name}内。", field="milestones", code="outside")
        if not 0 < each.share <= 100:
            raise Refused(f"“{each.name}”的比例应大于 0、不超过 100 %。", field="milestones", code="share")
