"""A ticket comes in: numbered, routed past whom it concerns, its code shown once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias
from uuid import uuid4

from django.core.files.base import File
from django.db import transaction

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.documents.forms.checks import check
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import BadUpload, CheckedUpload
from apps.documents.services import Owner, keep
from apps.encryption import Plain
from apps.enterprises.models import Enterprise
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation
from apps.orgs.queries import acting_body, body_above
from apps.tickets.enums import About, Kind, Source, StepKind
from apps.tickets.models import MOST_PICTURES, Ticket, TicketPicture, TicketSeries
from apps.tickets.queries.clocks import due_of
from apps.tickets.rules.clocks import last_day
from apps.tickets.rules.numbers import code_of, ticket_number
from apps.tickets.rules.routes import NOBODY_ABOVE, Level, level_for
from apps.tickets.services.steps import add_step, tell_desk

Upload: TypeAlias = StoredFile | CheckedUpload | File[bytes]
AGAIN = timedelta(minutes=30)
"""So long what was sent twice shows its code again."""


@dataclass(frozen=True, slots=True)
class Route:
    """Who has a ticket, and who else looks on."""

    body: Organisation
    bureau: Organisation | None
    city: Organisation | None
    complained: Organisation | None = None


@transaction.atomic
def open_ticket(
    *,
    by: Actor,
    kind: str,
    source: str,
    text: str,
    about: str = About.UNSAID,
    case: Case | None = None,
    bureau: Organisation | None = None,
    complained_body: Organisation | None = None,
    enterprise: Enterprise | None = None,
    about_name: str = "",
    author_name: str = "",
    author_phone: str = "",
    pictures: Sequence[Upload] = (),
    hotline_number: str = "",
    hotline_due_on: date | None = None,
    request_key: str = "",
) -> Ticket:
    """Open a ticket; ``ticket.code`` on what is returned is the 查询码, which is kept nowhere.

    For a door that has judged who may: the public page, the household's, a desk, a rating. ``case``, else
    ``bureau``, says where it belongs; ``about`` and ``complained_body`` whom it concerns: it goes to a body
    above that one, which never sees it. ``complained_body`` alone says ``about`` by its kind.
    ``request_key`` names the page it was sent from: sent twice, it is the ticket there is, with its code.
    Raises :class:`Refused` where nobody may have it.
    """
    code = _code_for(request_key or secrets.token_hex(32))
    # The year's row is locked first: of two equal requests the second finds what the first wrote.
    series = _locked_series()
    if (again := sent_before(request_key)) is not None:
        return again
    words = text.strip()
    if not words:
        raise Refused("请写明是什么事。", field="text", code="required")
    if complained_body is not None and about == About.UNSAID:
        about = _about_body(complained_body)
    route = _route(kind, about, case.bureau if case is not None else bureau, complained_body)
    ticket = Ticket(
        id=uuid4(),
        number=_next_number(series),
        kind=Kind(kind),
        source=Source(source),
        case=case,
        about=About(about),
        about_name=about_name.strip(),
        enterprise=enterprise,
        complained_body=route.complained,
        body=route.body,
        bureau=route.bureau,
        city=route.city,
        request_index=_index_of(request_key) if request_key else None,
        opened_at=clock.now(),
        begun_on=clock.today(),
        hotline_number=hotline_number.strip(),
        hotline_due_on=hotline_due_on,
        recorded_by=by.signature if source in (Source.DESK, Source.HOTLINE) else "",
        recorded_organisation=by.organisation_name if source in (Source.DESK, Source.HOTLINE) else "",
    )
    ticket.text_encrypted = Plain(words)
    ticket.author_name_encrypted = Plain(author_name.strip())
    ticket.author_phone_encrypted = Plain(author_phone.strip())
    ticket.code_index = code_index(ticket, code)
    start_clocks(ticket)
    ticket.save(force_insert=True)
    add_step(ticket, by, StepKind.OPENED)
    keep_pictures(ticket, by, pictures)
    record(
        by=by,
        subject=Subject("ticket", str(ticket.pk)),
        action="ticket.opened",
        facts={"kind": ticket.kind, "source": ticket.source, "body": ticket.body_id},
    )
    tell_desk(ticket, by)
    ticket.code = code  # type: ignore[misc]  # on this instance alone
    return ticket


@transaction.atomic
def add_pictures(*, ticket: Ticket, by: Actor, pictures: Sequence[Upload]) -> int:
    """Add pictures to a ticket that is not settled yet; return how many it has now."""
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if ticket.settled_on is not None:
        raise Refused("已经办结，照片请在重新提出以后加。", field="pictures", code="settled")
    keep_pictures(ticket, by, pictures)
    return ticket.pictures.count()


def code_index(ticket: Ticket, code: str) -> str:
    """Return the keyed digest of a ticket's code, tied to the ticket: equal codes cannot be told."""
    return crypto.blind_index(f"{ticket.pk}\n{code}", purpose="ticket.code_index")


def start_clocks(ticket: Ticket) -> None:
    """Set the last days as the ticket's body counts them; nothing where it has set no period."""
    due = due_of(ticket)
    ticket.call_due_on, ticket.settle_due_on = due.call_on, due.settle_on
    if not ticket.author_phone_encrypted and ticket.case_id is None:
        ticket.call_due_on = None  # nobody could be called
    ticket.due_on = last_day(ticket.settle_due_on, ticket.hotline_due_on)


def keep_pictures(ticket: Ticket, by: Actor, pictures: Sequence[Upload]) -> None:
    """Keep pictures under names that say nothing of whoever took them."""
    ready = [_nameless(each) for each in pictures]
    standing = StoredFile.objects.owned_by("ticket", ticket.pk).values_list("source_sha256", flat=True)
    # Pressed twice, a phone sends the same pictures twice.
    ready = [each for each in ready if each.source_sha256 not in set(standing)]
    first = ticket.pictures.count() + 1
    if first - 1 + len(ready) > MOST_PICTURES:
        raise Refused(f"一件最多 {MOST_PICTURES} 张照片。", field="pictures", code="many")
    for number, file in enumerate(ready, start=first):
        stored = keep(
            by=by,
            file=file if isinstance(file, StoredFile) else replace(file, name=_named(number)),
            owner=Owner("ticket", str(ticket.pk)),
            kind=FileKind.TICKET_PICTURE,
            sensitive=False,
            label=f"诉求件 {ticket.number} 照片 {number}",
            field="pictures",
        )
        if stored.original_name != _named(number):  # parked as it came
            stored.original_name, stored.captured_at, stored.camera_time = _named(number), None, ""
            stored.save(update_fields=["original_name", "captured_at", "camera_time"])
        TicketPicture.objects.create(ticket=ticket, number=number, file_id=stored.pk)


def _named(number: int) -> str:
    return f"照片{number}.jpg"


def _nameless(file: Upload) -> StoredFile | CheckedUpload:
    if isinstance(file, StoredFile):
        return file
    if not isinstance(file, CheckedUpload):
        try:
            file = check(file, kind=FileKind.TICKET_PICTURE)
        except BadUpload as error:
            raise Refused(str(error), field="pictures", code="bad_upload") from error
    # 张示例家厨房.jpg, and what the camera says, name the author to whoever may read the ticket.
    return replace(file, captured_at=None, camera_time="")


def sent_before(request_key: str) -> Ticket | None:
    """Return the ticket that a page has opened already, for :data:`AGAIN` with its code; None for none."""
    if not request_key:
        return None
    again = Ticket.objects.select_related("body").filter(request_index=_index_of(request_key)).first()
    # A browser's history is no place to find a code in.
    if again is not None and clock.now() - again.opened_at <= AGAIN:
        again.code = _code_for(request_key)  # type: ignore[misc]  # on this instance alone
    return again


def _index_of(request_key: str) -> str:
    return crypto.blind_index(request_key, purpose="ticket.request")


def _code_for(request_key: str) -> str:
    return code_of(crypto.blind_index(request_key, purpose="ticket.code"))


def _locked_series() -> TicketSeries:
    year = clock.today().year
    TicketSeries.objects.bulk_create([TicketSeries(year=year)], ignore_conflicts=True)
    return TicketSeries.objects.select_for_update().get(year=year)


def _next_number(series: TicketSeries) -> str:
    series.last += 1
    series.save(update_fields=["last"])
    return ticket_number(series.year, series.last)


_ABOUT_KIND = {
    OrganisationKind.STREET_OFFICE.value: About.STREET,
    OrganisationKind.DISTRICT_BUREAU.value: About.BUREAU,
    OrganisationKind.CITY_BUREAU.value: About.CITY,
    OrganisationKind.ENTERPRISE.value: About.ENTERPRISE,
}


def _about_body(body: Organisation) -> About:
    return _ABOUT_KIND.get(body.kind, About.UNSAID)


def _route(kind: str, about: str, bureau: Organisation | None, complained: Organisation | None) -> Route:
    if bureau is None:
        raise Refused("请选择在哪个区县。", field="bureau", code="bureau")
    bureau, today = acting_body(bureau), clock.today()
    above = body_above(bureau, today)
    city = above if above is not None and above.kind == OrganisationKind.CITY_BUREAU else None
    level = level_for(kind, about)
    if level is Level.BUREAU:
        return Route(bureau, bureau, city, _other_than(complained, bureau))
    if level is Level.ABOVE_BUREAU:
        if above is None:
            raise Refused(NOBODY_ABOVE, field="about", code="nobody_above")
        return Route(above, None, city, bureau if about == About.BUREAU else _other_than(complained, above))
    # Where no city stands between, the province has it as it is.
    top = above if city is None else body_above(city, today)
    if top is None:
        raise Refused(NOBODY_ABOVE, field="about", code="nobody_above")
    return Route(top, None, None, city)


def _other_than(complained: Organisation | None, body: Organisation) -> Organisation | None:
    if complained is not None and complained.pk == body.pk:
        raise Refused(NOBODY_ABOVE, field="about", code="nobody_above")
    return complained
