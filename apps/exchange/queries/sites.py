"""The works of a case as 一码监管 knows them: a site that opens when works start and closes when they end."""

from __future__ import annotations

from uuid import UUID

from apps.cases.enums import ENDED
from apps.cases.models import Transition
from apps.exchange.queries.records import Told, told_of
from apps.exchange.rules.progress import SITE_OPENS, closes_site


def is_opening(row: Told) -> bool:
    """Whether a record opens a site."""
    return isinstance(row, Transition) and row.name == SITE_OPENS


def is_closing(row: Told) -> bool:
    """Whether a record closes a site."""
    return isinstance(row, Transition) and closes_site(row.name, row.source)


def sites_of(case_id: UUID) -> list[list[Told]]:
    """Return the sites of a case, oldest first: each its opening, then what was told of it.

    After 更换企业 the works begin anew: another site.
    """
    sites: list[list[Told]] = []
    for row in told_of(case_id):
        if is_opening(row):
            sites.append([row])
        elif sites and (is_closing(row) or not isinstance(row, Transition)):
            sites[-1].append(row)
    return sites


def is_over(row: Told) -> bool:
    """Whether the works of a record's site have ended: it was closed, or its case has."""
    for site in sites_of(row.case_id):
        if (type(row), row.pk) in [(type(each), each.pk) for each in site]:
            return row.case.status in ENDED or any(is_closing(each) for each in site)
    return True


def site_before(row: Told) -> Told | None:
    """Return what was told of the same site before a record; None for its opening."""
    for site in sites_of(row.case_id):
        keys = [(type(each), each.pk) for each in site]
        if (type(row), row.pk) in keys:
            place = keys.index((type(row), row.pk))
            return site[place - 1] if place else None
    return None
