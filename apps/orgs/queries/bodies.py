"""Who is responsible for a street, to whom a bureau reports, which actor a membership makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from apps.audit.queries import length
from apps.lib.actors import Actor
from apps.orgs.enums import LEADERS, GrantState, OrganisationKind, RegionLevel, Role
from apps.orgs.models import (
    ApiToken,
    Coverage,
    Membership,
    Organisation,
    Region,
    ReportingLine,
    in_force,
)
from apps.orgs.queries.regions import region_path


def actor_of(membership: Membership) -> Actor:
    """Freeze a membership (with user, organisation, on_behalf_of loaded) into an Actor."""
    organisation = membership.organisation
    attached = organisation.attached_to
    return Actor(
        user_id=membership.user_id,
        name=membership.user.name,
        role=membership.role,
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        organisation_kind=organisation.kind,
        on_behalf_of=membership.on_behalf_of.name if membership.on_behalf_of else "",
        on_behalf_of_id=membership.on_behalf_of_id,
        scope_organisation_id=attached.pk if attached else None,
        scope_kind=attached.kind if attached else "",
    )


def actor_of_token(token: ApiToken, role: str) -> Actor:
    """Freeze a token (with organisation loaded) in one of its roles into an Actor; no person acts."""
    organisation = token.organisation
    attached = organisation.attached_to
    return Actor(
        user_id=None,
        name=f"接口·{token.label}",
        role=role,
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        organisation_kind=organisation.kind,
        scope_organisation_id=attached.pk if attached else None,
        scope_kind=attached.kind if attached else "",
        token_id=token.pk,
    )


def token_with(digest: str, on: date) -> ApiToken | None:
    """Return the token of a digest with its organisation, usable on the day or not."""
    return _tokens(on).filter(digest=digest).first()


# Every request asks one of these two first; putting the question together takes longer than asking it.
@lru_cache(maxsize=2)
def _tokens(on: date) -> QuerySet[ApiToken]:
    return ApiToken.objects.with_issuer(on).select_related("organisation", "organisation__attached_to")


@lru_cache(maxsize=2)
def _roles_held(on: date) -> QuerySet[Membership]:
    rows = Membership.objects.in_force(on)
    return rows.select_related("user", "organisation", "organisation__attached_to", "on_behalf_of")


def memberships_of(user_id: int, on: date) -> list[Membership]:
    """Roles the user may act in on a day, oldest first."""
    return list(_roles_held(on).filter(user_id=user_id))


def responsible(street: Region, kind: OrganisationKind, on: date) -> Organisation | None:
    """Return the one organisation of ``kind`` responsible for a street on a day.

    The nearest region on the way up that an organisation covers decides; an excluded region
    (``include=False``) takes the street away from that organisation.
    """
    codes = [region.code for region in region_path(street)]
    rows = _coverage(kind, on).filter(region_id__in=codes).select_related("organisation")
    organisations = {row.organisation_id: row.organisation for row in rows}
    found = _nearest(codes, _by_region(rows))
    return None if found is None else organisations[found]


def _coverage(kind: str, on: date) -> QuerySet[Coverage]:
    return Coverage.objects.filter(in_force(on), organisation__kind=kind, organisation__is_active=True)


def _by_region(rows: Iterable[Any]) -> Mapping[str, Sequence[Any]]:
    by_region: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_region[row.region_id].append(row)
    return by_region


def _nearest(codes: Sequence[str], by_region: Mapping[str, Sequence[Any]]) -> int | None:
    """Return who covers the nearest of a street's regions and excludes none of them."""
    rows = [row for code in codes for row in by_region.get(code, ())]
    excluded = {row.organisation_id for row in rows if not row.include}
    candidates = [row for row in rows if row.include and row.organisation_id not in excluded]
    # Two of one region: the older organisation, so that the answer does not follow the order of rows.
    nearest = min(candidates, key=lambda row: (codes.index(row.region_id), row.organisation_id), default=None)
    return None if nearest is None else int(nearest.organisation_id)


def responsible_for(
    streets: Iterable[Region], kind: str, on: date, *, rows: Iterable[Any] | None = None
) -> dict[str, int | None]:
    """Return by its code who is responsible for each street on a day (one query and none a street).

    As :func:`responsible`; ``rows`` instead of the stored coverage say what would be. Streets with the
    regions above them loaded.
    """
    by_region = _by_region(_coverage(kind, on) if rows is None else rows)
    return {
        street.code: _nearest([region.code for region in region_path(street)], by_region)
        for street in streets
    }


@dataclass(frozen=True, slots=True)
class Called:
    """What a body was called on a day."""

    name: str
    short_name: str


def version_of(organisation: Organisation) -> int:
    """Return a body's version: how many events its record has, since every write leaves one (one query)."""
    return length("organisation", organisation.pk)


def called(organisation: Organisation, on: date) -> Called:
    """Return a body's names as of a day: papers made before it was renamed keep the old one (one query)."""
    former = organisation.former_names.filter(until__gt=on).order_by("until").first()
    row = former or organisation
    return Called(row.name, row.short_name)


def acting_body(organisation: Organisation) -> Organisation:
    """Return who acts for a body now: itself, or the one it went up in (a query for each merger)."""
    while not organisation.is_active and organisation.successor is not None:
        organisation = organisation.successor
    return organisation


def reports_to(organisation: Organisation, on: date) -> Organisation | None:
    """Return the organisation a bureau reports to on a day."""
    line = (
        ReportingLine.objects.filter(in_force(on), organisation=organisation)
        .select_related("reports_to")
        # Nothing forbids lines that overlap: the newest one counts.
        .order_by("-valid_from")
        .first()
    )
    return line.reports_to if line else None


def reporting_since(bureau: Organisation) -> date | None:
    """Return from which day on a bureau reports at all; None where it never did."""
    lines = ReportingLine.objects.filter(organisation=bureau).order_by("valid_from")
    return lines.values_list("valid_from", flat=True).first()


def reporting_bureaus(organisation: Organisation, on: date) -> list[Organisation]:
    """Bureaus that report to an organisation on a day, in code order."""
    lines = ReportingLine.objects.filter(in_force(on), reports_to=organisation)
    return list(
        Organisation.objects.active()
        .filter(pk__in=lines.values("organisation_id"))
        .order_by("region_id", "id")
    )


def streets_covered(organisation: Organisation, on: date) -> list[Region]:
    """Streets an organisation is responsible for on a day, in code order (two queries).

    The nearest covering region decides, as in :func:`responsible`, here for many streets at once.
    """
    rows = list(_coverage(organisation.kind, on))
    by_region = _by_region(rows)
    mine = [row.region_id for row in rows if row.include and row.organisation_id == organisation.pk]
    # select_related: the three levels above a street, so that region_path() asks nothing.
    streets = Region.objects.filter(
        Q(pk__in=mine) | Q(parent__in=mine) | Q(parent__parent__in=mine) | Q(parent__parent__parent__in=mine),
        level=RegionLevel.STREET,
    ).select_related("parent__parent__parent")
    return [
        street
        for street in streets.filter(in_force(on)).order_by("code")
        if _nearest([region.code for region in region_path(street)], by_region) == organisation.pk
    ]


def body_above(organisation: Organisation, on: date) -> Organisation | None:
    """Return the body that looks after another one on a day; None where nobody stands above.

    Bureaus: to whom they report, or will where they never did. Streets and property companies: the district
    bureau of their region. Enterprises: the city bureau of theirs, or the site's only one where no region is
    known. Audit stands under nobody whom it audits.
    """
    kind = organisation.kind
    if kind in (OrganisationKind.DISTRICT_BUREAU, OrganisationKind.CITY_BUREAU):
        if organisation.is_active:
            return reports_to(organisation, on) or _will_report_to(organisation, on)
        # Out of use it reports to nobody; its people and papers are still somebody's to look after.
        lines = ReportingLine.objects.filter(organisation=organisation).select_related("reports_to")
        last = lines.order_by("-valid_from").first()
        return last.reports_to if last else None
    if organisation.region is None:
        return _only_city() if kind == OrganisationKind.ENTERPRISE else None
    if kind in (OrganisationKind.STREET_OFFICE, OrganisationKind.PROPERTY):
        return responsible(organisation.region, OrganisationKind.DISTRICT_BUREAU, on)
    if kind == OrganisationKind.ENTERPRISE:
        regions = [region.code for region in region_path(organisation.region)]
        cities = Organisation.objects.active().filter(kind=OrganisationKind.CITY_BUREAU)
        return cities.filter(region_id__in=regions).order_by("id").first()
    return None


def _will_report_to(organisation: Organisation, on: date) -> Organisation | None:
    """Return to whom a bureau reports that begins to later: it is set up and kept before that."""
    lines = ReportingLine.objects.filter(organisation=organisation).select_related("reports_to")
    first = lines.order_by("valid_from").first()
    return first.reports_to if first is not None and first.valid_from > on else None


def bureaus_below(organisation: Organisation, on: date) -> list[Organisation]:
    """Return the bureaus that report to an organisation, and those that will where they never did."""
    begun = ReportingLine.objects.filter(valid_from__lte=on).values("organisation_id")
    rows = (
        Organisation.objects.active().filter(reporting_lines__reports_to=organisation).exclude(pk__in=begun)
    )
    found = rows.order_by("region_id", "id").distinct()
    later = [each for each in found if _will_report_to(each, on) == organisation]
    return [*reporting_bureaus(organisation, on), *later]


def bodies_below(organisation: Organisation, on: date) -> list[Organisation]:
    """Return the bodies that :func:`body_above` leads from to this one, in the order of their regions."""
    if organisation.kind == OrganisationKind.DISTRICT_BUREAU:
        return _in_district(organisation, on)
    below = bureaus_below(organisation, on)
    if organisation.kind == OrganisationKind.CITY_BUREAU and organisation.region_id:
        enterprises = Organisation.objects.active().filter(kind=OrganisationKind.ENTERPRISE)
        code = organisation.region_id
        inside = Q(region_id=code) | Q(region__parent_id=code) | Q(region__parent__parent_id=code)
        if _only_city() == organisation:
            inside |= Q(region__isnull=True)
        below += enterprises.filter(inside).order_by("name", "id")
    return below


def _only_city() -> Organisation | None:
    cities = list(Organisation.objects.active().filter(kind=OrganisationKind.CITY_BUREAU)[:2])
    return cities[0] if len(cities) == 1 else None


def _administered_enterprises(on: date) -> QuerySet[Membership]:
    in_force = Membership.objects.in_force(on).filter(role=Role.ADMINISTRATOR)
    return in_force.filter(organisation__kind=OrganisationKind.ENTERPRISE)


def keeps_itself(organisation: Organisation, on: date) -> bool:
    """Whether a body's people are its own business alone: an enterprise that has an administrator."""
    return _administered_enterprises(on).filter(organisation=organisation).exists()


def bodies_kept(organisation: Organisation, on: date) -> list[Organisation]:
    """Return the bodies below one whose people it keeps."""
    alone = set(_administered_enterprises(on).values_list("organisation_id", flat=True))
    return [body for body in bodies_below(organisation, on) if body.pk not in alone]


def stand_over(organisation: Organisation, on: date) -> frozenset[int]:
    """Return the numbers of the bodies that look after another one: above it, or going on with it."""
    above = body_above(organisation, on)
    # Who goes on with a merged body's cases settles its people, too.
    both = (above.pk if above else None, organisation.successor_id)
    return frozenset(each for each in both if each is not None)


def keeps_for_itself(user_id: int, organisation: Organisation, on: date) -> bool:
    """Whether a person is an administrator of a body in the own name, and of nobody else."""
    rows = Membership.objects.in_force(on).filter(user_id=user_id, organisation=organisation)
    keeping = rows.filter(role=Role.ADMINISTRATOR, on_behalf_of__isnull=True)
    return keeping.exists() and homes_of([user_id], on).get(user_id) == frozenset({organisation.pk})


def homes_of(user_ids: Iterable[int], on: date) -> dict[int, frozenset[int]]:
    """Return whose each of these people is: the numbers of bodies that decide on the account; one query.

    Where a role is held, waits for confirmation or is to come; of whoever has none any more, where the last
    one was. Roles at a body out of use are over with it.
    """
    rows = Membership.objects.filter(user__in=list(user_ids)).values_list(
        *("user_id", "organisation_id", "state", "valid_from", "valid_to"),
        *("organisation__is_active", "organisation__closed_on"),
    )
    now: dict[int, set[int]] = defaultdict(set)
    last: dict[int, dict[int, date]] = defaultdict(dict)
    for user_id, body, state, begins, ends, in_use, closed_on in rows:
        stands = state in (GrantState.PENDING, GrantState.CONFIRMED)
        over = (ends if stands else begins) or closed_on
        if stands and in_use and (ends is None or ends > on):
            now[user_id].add(body)
        last[user_id][body] = max(over or on, last[user_id].get(body, begins))
    return {
        user_id: frozenset(now[user_id] or {body for body, day in days.items() if day == max(days.values())})
        for user_id, days in last.items()
    }


def is_second_of(actor: Actor, user_id: int, on: date) -> bool:
    """Whether a person answers for the actor's own body too, and a body above could act instead.

    Who lets such a one's password or sign-in be set could take the place of the second pair of eyes.
    """
    body = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    answering = Membership.objects.in_force(on).filter(role__in=LEADERS | {Role.ADMINISTRATOR})
    if body is None or not answering.filter(user_id=user_id, organisation=body).exists():
        return False
    above = body_above(body, on)
    # A body above that has nobody yet could not act: then one colleague lets the other in.
    return above is not None and answering.filter(organisation=above).exists()


def _in_district(bureau: Organisation, on: date) -> list[Organisation]:
    by_region = _by_region(_coverage(bureau.kind, on))
    mine = [code for code, rows in by_region.items() if any(r.organisation_id == bureau.pk for r in rows)]
    inside = Q(region_id__in=mine) | Q(region__parent_id__in=mine) | Q(region__parent__parent_id__in=mine)
    kinds = (OrganisationKind.STREET_OFFICE, OrganisationKind.PROPERTY)
    rows = Organisation.objects.active().filter(inside, kind__in=kinds)
    return [
        row
        for row in rows.select_related("region__parent__parent__parent").order_by("-kind", "region_id", "id")
        if row.region and _nearest([each.code for each in region_path(row.region)], by_region) == bureau.pk
    ]


def companies_in(counties: Collection[str], *, named: int | None = None) -> QuerySet[Organisation]:
    """Return the property companies in use that lie in some counties, by name.

    With those that lie in no county (placed at a city, or nowhere), and the one ``named`` so far, which stays
    when a street has gone to another county.
    """
    here = Q(region__isnull=True) | Q(region_id__in=counties) | Q(region__parent_id__in=counties)
    here |= Q(region_id__in={code[:4] for code in counties})
    rows = Organisation.objects.active().of_kind(OrganisationKind.PROPERTY)
    return rows.filter(here | Q(pk=named)).order_by("name")
