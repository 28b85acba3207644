"""A library of packages to read in: enterprises on a list, packages in versions with all their lines.

Written in bulk, not through the services: ten thousand packages handed in and looked through one by one
would take an hour, and what is measured only reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Any

from django.db.models import Model

from apps.documents.models import PrintedPaper
from apps.enterprises.models import Enterprise, Listing, Roll
from apps.lib import clock
from apps.orgs.models import Organisation
from apps.packages.enums import PackageStatus
from apps.packages.models import Package, PackageLine, PackageVersion
from apps.packages.rules.orders import PRIME
from apps.plans.enums import SpaceKind
from tests.factories.people import phone
from tests.factories.world import made_up_credit_code

FIRST = 1000
"""Numbers of made-up enterprises begin here; the world's own stand below."""
LINES = 10
BATCH = 2000
KINDS = (SpaceKind.KITCHEN.value, SpaceKind.BATHROOM.value)
CODES = 20_000
"""Printed papers of the large library; the small one has a thousandth."""


def fill(enterprises: int, packages: int) -> None:
    """Put so many enterprises on the world's first list, each with its part of the packages."""
    firms = list(_enterprises(enterprises))
    chance = Random(packages)
    bare = [
        Package(
            enterprise=firms[number % enterprises],
            kind=KINDS[number % 2],
            area=Decimal(3 + number % 7),
            name=f"示例套餐{number}",
            price=None,
            draw=chance.randrange(1, PRIME),
        )
        for number in range(packages)
    ]
    made = Package.objects.bulk_create(bare, batch_size=BATCH)
    _in_batches(PackageVersion, (_version(each, number) for each in made for number in (1, 2)))
    versions = list(PackageVersion.objects.filter(package__in=[each.pk for each in made]))
    _in_batches(PackageLine, (_line(each, place) for each in versions for place in range(LINES)))
    current = {each.package_id: each for each in versions if each.number == 2}
    for each in made:
        each.current, each.price = current[each.pk], current[each.pk].price
    Package.objects.bulk_update(made, ["current", "price"], batch_size=BATCH)
    _papers(CODES if packages > 1000 else CODES // 1000)


def _in_batches(model: type[Model], rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)


def _enterprises(count: int) -> list[Enterprise]:
    firms = Enterprise.objects.bulk_create(
        Enterprise(
            name=f"虚构装饰{number}有限公司",
            credit_code=made_up_credit_code(number),
            contact_name="联络员甲",
            contact_phone=phone(number),
            pinyin=f"xu gou zhuang shi {number}",
        )
        for number in range(FIRST, FIRST + count)
    )
    roll = Roll.objects.in_force(clock.today()).earliest("pk")
    since = clock.today() - timedelta(days=90)
    Listing.objects.bulk_create(Listing(roll=roll, enterprise=firm, valid_from=since) for firm in firms)
    return firms


def _version(package: Package, number: int) -> PackageVersion:
    return PackageVersion(
        package=package,
        number=number,
        status=(PackageStatus.REPLACED if number == 1 else PackageStatus.PUBLISHED).value,
        name=package.name,
        price=sum((_amount(package, number, place) for place in range(LINES)), Decimal(0)),
        extra_price=Decimal(680),
        wall_method="prefab",
        wall_product="装配式墙板",
        floor_method=("prefab", "wet")[package.draw % 2],
        floor_product="整体防水底盘",
        ceiling_method="prefab",
        ceiling_product="集成吊顶",
        included="拆旧、清运、安装",
        excluded="燃气改管",
        warranty=f"防水 {5 + package.draw % 4} 年，五金 2 年",
        works_days=5 + package.draw % 6,
        price_reason="五金调价" if number > 1 else "",
        submitted_at=clock.now() - timedelta(days=80 - 30 * number),
        submitted_by="联络员甲",
        published_on=clock.today() - timedelta(days=79 - 30 * number),
    )


def _amount(package: Package, number: int, place: int) -> Decimal:
    return Decimal(500 + (package.draw // (place + 1)) % 3000 + (200 if place == 0 and number == 2 else 0))


def _line(version: PackageVersion, place: int) -> PackageLine:
    amount = _amount(version.package, version.number, place)
    return PackageLine(
        version=version,
        position=place,
        name=f"示例材料{place}",
        brand=f"示例牌{place % 4}",
        model=f"XH-{place}",
        unit="套",
        quantity=Decimal(1),
        unit_price=amount,
        amount=amount,
    )


def _papers(count: int) -> None:
    issuer = Organisation.objects.earliest("pk")
    PrintedPaper.objects.bulk_create(
        [
            PrintedPaper(
                kind="登记回执",
                number=f"示例-2026-{number:05}-回执",
                digest=digest(number),
                issuer=issuer,
                issuer_name=issuer.name,
                printed_at=clock.now(),
                last_printed_at=clock.now(),
            )
            for number in range(count)
        ],
        batch_size=BATCH,
    )


def digest(number: int) -> str:
    """Return the digest of the n-th printed paper."""
    return sha256(f"bench {number}".encode()).hexdigest()
