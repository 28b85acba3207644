"""Days of works that are hard to believe, and days that come too pat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.lib import formats
from apps.signals.enums import Kind
from apps.signals.rules.found import Found, Table


@dataclass(frozen=True, slots=True)
class Due:
    """A 年度节点 by which works are to be finished."""

    name: str
    on: date


def works_too_short(
    case: str, *, started: date, finished: date, planned: int | None, least: int | None
) -> list[Found]:
    """Return works of fewer days than ``least``, first and last day counted; None is off."""
    days = (finished - started).days + 1
    if least is None or days >= least:
        return []
    return [
        Found(
            kind=Kind.WORKS_SHORT,
            subject=case,
            cases=[case],
            words=(
                f"{formats.day(started)}开工，{formats.day(finished)}完工，首尾都算 {days} 天，"
                f"少于 {least} 天；方案计划 {f'{planned} 天' if planned else '没有写工期'}"
            ),
            table=Table(
                ("", "实际", "方案", "提示的线"),
                (("工期（天）", str(days), str(planned) if planned else formats.NOTHING, f"少于 {least}"),),
            ),
            basis=f"{started}|{finished}",
        )
    ]


def before_milestone(case: str, *, finished: date, dues: Iterable[Due], days: int | None) -> list[Found]:
    """Return works finished on a milestone's day or at most ``days`` before it; None is off."""
    if days is None:
        return []
    near = [due for due in dues if 0 <= (due.on - finished).days <= days]
    if not near:
        return []
    due = min(near, key=lambda each: each.on)
    before = (due.on - finished).days
    return [
        Found(
            kind=Kind.BEFORE_MILESTONE,
            subject=case,
            cases=[case],
            words=(
                f"{formats.day(finished)}完工，{f'年度节点前 {before} 天' if before else '正是年度节点当天'}"
                f"（{due.name}，{formats.day(due.on)}），提示的是节点前 {days} 天以内"
            ),
            table=Table(
                ("", "完工", "年度节点"),
                (("日期", formats.day(finished), f"{formats.day(due.on)}（{due.name}）"),),
            ),
            basis=f"{finished}|{due.on}",
        )
    ]


def typed_at_once(
    case: str,
    *,
    start: tuple[date, datetime],
    finish: tuple[date, datetime],
    minutes: int | None,
    backfilled: bool,
) -> list[Found]:
    """Return 开工 and 完工 entered within so many ``minutes``; None is off.

    ``start`` and ``finish``: the day that was reported and the moment it was entered.
    """
    if minutes is None:
        return []
    between = abs(finish[1] - start[1])
    if between > timedelta(minutes=minutes):
        return []
    apart = int(between.total_seconds() // 60)
    return [
        Found(
            kind=Kind.TYPED_AT_ONCE,
            subject=case,
            cases=[case],
            words=(
                f"开工和完工相隔 {(finish[0] - start[0]).days} 天，"
                f"录入只隔 {apart} 分钟，提示的线是 {minutes} 分钟以内"
                f"{'；这一件是补录' if backfilled else ''}"
            ),
            table=Table(
                ("", "开工", "完工"),
                (
                    ("所报日期", formats.day(start[0]), formats.day(finish[0])),
                    ("录入时间", formats.moment(start[1]), formats.moment(finish[1])),
                ),
            ),
            basis=f"{start[0]}|{finish[0]}|{start[1].isoformat()}|{finish[1].isoformat()}",
        )
    ]
