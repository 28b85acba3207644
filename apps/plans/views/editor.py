"""方案编辑: the grid, rows added and removed, the server's own evaluator answering as one types."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.api.services import marked, new_key
from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Refused, Stale
from apps.plans import services
from apps.plans.enums import PlanStatus, SpaceKind
from apps.plans.forms import PlanEditor
from apps.plans.forms.rows import GROUPS, add_row, remove_row
from apps.plans.models import PlanVersion
from apps.plans.permissions import may_edit_plan
from apps.plans.queries import (
    assess,
    content_of,
    draft_plan,
    last_submitted,
    latest_plan,
    open_change,
    rules_for,
    support_source,
)
from apps.plans.rules import Content, differences
from apps.plans.views.base import load, turned_away


def _may(actor: Actor, case: Case) -> Decision:
    return may_edit_plan(actor, case, changing=open_change(case) is not None)


def _editor(case: Case, data: QueryDict | None = None) -> PlanEditor:
    draft = None if data is not None else draft_plan(case)
    return PlanEditor(
        case=case,
        support=support_source(case),
        data=data,
        content=content_of(draft) if draft else None,
    )


def _show(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    editor: PlanEditor,
    *,
    status: int = 200,
    version: int | None = None,
    key: str = "",
) -> HttpResponse:
    draft = draft_plan(case)
    latest, before = latest_plan(case), last_submitted(case)
    editor.is_valid()
    content = editor.content()
    return render(
        request,
        "plans/editor.html",
        {
            **case_header(actor, case),
            "editor": editor,
            "draft": draft,
            "number": draft.number if draft else (latest.number + 1 if latest else 1),
            "assessment": assess(content, rules_for(case)),
            "overrun_hint": _overrun_hint(case),
            "opinion": before.opinion if before else "",
            **_compared(before, content),
            "form_version": case.version if version is None else version,
            "form_key": key or new_key(),
        },
        status=status,
    )


def _overrun_hint(case: Case) -> str:
    most = rules_for(case).max_works_days
    return "" if most is None else f"计划超过 {most} 天时必填；开工前还须有区县知悉意见。"


def _compared(before: PlanVersion | None, content: Content) -> dict[str, object]:
    """Return what differs from the last version that left the desk."""
    if before is None:
        return {"before": None, "changes": ()}
    return {"before": before, "changes": differences(content_of(before), content)}


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the editor; a post saves, submits, checks, or adds and removes a row."""
    actor, case = load(request, pk)
    away = turned_away(request, case, _may(actor, case))
    if request.method == "GET":
        return away or _no_draft_yet(request, case) or _show(request, actor, case, _editor(case))
    action, _, where = request.POST.get("action", "check").partition(":")
    if action == "submit":
        # also after a double click, when the first one has already moved the case on
        return _write(request, actor, case, submit=True)
    if away is not None:
        return away
    if action == "save":
        return _write(request, actor, case, submit=False)
    data = _changed_rows(request.POST, case, action, where)
    editor = _editor(case, data)
    return _show(
        request,
        actor,
        case,
        editor,
        version=_number(request.POST.get("version")),
        key=request.POST.get("key", ""),
    )


def _no_draft_yet(request: HttpRequest, case: Case) -> HttpResponse | None:
    """Lead back when there is a version that a new one must be started from first."""
    if draft_plan(case) is not None:
        return None
    latest = latest_plan(case)
    if latest is None or latest.enterprise_id != case.enterprise_id or latest.status == PlanStatus.VOID:
        return None
    messages.info(request, f"方案第 {latest.number} 版{latest.state.label}；如需修改，请另起一版。")
    return redirect("plans:plan", pk=case.pk)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _changed_rows(data: QueryDict, case: Case, action: str, where: str) -> QueryDict:
    group, _, place = where.partition(":")
    if group not in GROUPS:
        return data
    if action == "add":
        values = {}
        if group == "spaces":
            kind = SpaceKind.BATHROOM if case.wants_bathroom else SpaceKind.KITCHEN
            values = {"kind": str(kind), "name": "次卫" if kind == SpaceKind.BATHROOM else kind.label}
        return add_row(data, group, **values)
    if action == "remove" and (row := _number(place)) is not None:
        return remove_row(data, group, row)
    return data


def _write(request: HttpRequest, actor: Actor, case: Case, *, submit: bool) -> HttpResponse:
    editor = _editor(case, request.POST)
    version, key = _number(request.POST.get("version")), request.POST.get("key", "")
    valid = editor.is_valid()
    content = editor.content()
    if submit:
        editor.ask_everything()
        valid = valid and editor.is_sound
    if valid and version is None:
        editor.show_refusal("页面已过期，请刷新后重新提交。", "")
        valid = False
    if valid:
        try:
            if submit:
                plan = services.submit_plan(
                    case_id=case.pk,
                    by=actor,
                    version=version,
                    content=content,
                    key=key and marked(key, request.POST, {}),
                )
                _say(request, plan.number, passed=plan.status != PlanStatus.FAILED)
                return redirect("plans:plan", pk=case.pk)
            services.save_plan_draft(case_id=case.pk, by=actor, version=version, content=content)
            messages.success(request, "草稿已保存。")
            return redirect("plans:edit", pk=case.pk)
        except Stale as stale:
            editor.show_refusal(stale.reason, "")
            version = Case.objects.get(pk=case.pk).version
        except Refused as refused:
            editor.show_refusal(refused.reason, refused.field)
            if refused.code == "key_reused":
                version, key = Case.objects.get(pk=case.pk).version, new_key()
    return _show(request, actor, case, editor, status=422, version=version, key=key)


def _say(request: HttpRequest, number: int, *, passed: bool) -> None:
    if passed:
        messages.success(request, f"方案第 {number} 版已提交，三项核验通过，等户主确认。")
    else:
        messages.warning(request, f"方案第 {number} 版已提交，但未通过核验。原因见下，请另起一版修改。")


@require_POST
def evaluate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer what the evaluator says of the posted, unsaved plan; nothing is written."""
    actor, case = load(request, pk)
    away = turned_away(request, case, _may(actor, case))
    if away is not None:
        return away
    editor = _editor(case, request.POST)
    editor.is_valid()
    content = editor.content()
    context = {
        "case": case,
        "assessment": assess(content, rules_for(case)),
        **_compared(last_submitted(case), content),
    }
    return render(request, "plans/evaluation.html", context)


@require_POST
def new_version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the next version as a copy of the latest one and go to its editor."""
    actor, case = load(request, pk)
    away = turned_away(request, case, _may(actor, case))
    if away is not None:
        return away
    try:
        started = services.start_new_version(case_id=case.pk, by=actor)
    except Refused as refused:
        messages.warning(request, refused.reason)
        return redirect("plans:plan", pk=case.pk)
    messages.success(request, f"已按上一版另起第 {started.number} 版。")
    return redirect("plans:edit", pk=case.pk)
