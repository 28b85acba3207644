"""Systems outside as the demonstration has them: they answer by themselves, and nothing leaves the house."""

from __future__ import annotations

import json
from collections.abc import Mapping

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.connections.rules.answers import Answer
from apps.connections.services import submit
from apps.connections.services.wire import SENDERS
from apps.exchange.queries.records import reference_of
from apps.exchange.queries.sites import sites_of
from apps.exchange.services.site_codes import PARTNER, site_label
from apps.lib.actors import SYSTEM

SCHEME = "demo"
"""Begins the address of such a system; only an installation with the demonstration knows it."""
UNKNOWN = "330106"
"""County whose bureau it does not know by name: one refusal for the page to show."""
STREET = "330102001"
"""In this street 一码监管 takes no telephone that ends in an odd digit: something for its desk to mend."""
_SITES = 3


class Answering:
    """Takes everything over but what comes from one county, and some telephones of one street.

    Asked about a home, it knows those whose address ends in an even digit.
    """

    def send(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        said = json.loads(body)
        if said.get("county_code") == UNKNOWN and "body_name" in said:
            return Answer(422, {"code": "unknown_body", "field": "body_name"})
        if said.get("street_code") == STREET and is_refused(str(said.get("phone", ""))):
            return Answer(422, {"code": "no_such_number", "field": "phone"})
        mine = f"DEMO-{headers['Idempotency-Key'][:8]}"
        if said.get("kind") != "question":
            return Answer(200, {"id": mine})
        found = _known(said["address"])
        known = {"on": "2026-09-01", "number": f"YANSHI-2026-{mine[-8:].upper()}"} if found else {}
        repeated = {"question": said["question"], "address": said["address"]}
        return Answer(200, {"id": mine, **repeated, "found": found, **known})


def is_refused(phone: str) -> bool:
    """Whether 一码监管 of the demonstration does not take a telephone of :data:`STREET`."""
    return phone[-1:] in tuple("13579")


def _known(address: str) -> bool:
    digits = [each for each in address if each.isdecimal()]
    return bool(digits) and int(digits[-1]) % 2 == 0


def enter_sites() -> None:
    """Line up some works sites for 一码监管, one of them with a telephone that it does not take."""
    rows = Case.objects.filter(status=Status.BUILDING, county_code=STREET[:6]).select_related("household")
    cases = list(rows.order_by("number"))
    refused = [
        each
        for each in cases
        if each.street_code == STREET and is_refused(each.household.phone_encrypted.text())
    ]
    others = [each for each in cases if each.street_code != STREET]
    for case in [*refused[:1], *others[:_SITES]]:
        for row in sites_of(case.pk)[-1]:
            submit(partner=PARTNER.key, reference=reference_of(row), label=site_label(row), by=SYSTEM)


def register() -> None:
    """Make the way of sending known."""
    SENDERS[SCHEME] = Answering()
