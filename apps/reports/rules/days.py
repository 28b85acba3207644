"""What each day changed in 已完成 and 验收合格, replayed from the records (R32).

A milestone is judged by the count on its day, which may lie in the middle of a week. The day of a record is
that of the moment it was written down, as for the weekly table, in Asia/Shanghai.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from apps.lib import clock
from apps.reports.rules.ledger import State
from apps.reports.rules.recount import STATE_OF_STATUS, Account, Record, apply


@dataclass(frozen=True, slots=True)
class Change:
    """By how many households one day changed the two counts."""

    done: int = 0
    passed: int = 0


def _counts(account: Account, bureau_id: int) -> tuple[int, int]:
    elsewhere = account.left or account.bureau_id != bureau_id
    if elsewhere or STATE_OF_STATUS.get(account.status) is not State.DONE:
        return 0, 0
    return 1, int(account.passed)


def changes_by_day(
    records: Iterable[Record],
    *,
    bureau_id: int,
    year_opened_at: datetime,
    after: datetime,
    before: datetime,
) -> Mapping[date, Change]:
    """Return what the days in ``[after, before)`` changed, days without a change left out.

    What was complete when the year opened was counted in its own year and changes nothing here, whatever
    happens to it later.
    """
    days: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for history in _by_case(records).values():
        account = Account()
        counted_before = False
        known: tuple[int, int] | None = None
        for record in history:
            if record.recorded_at >= before:
                break
            if known is None and record.recorded_at >= after:
                known = _counts(account, bureau_id)
            apply(record, account)
            if record.recorded_at < year_opened_at:
                counted_before = STATE_OF_STATUS.get(account.status) is State.DONE
            if known is None or counted_before:
                continue
            now = _counts(account, bureau_id)
            day = days[clock.local(record.recorded_at).date()]
            day[0] += now[0] - known[0]
            day[1] += now[1] - known[1]
            known = now
    return {day: Change(*both) for day, both in sorted(days.items()) if any(both)}


def _by_case(records: Iterable[Record]) -> dict[UUID, list[Record]]:
    found: dict[UUID, list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda each: (each.recorded_at, each.order)):
        found[record.case_id].append(record)
    return found
