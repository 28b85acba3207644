"""What everybody may see without an account: 文书核验, 装修企业名录 (R16)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.enterprises.enums import ListOrder
from apps.enterprises.forms import NO_LOCAL_CONDITION
from apps.enterprises.queries import directory_page, listing_data, points_page, rolls_in_force
from apps.lib import clock, signing
from apps.lib.digits import whole
from apps.orgs.queries import windows_page
from apps.packages.models import Package
from apps.packages.queries import (
    comparison,
    counties,
    enterprises_with_packages,
    offer_page,
    package_data,
    package_page,
    picked,
)
from apps.packages.rules.comparing import LEAST, MOST
from apps.plans.enums import SpaceKind
from apps.public.forms import (
    CodeForm,
    DirectoryForm,
    OffersForm,
    PartForm,
    PlacesForm,
    WeekForm,
    fresh_seed,
    picked_ids,
)
from apps.public.queries import issued_papers, released_data, released_lines, released_tables
from apps.public.rules import ENTERPRISES, PACKAGES, SCHEMA, csv_of
from apps.public.services import PAPERS, for_everybody, kept, tries_too_often
from apps.reports.queries.releases import progress
from apps.supervision.queries.figures import published_draws

ROWS_OF_CSV = 1000
PACKAGES_OF_JSON = 200
"""With all their lines, in one answer."""


@login_not_required
@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a 校验码; answer one that is typed."""
    if "code" not in request.GET:
        return render(request, "public/check.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return render(request, "public/check.html", {"form": form}, status=422)
    return _answer(request, form.cleaned_data["code"], form)


@login_not_required
@never_cache
@require_safe
def check_scanned(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the digest in a paper's QR."""
    return _answer(request, code, CodeForm({"code": code}))


@login_not_required
@require_safe
def archive_key(request: HttpRequest) -> HttpResponse:
    """Publish the key that packages of 一户一档 are signed with, as PEM under its short name."""
    pem = signing.public_key()
    text = f"# {signing.ALGORITHM} {signing.key_id(pem)}\n{pem.decode()}"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _answer(request: HttpRequest, code: str, form: CodeForm) -> HttpResponse:
    papers = issued_papers(code)
    if not papers and tries_too_often(request, PAPERS):
        return render(request, "public/check.html", {"form": form, "too_often": True}, status=429)
    if not papers:
        return render(request, "public/check.html", {"form": form, "unknown": True}, status=404)
    return render(request, "public/checked.html", {"papers": papers, "now": clock.now()})


@login_not_required
@require_safe
@for_everybody(*DirectoryForm.base_fields)
def enterprises(request: HttpRequest) -> HttpResponse:
    """装修企业名录: the lists in force with what they rest on, and who stands on them; never ranked (R3)."""
    asked = DirectoryForm(request.GET).asked()
    page = directory_page(
        None, words=asked.words, roll=asked.roll, order=asked.order, seed=asked.seed, number=asked.page
    )
    context = {
        "page": page,
        "asked": asked,
        "offering": enterprises_with_packages(each.pk for each in page.rows),
        "rolls": kept("rolls", lambda: rolls_in_force(clock.today())),
        "is_drawn": asked.order == ListOrder.RANDOM,
        "no_local_condition": NO_LOCAL_CONDITION,
        "next": asked.turned(page.number + 1) if page.number < page.pages else "",
        "previous": asked.turned(page.number - 1) if page.number > 1 else "",
        "drawn": asked.ordered(ListOrder.RANDOM),
        "by_pinyin": asked.ordered(ListOrder.PINYIN),
    }
    return render(request, "public/enterprises.html", context)


@login_not_required
@require_safe
@for_everybody(*OffersForm.base_fields, "p")
def packages(request: HttpRequest) -> HttpResponse:
    """套餐商品库: what listed enterprises offer, with its price at a stated area; never ranked (R3, R14)."""
    asked = OffersForm(request.GET).asked()
    page = offer_page(asked.wanted, order=asked.order, seed=asked.seed, number=asked.page)
    context = {
        "page": page,
        "asked": asked,
        "kinds": SpaceKind.choices(),
        "counties": kept("counties", counties),
        "picked": picked(asked.picked),
        "rolls": kept("rolls", lambda: rolls_in_force(clock.today())),
        "is_drawn": asked.order == ListOrder.RANDOM,
        "next": asked.turned(page.number + 1) if page.more else "",
        "previous": asked.turned(page.number - 1) if page.number > 1 else "",
    }
    return render(request, "public/packages.html", context)


@login_not_required
@require_safe
@for_everybody("v")
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published package: its room, 材料明细, brands, and how its price went; withdrawn too."""
    rows = Package.objects.published().select_related("enterprise", "current")
    found = get_object_or_404(rows, pk=pk)
    places = list(found.enterprise.listings.in_force(clock.today()).select_related("roll__keeper"))
    if not places:  # whoever left every list is not shown, nor what it offered
        raise Http404
    page = package_page(found, public=True, number=whole(request.GET.get("v", "")))
    if page is None:
        raise Http404
    return render(request, "public/package.html", {"page": page, "package": found, "places": places})


@login_not_required
@require_safe
@for_everybody("p", "seed", "only")
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four packages side by side, in a drawn order; none is called the best."""
    ids = picked_ids(request.GET)
    chosen = picked(ids)
    seed = request.GET.get("seed", "")[:20] or fresh_seed()
    differing = request.GET.get("only") == "differing"
    context = {
        "chosen": chosen,
        "query": "&".join(f"p={each.pk}" for each in chosen),
        # Without PUBLIC_URL a path alone: the page is kept, and must not carry one visitor's host to others.
        "canonical": f"{settings.PUBLIC_URL.rstrip('/')}{request.path}?"
        + urlencode([("p", pk) for pk in sorted(each.pk for each in chosen)]),
        "gone": len(ids) - len(chosen),
        "seed": seed,
        "redrawn": fresh_seed(),
        "differing_only": differing,
        "has_room": len(chosen) < MOST,
        "found": comparison(chosen, seed=seed, differing_only=differing) if len(chosen) >= LEAST else None,
    }
    return render(request, "public/compare.html", context)


@login_not_required
@require_safe
@for_everybody(*PlacesForm.base_fields)
def windows(request: HttpRequest) -> HttpResponse:
    """Show where to go and whom to ring: bureaus and their streets, county by county (R14)."""
    return render(request, "public/windows.html", {"page": windows_page(**PlacesForm(request.GET).asked())})


@login_not_required
@require_safe
@for_everybody(*PlacesForm.base_fields)
def points(request: HttpRequest) -> HttpResponse:
    """家装便民服务点 and 样板间, street by street (R14)."""
    page = points_page(clock.today(), **PlacesForm(request.GET).asked())
    return render(request, "public/points.html", {"page": page})


@login_not_required
@require_safe
@for_everybody(*WeekForm.base_fields)
def progress_page(request: HttpRequest) -> HttpResponse:
    """Progress by district: accepted tables that a named person released, nothing else (R16)."""
    found = progress(**WeekForm(request.GET).asked())
    draws, more = published_draws()
    context = {"found": found, "tables": released_tables(found), "draws": draws, "more_draws": more}
    return render(request, "public/progress.html", context)


@login_not_required
@require_safe
@for_everybody(*WeekForm.base_fields)
def progress_csv(request: HttpRequest) -> HttpResponse:
    """Return a released week as CSV (docs/public-data.md)."""
    found = progress(**WeekForm(request.GET).asked())
    name = f"progress-{found.year}-{found.number}.csv" if found.releases else "progress.csv"
    return _csv(csv_of(released_lines(found)), name)


@login_not_required
@require_safe
@for_everybody(*WeekForm.base_fields)
def progress_json(request: HttpRequest) -> HttpResponse:
    """Return a released week as JSON (docs/public-data.md)."""
    found = progress(**WeekForm(request.GET).asked())
    return JsonResponse(released_data(found), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
@for_everybody(*OffersForm.base_fields, *PartForm.base_fields)
def packages_csv(request: HttpRequest) -> HttpResponse:
    """Return packages as CSV, those of the conditions of the page (docs/public-data.md)."""
    asked, (after, _) = OffersForm(request.GET).asked(), PartForm(request.GET).asked()
    found = package_data(asked.wanted, after=after, size=ROWS_OF_CSV, lines=False)
    return _linked(_csv(csv_of(found.rows, PACKAGES), "packages.csv"), _following(request, found.last))


@login_not_required
@require_safe
@for_everybody(*OffersForm.base_fields, *PartForm.base_fields)
def packages_json(request: HttpRequest) -> HttpResponse:
    """Return packages as JSON with 材料明细 and how their prices went (docs/public-data.md)."""
    asked, (after, _) = OffersForm(request.GET).asked(), PartForm(request.GET).asked()
    found = package_data(asked.wanted, after=after, size=PACKAGES_OF_JSON, lines=True)
    return _json({"packages": found.rows}, _following(request, found.last))


@login_not_required
@require_safe
@for_everybody(*PartForm.base_fields)
def enterprises_csv(request: HttpRequest) -> HttpResponse:
    """Return the directory as CSV (docs/public-data.md)."""
    after, roll = PartForm(request.GET).asked()
    rows, last = listing_data(roll, after=after, size=ROWS_OF_CSV)
    return _linked(_csv(csv_of(rows, ENTERPRISES), "enterprises.csv"), _following(request, last))


@login_not_required
@require_safe
@for_everybody(*PartForm.base_fields)
def enterprises_json(request: HttpRequest) -> HttpResponse:
    """Return the directory as JSON (docs/public-data.md)."""
    after, roll = PartForm(request.GET).asked()
    rows, last = listing_data(roll, after=after, size=ROWS_OF_CSV)
    return _json({"enterprises": rows}, _following(request, last))


def _following(request: HttpRequest, last: int | None) -> str | None:
    """Return the address of the part that follows; None where nothing does."""
    if last is None:
        return None
    query = request.GET.copy()
    query["after"] = str(last)
    return f"{request.path}?{query.urlencode()}"


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json(said: dict[str, Any], following: str | None) -> HttpResponse:
    return JsonResponse(
        {"schema": SCHEMA, **said, "next": following}, json_dumps_params={"ensure_ascii": False}
    )


def _linked(response: HttpResponse, following: str | None) -> HttpResponse:
    if following is not None:
        response["Link"] = f'<{following}>; rel="next"'
    return response
