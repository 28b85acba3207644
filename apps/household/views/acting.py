"""What a household decides on its own phone: one decision a page, then a code, then what comes next."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.services.addresses import client_address
from apps.acts.acts import Act
from apps.acts.forms.base import in_words
from apps.acts.services import Done, Invalid, Key, NeverYours, attempt
from apps.cases.models import Case
from apps.household import services
from apps.household.acts.own import OWN_ACTS, OwnAct
from apps.household.forms import OwnForm
from apps.household.models import OneTimeCode, Visit
from apps.household.permissions import speaker
from apps.household.queries.numbers import may_speak, phone_tail
from apps.household.queries.own import Shown
from apps.household.rules.numbers import SHOWN_TO_STREET
from apps.household.services import Sent
from apps.household.views.visiting import common, in_visit, open_to_all, typed_in, with_visit
from apps.lib.decisions import Denied, Stale
from apps.lib.digits import whole
from apps.outbox.services import texts_page


def _own_act(slug: str) -> OwnAct:
    try:
        return OWN_ACTS[slug]
    except KeyError:
        raise Http404 from None


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
@in_visit
def decide(request: HttpRequest, visit: Visit, slug: str) -> HttpResponse:
    """Show what is decided on; send the code; with the code make the act."""
    own = _own_act(slug)
    if "code" in request.POST and "again" not in request.POST and _was_made(request, own, visit):
        # A second tap: the first may have ended what was decided on, or the right to decide it.
        return redirect("household:done", slug=slug)
    shown = own.found(visit.slip, _number(request))
    if shown is None or not own.act.may(speaker(visit.slip), visit.slip.case):
        # Back after it was recorded: nothing waits any more because it was said.
        context: dict[str, Any] = {
            "is_away": True,
            "was_said": request.method != "POST" and _said_in(visit, own),
        }
        return _answer(request, visit, own, None, context, status=409 if request.POST else 200)
    if request.method == "POST" and request.POST.get("content_hash") != shown.content_hash:
        return _stale(request, visit, own, shown)
    if shown.read_first:
        return redirect(shown.read_first)
    fit = may_speak(visit.slip)
    if isinstance(fit, Denied):
        services.tell_street(slip=visit.slip, why=fit)
        context = {"is_unfit": True, "unfit": fit, "street_knows": fit.code in SHOWN_TO_STREET}
        return _answer(request, visit, own, shown, context, status=403 if request.POST else 200)
    if request.method != "POST":
        return _answer(request, visit, own, shown, {"form": _form(own, visit, shown)})
    form = _form(own, visit, shown, request.POST)
    if not form.is_valid():
        return _answer(request, visit, own, shown, {"form": form}, status=422)
    if "code" not in request.POST or "again" in request.POST:
        return _send(request, visit, own, shown, form)
    return _make(request, visit, own, shown, form)


def _number(request: HttpRequest) -> int | None:
    """Return which of several the page's address names."""
    return whole(request.GET.get("number", ""), longest=4)


def _stale(request: HttpRequest, visit: Visit, own: OwnAct, shown: Shown) -> HttpResponse:
    """Show what stands now, with the words said to the former: sent again, they are said to the new one."""
    form = _form(own, visit, shown)
    names = [field.name for field in form.visible_fields()]
    carried = {name: request.POST[name] for name in names if request.POST.get(name)}
    form.initial = {**form.initial, **carried}
    context = {"is_stale": True, "carried": carried.items(), "form": None if shown.read_first else form}
    return _answer(request, visit, own, shown, context, status=409)


def _form(own: OwnAct, visit: Visit, shown: Shown, data: Any = None) -> OwnForm:
    case = visit.slip.case
    form = own.act.form(
        data,
        actor=speaker(visit.slip),
        subject=case,
        version=case.version,
        initial={"content_hash": shown.content_hash, **shown.names},
    )
    if not isinstance(form, OwnForm):
        raise TypeError(f"{own.slug} asks with a form of the desk")
    return form


def _content(own: OwnAct, shown: Shown, form: OwnForm) -> str:
    return services.content_of(own.slug, shown.content_hash, form.words())


def _send(request: HttpRequest, visit: Visit, own: OwnAct, shown: Shown, form: OwnForm) -> HttpResponse:
    sending = services.send_code(
        visit=visit,
        act=own.slug,
        content=_content(own, shown, form),
        words=own.words(visit.slip),
        address=client_address(request) or "",
    )
    status = 429 if sending.sent is Sent.SLOWED else 200
    context = {
        "form": form,
        "asks_code": True,
        "sending": sending.sent.value,
        "until": sending.until,
        "is_live": sending.is_live,
    }
    return _answer(request, visit, own, shown, context, status=status)


def _make(request: HttpRequest, visit: Visit, own: OwnAct, shown: Shown, form: OwnForm) -> HttpResponse:
    content = _content(own, shown, form)
    key = _key(own, visit, form, content)
    checked = services.check_code(
        visit=visit, act=own.slug, content=content, code=request.POST.get("code", "")
    )
    # Asked afterwards: a tap at the same moment may just have used the code up.
    code_id = checked.code_id or (None if checked.left else _made_before(visit, own, content))
    if code_id is None:
        context = {"form": form, "asks_code": True, "is_wrong": True, "left": checked.left}
        context["is_short"] = checked.is_short
        return _answer(request, visit, own, shown, context, status=422)
    by, case = speaker(visit.slip), visit.slip.case
    outcome = attempt(_spending(own.act, code_id), by=by, subject=case, data=request.POST, key=key)
    if isinstance(outcome, Done):
        return redirect("household:done", slug=own.slug)
    if isinstance(outcome, Invalid):
        return _answer(request, visit, own, shown, {"form": outcome.form}, status=422)
    if isinstance(outcome, NeverYours):
        return _answer(request, visit, own, None, {"is_away": True}, status=403)
    if isinstance(outcome.refused, Stale):
        case.refresh_from_db()
        now = own.found(visit.slip, _number(request))
        if now is None:
            return _answer(request, visit, own, None, {"is_away": True}, status=409)
        return _stale(request, visit, own, now)
    context = {"form": form, "refused": outcome.refused.reason}
    return _answer(request, visit, own, shown, context, status=422)


def _key(own: OwnAct, visit: Visit, form: OwnForm, content: str) -> Key | None:
    """Return the page's key, bound to the visit: from another phone or another slip it means nothing."""
    try:
        value = UUID(form.cleaned_data["key"].partition(".")[0]).hex
    except ValueError:
        return None
    said = sha256(f"{visit.slip.case_id}.{content}".encode()).hexdigest()
    return Key(value, f"{own.act.name}@{visit.pk.hex}"[:80], said)


def _made_before(visit: Visit, own: OwnAct, content: str) -> UUID | None:
    """Return the code of the same act in the same visit that is used up: a second tap has its answer."""
    rows = OneTimeCode.objects.filter(visit_id=visit.pk, act=own.slug, content_hash=content)
    return rows.filter(used_at__isnull=False).values_list("pk", flat=True).first()


def _said_in(visit: Visit, own: OwnAct) -> bool:
    """Whether this was decided in this visit."""
    return OneTimeCode.objects.filter(visit_id=visit.pk, act=own.slug, used_at__isnull=False).exists()


def _spending(act: Act[Case], code_id: UUID) -> Act[Case]:
    """Return the act with its code used up in the same transaction: both, or neither."""

    @transaction.atomic
    def made(**said: Any) -> object:
        services.spend_code(code_id=code_id)
        return act.service(**said)

    return replace(act, service=made)


def _answer(
    request: HttpRequest,
    visit: Visit,
    own: OwnAct,
    shown: Shown | None,
    more: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    page = texts_page()
    context = {
        **common(request, visit),
        **(shown.facts if shown else {}),
        "own": own,
        "tail": phone_tail(visit.slip.case, visit.slip.holder),
        "texts": reverse(page) if page else "",
        "typed": typed_in(request),
        **more,
    }
    form = more.get("form")
    if form is not None and form.is_bound:
        context["said"] = [
            (form.fields[name].label, in_words(form.fields[name], [str(value)]))
            for name, value in form.read_back().items()
            if value
        ]
    return render(request, "household/decide.html", context, status=status)


def _was_made(request: HttpRequest, own: OwnAct, visit: Visit) -> bool:
    """Whether just this was done already: these words, to what this page showed, with this code."""
    sent = Shown(request.POST.get("content_hash", ""))
    form = _form(own, visit, sent, request.POST)
    return form.is_valid() and services.was_used(
        visit=visit, act=own.slug, content=_content(own, sent, form), code=request.POST.get("code", "")
    )


@with_visit
def done(request: HttpRequest, visit: Visit, slug: str) -> HttpResponse:
    """Say that it is done and what comes next; only to the visit that did it."""
    own = _own_act(slug)
    if not _said_in(visit, own):
        return redirect("household:home")
    context = {**common(request, visit), "own": own, "next": own.follows(visit.slip.case)}
    context["recorded"] = own.recorded_as(visit.slip.case)
    return render(request, "household/done.html", context)
