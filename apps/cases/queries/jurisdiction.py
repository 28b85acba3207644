"""Whose a case was, and what its bodies were called, when a paper was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.cases.models import Case
from apps.lib import clock
from apps.orgs.models import Organisation
from apps.orgs.queries import called


@dataclass(frozen=True, slots=True)
class BodyThen:
    """A body as a paper names it: its name of then, and the telephone at which somebody answers now."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class BodiesThen:
    """The bureau and the street office of a case at a moment."""

    bureau: BodyThen
    office: BodyThen


def bodies_at(case: Case, moment: datetime) -> BodiesThen:
    """Return whose a case was at a moment (three queries): old papers keep the bodies and names of then."""
    later = case.jurisdiction_changes.filter(made_at__gt=moment).select_related(
        "bureau_before", "office_before"
    )
    first = later.order_by("made_at", "pk").first()
    bureau = first.bureau_before if first is not None else case.bureau
    office = first.office_before if first is not None else case.street_office
    return BodiesThen(_then(bureau, case.bureau, moment), _then(office, case.street_office, moment))


def _then(body: Organisation, now: Organisation, moment: datetime) -> BodyThen:
    # A body that is closed answers no telephone: whoever has the case now does.
    phone = body.phone if body.is_active else now.phone
    return BodyThen(called(body, clock.local(moment).date()).name, phone)
