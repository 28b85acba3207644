"""Locking a package, so that of two the second sees what the first wrote."""

from __future__ import annotations

from apps.lib.decisions import Stale
from apps.packages.models import Package


def locked(package: Package, version: int | None) -> Package:
    """Lock and return a package with its enterprise; raise Stale unless ``version`` is its present edit."""
    rows = Package.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("enterprise", "current", "pending").get(pk=package.pk)
    if version is not None and found.edit != version:
        raise Stale("这里刚被别人改过，您看到的不是最新内容。请核对后再提交。", code="stale")
    return found


def saved(package: Package, *names: str) -> None:
    """Write some columns and count the edit."""
    package.edit += 1
    package.save(update_fields=[*names, "edit"])
