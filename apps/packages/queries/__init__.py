"""What desk, public and household read of packages."""

from apps.packages.queries.desk import (
    PackagePage,
    PackagesPage,
    described,
    package_page,
    packages_page,
    packages_shown,
)

__all__ = [
    "PackagePage",
    "PackagesPage",
    "described",
    "package_page",
    "packages_page",
    "packages_shown",
]
