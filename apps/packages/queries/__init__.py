"""What desk, public and household read of packages."""

from apps.packages.queries.desk import (
    PackagePage,
    PackagesPage,
    described,
    package_page,
    packages_in_hand,
    packages_page,
    packages_shown,
    packages_told,
)
from apps.packages.queries.origins import Departure, departure_of
from apps.packages.queries.papers import departure_on_paper
from apps.packages.queries.public import (
    Comparison,
    OfferPage,
    Wanted,
    comparison,
    counties,
    enterprises_with_packages,
    offer_page,
    picked,
)
from apps.packages.queries.released import PackageData, package_data
from apps.packages.queries.signals import measured, signals_for

__all__ = [
    "Comparison",
    "Departure",
    "OfferPage",
    "PackageData",
    "PackagePage",
    "PackagesPage",
    "Wanted",
    "comparison",
    "counties",
    "departure_of",
    "departure_on_paper",
    "described",
    "enterprises_with_packages",
    "measured",
    "offer_page",
    "package_data",
    "package_page",
    "packages_in_hand",
    "packages_page",
    "packages_shown",
    "packages_told",
    "picked",
    "signals_for",
]
