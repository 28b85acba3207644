"""The week of a district: Attachment 3 on screen, and the cases behind each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.db.models import prefetch_related_objects
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.forms import ActForm
from apps.acts.services import opened as form_of
from apps.acts.views import Slot, slots
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Denied
from apps.reports.acts import ACCEPT, ADJUST, ANSWER, ON_WEEK, RETURN, SAVE, SUBMIT
from apps.reports.acts.grounds import WEEK, Reported
from apps.reports.enums import ONCE_ACCEPTED, UNDONE, ReportStatus
from apps.reports.forms import AnswerForm, DraftForm
from apps.reports.models import Adjustment, Reopening, ReportVersion, WeekSnapshot
from apps.reports.queries.answers import Answered, answers_in, content_of, settle_items
from apps.reports.queries.changes import compared
from apps.reports.queries.checks import checks_of, counted
from apps.reports.queries.declared import Last, Warned, beside, last_in, total_beside, warned
from apps.reports.queries.figures import figure_page, initial_in
from apps.reports.queries.ledger import Week
from apps.reports.queries.lists import standing_of
from apps.reports.queries.matching import matched_page, matching_of
from apps.reports.queries.pages import (
    Correctable,
    changes_of,
    correctables,
    figure_links,
    of_the_week,
    opened_for,
    waiting_corrections,
)
from apps.reports.queries.progress import progress_of_week
from apps.reports.queries.sheets import sheet_of
from apps.reports.queries.targets import aims_of_bureaus
from apps.reports.queries.weeks import place_name
from apps.reports.rules.declared import DEDUCTED, QUERIED, LineKind
from apps.reports.rules.figures import FIGURE_LABELS, NOTES, TITLE
from apps.reports.views.scope import chosen_version, cursor_of, reader, turn_url

MOST_PAGES = 10_000
PLACED = frozenset(each.name for each in (SAVE, SUBMIT, ACCEPT, RETURN, ANSWER, ADJUST))
"""Acts that have a place of their own on the page; any other is a card below the table."""


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    return show(request, actor, WEEK.load(actor, pk=pk))


def show(
    request: HttpRequest, actor: Actor, week: Reported, *, status: int = 200, **typed: ActForm
) -> HttpResponse:
    """Draw the page of a week with what may be done to it; ``typed`` forms were refused and stay."""
    snapshot, versions, newest = week.snapshot, week.versions, week.newest
    version = chosen_version(request, versions)
    opened = opened_for(snapshot, version)
    is_newest = version == newest
    settle_items(versions)
    # Read once: who may ask, who may answer and the page all want them.
    prefetch_related_objects([each for each in versions if each.status in ONCE_ACCEPTED], "reopenings")
    # Acts are done to the newest version, whichever the page shows: an older one offers none.
    acts = slots(actor, week, ON_WEEK, typed=typed) if is_newest else {}
    fills = SAVE.slot in acts and bool(acts[SAVE.slot].decision)
    corrects = ADJUST.slot in acts and bool(acts[ADJUST.slot].decision)
    now = clock.now()
    final = now >= snapshot.final_at
    last = last_in(week.before, snapshot) if is_newest else None
    matching = matching_of(snapshot)
    strange = warned(version, last, matching.own if is_newest else None)
    content = content_of(opened, version, strange)
    checks = checks_of(opened, version, strange, content) if is_newest else []
    draft = acts[SAVE.slot].form if SAVE.slot in acts else None
    if not fills:
        # Who cannot fill in is not sent to a form that is not there.
        checks = [replace(check, url="", action="") for check in checks]
    blocking = sum(1 for check in checks if check.blocks)
    # A final week is judged as of its own due day, the present one as of today.
    today = clock.local(snapshot.due_at).date() if final else clock.today()
    aims = aims_of_bureaus(
        snapshot.program,
        {snapshot.bureau_id: snapshot.reports_to_id},
        on=snapshot.period_end,
        targets=opened.targets,
    )
    aim = aims[snapshot.bureau_id]
    pace = progress_of_week(opened, aim, today=today)
    waiting = waiting_corrections(opened)
    context: dict[str, Any] = {
        "snapshot": snapshot,
        "place": place_name(snapshot.bureau),
        "version": version,
        "newest": newest,
        "versions": versions,
        "is_newest": is_newest,
        "is_draft": version.status == ReportStatus.DRAFT,
        "standing": standing_of(snapshot, versions[::-1], now),
        "undone": _undone(versions),
        "asked": _asked(answers_in(content), acts.get(ANSWER.slot)),
        "compared": compared(opened, versions, version, content),
        "reopenings": _reopenings(versions),
        "sheet": sheet_of(content),
        "matching": matching,
        "title": TITLE,
        "notes": NOTES,
        "week": opened.figures,
        "changes": changes_of(opened),
        "links": figure_links(snapshot, version, newest),
        "of_the_week": of_the_week(opened),
        "checks": checks,
        "checks_aside": counted(checks),
        "declared": _declared_form(draft, last, strange) if isinstance(draft, DraftForm) else None,
        "version_word": f"第 {version.number} 版",
        "progress": pace,
        "assumption_note": "演示假设" if pace.has_assumption else "",
        "acts": acts,
        "cards": [slot for slot in acts.values() if slot.act.name not in PLACED],
        "unchecked": Denied(f"还有 {blocking} 项待核对") if blocking else None,
        "final": final,
        "corrections": _corrections(actor, week, opened, waiting, typed.get(ADJUST.slot)) if corrects else [],
        "waiting": waiting,
        "has_evidence": version.declared_evidence_id is not None,
        "refused_correction": typed.get(ADJUST.slot),
        "countdown_prefix": _countdown_prefix(snapshot, newest),
        "over_due": now > snapshot.due_at,
    }
    return render(request, "reports/detail.html", context, status=status)


def _declared_form(form: DraftForm, last: Last | None, strange: Sequence[Warned]) -> dict[str, Any]:
    """Return the lines of the draft by group, each with what last week said in it."""
    groups = {"systems": QUERIED, "offline": (LineKind.OFFLINE,), "deducted": DEDUCTED}
    drawn = {
        name: [(line, beside(line.kind, line.label, last)) for line in form.lines(*kinds)]
        for name, kinds in groups.items()
    }
    used = {f"{name}_used": any(line.is_used for line, _ in lines) for name, lines in drawn.items()}
    single = ("week", "done", "ongoing", "amount")
    return {
        **drawn,
        **used,
        "words": form.words(strange),
        "last": total_beside(last),
        "single_used": any(form[name].errors or form[name].value() not in (None, "") for name in single),
    }


def _undone(versions: Sequence[ReportVersion]) -> ReportVersion | None:
    """Return what a draft follows: a version that was returned, taken back or reopened."""
    return next((each for each in versions if each.status in {*UNDONE, ReportStatus.REOPENED}), None)


def _reopenings(versions: Sequence[ReportVersion]) -> list[Reopening]:
    """Return the requests to reopen a week, the first one first; before it was accepted there is none."""
    found = [asked for each in versions if each.status in ONCE_ACCEPTED for asked in each.reopenings.all()]
    return sorted(found, key=lambda asked: (asked.asked_at, asked.pk))


def _asked(
    answered: Sequence[Answered], slot: Slot | None
) -> list[tuple[Answered, tuple[BoundField, BoundField] | None]]:
    """Return the items of a return, each with the fields of its answer where it may be given."""
    fields = cast("AnswerForm", slot.form).rows() if slot else {}
    return [(each, fields.get(each.number)) for each in answered]


def _corrections(
    actor: Actor, week: Reported, opened: Week, waiting: Sequence[Adjustment], refused: ActForm | None
) -> list[tuple[Correctable, ActForm]]:
    """Return what could be corrected, each case with a form of its own: the refused one as it was typed."""
    found = []
    for each in correctables(opened, waiting):
        if refused is not None and refused["case"].value() == str(each.case_id):
            form = refused
        else:
            form = form_of(ADJUST, by=actor, subject=week)
            form.initial["case"] = each.case_id
        # Many forms of one kind on a page: ids in HTML must differ.
        form.auto_id = f"%s-{each.case_id}"
        found.append((each, form))
    return found


def _countdown_prefix(snapshot: WeekSnapshot, version: ReportVersion) -> str:
    due = clock.local(snapshot.due_at)
    day = "今天" if due.date() == clock.today() else formats.month_day(due)
    word = "草稿" if version.number == 1 else f"第 {version.number} 版草稿"
    return f"{word} · {day} {formats.time_of_day(due)} 截止，"


@require_safe
def figure(request: HttpRequest, pk: int, figure: str) -> HttpResponse:
    actor = reader(request)
    week = WEEK.load(actor, pk=pk)
    if figure not in FIGURE_LABELS:
        raise Http404("没有这一项")
    snapshot, versions = week.snapshot, week.versions
    version = chosen_version(request, versions)
    opened = opened_for(snapshot, version)
    page = figure_page(actor, opened, figure, cursor_of(request))
    begun = initial_in(opened, figure)
    context = {
        "snapshot": snapshot,
        "place": place_name(snapshot.bureau),
        "version": version,
        "is_newest": version == versions[0],
        "figure": figure,
        "label": FIGURE_LABELS[figure],
        "page": page,
        "begun": begun,
        "whole": page.count + begun,
        "rows": page.rows,
        "next_url": turn_url(request, "after", page.following),
        "previous_url": turn_url(request, "before", page.preceding),
        "hidden": sum(1 for row in page.rows if row.case is None),
        "shows_reason": figure in ("this-week", "removed", "changed"),
    }
    return render(request, "reports/figure.html", context)


@require_safe
def matched(request: HttpRequest, pk: int) -> HttpResponse:
    """List our own households behind the declared total of 传统装修, the only part of it with cases."""
    actor = reader(request)
    snapshot = WEEK.load(actor, pk=pk).snapshot
    typed = request.GET.get("page", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and 0 < int(typed) < MOST_PAGES else 1
    page = matched_page(actor, snapshot, number)
    context = {
        "snapshot": snapshot,
        "place": place_name(snapshot.bureau),
        "matching": matching_of(snapshot),
        "page": page,
        "next_url": f"?page={number + 1}" if page.more else "",
        "previous_url": f"?page={number - 1}" if number > 1 else "",
        "hidden": sum(1 for row in page.rows if row.pk is None),
    }
    return render(request, "reports/matched.html", context)
