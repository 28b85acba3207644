"""套餐商品库 as everybody reads it: published packages of listed enterprises, never ranked (R3, R14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db.models import Count, Min, Q

from apps.enterprises.enums import ListOrder
from apps.enterprises.models import Enterprise, Listing
from apps.lib import clock
from apps.lib.amounts import Yuan
from apps.orgs.enums import RegionLevel
from apps.orgs.models import Region
from apps.packages.models import Package, PackageQuerySet, PackageVersion
from apps.packages.queries.desk import price_points
from apps.packages.rules.comparing import MOST, ComparedPart, compared, counted, only_differing
from apps.packages.rules.content import PackageContent
from apps.packages.rules.history import PriceLine, price_line
from apps.packages.rules.orders import Shuffle
from apps.plans.enums import SpaceKind
from apps.plans.rules import SpaceInput
from apps.plans.rules.drawing import Drawing, drawing_of

PAGE_SIZE = 12
COUNTED = 1000
"""A page counts no further."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor looks for; None and '' are no condition. Prices in 元."""

    words: str = ""
    kind: str = ""
    county: str = ""
    enterprise: int | None = None
    least: Yuan | None = None
    most: Yuan | None = None


@dataclass(frozen=True, slots=True)
class OfferPage:
    """A part of the library in one of its two orders."""

    rows: list[Package]
    total: int
    number: int
    more: bool

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED

    @property
    def counted(self) -> str:
        """How many there are, in words."""
        return f"{COUNTED} 多个" if self.is_capped else f"{self.total} 个"


def counties() -> list[tuple[str, str, str]]:
    """Return every county with its city, by their codes: whom a list may serve."""
    rows = Region.objects.filter(level=RegionLevel.COUNTY).select_related("parent").order_by("pk")
    return [(row.pk, row.parent.name if row.parent else "", row.name) for row in rows]


def _above(county: str) -> list[str]:
    """Return a county's code with those of its city and province; nothing for an unknown one."""
    row = Region.objects.select_related("parent").filter(pk=county).first()
    if row is None:
        return []
    codes = [row.pk, row.parent_id, row.parent.parent_id if row.parent else None]
    return [code for code in codes if code]


def wanted_packages(wanted: Wanted) -> PackageQuerySet:
    """Return what is offered today and meets all conditions."""
    today = clock.today()
    if wanted.county:
        # Who stands on a list for the county stands on a list: asking both would read the lists twice.
        places = Listing.objects.in_force(today, _above(wanted.county))
        rows = Package.objects.published().filter(
            withdrawn_on__isnull=True, enterprise__in=places.values("enterprise_id")
        )
    else:
        rows = Package.objects.offered(today)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.enterprise is not None:
        rows = rows.filter(enterprise_id=wanted.enterprise)
    if wanted.least is not None:
        rows = rows.filter(price__gte=wanted.least)
    if wanted.most is not None:
        rows = rows.filter(price__lte=wanted.most)
    if wanted.words:
        # Of the few enterprises first: as a join each package would look at its enterprise's name again.
        named = _named(wanted.words)
        rows = rows.filter(named | Q(enterprise__in=Enterprise.objects.filter(named).order_by().values("pk")))
    return rows


def _named(words: str) -> Q:
    """Return the condition that a name holds these words, in capitals or not."""
    # Chinese has no capitals: comparing as written spares the database to turn every name into them.
    is_cased = words.upper() != words.lower()
    return Q(name__icontains=words) if is_cased else Q(name__contains=words)


def offer_page(wanted: Wanted, *, order: str, seed: str, number: int) -> OfferPage:
    """Return a part of the library: three queries, four where a county is asked for."""
    rows = wanted_packages(wanted)
    if order == ListOrder.RANDOM:
        total, number, ids = _drawn(rows, Shuffle.of(seed), number)
    else:
        total = rows.order_by()[: COUNTED + 1].values("pk").count()
        number = min(max(number, 1), _pages(total))
        begin = (number - 1) * PAGE_SIZE
        # Numbers first: to put them in order the database would carry every version along.
        ordered = rows.order_by("enterprise__pinyin", "enterprise_id", "pk")
        ids = list(ordered.values_list("pk", flat=True)[begin : begin + PAGE_SIZE])
    found = Package.objects.select_related("enterprise", "current").in_bulk(ids)
    return OfferPage([found[pk] for pk in ids if pk in found], total, number, number < _pages(total))


def _pages(total: int) -> int:
    return max(1, -(-min(total, COUNTED) // PAGE_SIZE))


def _drawn(rows: PackageQuerySet, drawn: Shuffle, number: int) -> tuple[int, int, list[int]]:
    """Return the drawn order's total, page and packages: enterprises first, each with one package a turn.

    Many packages draw a low place more easily than one: whoever offers more would stand in front. Enterprises
    are put in order first, then the packages of those on the page alone: it costs the same for any number.
    """
    counted = rows.order_by().values("enterprise_id").annotate(count=Count("pk"), own=Min("draw"))
    firms = sorted(counted, key=lambda firm: (drawn.place(firm["own"]), firm["enterprise_id"]))
    total = sum(firm["count"] for firm in firms)
    number = min(max(number, 1), _pages(total))
    begin = (number - 1) * PAGE_SIZE
    turns = range(max((firm["count"] for firm in firms), default=0))
    places = ((firm["enterprise_id"], turn) for turn in turns for firm in firms if firm["count"] > turn)
    shown = list(islice(places, begin, begin + PAGE_SIZE))
    own: dict[int, list[tuple[int, int]]] = defaultdict(list)
    of_page = rows.filter(enterprise_id__in={firm for firm, _ in shown}).order_by()
    for pk, firm, draw in of_page.values_list("pk", "enterprise_id", "draw"):
        own[firm].append((drawn.place(draw), pk))
    ordered = {firm: sorted(each) for firm, each in own.items()}
    # Between the two statements a package may have been taken down.
    return (
        total,
        number,
        [ordered[firm][turn][1] for firm, turn in shown if turn < len(ordered.get(firm, ()))],
    )


def enterprises_with_packages(ids: Iterable[int]) -> set[int]:
    """Return which of some enterprises have a package that the public sees."""
    rows = Package.objects.offered(clock.today()).filter(enterprise_id__in=list(ids)).order_by()
    return set(rows.values_list("enterprise_id", flat=True).distinct())


def picked(ids: Sequence[int]) -> list[Package]:
    """Return published packages in the order in which they were picked, at most as many as are compared."""
    wanted = list(dict.fromkeys(ids))[:MOST]
    if not wanted:
        return []
    rows = Package.objects.offered(clock.today()).select_related("enterprise", "current")
    found = {row.pk: row for row in rows.filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


@dataclass(frozen=True, slots=True)
class Column:
    """A package among others: its room, its price and how that went."""

    package: Package
    content: PackageContent
    drawing: Drawing
    history: PriceLine
    others: tuple[int, ...]
    """The packages beside it, which stay when it is taken out."""

    @property
    def space(self) -> SpaceInput:
        """The room, as the drawing's template takes it."""
        return self.content.space(SpaceKind(self.package.kind))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four packages side by side."""

    columns: tuple[Column, ...]
    parts: tuple[ComparedPart, ...]
    total: int
    differing: int
    areas: tuple[Decimal, ...]

    @property
    def title(self) -> str:
        """What stands here: 3 个卫生间套餐."""
        kinds = {each.package.kind for each in self.columns}
        kind = SpaceKind(kinds.pop()).label if len(kinds) == 1 else ""
        return f"{len(self.columns)} 个{kind}套餐"


def comparison(packages: Sequence[Package], *, seed: str, differing_only: bool) -> Comparison:
    """Return packages side by side in a drawn order; two queries, however many lines they have."""
    drawn = Shuffle.of(seed)
    ordered = sorted(packages, key=lambda each: (drawn.place(each.draw), each.pk))
    rows = PackageVersion.objects.filter(package__in=ordered, published_on__isnull=False)
    versions: dict[int, list[PackageVersion]] = {}
    for row in rows:
        versions.setdefault(row.package_id, []).append(row)
    current = {
        row.pk: row
        for row in PackageVersion.objects.filter(
            pk__in=[each.current_id for each in ordered]
        ).prefetch_related("lines")
    }
    contents = [current[each.current_id or 0].content() for each in ordered]
    parts = compared(contents)
    total, differing = counted(parts)
    return Comparison(
        columns=tuple(
            Column(
                package=package,
                content=content,
                drawing=drawing_of(content.space(SpaceKind(package.kind))),
                history=price_line(price_points(versions[package.pk]), clock.today()),
                others=tuple(each.pk for each in ordered if each.pk != package.pk),
            )
            for package, content in zip(ordered, contents, strict=True)
        ),
        parts=only_differing(parts) if differing_only else parts,
        total=total,
        differing=differing,
        areas=tuple(sorted({each.area for each in ordered})),
    )
