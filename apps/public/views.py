"""文书核验: a QR or a typed code opens it, without an account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.lib import clock
from apps.public.forms import CodeForm
from apps.public.queries import issued_papers
from apps.public.services import count_unknown, is_guessing


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


def _answer(request: HttpRequest, code: str, form: CodeForm) -> HttpResponse:
    if is_guessing(request):
        return render(request, "public/check.html", {"form": form, "too_often": True}, status=429)
    papers = issued_papers(code)
    if not papers:
        count_unknown(request)
        return render(request, "public/check.html", {"form": form, "unknown": True}, status=404)
    return render(request, "public/checked.html", {"papers": papers, "now": clock.now()})
