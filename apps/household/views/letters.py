"""留言 on the household's phone: what was said, one letter to write, pictures that go with it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods

from apps.documents.services import file_response
from apps.household.forms import LetterForm, PicturesForm
from apps.household.models import Visit
from apps.household.permissions import visitor
from apps.household.queries.letters import (
    answer_made,
    asked_of,
    letters_page,
    own_letter,
    parties_for,
    picture_of,
)
from apps.household.services import note_letters_seen
from apps.household.views.visiting import common, in_visit, open_to_all, with_visit
from apps.letters.services import add_pictures, write_as_household
from apps.lib.decisions import Refused

ALREADY = "这一条已经答复过了。还有话要说，请到“留言”里另写一条，您写的在下面。"
_posting = require_http_methods(["GET", "HEAD", "POST"])


@with_visit
def letters(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what was said, newest first; remember that it was seen."""
    shown = letters_page(visit.slip, request.GET.get("page", ""))
    context = {**common(request, visit), "page": shown.page, "unseen": shown.unseen}
    if shown.is_seen:
        note_letters_seen(slip=visit.slip)
    return render(request, "household/letters.html", context)


@open_to_all
@_posting
@in_visit
def write(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask for one letter; ``?answers=3`` where it answers one."""
    slip, typed = visit.slip, request.GET.get("answers", "")
    asked = asked_of(slip, typed)
    form = LetterForm(request.POST or None, parties=parties_for(slip, asked))
    if request.method == "POST" and typed and asked is None:
        # A second tap, or the desk wrote the answer down meanwhile: never a new letter that somebody owes.
        made = answer_made(slip, typed, request.POST.get("text", ""))
        if made is not None:
            return redirect("household:letter-sent", number=made.number)
        form.is_valid()
        form.add_error(None, ALREADY)
    elif request.method == "POST" and form.is_valid():
        try:
            letter = write_as_household(
                case=slip.case,
                by=visitor(slip),
                answers=asked.number if asked else None,
                **form.cleaned_data,
            )
            return redirect("household:letter-sent", number=letter.number)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
    status = 422 if form.is_bound else 200
    context = {**common(request, visit), "form": form, "asked": asked}
    return render(request, "household/letter.html", context, status=status)


@open_to_all
@_posting
@in_visit
def sent(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Say that a letter has been sent and to whom; take pictures for it, those that are sound at once."""
    slip = visit.slip
    line = own_letter(slip, number)
    if line is None:
        raise Http404
    form = PicturesForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.is_valid()
        try:
            added = add_pictures(case=slip.case, number=number, by=visitor(slip), pictures=form.sound)
        except Refused as refused:
            form.add_error("pictures", refused.reason)
        else:
            if added and not form.errors:
                return redirect(resolve_url("household:letters") + f"#letter-{number}")
    line = own_letter(slip, number)
    context = {**common(request, visit), "form": form, "line": line}
    return render(request, "household/letter_sent.html", context, status=422 if form.errors else 200)


@with_visit
def picture(request: HttpRequest, visit: Visit, number: int, place: int) -> HttpResponse:
    """Show one picture of a letter that the household reads."""
    stored = picture_of(visit.slip, number, place)
    if stored is None:
        raise Http404
    by, purpose = visitor(visit.slip), f"凭条第 {visit.slip.number} 张：看留言照片"
    return file_response(stored, inline=True, by=by, purpose=purpose)
