"""What acts are done to: the counter where an application is taken down, and a renovation."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.acts.grounds import NothingYet
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.othertrack.enums import Status
from apps.othertrack.models import Renovation
from apps.othertrack.permissions import may_read
from apps.othertrack.queries.lists import renovation_rows
from apps.othertrack.serializers import RenovationDone

_TAG = "其他装修"


def _stands(renovation: Renovation, record: object) -> dict[str, Any]:
    key = record.pk if isinstance(record, Model) else record or renovation.pk
    return {
        "id": renovation.pk,
        "number": renovation.number,
        "status": renovation.status,
        "status_label": Status(renovation.status).label,
        "record_id": str(key),
    }


class RenovationsGround(NothingYet):
    """The counter, where nothing stands yet."""

    title = "其他装修登记"
    found = "othertrack:index"
    template = "othertrack/act.html"
    path = "renovations"
    operation = "api-renovations"
    tag = _TAG
    result_class = RenovationDone

    def stands(self, actor: Actor, subject: None, record: object) -> Any:
        """Return its number."""
        made = record if isinstance(record, Renovation) else Renovation.objects.get(pk=str(record))
        return _stands(made, made)


class RenovationGround(Ground[Renovation]):
    """A renovation in the actor's rows."""

    title = "其他装修"
    found = "othertrack:index"
    template = "othertrack/act.html"
    path = "renovations/<uuid:pk>"
    operation = "api-renovation"
    tag = _TAG
    result_class = RenovationDone

    def reads(self, actor: Actor) -> Decision:
        return may_read(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Renovation:
        """Return the renovation of the URL."""
        rows = renovation_rows(actor).prefetch_related("patrols")
        return get_object_or_404(rows, pk=kwargs["pk"])

    def version(self, subject: Renovation) -> int:
        """Each act asks where it stands; nobody edits what another has read."""
        return 0

    def named(self, subject: Renovation) -> dict[str, Any]:
        """Services take ``renovation_id``."""
        return {"renovation_id": subject.pk}

    def place(self, subject: Renovation) -> dict[str, Any]:
        """Addresses take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Renovation], subject: Renovation) -> str:
        """Return the renovation's page."""
        return reverse("othertrack:renovation", kwargs=self.place(subject))

    def frame(self, actor: Actor, subject: Renovation) -> dict[str, Any]:
        """Say which renovation it is."""
        about = f"{subject.number} · {subject.address} · {Status(subject.status).label}"
        return {"renovation": subject, "about": about}

    def stands(self, actor: Actor, subject: Renovation, record: object) -> Any:
        """Return how it stands and the id of what was written."""
        return _stands(subject, record)


RENOVATIONS = RenovationsGround()
RENOVATION = RenovationGround()
