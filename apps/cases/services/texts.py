"""Sending a household the text of an event, if sending is configured at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings

from apps.audit.services import Subject
from apps.cases.models import Case
from apps.cases.queries.wordings import Saying, saying_of
from apps.cases.workflow.texts import composed
from apps.lib.actors import Actor
from apps.outbox.services import Contact, sms_is_on, tell


def street_telephone(case: Case) -> str:
    """Return where a household may ask, for the texts that are written out: those with a code."""
    office = case.street_office
    return f"咨询：{office.name} {office.phone}" if office.phone else f"咨询：{office.name}"


def text_household(
    *,
    case: Case,
    event: str,
    by: Actor,
    key: str,
    values: Mapping[str, str] | None = None,
    until: datetime | None = None,
    said: Callable[[int | None, str], Saying] = saying_of,
) -> int:
    """Send the text of an event (a row of ``TEXTS``) to the registered telephone; return how many were new.

    Once for ``key``; nothing without a way to send. ``values`` fill the row's placeholders and hold nothing
    personal. From ``until`` on it is not sent any more: its words hold for that time alone.
    Whoever texts many households gives ``said`` a memory: ``cache(saying_of)``.
    """
    if not sms_is_on():  # words and telephone cost queries
        return 0
    office = case.street_office
    saying = said(case.bureau_id, event)
    words = saying.words(case, values)
    return tell(
        to=[Contact("case", str(case.pk))],
        kind=f"household.{event}",
        title=f"短信 {case.number}",
        text=composed(words, link=settings.HOUSEHOLD_PAGE, asks=office.phone or office.name),
        by=by,
        key=key,
        subject=Subject("case", str(case.pk)),
        quiet=saying.quiet,
        until=until,
    )
