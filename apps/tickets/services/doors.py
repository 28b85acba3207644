"""The public page and the household's: whoever complains there sends a form, perhaps twice."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

from django.db import transaction

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.tickets.enums import About, Source
from apps.tickets.models import Ticket
from apps.tickets.permissions import ANYBODY
from apps.tickets.services.opening import open_ticket, sent_before

MOST_A_DAY = 5
"""Ours: from one household's page; whoever found its slip may try to fill the desks."""
_SHORTEST = 16


def fresh_request() -> str:
    """Return what names a page that is about to be sent."""
    return secrets.token_urlsafe(24)


def _key(request: str, *said: str) -> str:
    # With what was said: whoever goes back and writes something else sends another.
    return f"{request}\n{json.dumps(said)}" if len(request) >= _SHORTEST else ""


@transaction.atomic
def complain(
    *,
    request: str,
    kind: str,
    about: str,
    bureau: Organisation,
    text: str,
    about_name: str = "",
    author_name: str = "",
    author_phone: str = "",
    by: Actor = ANYBODY,
) -> Ticket:
    """Open a ticket as anybody; sent twice from one page, it is one."""
    said = (kind, about, str(bureau.pk), text.strip(), about_name, author_name, author_phone)
    return open_ticket(
        by=by,
        source=Source.PUBLIC,
        kind=kind,
        about=about,
        bureau=bureau,
        text=text,
        about_name=about_name,
        author_name=author_name,
        author_phone=author_phone,
        request_key=_key(request, *said),
    )


def complained_before(
    *,
    request: str,
    kind: str,
    about: str,
    bureau: Organisation,
    text: str,
    about_name: str = "",
    author_name: str = "",
    author_phone: str = "",
) -> Ticket | None:
    """Return what :func:`complain` has opened of the same page and words already; None where it is new."""
    said = (kind, about, str(bureau.pk), text.strip(), about_name, author_name, author_phone)
    return sent_before(_key(request, *said))


@transaction.atomic
def complain_as_household(*, case: Case, by: Actor, request: str, kind: str, about: str, text: str) -> Ticket:
    """Open a ticket of a case, from the household's own page; the case is the slip's own.

    It binds nobody to anything, so the slip suffices (R27). Nothing of it is shown there afterwards: whoever
    holds the slip may be the one complained of, and only number and code open it.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("bureau", "enterprise").get(pk=case.pk)
    key = _key(request, str(case.pk), kind, about, text.strip())
    ticket = open_ticket(
        by=by,
        source=Source.HOUSEHOLD,
        kind=kind,
        about=about,
        case=case,
        enterprise=case.enterprise if about == About.ENTERPRISE else None,
        text=text,
        request_key=key,
    )
    # Counted with the one just written, which the refusal takes back: sent twice, it was there before.
    own = Ticket.objects.filter(case=case, source=Source.HOUSEHOLD)
    if own.filter(opened_at__gte=clock.now() - timedelta(days=1)).count() > MOST_A_DAY:
        raise Refused(f"一天最多送 {MOST_A_DAY} 件。着急的请打 12345。", field="text", code="many")
    return ticket
