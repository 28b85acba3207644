"""其他装修 in the desk: the list, a renovation, its telephone, papers, and the tab of a converted case."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.acts.acts import offers
from apps.acts.views import arranged
from apps.cases.acts.grounds import load_case
from apps.cases.queries import case_header
from apps.cases.views.search import may_stand_in_url, recall, remember
from apps.documents.services import bytes_response, mark_printed, render_pdf
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.permissions import acting, admit
from apps.othertrack.acts import APPLY, RENOVATION, acts_of_page
from apps.othertrack.forms import STATES, ListForm, PhoneForm, Wanted
from apps.othertrack.models import Renovation
from apps.othertrack.permissions import may_print, may_read, may_see_phone
from apps.othertrack.queries.lists import list_page, renovation_rows
from apps.othertrack.queries.page import renovation_page
from apps.othertrack.queries.papers import declined_paper, receipt_paper, sheet_paper
from apps.othertrack.services import open_phone

HIDDEN = frozenset({"status", "turn", "works", "patrol"})
"""Denials whose acts are not offered: there is nothing of theirs to do now."""


def _reading(request: HttpRequest) -> Actor:
    actor = acting(request)
    admit(may_read(actor))
    return actor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the renovations of the actor's body."""
    actor = _reading(request)
    wanted = ListForm(request.GET).asked()
    if wanted.text and not may_stand_in_url(wanted.text):  # a URL written by hand, or an old bookmark
        return redirect(_search_url(request, wanted))
    word = request.GET.get("found", "")
    if not wanted.text and (text := recall(request.session, word)):
        wanted = replace(
            wanted, text=text, found=word, state=wanted.state if "state" in request.GET else "all"
        )
    page = list_page(actor, wanted)
    context = {
        "page": page,
        "form": ListForm({"state": wanted.state, "text": wanted.text}),
        "wanted": wanted,
        "states": [
            (Wanted(state=name).query(), label, name == wanted.state) for name, label in STATES.items()
        ],
        "apply": next(iter(offers(actor, None, [APPLY])), None),
        "next_url": wanted.query(page=page.number + 1) if page.more and not page.ends_early else "",
        "previous_url": wanted.query(page=page.number - 1) if page.number > 1 else "",
    }
    return render(request, "othertrack/index.html", context)


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Take a search by POST and go to a list whose URL says nothing about a person."""
    _reading(request)
    return redirect(_search_url(request, ListForm(request.POST).asked()))


def _search_url(request: HttpRequest, wanted: Wanted) -> str:
    if wanted.text and not may_stand_in_url(wanted.text):
        wanted = replace(wanted, found=remember(request.session, wanted.text))
    return reverse("othertrack:index") + wanted.query()


@never_cache
@require_safe
def renovation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a renovation: its facts with their days, patrols, papers, and what may be done next."""
    actor = _reading(request)
    found = RENOVATION.load(actor, pk=pk)
    context = {
        "renovation": found,
        "page": renovation_page(actor, found),
        "buttons": arranged(actor, found, acts_of_page(), hidden=HIDDEN),
        "prints": may_print(actor),
    }
    return render(request, "othertrack/renovation.html", context)


@require_safe
def of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show where a converted case goes on; it does not come back."""
    actor = acting(request)
    case = load_case(actor, pk)
    found = renovation_rows(actor).filter(converted_from=case).first()
    context = {
        **case_header(actor, case),
        "tab": "othertrack",
        "renovation": found,
        "page": renovation_page(actor, found) if found is not None else None,
    }
    return render(request, "othertrack/of_case.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the purpose, then show the telephone once; every look is logged."""
    actor = _reading(request)
    found = RENOVATION.load(actor, pk=pk)
    admit(may_see_phone(actor))
    shown = ""
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            shown = open_phone(renovation=found, by=actor, purpose=form.cleaned_data["purpose"])
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
    context = {"renovation": found, "form": form, "shown": shown}
    response = render(request, "othertrack/phone.html", context, status=422 if form.errors else 200)
    # Neither a proxy nor the browser's own history may keep it.
    response["Cache-Control"] = "private, no-store"
    return response


def _printing(request: HttpRequest, pk: UUID) -> Renovation:
    actor = _reading(request)
    row = RENOVATION.load(actor, pk=pk)
    if not may_print(actor):
        raise PermissionDenied("文书由街道和区县住建局打印。")
    return row


@require_safe
def receipt_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Print the receipt of the application."""
    row = _printing(request, pk)
    if row.applied_on is None:
        messages.warning(request, "补个人申请以后才有回执。")
        return redirect("othertrack:renovation", pk=pk)
    paper = receipt_paper(row)
    mark = mark_printed(
        paper=paper,
        kind="其他装修登记回执",
        number=f"{row.number}-回执",
        issuer=row.street_office,
        issuer_name=paper.office_name,
    )
    content = render_pdf(
        "othertrack/papers/receipt.html",
        {"paper": replace(paper, mark=mark, page=_public_page(request, settings.RENOVATION_STATUS_PAGE))},
    )
    return bytes_response(content, filename=f"{row.number}-登记回执.pdf")


@require_safe
def declined_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Print the 审查不通过告知书 for the household."""
    row = _printing(request, pk)
    paper = declined_paper(row)
    if paper is None:
        raise Http404
    mark = mark_printed(
        paper=paper,
        kind="其他装修审查不通过告知书",
        number=f"{row.number}-审查不通过",
        issuer=row.bureau,
        issuer_name=paper.bureau_name,
    )
    page = _public_page(request, settings.COMPLAINTS_PAGE)
    content = render_pdf("othertrack/papers/declined.html", {"paper": replace(paper, mark=mark, page=page)})
    return bytes_response(content, filename=f"{row.number}-审查不通过告知书.pdf")


def _public_page(request: HttpRequest, name: str) -> str:
    base = settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    return base + reverse(name)


@require_safe
def sheet_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Print 核查审查表: the facts as they stand."""
    row = _printing(request, pk)
    paper = sheet_paper(row)
    mark = mark_printed(
        paper=paper,
        kind="其他装修核查审查表",
        number=f"{row.number}-核查审查表",
        issuer=row.bureau,
        issuer_name=paper.bureau_name,
    )
    content = render_pdf("othertrack/papers/sheet.html", {"paper": replace(paper, mark=mark)})
    return bytes_response(content, filename=f"{row.number}-核查审查表.pdf")
