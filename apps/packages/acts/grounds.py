"""What acts on packages are done to: an enterprise that offers one, a package."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.enterprises.acts.grounds import EnterpriseGround
from apps.enterprises.models import Enterprise
from apps.enterprises.serializers import DirectoryDone
from apps.lib.actors import Actor
from apps.packages.models import Package


class OfferingGround(EnterpriseGround):
    """An enterprise that hands in a package."""

    title = "套餐"
    found = "packages:index"
    template = "packages/act.html"
    tag = "套餐"

    def home(self, act: Act[Enterprise], subject: Enterprise) -> str:
        """Return the list of packages."""
        return reverse("packages:index")


class PackageGround(Ground[Package]):
    """A package of one's own enterprise, or of one that stands on one's body's list."""

    title = "套餐"
    found = "packages:index"
    template = "packages/act.html"
    path = "packages/<int:pk>"
    operation = "api-package"
    tag = "套餐"
    result_class = DirectoryDone

    def load(self, actor: Actor, **kwargs: Any) -> Package:
        """Return the package of the URL."""
        rows = Package.objects.within(actor).select_related("enterprise", "current", "pending")
        return get_object_or_404(rows, pk=kwargs["pk"])

    def version(self, subject: Package) -> int:
        """Return how often it was written."""
        return subject.edit

    def named(self, subject: Package) -> dict[str, Any]:
        """The service takes the ``package``."""
        return {"package": subject}

    def place(self, subject: Package) -> dict[str, Any]:
        """Addresses take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Package], subject: Package) -> str:
        """Return the package's page."""
        return reverse("packages:package", kwargs=self.place(subject))

    def frame(self, actor: Actor, subject: Package) -> dict[str, Any]:
        """Say which package it concerns, and which of its versions waits and stands."""
        return {
            "about": f"{subject.enterprise.name} · {subject.name}",
            "looked": subject.pending,
            "standing": subject.current,
        }

    def stands(self, actor: Actor, subject: Package, record: object) -> Any:
        """Return the id, the edit and the id of what was written."""
        key = record.pk if isinstance(record, Model) else record or subject.pk
        return {"id": subject.pk, "version": subject.edit, "record_id": str(key)}


OFFERING = OfferingGround()
PACKAGE = PackageGround()
