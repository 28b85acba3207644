"""The table as PDF and Excel, and the evidence of the declared total."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.audit.services import Subject, log_access
from apps.documents.enums import Media
from apps.documents.models import StoredFile
from apps.documents.services import bytes_response, file_response, render_pdf
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope
from apps.reports.acts.grounds import WEEK
from apps.reports.forms import WeekForm
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.declared import evidence_of
from apps.reports.queries.layouts import layout_in_force, layout_of_week
from apps.reports.queries.lists import programs_with_weeks, week_numbers
from apps.reports.queries.pages import opened_for, sheet_for
from apps.reports.queries.rollup import roll_up, table_of
from apps.reports.queries.rollup_workbook import roll_up_workbook
from apps.reports.queries.sheets import Sheet, paper_of
from apps.reports.queries.workbook import weekly_workbook
from apps.reports.rules.papers import ROLL_UP_FORM, WEEKLY_FORM, RollUpTable
from apps.reports.views.scope import chosen_version, reader

PAPER_TEMPLATE = "reports/papers/weekly_table.html"
ROLL_UP_TEMPLATE = "reports/papers/roll_up.html"


def _load(request: HttpRequest, pk: int) -> tuple[Actor, WeekSnapshot, ReportVersion, Sheet]:
    actor = reader(request)
    week = WEEK.load(actor, pk=pk)
    version = chosen_version(request, week.versions)
    return actor, week.snapshot, version, sheet_for(opened_for(week.snapshot, version), version)


def _name(snapshot: WeekSnapshot, sheet: Sheet, ending: str) -> str:
    return f"统计表-{snapshot.bureau.short_name}-{sheet.year}年第{sheet.week}期.{ending}"


def _logged(actor: Actor, snapshot: WeekSnapshot, form: str) -> None:
    log_access(
        by=actor,
        subject=Subject("week_seal", str(snapshot.pk)),
        kind="export",
        field=form,
        purpose="导出周报统计表",
    )


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    actor, snapshot, version, sheet = _load(request, pk)
    content = render_pdf(PAPER_TEMPLATE, {"paper": paper_of(sheet, version, snapshot)})
    _logged(actor, snapshot, "pdf")
    return bytes_response(content, filename=_name(snapshot, sheet, "pdf"))


@require_safe
def xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    actor, snapshot, version, sheet = _load(request, pk)
    content = weekly_workbook(sheet, version, layout_of_week(snapshot, WEEKLY_FORM))
    _logged(actor, snapshot, "xlsx")
    return bytes_response(content, filename=_name(snapshot, sheet, "xlsx"), media_type=Media.XLSX)


@require_safe
def roll_up_pdf(request: HttpRequest) -> HttpResponse:
    table = _roll_up(request, "pdf")
    content = render_pdf(ROLL_UP_TEMPLATE, {"paper": table})
    return bytes_response(content, filename=_roll_up_name(table, "pdf"))


@require_safe
def roll_up_xlsx(request: HttpRequest) -> HttpResponse:
    table = _roll_up(request, "xlsx")
    content = roll_up_workbook(table)
    return bytes_response(content, filename=_roll_up_name(table, "xlsx"), media_type=Media.XLSX)


def _roll_up(request: HttpRequest, form: str) -> RollUpTable:
    actor = reader(request)
    asked = WeekForm(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {"year": None, "week": None}
    program = next((each for each in programs_with_weeks(actor) if each.year == wanted["year"]), None)
    if program is None or wanted["week"] not in week_numbers(actor, program):
        raise Http404("没有这一期")
    body = get_object_or_404(Organisation, pk=row_scope(actor).organisation_id or 0)
    found = roll_up(actor, program, wanted["week"])
    held = layout_in_force(body.pk, program, found.total.lines[0].snapshot.period_end)
    table = table_of(found, body_name=body.name, layout=held.layout if held else ROLL_UP_FORM)
    log_access(
        by=actor,
        subject=Subject("week_roll_up", f"{table.year}-{table.number}"),
        kind="export",
        field=form,
        purpose="导出周报汇总表",
    )
    return table


def _roll_up_name(table: RollUpTable, ending: str) -> str:
    return f"统计表汇总-{table.body_name}-{table.year}年第{table.number}期.{ending}"


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    version = chosen_version(request, WEEK.load(actor, pk=pk).versions)
    wanted = evidence_of(version, request.GET.get("line", ""))
    if not wanted:
        raise Http404("没有佐证材料")
    file = get_object_or_404(StoredFile, pk=wanted)
    return file_response(file, by=actor, purpose="查看传统装修申报数据的佐证")
