"""办件查询凭条 at the counter: the slips of a case, a new one, its paper."""

from __future__ import annotations

import base64
import json
from dataclasses import astuple
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.acts.views import ActPage, arranged
from apps.cases.models import Case
from apps.cases.rules.papers import PaperDoor
from apps.documents.services import bytes_response, render_pdf
from apps.household.acts import ISSUE, REVOKE, SLIPS
from apps.household.enums import Standing
from apps.household.models import Slip
from apps.household.permissions import may_see_slips
from apps.household.queries.numbers import number_speaks
from apps.household.queries.papers import slip_paper
from apps.household.queries.slips import slip_lines, standing_of
from apps.household.rules.codes import Secret
from apps.household.rules.papers import SlipPaper
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.orgs.permissions import acting, admit
from apps.outbox.services import sms_is_on

_KEPT = "issued_slips"
"""Key of the session: secrets of slips issued here, encrypted, by the slip, to be printed at this counter."""
_MOST = 5
"""Secrets kept at once: a household's and its agent's, and of those who came just before."""
PRINTABLE = timedelta(minutes=30)


def _aad(slip: Slip) -> str:
    return crypto.aad_of(slip.pk, _KEPT)


class IssuePage(ActPage):
    """Issuing leads to the page that prints the slip; only this browser's session can print it."""

    def say(self, request: HttpRequest, result: object) -> None:
        """Hand the secret on instead of a sentence; who sends the form twice has it from the first time."""
        if isinstance(result, Slip) and result.secret:
            kept = crypto.encrypt(json.dumps(astuple(result.secret)), aad=_aad(result))
            slips = {**request.session.get(_KEPT, {}), str(result.pk): base64.b64encode(kept).decode()}
            request.session[_KEPT] = dict(list(slips.items())[-_MOST:])


def _case(request: HttpRequest, pk: UUID) -> tuple[Actor, Case]:
    actor = acting(request)
    case = SLIPS.load(actor, pk=pk)
    admit(may_see_slips(actor))
    return actor, case


def _secret(request: HttpRequest, slip: Slip) -> Secret | None:
    """Return what opens a slip, for so long after issuing, in the session that issued it."""
    kept = request.session.get(_KEPT, {}).get(str(slip.pk))
    if kept is None or slip.revoked_at or clock.now() - slip.issued_at > PRINTABLE:
        return None
    try:
        opened = crypto.decrypt(base64.b64decode(kept), aad=_aad(slip))
    except crypto.DecryptionFailed:
        return None  # the keys were changed meanwhile: another slip is a minute's work
    return Secret(*json.loads(opened.decode()))


def _paper(request: HttpRequest, slip: Slip, secret: Secret) -> SlipPaper:
    base = settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    link = reverse("household:scanned", kwargs={"token": secret.token})
    return slip_paper(slip, secret, link=base + link, page=base + reverse("household:home"))


def door(request: HttpRequest, case: Case) -> PaperDoor | None:
    """Return what a notice printed now carries: the newest slip that this counter may still print."""
    if not request.session.get(_KEPT):
        return None
    for slip in case.slips.not_revoked().with_case().order_by("-number"):
        secret = _secret(request, slip)
        if secret is not None and standing_of(slip, clock.now()) == Standing.OPEN:
            shown = _paper(request, slip, secret)
            return PaperDoor(shown.qr, shown.page, shown.code, shown.phone_of, shown.expires_text)
    return None


@never_cache
@require_safe
def slips(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List the slips of a case: for whom, until when, when used last."""
    actor, case = _case(request, pk)
    context = {
        **SLIPS.frame(actor, case),
        "lines": slip_lines(case),
        "number_speaks": number_speaks(case),
        "sms_is_on": sms_is_on(),
        "offers": arranged(actor, case, (ISSUE, REVOKE), hidden=frozenset({"status"})).others,
    }
    return render(request, "household/slips.html", context)


@never_cache
@require_safe
def issued(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Show a new slip: its QR for the phone at hand, and the paper."""
    actor, case = _case(request, pk)
    slip = get_object_or_404(case.slips.with_case(), number=number)
    secret = _secret(request, slip)
    paper = _paper(request, slip, secret) if secret else None
    notices = case.returns.order_by("number") if paper else []
    context = {**SLIPS.frame(actor, case), "slip": slip, "paper": paper, "notices": notices}
    return render(request, "household/issued.html", context)


@require_safe
def paper(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Print a new slip as PDF."""
    _, case = _case(request, pk)
    slip = get_object_or_404(case.slips.with_case(), number=number)
    secret = _secret(request, slip)
    if secret is None:
        messages.warning(request, "这张凭条已经不能再打印；还要的，请另开一张。")
        return redirect("household:slips", pk=case.pk)
    content = render_pdf("household/papers/slip.html", {"paper": _paper(request, slip, secret)})
    return bytes_response(content, filename=f"办件查询凭条-{case.number}-{slip.number}.pdf")
