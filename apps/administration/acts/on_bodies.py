"""A body as the acts of 管理 stand on it, and a change that is planned for one."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.administration.permissions import administers
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import BodyChange, Organisation
from apps.orgs.queries import body_above, version_of


def body_seen(actor: Actor, pk: int) -> Organisation:
    """Return a body that an actor belongs to, audits or stands above; 404 for any other."""
    rows = Organisation.objects.select_related("region__parent__parent", "successor")
    body = rows.filter(pk=pk).first()
    if body is None or not (_belongs(actor, body) or administers(actor, body)):
        raise Http404("没有这个机构")
    return body


def _belongs(actor: Actor, body: Organisation) -> bool:
    own = actor.scope_organisation_id or actor.organisation_id
    if own == body.pk or (actor.scope_kind or actor.organisation_kind) == OrganisationKind.PROVINCE:
        return True
    above = body_above(body, clock.today())
    return above is not None and above.pk == own


class OnBody(Ground[Organisation]):
    """A body; its version is the length of its record."""

    title = "机构"
    found = "administration:bodies"
    template = "administration/body_act.html"

    def load(self, actor: Actor, **kwargs: Any) -> Organisation:
        return body_seen(actor, kwargs["pk"])

    def version(self, subject: Organisation) -> int:
        return version_of(subject)

    def named(self, subject: Organisation) -> dict[str, Any]:
        """Services take ``organisation_id``."""
        return {"organisation_id": subject.pk}

    def place(self, subject: Organisation) -> dict[str, Any]:
        """Addresses take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Organisation], subject: Organisation) -> str:
        return reverse("administration:body", kwargs={"pk": subject.pk})

    def frame(self, actor: Actor, subject: Organisation) -> dict[str, Any]:
        """Return the body, whose name heads the page."""
        return {"body": subject}


class OnBodyChange(Ground[BodyChange]):
    """A planned change of a body; its version is the body's."""

    title = "机构"
    found = "administration:bodies"
    template = "administration/body_act.html"

    def load(self, actor: Actor, **kwargs: Any) -> BodyChange:
        """Return the change of the URL, which must be one of its body."""
        body = body_seen(actor, kwargs["pk"])
        change = BodyChange.objects.filter(pk=kwargs["change"], organisation=body).first()
        if change is None:
            raise Http404("没有这项变更")
        change.organisation = body
        return change

    def version(self, subject: BodyChange) -> int:
        return version_of(subject.organisation)

    def named(self, subject: BodyChange) -> dict[str, Any]:
        """Services take ``change_id`` and ``organisation_id``."""
        return {"change_id": subject.pk, "organisation_id": subject.organisation_id}

    def place(self, subject: BodyChange) -> dict[str, Any]:
        """Addresses take ``pk`` of the body and ``change``."""
        return {"pk": subject.organisation_id, "change": subject.pk}

    def home(self, act: Act[BodyChange], subject: BodyChange) -> str:
        return reverse("administration:body", kwargs={"pk": subject.organisation_id})

    def frame(self, actor: Actor, subject: BodyChange) -> dict[str, Any]:
        """Return the body, whose name heads the page."""
        return {"body": subject.organisation, "change": subject}


ON_BODY = OnBody()
ON_CHANGE = OnBodyChange()
