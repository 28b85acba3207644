"""年终核定: those of a year, one with its cases, its papers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.acts.forms import ActForm
from apps.acts.services import opened as form_of
from apps.acts.views import slots
from apps.audit.services import Subject, log_access
from apps.documents.enums import Media
from apps.documents.models import StoredFile
from apps.documents.services import bytes_response, file_response, render_pdf
from apps.lib.actors import Actor
from apps.reports.acts.grounds import YEAR_CLOSE
from apps.reports.acts.yearend import ADMIT, ON_YEAR_CLOSE, SUBMIT_CLOSE
from apps.reports.enums import CloseStatus
from apps.reports.forms import WeekForm
from apps.reports.models import YearClose
from apps.reports.queries.year_pages import (
    CLOSE_VIEWS,
    close_lines,
    close_page,
    close_paper,
    close_years,
    summed,
    year_workbook,
)
from apps.reports.queries.yearend import LateFact, content_of, late_facts, takes_late_facts, totals_of
from apps.reports.views.scope import cursor_of, reader, turn_url

PAPER_TEMPLATE = "reports/papers/year_close.html"


@require_safe
def year_closes(request: HttpRequest) -> HttpResponse:
    actor = reader(request)
    years = close_years(actor)
    form = WeekForm(request.GET)
    wanted = form.cleaned_data["year"] if form.is_valid() else None
    year = wanted if wanted in years else next(iter(years), None)
    lines = close_lines(actor, year) if year else []
    context = {"years": years, "year": year, "lines": lines, "total": summed(lines) if lines[1:] else None}
    return render(request, "reports/year_closes.html", context)


@require_safe
def year_close(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    return show_year_close(request, actor, YEAR_CLOSE.load(actor, pk=pk))


def show_year_close(
    request: HttpRequest, actor: Actor, close: YearClose, *, status: int = 200, **typed: ActForm
) -> HttpResponse:
    """Draw a 年终核定 with what may be done to it; ``typed`` forms were refused and stay."""
    acts = slots(actor, close, ON_YEAR_CLOSE, typed=typed)
    admits = ADMIT.slot in acts and bool(acts[ADMIT.slot].decision)
    shown = request.GET.get("show", "")
    chosen = shown if shown in CLOSE_VIEWS else "differences"
    page = close_page(close, chosen, cursor_of(request))
    context = {
        "close": close,
        "is_open": close.status == CloseStatus.OPEN,
        "totals": totals_of(close),
        "page": page,
        "shown": chosen,
        "views": CLOSE_VIEWS.items(),
        "next_url": turn_url(request, "after", page.following),
        "previous_url": turn_url(request, "before", page.preceding),
        "late": _late_forms(actor, close, typed.get(ADMIT.slot)) if admits else [],
        "takes_late": takes_late_facts(close),
        "refused": typed.get(ADMIT.slot),
        "acts": acts,
        "cards": [slot for slot in acts.values() if slot.act.name != ADMIT.name],
        "submits": SUBMIT_CLOSE.slot in acts,
    }
    return render(request, "reports/year_close.html", context, status=status)


def _late_forms(actor: Actor, close: YearClose, refused: ActForm | None) -> list[tuple[LateFact, ActForm]]:
    """Return what could be admitted, each fact with a form of its own: the refused one as it was typed."""
    found = []
    for fact in late_facts(close):
        if refused is not None and refused["case"].value() == str(fact.case_id):
            form = refused
        else:
            form = form_of(ADMIT, by=actor, subject=close)
            form.initial["case"] = fact.case_id
        # Many forms of one kind on a page: ids in HTML must differ.
        form.auto_id = f"%s-{fact.case_id}"
        found.append((fact, form))
    return found


def _logged(actor: Actor, close: YearClose, form: str) -> None:
    log_access(
        by=actor,
        subject=Subject("year_close", str(close.pk)),
        kind="export",
        field=form,
        purpose="导出年终核定表",
    )


def _name(close: YearClose, ending: str) -> str:
    return f"年终核定-{close.bureau.short_name}-{close.program.year}年度.{ending}"


@require_safe
def year_close_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    close = YEAR_CLOSE.load(actor, pk=pk)
    content = close.content if close.status != CloseStatus.OPEN else content_of(close)
    paper = render_pdf(PAPER_TEMPLATE, {"paper": close_paper(close, content)})
    _logged(actor, close, "pdf")
    return bytes_response(paper, filename=_name(close, "pdf"))


@require_safe
def year_close_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    close = YEAR_CLOSE.load(actor, pk=pk)
    content = close.content if close.status != CloseStatus.OPEN else content_of(close)
    _logged(actor, close, "xlsx")
    return bytes_response(year_workbook(close, content), filename=_name(close, "xlsx"), media_type=Media.XLSX)


@require_safe
def year_close_scan(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    close = YEAR_CLOSE.load(actor, pk=pk)
    if close.scan_file_id is None:
        raise Http404("还没有签字盖章的年终核定表")
    file = get_object_or_404(StoredFile, pk=close.scan_file_id)
    return file_response(file, by=actor, purpose="查看签字盖章的年终核定表")
