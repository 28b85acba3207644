"""How far an application of 其他装修 is, by number and 查询码; neither travels in an address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.othertrack.forms import StatusForm
from apps.othertrack.queries.codes import renovation_with
from apps.othertrack.queries.household import shown_to_household
from apps.public.services import LETTERS, RENOVATIONS, tries_too_often, with_other_letters

PAGE = "public/renovation_status.html"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; show its facts with their days, and nothing of whose home it is."""
    if request.method != "POST":
        return render(request, PAGE, {"form": StatusForm()})
    if LETTERS in request.POST:
        return with_other_letters(request, PAGE, {"form": StatusForm(initial=request.POST.dict())})
    form = StatusForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, {"form": form}, status=422)
    row = renovation_with(form.cleaned_data["number"], form.cleaned_data["code"])
    if row is None:
        if tries_too_often(request, RENOVATIONS):
            return render(request, PAGE, {"form": form, "too_often": True}, status=429)
        return render(request, PAGE, {"form": form, "unknown": True}, status=404)
    return render(request, "public/renovation_state.html", {"onward": shown_to_household(row)})
