"""A desk writes down what somebody says, or what a 12345 工单 says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.tickets.enums import Source
from apps.tickets.models import Ticket
from apps.tickets.permissions import may_record
from apps.tickets.services.opening import Upload, open_ticket


@transaction.atomic
def record_ticket(
    *,
    by: Actor,
    source: str,
    kind: str,
    about: str,
    text: str,
    bureau: Organisation | None = None,
    case: Case | None = None,
    about_name: str = "",
    author_name: str = "",
    author_phone: str = "",
    hotline_number: str = "",
    hotline_due_on: date | None = None,
    pictures: Sequence[Upload] = (),
) -> Ticket:
    """Open a ticket for somebody at the counter, on the telephone, by letter or from 12345."""
    require(may_record(by, None))
    if source not in (Source.DESK, Source.HOTLINE):
        raise Refused("请选择怎样来的。", field="source", code="source")
    return open_ticket(
        by=by,
        source=source,
        kind=kind,
        about=about,
        text=text,
        bureau=bureau,
        case=case,
        enterprise=case.enterprise if case is not None and about == "enterprise" else None,
        about_name=about_name,
        author_name=author_name,
        author_phone=author_phone,
        hotline_number=hotline_number,
        hotline_due_on=hotline_due_on,
        pictures=pictures,
    )
