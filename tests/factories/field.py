"""A phone without a browser: keeps a visit and photos, and sends them as static/field/sync.js does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.queries.field import todays_tasks
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.uploads import jpeg
from tests.factories.works import signed_in
from tests.factories.world import World

PIECE = 1024


def millis(moment: datetime) -> int:
    """Return a moment as a browser counts it."""
    return round(moment.timestamp() * 1000)


def shot(number: int) -> bytes:
    """Return a photo that differs from every other."""
    return jpeg(size=(64 + number, 48))


@dataclass
class Phone:
    """The phone of one persona."""

    client: Client
    actor: Actor
    ahead: timedelta = timedelta(0)
    """How far its clock is ahead."""

    @classmethod
    def of(cls, world: World, persona: str, **more: Any) -> Phone:
        """Hand a persona a phone and sign in."""
        return cls(signed_in(world, persona), world.people[persona], **more)

    def now(self) -> datetime:
        """Return what the phone's clock says."""
        return clock.now() + self.ahead

    def task(self, case: Case, kind: str = "patrol") -> dict[str, Any]:
        """Load today's task of a case."""
        key = f"{case.pk}.{kind}"
        return next(task for task in todays_tasks(self.actor) if task["key"] == key)

    def begin(self, case: Case, kind: str = "patrol") -> Sheet:
        """Begin a visit of today."""
        task = self.task(case, kind)
        return Sheet(self, task, opened_at=self.now())

    def send(self, name: str, content: object, **kwargs: Any) -> HttpResponse:
        """Role content to an address of 现场."""
        return self.client.post(
            reverse(f"field:{name}", kwargs=kwargs), json.dumps(content), content_type="application/json"
        )


@dataclass
class Shot:
    """One photo on the phone."""

    content: bytes
    slot: str
    name: str
    taken_at: datetime
    id: UUID = field(default_factory=uuid4)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes as taken."""
        return sha256(self.content).hexdigest()


@dataclass
class Sheet:
    """One visit on a phone."""

    phone: Phone
    task: dict[str, Any]
    opened_at: datetime
    id: UUID = field(default_factory=uuid4)
    shots: list[Shot] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.task["kind"] != "acceptance":
            self.answers["items"] = [{"code": item["code"], "outcome": "ok"} for item in self.task["items"]]
        else:
            self.answers["found"] = [
                {"code": item["code"], "outcome": "agrees"} for item in self.task["items"]
            ]

    def snap(self, slot: str = "visit", content: bytes | None = None, name: str = "现场.jpg") -> Shot:
        """Take a photo."""
        taken = Shot(content or shot(len(self.shots)), slot, name, self.phone.now())
        self.shots.append(taken)
        return taken

    def mark(self, code: str, **answer: str) -> None:
        """Answer one line otherwise."""
        rows = self.answers.get("items") or self.answers["found"]
        next(row for row in rows if row["code"] == code).update(answer)

    def announce(self, **changes: object) -> HttpResponse:
        """Tell the server of the visit."""
        actor = self.phone.actor
        content = {
            "who": f"{actor.user_id}.{actor.organisation_id}.{actor.role}",
            "case": self.task["case"],
            "kind": self.task["kind"],
            "version": self.task["version"],
            "opened_at": millis(self.opened_at),
        }
        return self.phone.send("open", content | changes, pk=self.id)

    def announce_photo(self, photo: Shot, **changes: object) -> HttpResponse:
        """Tell the server of a photo."""
        content = {
            "slot": photo.slot,
            "name": photo.name,
            "sha256": photo.sha256,
            "size": len(photo.content),
            "captured_at": millis(photo.taken_at),
        }
        return self.phone.send("photo", content | changes, pk=self.id, photo_id=photo.id)

    def piece(self, photo: Shot, offset: int, content: bytes) -> HttpResponse:
        """Send one piece."""
        return self.phone.client.post(
            reverse("field:chunk", kwargs={"pk": self.id, "photo_id": photo.id}),
            content,
            content_type="application/octet-stream",
            headers={"Upload-Offset": str(offset)},
        )

    def bring(self, photo: Shot, *, size: int = PIECE) -> dict[str, Any]:
        """Send a whole photo from wherever the server is; return its last answer."""
        state = self.announce_photo(photo).json()
        while state.get("status") == "receiving":
            at = state["received"]
            state = self.piece(photo, at, photo.content[at : at + size]).json()
        return dict(state)

    def bring_all(self) -> None:
        """Announce the visit and send every photo."""
        assert self.announce().status_code == 200
        for photo in self.shots:
            assert self.bring(photo)["status"] == "stored"

    def declaration(self, **changes: object) -> dict[str, Any]:
        """Return what closes the visit."""
        photos = [{"id": str(photo.id), "sha256": photo.sha256} for photo in self.shots]
        return {
            "version": self.task["version"],
            "opened_at": millis(self.opened_at),
            "finished_at": millis(self.phone.now()),
            "sent_at": millis(self.phone.now()),
            "count": len(photos),
            "photos": photos,
            **self.answers,
            **changes,
        }

    def close(self, **changes: object) -> HttpResponse:
        """Ask the server to close the visit."""
        return self.phone.send("close", self.declaration(**changes), pk=self.id)

    def hand_in(self, **changes: object) -> dict[str, Any]:
        """Do everything; return the last answer, which must be good."""
        self.bring_all()
        answer = self.close(**changes)
        assert answer.status_code == 200, answer.content.decode()
        return dict(answer.json())


def attempt_of(case: Case) -> AcceptanceAttempt:
    """Return the newest attempt."""
    found = AcceptanceAttempt.objects.filter(case=case).order_by("-number").first()
    assert found is not None
    return found
