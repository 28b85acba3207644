"""Which day a record of works, their end or their acceptance may bear; each refused at its field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from apps.cases.models import Case
from apps.cases.queries.days import acceptance_from
from apps.inspections.enums import PauseStatus, ReportKind
from apps.inspections.models import Rectification, StopWork, WorksReport
from apps.inspections.queries.days import enterprise_of
from apps.inspections.queries.ends import rectifying_attempt
from apps.lib import clock, formats
from apps.lib.decisions import Refused


def not_future(day: date, field: str) -> None:
    """Refuse a day after today."""
    if day > clock.today():
        raise Refused("日期不能晚于今天。", field=field, code="future")


def day_of_works(case: Case, day: date, field: str) -> None:
    """Refuse a day before the works began, or after today."""
    not_future(day, field)
    if case.started_on and day < case.started_on:
        raise Refused(
            f"日期早于开工日期（{formats.day(case.started_on)}）。", field=field, code="before_start"
        )


def recorded_days(case: Case) -> Iterator[date]:
    """Yield the days of which something was recorded while these works went on."""
    reports = WorksReport.objects.of_works(case).filter(kind__in=[ReportKind.PROGRESS, ReportKind.CONCEALED])
    yield from reports.values_list("on", flat=True)
    stops = StopWork.objects.filter(case=case, enterprise_id=enterprise_of(case))
    # A pause that was refused did not happen.
    for from_on, last_on in stops.exclude(status=PauseStatus.REFUSED).values_list("from_on", "last_on"):
        yield from_on
        if last_on is not None:
            yield last_on


def not_before_records(case: Case, day: date, field: str) -> None:
    """Refuse an end of works before a day on which they were recorded to go on."""
    last = max(recorded_days(case), default=None)
    if last is not None and day < last:
        raise Refused(f"日期早于施工记录（{formats.day(last)}），请核对。", field=field, code="records")


def end_day(case: Case, kind: ReportKind, day: date, field: str) -> None:
    """Refuse a day on which works or rectification cannot have ended, whoever names it."""
    day_of_works(case, day, field)
    if kind is ReportKind.RECTIFIED:
        _not_before_repair(case, day, field)
    else:
        not_before_records(case, day, field)


def _not_before_repair(case: Case, day: date, field: str) -> None:
    attempt = rectifying_attempt(case)
    asked = case.rectifying_from or (attempt.visited_on if attempt else None)
    if asked is not None and day < asked:
        raise Refused(
            f"日期早于要求整改的日期（{formats.day(asked)}）。", field=field, code="before_rectification"
        )
    items = Rectification.objects.filter(attempt=attempt)
    last = items.order_by("-done_on").values_list("done_on", flat=True).first()
    if last is not None and day < last:
        raise Refused(
            f"日期早于最后一项整改完成的日期（{formats.day(last)}）。", field=field, code="before_items"
        )


def not_before_end(case: Case, day: date, field: str, what: str) -> None:
    """Refuse a day of an acceptance before the works, or their latest rectification, ended."""
    ended = acceptance_from(case)
    if ended is not None and day < ended:
        which = "整改完成" if case.rectified_on else "完工"
        raise Refused(
            f"{what}早于{which}日期（{formats.day(ended)}）。", field=field, code="before_completion"
        )
