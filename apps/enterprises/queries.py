"""The directory as everybody in the house sees it: never ranked, what the list rests on beside it (R3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When

from apps.documents.models import StoredFile
from apps.enterprises.enums import ListingStatus, ListOrder
from apps.enterprises.models import (
    ConveniencePoint,
    Enterprise,
    EnterpriseContact,
    EnterpriseQuerySet,
    Listing,
    Roll,
)
from apps.enterprises.permissions import CONTACT_READERS, KEEPERS, PAPERS, is_own, sees_contacts
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_text
from apps.orgs.enums import RegionLevel
from apps.orgs.models import Region
from apps.orgs.permissions import own_body
from apps.outbox.queries import Where

PAGE_SIZE = 50
PUBLIC_PAGE_SIZE = 20


def directory(
    on: date, *, regions: Iterable[str] | None = None, order: str = ListOrder.PINYIN, seed: str = ""
) -> list[Enterprise]:
    """Return the enterprises listed on a day, by pinyin or shuffled.

    ``regions``: codes of the regions a household lives in. A shuffle is fixed by ``seed`` and day, so
    that going back shows the same page.
    """
    found = list(Enterprise.objects.listed(on, regions))
    if order == ListOrder.RANDOM:
        _shuffle(found, f"{seed}{on}")
    return found


def _shuffle(rows: list[Enterprise] | list[int], seed: str) -> None:
    Random(seed).shuffle(rows)  # noqa: S311 - fairness of order, no secret


def rolls_in_force(on: date, regions: Iterable[str] | None = None) -> list[Roll]:
    """Return the lists that hold on a day, with who keeps them."""
    return list(Roll.objects.in_force(on, regions).select_related("keeper", "region"))


def why_unlisted(enterprise: Enterprise) -> str:
    """Say why an enterprise cannot be chosen from a list, and how it still can be."""
    last = (
        Listing.objects.filter(enterprise=enterprise, status=ListingStatus.REMOVED, valid_to__isnull=False)
        .order_by("-valid_to", "-pk")
        .first()
    )
    why = (
        f"{enterprise.name}已于{formats.day(last.valid_to)}移出名录（{last.removal_reason}）"
        if last is not None
        else f"{enterprise.name}不在这里的名录中"
    )
    return f"{why}。装修人仍要选择的，请按“名录以外的企业”填写。"


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """One part of the directory, in one of its two orders."""

    rows: list[Enterprise]
    total: int
    number: int
    pages: int


def directory_page(
    actor: Actor | None, *, words: str, roll: int | None, order: str, seed: str, number: int
) -> DirectoryPage:
    """Return a part of the directory with the places in force; two queries, however long it is.

    A keeper who looks for words finds enterprises off every list too: they may be entered or renamed.
    ``actor``: None is the public.
    """
    today = clock.today()
    places = Listing.objects.in_force(today).select_related("roll")
    rows = Enterprise.objects.order_by("pinyin", "pk")
    off_list = bool(words) and actor is not None and actor.role in KEEPERS and roll is None
    if not off_list:
        rows = rows.listed(today)
    if roll is not None:
        rows = rows.filter(pk__in=places.filter(roll_id=roll).values("enterprise_id"))
    if words:
        # Names keep their full-width brackets, a code never has any letter of that width.
        code = normalise_text(words).upper()
        rows = rows.filter(Q(name__icontains=words) | Q(credit_code=code)) | rows.filter(
            pk__in=_formerly(words)
        )
    ids = list(rows.values_list("pk", flat=True))
    if order == ListOrder.RANDOM:
        _shuffle(ids, seed)
    size = PAGE_SIZE if actor is not None else PUBLIC_PAGE_SIZE
    pages = max(1, -(-len(ids) // size))
    number = min(max(number, 1), pages)
    shown = ids[(number - 1) * size : number * size]
    found = {
        row.pk: row
        for row in Enterprise.objects.filter(pk__in=shown).prefetch_related(
            Prefetch("listings", places, to_attr="places")
        )
    }
    return DirectoryPage([found[pk] for pk in shown if pk in found], len(ids), number, pages)


def _formerly(words: str) -> QuerySet[Enterprise, Any]:
    return Enterprise.objects.filter(former_facts__name__icontains=words).values("pk")


@dataclass(frozen=True, slots=True)
class KeptRoll:
    """A list with how many stand on it and how many ask to."""

    roll: Roll
    listed: int
    applied: int


def rolls_shown(actor: Actor, today: date) -> list[KeptRoll]:
    """Return the lists in force, and one's own that have ended, with their counts; one query."""
    rows = (
        Roll.objects.filter(
            Q(pk__in=Roll.objects.in_force(today).values("pk")) | Q(keeper_id=own_body(actor))
        )
        .select_related("keeper", "region")
        .annotate(
            listed=Count("listings", filter=Q(listings__status=ListingStatus.LISTED)),
            applied=Count("listings", filter=Q(listings__status=ListingStatus.APPLIED)),
        )
    )
    # Any: annotations are no attributes of the model.
    found: list[Any] = list(rows)
    return [KeptRoll(row, row.listed, row.applied) for row in found]


def applications_of(actor: Actor) -> list[Listing]:
    """Return the applications that wait for the actor's body, oldest first."""
    if actor.role not in KEEPERS:
        return []
    rows = Listing.objects.within(actor).pending().select_related("enterprise", "roll")
    return list(rows.order_by("applied_at", "pk"))


def own_enterprise(actor: Actor) -> Enterprise | None:
    """Return the enterprise whose people the actor is one of."""
    return Enterprise.objects.filter(organisation_id=actor.organisation_id or 0).first()


def contacts_of(enterprise: Enterprise | None, actor: Actor) -> list[EnterpriseContact]:
    """Return whom to call at an enterprise today, duty by duty; nobody for who does not see them."""
    if enterprise is None or not sees_contacts(actor, enterprise):
        return []
    return list(enterprise.contacts.filter(until__isnull=True))


def contacts_shown(actor: Actor) -> QuerySet[EnterpriseContact]:
    """Return whom to call today at enterprises whose page the actor may open, as it is shown there."""
    rows = EnterpriseContact.objects.filter(until__isnull=True, enterprise__in=enterprises_shown(actor))
    if actor.role in CONTACT_READERS:
        return rows
    return rows.filter(enterprise__organisation_id=actor.organisation_id or 0)


def papers_of(places: Iterable[Listing], actor: Actor) -> dict[int, list[StoredFile]]:
    """Return by place the papers of applications that the actor may open (one query)."""
    open_to = {
        str(place.pk): place.pk
        for place in places
        if (actor.role in KEEPERS and actor.organisation_id == place.roll.keeper_id)
        or is_own(actor, place.enterprise)
    }
    found: dict[int, list[StoredFile]] = {}
    rows = StoredFile.objects.filter(owner_kind=PAPERS, owner_id__in=list(open_to)) if open_to else ()
    for file in rows:
        found.setdefault(open_to[file.owner_id], []).append(file)
    return found


def places_of(enterprise: Enterprise, actor: Actor) -> list[Listing]:
    """Return the places of an enterprise, newest first.

    What it applied for is between it and the list's keeper: others see what came to stand.
    """
    rows = enterprise.listings.select_related("enterprise", "roll__keeper", "roll__region")
    if enterprise.organisation_id is not None and enterprise.organisation_id == actor.organisation_id:
        return list(rows)
    return list(rows.filter(Q(valid_from__isnull=False) | Q(roll__keeper_id=own_body(actor))))


def rolls_to_apply(enterprise: Enterprise, on: date) -> list[Roll]:
    """Return the lists an enterprise may ask for a place on: those that somebody keeps and answers for."""
    taken = enterprise.listings.filter(status__in=(ListingStatus.APPLIED, ListingStatus.LISTED))
    return [
        roll
        for roll in rolls_in_force(on)
        if roll.keeper_id is not None and roll.pk not in set(taken.values_list("roll_id", flat=True))
    ]


def enterprises_shown(actor: Actor) -> EnterpriseQuerySet:
    """Return the enterprises whose page the actor may open: what stands or stood on a list, and one's own."""
    if actor.role in KEEPERS:
        return Enterprise.objects.all()
    places = Listing.objects.filter(enterprise=OuterRef("pk"), valid_from__isnull=False)
    return Enterprise.objects.filter(Exists(places) | Q(organisation_id=actor.organisation_id or 0))


def described(actor: Actor, ids: list[str]) -> Mapping[str, Where]:
    """Say which enterprise a message is about."""
    rows = Enterprise.objects.filter(pk__in=[each for each in ids if each.isdigit()])
    return {str(row.pk): Where(row.name, row.name) for row in rows}


def listing_data(roll: int | None, *, after: int, size: int) -> tuple[list[dict[str, Any]], int | None]:
    """Return places on lists in force after a number as plain data, and the last number where more follow.

    One row for each place: an enterprise on two lists stands in two (docs/public-data.md).
    """
    rows = Listing.objects.in_force(clock.today()).filter(pk__gt=after)
    if roll is not None:
        rows = rows.filter(roll_id=roll)
    found = list(rows.select_related("enterprise", "roll__keeper").order_by("pk")[: size + 1])
    told = [
        {
            "id": place.enterprise_id,
            "name": place.enterprise.name,
            "credit_code": place.enterprise.credit_code,
            "phone": place.enterprise.contact_phone,
            "list": place.roll.title,
            "keeper": place.roll.keeper.name if place.roll.keeper else None,
            "listed_on": place.valid_from.isoformat() if place.valid_from else None,
        }
        for place in found[:size]
    ]
    return told, found[size - 1].pk if len(found) > size else None


MOST_POINTS = 200
"""As many on one page."""


@dataclass(frozen=True, slots=True)
class PointsPage:
    """The points of a page, and where others are: counties with how many each has."""

    points: list[ConveniencePoint]
    counties: list[tuple[str, str, int]]
    county: str
    number: int
    pages: int


def points_page(on: date, county: str = "", number: int = 1) -> PointsPage:
    """Return a page of the points of a day, all or those of a county (code); three queries."""
    street = Q(keeper__region__level=RegionLevel.STREET)
    place = Case(When(street, then=F("keeper__region__parent_id")), default=F("keeper__region_id"))
    rows = ConveniencePoint.objects.open_on(on).annotate(county=place)
    counted = rows.order_by("county").values_list("county").annotate(number=Count("pk"))
    counts = dict(counted)
    found = {code: count for code, count in counts.items() if code}
    names = dict(Region.objects.filter(pk__in=found).values_list("pk", "name"))
    county = county if county in found else ""
    shown = rows.filter(county=county) if county else rows
    pages = max(1, -(-(found[county] if county else sum(counts.values())) // MOST_POINTS))
    number = min(max(number, 1), pages)
    begin = (number - 1) * MOST_POINTS
    return PointsPage(
        list(shown.select_related("keeper__region")[begin : begin + MOST_POINTS]),
        [(code, names.get(code, code), found[code]) for code in sorted(found)],
        county,
        number,
        pages,
    )
