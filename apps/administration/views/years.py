"""年度、目标、规则: the list, a year, a body's numbers, a rule set."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.acts.acts import Act, Offer, offers
from apps.administration.acts.conditions import ADD_CONDITION
from apps.administration.acts.grounds import SPANS
from apps.administration.acts.layouts import SET_LAYOUT
from apps.administration.acts.materials import SET_MATERIALS
from apps.administration.acts.retention import SET_RETENTION
from apps.administration.acts.years import (
    CHANGE_MILESTONES,
    CHANGE_SPAN,
    CHANGE_TARGET,
    ON_RULE_SET,
    ON_YEAR,
    OPEN_YEAR,
)
from apps.administration.permissions import may_read_numbers
from apps.administration.queries.conditions import condition_lines
from apps.administration.queries.layouts import body_layouts
from apps.administration.queries.materials import material_lists
from apps.administration.queries.statutes import statute_lines
from apps.administration.queries.wordings import wording_lines
from apps.administration.queries.years import (
    OfBody,
    body_lines,
    parameter_lines,
    rule_lines,
    rule_sets,
    spans_of,
    year_targets,
)
from apps.administration.sections import sections_of
from apps.cases.enums import LinkedProgramme
from apps.documents.services import bytes_response, render_pdf
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed
from apps.orgs.permissions import acting, admit
from apps.programs.models import Program, RuleSet
from apps.programs.permissions import UPPER_KINDS, may_set_limit, may_set_target, may_word
from apps.programs.queries import retention_of
from apps.reports.permissions import may_lay_out

YEARLY = (CHANGE_TARGET, CHANGE_MILESTONES)


def _reader(request: HttpRequest) -> Actor:
    actor = acting(request)
    admit(may_read_numbers(actor))
    return actor


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """List years, the actor's bodies with their targets, and rule sets."""
    actor = _reader(request)
    programs = list(Program.objects.all())
    today = clock.today()
    running = next((each for each in programs if each.opens_on <= today <= each.closes_on), None)
    in_view = running or next(iter(programs), None)
    newest = programs[0] if programs else None
    context = {
        "has_sections": bool(sections_of(actor)),
        "programs": programs,
        "program": in_view,
        "lines": body_lines(actor, in_view),
        "rule_sets": rule_sets(),
        "offers": list(offers(actor, newest, (OPEN_YEAR,))) if newest else [],
    }
    return render(request, "administration/years/index.html", context)


@require_safe
def year(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one year."""
    actor = _reader(request)
    program = get_object_or_404(Program, pk=pk)
    kinds = LinkedProgramme.values if program.linked_programmes is None else program.linked_programmes
    context = {
        "has_sections": bool(sections_of(actor)),
        "program": program,
        "linked": "、".join(LinkedProgramme(code).label for code in kinds) or "不结合",
        "lines": body_lines(actor, program),
        "offers": list(offers(actor, program, ON_YEAR)),
    }
    return render(request, "administration/years/year.html", context)


def _offered(subject: OfBody, acts: Iterable[Act[OfBody]]) -> list[Offer]:
    return [Offer(act, subject, Allowed(), act.label) for act in acts]


@require_safe
def body_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a body's targets, milestones and parameters."""
    actor = _reader(request)
    body = SPANS.load(actor, pk=pk).organisation
    sets, limits = may_set_target(actor, body), may_set_limit(actor, body)
    today = clock.today()
    # Asked once for all years: the answer hangs on the body alone.
    lays_out = may_lay_out(actor, body)
    rows, found = [], year_targets(body)
    layouts = body_layouts(body, [each.program for each in found])
    for each, layout in zip(found, layouts, strict=True):
        of_year, runs = OfBody(body, each.program), each.program.closes_on >= today
        rows.append(
            (
                each,
                _offered(of_year, YEARLY) if sets and runs else [],
                layout if runs else None,
                _offered(of_year, (SET_LAYOUT,)) if lays_out and runs else [],
            )
        )
    context = {
        "has_sections": bool(sections_of(actor)),
        "body": body,
        "years": rows,
        "spans": spans_of(body),
        "span_offers": _offered(OfBody(body), (CHANGE_SPAN,)) if sets else [],
        "parameters": parameter_lines(body),
        "sets_targets": bool(sets),
        "sets_limits": bool(limits),
        "conditions": condition_lines(body),
        "material_lists": [
            (each, _offered(OfBody(body, track=each.track.value), (SET_MATERIALS,)) if limits else [])
            for each in material_lists(body)
        ],
        "statutes": statute_lines(body),
        "words_notices": body.kind in UPPER_KINDS,
        "retention": retention_of(body.pk, today),
        "retention_offers": _offered(OfBody(body), (SET_RETENTION,)) if limits else [],
        "condition_offers": _offered(OfBody(body), (ADD_CONDITION,)) if limits else [],
    }
    return render(request, "administration/years/body.html", context)


@require_safe
def rule_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a rule set with the source of every parameter."""
    actor = _reader(request)
    found = get_object_or_404(RuleSet, pk=pk)
    state = next(((words, tone) for row, words, tone in rule_sets() if row.pk == found.pk), ("", ""))
    context = {
        "has_sections": bool(sections_of(actor)),
        "rule_set": found,
        "state": state,
        "lines": rule_lines(found),
        "offers": list(offers(actor, found, ON_RULE_SET, hidden=frozenset({"frozen"}))),
    }
    return render(request, "administration/years/rule_set.html", context)


@require_safe
def retention_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the 归档范围和保管期限表 that holds for a body today."""
    body = SPANS.load(_reader(request), pk=pk).organisation
    table = retention_of(body.pk, clock.today())
    if table is None:
        raise Http404
    context = {"paper": {"body": body, "table": table, "on": clock.today()}}
    content = render_pdf("administration/papers/retention.html", context)
    return bytes_response(content, filename=f"归档范围和保管期限表-{body.short_name}.pdf")


@require_safe
def wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """List the notices that a city or the province may word."""
    actor = _reader(request)
    body = SPANS.load(actor, pk=pk).organisation
    if body.kind not in UPPER_KINDS:
        raise Http404
    context = {
        "has_sections": bool(sections_of(actor)),
        "body": body,
        "lines": wording_lines(body),
        "sets": bool(may_word(actor, body)),
    }
    return render(request, "administration/years/wordings.html", context)
