"""Packages as the house sees them: one's own, those on one's lists, and what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, F, OuterRef, Value, When
from django.db.models.functions import Coalesce

from apps.enterprises.permissions import KEEPERS
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind
from apps.outbox.queries import Where
from apps.packages.enums import PackageStatus
from apps.packages.models import Package, PackageQuerySet, PackageVersion
from apps.packages.rules.content import PackageContent
from apps.packages.rules.history import PriceLine, PricePoint, price_line
from apps.plans.enums import SpaceKind
from apps.plans.rules.drawing import Drawing, drawing_of

PAGE_SIZE = 50


def packages_in_hand(actor: Actor) -> PackageQuerySet:
    """Return one's own enterprise's packages, or those that one looks through as keeper of a list."""
    if actor.organisation_kind == OrganisationKind.ENTERPRISE or actor.role in KEEPERS:
        return Package.objects.within(actor)
    return Package.objects.none()


def packages_shown(actor: Actor) -> PackageQuerySet:
    """Return what the actor may read: an unpublished package is its enterprise's and its keeper's.

    Offices read whatever was once published, withdrawn or of an enterprise that left its lists too: plans and
    contracts rest on it. Of other enterprises one reads what is offered.
    """
    if actor.organisation_kind == OrganisationKind.ENTERPRISE:
        return packages_in_hand(actor) | Package.objects.offered(clock.today())
    return packages_in_hand(actor) | Package.objects.published()


def packages_told(actor: Actor) -> PackageQuerySet:
    """Return what the actor may read with ``waits`` and ``missing_note``: '' where it is in other hands."""
    mine = Exists(packages_in_hand(actor).filter(pk=OuterRef("pk")))

    def told(column: str) -> Case:
        return Case(
            When(mine, then=Coalesce(F(column), Value(""))), default=Value(""), output_field=CharField()
        )

    return packages_shown(actor).annotate(
        waits=told("pending__status"), missing_note=told("pending__missing_note")
    )


@dataclass(frozen=True, slots=True)
class PackagesPage:
    """A part of the desk's list; what waits for the keeper comes first."""

    waiting: list[Package]
    rows: list[Package]
    number: int
    more: bool
    in_hand: bool
    """Whether they are one's own, or one's to look through: only then it is told what waits."""


def packages_page(actor: Actor, number: int) -> PackagesPage:
    """Return a page of what lies within the actor's hands, or of what is published; three queries at most."""
    hands = actor.organisation_kind == OrganisationKind.ENTERPRISE or actor.role in KEEPERS
    rows = packages_in_hand(actor) if hands else packages_shown(actor)
    rows = rows.select_related("enterprise", "current", "pending")
    waits = rows.filter(pending__status=PackageStatus.SUBMITTED).order_by("pending__submitted_at", "pk")
    begin = (number - 1) * PAGE_SIZE
    found = list(rows.order_by("enterprise__pinyin", "kind", "pk")[begin : begin + PAGE_SIZE + 1])
    return PackagesPage(
        list(waits[:PAGE_SIZE]) if hands and actor.role in KEEPERS else [],
        found[:PAGE_SIZE],
        number,
        len(found) > PAGE_SIZE,
        hands,
    )


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many lines of a version lack a brand or a model: work has none, goods have."""

    lines: int
    no_brand: int
    no_model: int


@dataclass(frozen=True, slots=True)
class PackagePage:
    """Everything the page of a package shows of one version."""

    package: Package
    version: PackageVersion
    content: PackageContent
    drawing: Drawing
    history: PriceLine | None
    versions: list[PackageVersion]
    gaps: Gaps

    @property
    def space(self) -> object:
        """The room, as the drawing's template takes it."""
        return self.content.space(SpaceKind(self.package.kind))

    @property
    def is_own_version(self) -> bool:
        """Whether it is the one that stands published."""
        return self.version.pk == self.package.current_id


def price_points(versions: list[PackageVersion]) -> list[PricePoint]:
    """Return the prices that were published, in the order of their days."""
    published = sorted((each for each in versions if each.published_on), key=lambda each: each.number)
    return [
        PricePoint(each.published_on, each.price, each.price_reason, each.number)
        for each in published
        if each.published_on is not None
    ]


def package_page(package: Package, *, public: bool, number: int | None = None) -> PackagePage | None:
    """Return a package's page: the version asked for, else what waits, else what stands; None for no such.

    ``public``: versions that were published alone.
    """
    rows = package.versions.order_by("-number")
    versions = list(rows.exclude(published_on__isnull=True) if public else rows)
    wanted = number or (package.current.number if public and package.current else None)
    found = next((each for each in versions if wanted in (None, each.number)), None)
    if found is None:
        return None
    content = PackageVersion.objects.prefetch_related("lines").get(pk=found.pk).content()
    points = price_points(versions)
    lines = content.lines
    return PackagePage(
        package=package,
        version=found,
        content=content,
        drawing=drawing_of(content.space(SpaceKind(package.kind))),
        history=price_line(points, clock.today()) if points else None,
        versions=versions,
        gaps=Gaps(len(lines), sum(not each.brand for each in lines), sum(not each.model for each in lines)),
    )


def described(actor: Actor, ids: list[str]) -> Mapping[str, Where]:
    """Say which package a message is about."""
    rows = packages_shown(actor).select_related("enterprise")
    found = rows.filter(pk__in=[each for each in ids if each.isdigit()])
    return {str(row.pk): Where(row.name, f"{row.name} · {row.enterprise.name}") for row in found}
