"""The week of a district: Attachment 3 on screen, and the cases behind each figure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Denied
from apps.reports.enums import ReportStatus
from apps.reports.forms import AdjustForm, DraftForm, ReturnForm
from apps.reports.models import ReportVersion, WeekSeal
from apps.reports.permissions import may_correct, may_decide, may_fill
from apps.reports.queries.checks import checks_of
from apps.reports.queries.lists import standing_of
from apps.reports.queries.pages import (
    changes_of,
    correctables,
    figure_cases,
    figure_links,
    opened_for,
    sheet_for,
    waiting_corrections,
)
from apps.reports.queries.progress import progress
from apps.reports.queries.sheets import target_of
from apps.reports.queries.weeks import place_name
from apps.reports.rules.figures import FIGURE_LABELS, NOTES, TITLE
from apps.reports.views.loading import chosen_version, reader, seal_or_404, versions_or_404


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    return show(request, actor, seal_or_404(actor, pk))


def show(
    request: HttpRequest,
    actor: Actor,
    seal: WeekSeal,
    *,
    draft_form: DraftForm | None = None,
    return_form: ReturnForm | None = None,
    adjust_form: AdjustForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page of a week; a bound form is shown again as it was typed."""
    versions = versions_or_404(seal)
    newest = versions[0]
    version = chosen_version(request, versions)
    opened = opened_for(seal, version)
    is_newest = version == newest
    fill = may_fill(actor, seal, newest)
    now = clock.now()
    final = now >= seal.final_at
    corrects = is_newest and bool(may_correct(actor, seal, newest, final=final))
    checks = checks_of(opened, version) if is_newest else []
    if not (fill and is_newest):
        # Who cannot fill in is not sent to a form that is not there.
        checks = [
            replace(check, url="", action="") if check.url == "#declared" else check for check in checks
        ]
    blocking = sum(1 for check in checks if check.blocks)
    # A final week is judged as of its own due day, the present one as of today.
    today = clock.local(seal.due_at).date() if final else clock.today()
    pace = progress(seal.program, [seal.bureau_id], target_of(seal), today=today, upto=seal.number)
    context: dict[str, Any] = {
        "seal": seal,
        "place": place_name(seal.bureau),
        "version": version,
        "newest": newest,
        "versions": versions,
        "is_newest": is_newest,
        "is_draft": version.status == ReportStatus.DRAFT,
        "standing": standing_of(seal, versions[::-1], now),
        "returned": next((each for each in versions if each.return_reason), None),
        "sheet": sheet_for(opened, version),
        "title": TITLE,
        "notes": NOTES,
        "week": opened.figures,
        "changes": changes_of(opened),
        "links": figure_links(seal, version, newest),
        "checks": checks,
        "checks_aside": f"{len(checks)} 项中 {sum(1 for check in checks if not check.blocks)} 项",
        "version_word": f"第 {version.number} 版",
        "progress": pace,
        "assumption_note": "演示假设" if pace.has_assumption else "",
        "may_fill": bool(fill) and is_newest,
        "submit_decision": Denied(f"还有 {blocking} 项待核对") if blocking else fill,
        "may_decide": bool(may_decide(actor, seal, newest)) and is_newest,
        "final": final,
        "correctables": correctables(opened) if corrects else [],
        "waiting": waiting_corrections(seal),
        "has_evidence": version.declared_evidence_id is not None,
        "draft_form": draft_form,
        "return_form": return_form or ReturnForm(initial={"edit": newest.edit}),
        "adjust_form": adjust_form,
        "countdown_prefix": _countdown_prefix(seal, newest),
        "over_due": now > seal.due_at,
    }
    if context["may_fill"] and draft_form is None:
        context["draft_form"] = DraftForm(initial=DraftForm.values_of(newest, actor.name), actor=actor)
    return render(request, "reports/detail.html", context, status=status)


def _countdown_prefix(seal: WeekSeal, version: ReportVersion) -> str:
    due = clock.local(seal.due_at)
    day = "今天" if due.date() == clock.today() else f"{due.month}月{due.day}日"
    word = "草稿" if version.number == 1 else f"第 {version.number} 版草稿"
    return f"{word} · {day} {due:%H:%M} 截止，"


@require_safe
def figure(request: HttpRequest, pk: int, figure: str) -> HttpResponse:
    actor = reader(request)
    seal = seal_or_404(actor, pk)
    if figure not in FIGURE_LABELS:
        raise Http404("没有这一项")
    versions = versions_or_404(seal)
    version = chosen_version(request, versions)
    rows = figure_cases(actor, opened_for(seal, version), figure)
    context = {
        "seal": seal,
        "place": place_name(seal.bureau),
        "version": version,
        "is_newest": version == versions[0],
        "figure": figure,
        "label": FIGURE_LABELS[figure],
        "rows": rows,
        "total": sum((row.amount for row in rows if row.amount is not None), start=0),
        "hidden": sum(1 for row in rows if row.case is None),
        "shows_reason": figure in ("this-week", "removed", "changed"),
    }
    return render(request, "reports/figure.html", context)
