"""What an act would do to our own households within the row 传统装修 of the running week (R9, R10)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Min, Q, QuerySet

from apps.cases.enums import STARTED
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.calendars import DueWeek
from apps.orgs.models import Organisation, within
from apps.othertrack.enums import LEFT, STRUCK, Ground
from apps.othertrack.models import CountSpan, Renovation
from apps.reports.queries.effects import running_week
from apps.reports.queries.records import counted_set
from apps.reports.queries.weeks import year_opened_at
from apps.reports.rules.effects import Own, own_changes

_ROW = "传统装修申报数里本系统的办件"
_DECLARED = "申报数是填报的，不会自动改，请核对"


def converting_effect(case: Case, move: str) -> str:
    """Say what a conversion adds to our own part of 传统装修, beside what the assembled row loses."""
    if move != "convert" or case.status not in STARTED:
        return ""
    week, running = running_week(case.bureau, clock.now())
    if running is None:
        return ""
    began, opened_at = _began(running), year_opened_at(running.year)
    spans = _spans(case.dwelling_key, case.bureau, opened_at)
    assembled = _assembled(case.dwelling_key, case.bureau, opened_at)
    before = [] if assembled else [_own(span, began) for span in spans]
    after = []
    members = assembled - {case.pk}
    if not members and case.pk in assembled:
        # An ended application of the home gives way to the one that is opened now.
        after = [_own(span, began) for span in spans.exclude(renovation__status__in=LEFT)]
        first = _counted_in(CountSpan.objects.filter(dwelling_key=case.dwelling_key), opened_at)
        since = first.aggregate(first=Min("since"))["first"]
        is_new = since is None or since >= began
        after.append(Own(case.completed_on is not None, is_new, case.contract_amount))
    return _said(week, "", before, after)


def ending_effects(renovation: Renovation, ending: str) -> list[str]:
    """Say what the end of an application (decline, withdraw) does to the week; of a decline by its ground."""
    week, running = running_week(renovation.bureau, clock.now())
    if running is None:
        return [week] if week else []
    opened_at, began = year_opened_at(running.year), _began(running)
    spans = _spans(renovation.dwelling_key, renovation.bureau, opened_at)
    is_assembled = bool(_assembled(renovation.dwelling_key, renovation.bureau, opened_at))
    before = [] if is_assembled else [_own(span, began) for span in spans]
    if ending != "decline":
        return [_said(week, "", before, before)]
    struck = spans.exclude(renovation=renovation)
    after = [] if is_assembled else [_own(span, began) for span in struck]
    if before == after:
        return [_said(week, "", before, after)]
    grounds = "、".join(each.label for each in STRUCK)
    return [
        _said(week, f"选“{Ground.UNFIT.label}”的，", before, before),
        _said(week, f"选{grounds}的，", before, after),
    ]


def _said(week: str, choice: str, before: list[Own], after: list[Own]) -> str:
    changes = own_changes(before, after)
    if changes:
        return f"{week}，{choice}{_ROW}：{'，'.join(changes)}。{_DECLARED}。"
    kept = "已经开工并备案的装修照样计入" if after else "这一户现在没有计入"
    return f"{week}，{choice}{_ROW}不变：{kept}。"


def _began(running: DueWeek) -> datetime:
    return datetime.combine(running.period_start, time(), clock.SHANGHAI)


def _counted_in(rows: QuerySet[CountSpan], opened_at: datetime) -> QuerySet[CountSpan]:
    return rows.filter(Q(finish_recorded_at__isnull=True) | Q(finish_recorded_at__gte=opened_at))


def _spans(dwelling_key: str, bureau: Organisation, opened_at: datetime) -> QuerySet[CountSpan]:
    bodies = Organisation.objects.filter(within(bureau.pk)).values("pk")
    rows = CountSpan.objects.filter(dwelling_key=dwelling_key, ends_at__isnull=True, bureau__in=bodies)
    return _counted_in(rows, opened_at).order_by("pk")


def _assembled(dwelling_key: str, bureau: Organisation, opened_at: datetime) -> set[object]:
    """Return the cases of a home that the assembled row counts now: then it is counted there alone."""
    cases = list(Case.objects.started().filter(dwelling_key=dwelling_key).values_list("pk", flat=True))
    if not cases:
        return set()
    moment = clock.now() + timedelta(microseconds=1)
    members, _ = counted_set(bureau.pk, moment, year_opened_at=opened_at, only=cases)
    return set(members)


def _own(span: CountSpan, began: datetime) -> Own:
    return Own(span.finish_recorded_at is not None, span.since >= began, span.amount)
