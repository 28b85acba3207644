"""What acts of the directory are done to: a body that keeps lists, a list, a place on it, an enterprise."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.enterprises.models import ConveniencePoint, Enterprise, Listing, Roll
from apps.enterprises.serializers import DirectoryDone
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.orgs.permissions import own_body

S = TypeVar("S", ConveniencePoint, Enterprise, Listing, Roll)


class _Kept(Ground[S]):
    """A row with its edits; the API answers how it stands and what was written."""

    found = "enterprises:index"
    template = "enterprises/act.html"
    tag = "企业"
    result_class = DirectoryDone
    argument = ""
    """By which name services take it."""

    def version(self, subject: S) -> int:
        return subject.edit

    def named(self, subject: S) -> dict[str, Any]:
        return {self.argument: subject}

    def place(self, subject: S) -> dict[str, Any]:
        """Addresses take ``pk``."""
        return {"pk": subject.pk}

    def stands(self, actor: Actor, subject: S, record: object) -> Any:
        """Return the id, the edit and the id of the record."""
        return {"id": subject.pk, "version": subject.edit, "record_id": _key(record, subject)}


def _key(record: object, subject: Model) -> str:
    # A service that returns no row wrote on the subject itself.
    return str(record.pk if isinstance(record, Model) else record or subject.pk)


class KeeperGround(Ground[Organisation]):
    """One's own body, where it publishes a list."""

    title = "公布名录"
    found = "enterprises:index"
    template = "enterprises/act.html"
    path = "directory/keepers/<int:pk>"
    operation = "api-directory-keeper"
    tag = "企业"
    result_class = DirectoryDone

    def load(self, actor: Actor, **kwargs: Any) -> Organisation:
        """Return one's own body; any other does not exist."""
        own = Organisation.objects.filter(pk=own_body(actor))
        return get_object_or_404(own, pk=kwargs["pk"])

    def version(self, subject: Organisation) -> int:
        """Nothing stands yet."""
        return 0

    def named(self, subject: Organisation) -> dict[str, Any]:
        """The service takes the ``keeper``."""
        return {"keeper": subject}

    def place(self, subject: Organisation) -> dict[str, Any]:
        """Addresses take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Organisation], subject: Organisation) -> str:
        """Return the directory."""
        return reverse("enterprises:index")

    def stands(self, actor: Actor, subject: Organisation, record: object) -> Any:
        """Return the list that was published."""
        return {"id": subject.pk, "version": 1, "record_id": _key(record, subject)}


class RollGround(_Kept[Roll]):
    """A list that the actor's body keeps."""

    title = "名录"
    path = "directory/rolls/<int:pk>"
    operation = "api-roll"
    argument = "roll"

    def load(self, actor: Actor, **kwargs: Any) -> Roll:
        """Return the list of the URL."""
        return get_object_or_404(
            Roll.objects.within(actor).select_related("keeper", "region"), pk=kwargs["pk"]
        )

    def home(self, act: Act[Roll], subject: Roll) -> str:
        """Return the list's page."""
        return reverse("enterprises:roll", kwargs=self.place(subject))


class ListingGround(_Kept[Listing]):
    """A place on a list that the actor's body keeps."""

    title = "名录中的企业"
    path = "directory/listings/<int:pk>"
    operation = "api-listing"
    argument = "listing"

    def load(self, actor: Actor, **kwargs: Any) -> Listing:
        """Return the place of the URL."""
        rows = Listing.objects.within(actor).select_related("roll__keeper", "enterprise")
        return get_object_or_404(rows, pk=kwargs["pk"])

    def home(self, act: Act[Listing], subject: Listing) -> str:
        """Return the enterprise's page, which shows its places."""
        return reverse("enterprises:enterprise", kwargs={"pk": subject.enterprise_id})

    def frame(self, actor: Actor, subject: Listing) -> dict[str, Any]:
        """Say whom and which list it concerns."""
        return {"about": f"{subject.enterprise.name} · {subject.roll.title}"}


class EnterpriseGround(_Kept[Enterprise]):
    """One's own enterprise, or one that the actor's body keeps."""

    title = "装修企业"
    path = "enterprises/<int:pk>"
    operation = "api-enterprise"
    argument = "enterprise"

    def load(self, actor: Actor, **kwargs: Any) -> Enterprise:
        """Return the enterprise of the URL."""
        return get_object_or_404(Enterprise.objects.within(actor), pk=kwargs["pk"])

    def home(self, act: Act[Enterprise], subject: Enterprise) -> str:
        """Return the enterprise's page."""
        return reverse("enterprises:enterprise", kwargs=self.place(subject))

    def frame(self, actor: Actor, subject: Enterprise) -> dict[str, Any]:
        """Say whom it concerns."""
        return {"about": f"{subject.name} · {subject.credit_code}"}


class PointGround(_Kept[ConveniencePoint]):
    """A 便民服务点 or 样板间 that the actor's body keeps."""

    title = "便民服务点"
    path = "directory/points/<int:pk>"
    operation = "api-point"
    argument = "point"

    def load(self, actor: Actor, **kwargs: Any) -> ConveniencePoint:
        """Return the point of the URL."""
        rows = ConveniencePoint.objects.within(actor).select_related("keeper")
        return get_object_or_404(rows, pk=kwargs["pk"])

    def home(self, act: Act[ConveniencePoint], subject: ConveniencePoint) -> str:
        """Return the list of points."""
        return reverse("enterprises:points")

    def frame(self, actor: Actor, subject: ConveniencePoint) -> dict[str, Any]:
        """Say which point it concerns."""
        return {"about": f"{subject.get_kind_display()} · {subject.name}"}


KEEPER = KeeperGround()
POINT = PointGround()
ROLL = RollGround()
LISTING = ListingGround()
ENTERPRISE = EnterpriseGround()
