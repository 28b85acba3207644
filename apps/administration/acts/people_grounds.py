"""What administrators act on: a body, a person of it, a role of that person."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.administration.acts.people_page import people_page
from apps.administration.permissions import Staff
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.queries import body_above


def body_seen(actor: Actor, pk: int) -> Organisation:
    """Return a body as its own people, those of the body above and its auditors find it; 404 for others.

    One out of use too, and to those of the body it was merged into: its people are still to be settled.
    """
    body = get_object_or_404(Organisation.objects.select_related("region"), pk=pk)
    own = (actor.organisation_id, actor.scope_organisation_id)
    if pk in own or (body.successor_id is not None and body.successor_id in own):
        return body
    above = body_above(body, clock.today())
    if above is None or above.pk != actor.organisation_id:
        raise Http404("没有这个单位")
    return body


class OnBody(Ground[Organisation]):
    """A body; what is done to it here adds and overwrites nothing, so it has no version."""

    title = "人员账号"
    found = "administration:people"
    template = "administration/people.html"

    def load(self, actor: Actor, **kwargs: Any) -> Organisation:
        """Return the body of the URL."""
        return body_seen(actor, kwargs["body"])

    def version(self, subject: Organisation) -> int:
        """Return 0: nothing that stands is changed."""
        return 0

    def named(self, subject: Organisation) -> dict[str, Any]:
        """Services take the body as ``organisation``."""
        return {"organisation": subject}

    def place(self, subject: Organisation) -> dict[str, Any]:
        """URLs take its ``body``."""
        return {"body": subject.pk}

    def home(self, act: Act[Organisation], subject: Organisation) -> str:
        """Return the list of its people."""
        return reverse("administration:people-of", kwargs=self.place(subject))

    def frame(self, actor: Actor, subject: Organisation) -> dict[str, Any]:
        """Show the list of its people around the form."""
        return people_page(actor, subject)


class OnPerson(Ground[Staff]):
    """A person of a body; the version counts what administrators changed."""

    title = "人员账号"
    found = "administration:people"
    template = "administration/people.html"

    def load(self, actor: Actor, **kwargs: Any) -> Staff:
        """Return a person who has or had a role at the body of the URL."""
        body = body_seen(actor, kwargs["body"])
        people = User.objects.filter(memberships__organisation=body).distinct()
        return Staff(get_object_or_404(people, pk=kwargs["person"]), body)

    def version(self, subject: Staff) -> int:
        """Return the person's edit."""
        return subject.user.edit

    def named(self, subject: Staff) -> dict[str, Any]:
        """Services take the person at the body as ``staff``."""
        return {"staff": subject}

    def place(self, subject: Staff) -> dict[str, Any]:
        """URLs take ``body`` and ``person``."""
        return {"body": subject.organisation.pk, "person": subject.user.pk}

    def home(self, act: Act[Staff], subject: Staff) -> str:
        """Return the list of the body's people."""
        return reverse("administration:people-of", kwargs={"body": subject.organisation.pk})

    def frame(self, actor: Actor, subject: Staff) -> dict[str, Any]:
        """Show the list with the person's line open."""
        return people_page(actor, subject.organisation, opened=subject.user.pk)


class OnOwnRoles(OnPerson):
    """A person whose role is lent to a colleague: people come to it for themselves, too."""

    title = "代班"
    found = "administration:delegate"

    def frame(self, actor: Actor, subject: Staff) -> dict[str, Any]:
        """Show one's own delegations to oneself, the list to an administrator."""
        if actor.user_id == subject.user.pk:
            return {}
        return super().frame(actor, subject)


class OnPost(Ground[Membership]):
    """A role that somebody holds or is to hold; the person's edit is its version."""

    title = "人员账号"
    found = "administration:people"
    template = "administration/people.html"

    def load(self, actor: Actor, **kwargs: Any) -> Membership:
        """Return the role of the URL at a body that the actor finds."""
        rows = Membership.objects.select_related("user", "organisation__region", "on_behalf_of")
        post = get_object_or_404(rows, pk=kwargs["pk"])
        body_seen(actor, post.organisation_id)
        return post

    def version(self, subject: Membership) -> int:
        """Return the person's edit."""
        return subject.user.edit

    def named(self, subject: Membership) -> dict[str, Any]:
        """Services take it as ``post``."""
        return {"post": subject}

    def place(self, subject: Membership) -> dict[str, Any]:
        """URLs take its ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Membership], subject: Membership) -> str:
        """Return the list of the body's people."""
        return reverse("administration:people-of", kwargs={"body": subject.organisation_id})

    def frame(self, actor: Actor, subject: Membership) -> dict[str, Any]:
        """Show the list with the person's line open; to whom it was lent by, that alone."""
        if actor.user_id == subject.on_behalf_of_id:
            return {"post": subject}
        return {**people_page(actor, subject.organisation, opened=subject.user_id), "post": subject}


BODY, PERSON = OnBody(), OnPerson()
OWN_ROLES, POST = OnOwnRoles(), OnPost()
