"""A year is opened from the one before; its closing day and what it is combined with (P8, R1, R12)."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from datetime import date

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
from apps.programs.models import Milestone, Program
from apps.programs.permissions import BUREAU_KINDS, may_open_year, may_steer

STALE = "这一年度刚被别人改过，您看到的不是最新内容。请核对后再提交。"


@transaction.atomic
def open_next_year(*, by: Actor, program: Program, name: str = "", version: int | None = None) -> Program:
    """Open the year after ``program``: its group, linked programmes and milestones a year later, no target.

    Rule sets and limits of bodies hold on until they are succeeded, so nothing of them is copied. Refused
    where the next year is there already.
    """
    require(may_open_year(by))
    last = Program.objects.select_for_update().get(pk=program.pk)
    if version is not None and last.edit != version:
        raise Stale(STALE, code="stale")
    year = last.year + 1
    # Asked behind the lock: a year can be opened from the one before it only, so two openers wait here.
    if Program.objects.filter(year=year).exists():
        raise Refused(f"{year} 年度已经开启。", code="exists")
    opened = Program.objects.create(
        year=year,
        name=name.strip()[:60] or f"{year} 年度",
        group=last.group,
        opens_on=date(year, 1, 1),
        closes_on=date(year, 12, 31),
        linked_programmes=last.linked_programmes,
    )
    rows = Milestone.objects.filter(program=last)
    Milestone.objects.bulk_create(
        Milestone(
            program=opened,
            organisation_id=row.organisation_id,
            name=row.name,
            due_on=_a_year_later(row.due_on),
            share=row.share,
            measure=row.measure,
            source=row.source,
            # A share of another year's text is an assumption until its own is there.
            is_assumption=True,
        )
        for row in rows
    )
    record(
        by=by,
        subject=Subject("program", str(opened.pk)),
        action="program.opened",
        facts={"year": year, "from": last.year, "milestones": len(rows)},
    )
    _tell_all(
        by,
        opened,
        key=f"program.opened|{year}",
        title=f"{opened.name}已开启",
        text=f"自 {formats.day(opened.opens_on)} 起。目标另行下达；节点照上一年度暂列，请核对。",
    )
    return opened


def _a_year_later(day: date) -> date:
    if (day.month, day.day) == (2, 29) and not isleap(day.year + 1):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


@transaction.atomic
def change_year(
    *,
    by: Actor,
    program: Program,
    name: str,
    late_facts_until: date | None,
    linked_programmes: Sequence[str] | None,
    reason: str,
    version: int | None = None,
) -> Program:
    """Change a year's name, the last day for its late facts and what it may be combined with.

    None of ``late_facts_until``: 未设定, open until the upper authority has accepted. Refused for a day
    within the year or before today.
    """
    require(may_steer(by))
    locked = Program.objects.select_for_update().get(pk=program.pk)
    if version is not None and locked.edit != version:
        raise Stale(STALE, code="stale")
    reason, name = reason.strip()[:200], name.strip()[:60]
    if not name:
        raise Refused("请填写名称。", field="name", code="name")
    if not reason:
        raise Refused("请写明原因。", field="reason", code="reason")
    moved = late_facts_until != locked.late_facts_until
    if moved and late_facts_until is not None:
        _require_closing_day(late_facts_until, locked)
    kinds = None if linked_programmes is None else sorted(linked_programmes)
    if not moved and name == locked.name and kinds == locked.linked_programmes:
        raise Refused("没有变更。", code="same")
    locked.name, locked.late_facts_until, locked.linked_programmes = name, late_facts_until, kinds
    locked.edit += 1
    locked.save(update_fields=["name", "late_facts_until", "linked_programmes", "edit"])
    until = formats.day(late_facts_until) if late_facts_until else "未设定"
    record(
        by=by,
        subject=Subject("program", str(locked.pk)),
        action="program.changed",
        facts={"name": name, "late_facts_until": until, "linked_programmes": kinds},
        reason=reason,
    )
    if moved:
        _tell_all(
            by,
            locked,
            key=f"program.late_facts|{locked.pk}|{locked.edit}",
            title=f"{locked.name}年终核定补录截止：{until}",
            text=reason,
        )
    return locked


def _require_closing_day(day: date, program: Program) -> None:
    if day <= program.closes_on:
        raise Refused(
            f"补录截止在年度结束（{formats.day(program.closes_on)}）以后。",
            field="late_facts_until",
            code="within",
        )
    if day < clock.today():
        raise Refused("补录截止不能早于今天。", field="late_facts_until", code="past")


def _tell_all(by: Actor, program: Program, *, key: str, title: str, text: str) -> None:
    bodies = Organisation.objects.active().filter(kind__in=BUREAU_KINDS).values_list("pk", "kind")
    tell(
        to=[Desk(pk, role) for pk, kind in bodies for role in sorted(WORK_OF_KIND[kind])],
        kind="program.changed",
        title=mask_personal(title),
        text=mask_personal(text),
        by=by,
        key=key,
        subject=Subject("program", str(program.pk)),
        page=settings.YEAR_PAGE,
    )
