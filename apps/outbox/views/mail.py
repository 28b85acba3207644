"""邮件提醒: how oneself wants to be told that there are messages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.lib.decisions import Refused
from apps.orgs.permissions import acting
from apps.outbox.forms import MailForm
from apps.outbox.queries import mail_choice
from apps.outbox.services import choose_mail, mail_is_on


@never_cache
@require_http_methods(["GET", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """Show and take one's own choice."""
    actor = acting(request)
    form = MailForm(request.POST if request.method == "POST" else None, initial=mail_choice(actor))
    if request.method == "POST" and form.is_valid():
        try:
            choose_mail(by=actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        else:
            messages.success(request, "邮件提醒已设定。")
            return redirect("outbox:mail")
    context = {"form": form, "mail_is_on": mail_is_on()}
    return render(request, "outbox/mail.html", context, status=422 if form.errors else 200)
