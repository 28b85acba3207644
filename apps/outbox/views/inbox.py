"""消息: what the actor's person and desk were told."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.orgs.permissions import acting
from apps.outbox import queries, services
from apps.outbox.models import Message


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest messages; ``after`` a message the older ones."""
    try:
        after = UUID(request.GET.get("after", ""))
    except ValueError:
        after = None
    page = queries.inbox(acting(request), after=after)
    return render(request, "outbox/inbox.html", {"page": page, "is_first": after is None})


# POST: opening marks the message as read, and a GET writes nothing here.
@require_POST
def open_message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    actor = acting(request)
    message = get_object_or_404(Message.objects.for_desk(actor), pk=pk)
    services.mark_read(by=actor, message_id=message.pk)
    return redirect(queries.page_of(message) or "outbox:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(by=acting(request))
    return redirect("outbox:inbox")
