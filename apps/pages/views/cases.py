"""Case list, and the tab 档案 of a case."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.cases.queries import case_header
from apps.documents.services import park_uploads
from apps.inspections.services import add_application_scan
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.permissions import acting
from apps.pages.forms import ApplicationScanForm, CaseFilterForm
from apps.pages.queries.archive import archive_lines
from apps.pages.queries.listing import FLAGS, GROUPS, PAGE, Wanted, listed, page_of
from apps.pages.queries.rows import case_rows
from apps.pages.views.searching import may_stand_in_address, recall, remember


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases inside the actor's rows, filtered, newest change first."""
    actor = acting(request)
    form = CaseFilterForm(request.GET or {}, actor=actor, on=clock.today())
    typed, word = form.text("q"), request.GET.get("found", "")
    if typed and not may_stand_in_address(typed):  # an address written by hand, or an old bookmark
        return redirect(_address({**_filters(request.GET), "found": remember(request.session, typed)}))
    wanted = Wanted(
        text=typed or recall(request.session, word),
        group=request.GET.get("group", ""),
        status=form.text("status"),
        flag=request.GET.get("flag", ""),
        street=form.text("street"),
    )
    after = request.GET.get("after", "")
    page = page_of(listed(actor, wanted), after)
    kept = {name: getattr(wanted, name) for name in ("group", "status", "flag", "street")}
    kept = {"q": typed, "found": word if wanted.text and not typed else "", **kept}
    context = {
        "form": form,
        "wanted": wanted,
        "rows": case_rows(page.rows),
        "quick": _quick(wanted, kept),
        "next_url": _address({**kept, "after": page.following}) if page.following else "",
        "first_url": _address(kept) if after else "",
        "is_filtered": any(kept.values()),
        "export_url": f"{reverse('pages:case-export')}?{urlencode({k: v for k, v in kept.items() if v})}",
        "summary": f"每页 {PAGE} 件" if page.following or after else f"共 {len(page.rows)} 件",
    }
    return render(request, "pages/case_list.html", context)


@require_POST
def case_search(request: HttpRequest) -> HttpResponse:
    """Take a search by POST and go to a list whose address says nothing about a person."""
    actor = acting(request)
    text = CaseFilterForm(request.POST, actor=actor, on=clock.today()).text("q")
    kept = _filters(request.POST)
    if text and may_stand_in_address(text):
        kept["q"] = text
    elif text:
        kept["found"] = remember(request.session, text)
    return redirect(_address(kept))


def _filters(data: QueryDict) -> dict[str, str]:
    return {name: data.get(name, "") for name in ("group", "status", "flag", "street")}


def _address(query: dict[str, str]) -> str:
    text = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('pages:case-list')}{'?' if text else ''}{text}"


def _quick(wanted: Wanted, kept: dict[str, str]) -> list[dict[str, object]]:
    """The quick filters: all, groups of states, flags; each keeps search and street."""
    base = {"q": kept["q"], "found": kept["found"], "street": kept["street"]}
    entries: list[dict[str, object]] = [
        {
            "label": "全部",
            "url": _address(base),
            "current": not (wanted.group or wanted.flag or wanted.status),
        }
    ]
    entries += [
        {"label": label, "url": _address({**base, "group": key}), "current": wanted.group == key}
        for key, (label, _) in GROUPS.items()
    ]
    entries += [
        {
            "label": label,
            "url": _address({**base, "flag": key}),
            "current": wanted.flag == key,
            "starts": place == 0,
        }
        for place, (key, label) in enumerate(FLAGS.items())
    ]
    return entries


def _load(request: HttpRequest, pk: UUID) -> tuple[Actor, Case]:
    actor = acting(request)
    return actor, get_object_or_404(Case.objects.visible_to(actor).for_display(), pk=pk)


@require_http_methods(["GET", "POST"])
def case_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The 档案 tab: the completeness list of 一户一档; POST adds the sealed application form."""
    actor, row = _load(request, pk)
    form = ApplicationScanForm(actor=actor, initial={"version": row.version})
    if request.method == "POST":
        if not at_counter(actor):
            raise PermissionDenied("申请表扫描件由街道或区县经办上传。")
        form = ApplicationScanForm(request.POST, request.FILES, actor=actor)
        if form.is_valid():
            cleaned = form.cleaned_data
            try:
                add_application_scan(
                    case_id=row.pk, by=actor, scan=cleaned["scan"], version=cleaned["version"]
                )
                messages.success(request, "申请表扫描件已归入一户一档。")
                return redirect("pages:case-archive", pk=row.pk)
            except Refused as refused:
                actor, row = _load(request, pk)
                form.add_error("scan", refused.reason)
        park_uploads(by=actor, form=form)
    lines = archive_lines(actor, row)
    context = {
        **case_header(actor, row),
        "tab": "archive",
        "lines": lines,
        "present": sum(line.item.present for line in lines),
        "form": form,
        "may_upload": at_counter(actor) and getattr(row, "application_form", None) is not None,
    }
    return render(request, "pages/case_archive.html", context, status=422 if form.errors else 200)
