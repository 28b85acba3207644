"""Which calls of a token are about real rows, and which of them the staged cases let through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, product
from typing import Any

from django.db.models import F, Model
from django.http import Http404

from apps.acts.acts import Act, all_acts
from apps.cases.models import Case, Hold
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import park_upload
from apps.enterprises.models import ConveniencePoint, Enterprise, Listing, Roll
from apps.inspections.models import Appointment, Defect, Rectification, StopWork
from apps.letters.models import Letter
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import ApiToken, Organisation
from apps.orgs.queries import actor_of_token
from apps.othertrack.models import Renovation
from apps.packages.models import Package
from apps.plans.models import PlanVersion
from apps.programs.models import Program
from apps.reports.models import ReportVersion, WeekSnapshot, YearClose
from apps.tickets.models import Ticket
from tests.api.sound import OF_NO_ACT, sound
from tests.factories.uploads import jpeg, pdf, upload

ROOT = "/api/v1/"
FIGURES = ("this-week", "done", "ongoing", "amount", "opening", "removed", "carried", "changed")
TURNS = 4
"""Sound calls an operation gets, in turn."""
PHOTOS = (
    *(FileKind.WORK_PHOTO, FileKind.ACCEPTANCE_PHOTO),
    *(FileKind.LETTER_PICTURE, FileKind.TICKET_PICTURE),
)
Places = dict[str, str]


def path_of(act: Act[Any]) -> str:
    """Return the path of an act's operation as the document writes it."""
    named = re.sub(r"<\w+:(\w+)>", r"{\1}", f"{ROOT}{act.ground.path}/{act.api}")
    return named.replace("{pk}", "{id}")


@cache
def acts_by_path() -> dict[str, Act[Any]]:
    """Return the acts that have an operation with a URL of their own."""
    return {path_of(act): act for act in all_acts() if act.api}


def places_of(path: str) -> list[Places]:
    """Return the places of a path at which something is: ids that fit each other."""
    names = re.findall(r"{(\w+)}", path)
    parts = path.removeprefix(ROOT).split("/")
    # The directory has several kinds of rows below one word.
    two_words = parts[0] == "directory" or parts[:2] == ["reports", "year-closes"]
    kind = "/".join(parts[:2]) if two_words else parts[0]
    if "/appointments/{number}" in path:
        kind = "appointments"
    rows = _rows(kind, tuple(names[1:])) if names else []
    return [dict(zip(names, map(str, row), strict=True)) for row in rows]


def _rows(kind: str, inner: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Return the newest first: that is where the most has happened."""
    snapshots = list(WeekSnapshot.objects.order_by("-number").values_list("pk", flat=True))
    found: dict[tuple[str, tuple[str, ...]], Iterable[tuple[Any, ...]]] = {
        ("cases", ()): _newest(Case, "number", "pk"),
        ("cases", ("hold",)): _newest(Hold, "case__number", "case", "pk", closed_at=None, is_need=False),
        ("cases", ("defect_id",)): _newest(Defect, "case__number", "case", "pk"),
        ("cases", ("letter_id",)): _newest(Letter, "number", "case", "pk"),
        ("cases", ("item_id",)): _newest(Rectification, "attempt__case__number", "attempt__case", "pk"),
        ("cases", ("stop_id",)): _newest(StopWork, "case__number", "case", "pk"),
        ("cases", ("number",)): _newest(PlanVersion, "case__number", "case", "number"),
        ("appointments", ("number",)): _newest(Appointment, "offered_at", "case", "number"),
        ("files", ()): _newest(StoredFile, "created_at", "pk", owner_kind="case"),
        ("directory/rolls", ()): _newest(Roll, "pk", "pk"),
        ("directory/listings", ()): _newest(Listing, "pk", "pk"),
        ("directory/points", ()): _newest(ConveniencePoint, "pk", "pk"),
        ("directory/keepers", ()): _newest(Organisation, "pk", "pk", kind=OrganisationKind.DISTRICT_BUREAU),
        ("packages", ()): _newest(Package, "pk", "pk"),
        ("tickets", ()): _newest(Ticket, "number", "pk", about="enterprise"),
        ("renovations", ()): _newest(Renovation, "number", "pk"),
        ("enterprises", ()): _newest(Enterprise, "pk", "pk"),
        ("bodies", ("year",)): product(
            Organisation.objects.filter(kind=OrganisationKind.CITY_BUREAU).values_list("pk", flat=True),
            Program.objects.values_list("year", flat=True).order_by("-year"),
        ),
        ("reports/year-closes", ()): _newest(YearClose, "pk", "pk"),
        ("reports", ()): [(snapshot,) for snapshot in snapshots],
        ("reports", ("number",)): _newest(
            ReportVersion, "report__snapshot__number", "report__snapshot", "number"
        ),
        ("reports", ("figure",)): product(snapshots, FIGURES),
    }
    return list(found[kind, inner])


def _newest(model: type[Model], age: str, *columns: str, **only: object) -> Iterable[tuple[Any, ...]]:
    rows = model._default_manager.filter(**only)
    return rows.order_by(F(age).desc(nulls_last=True), "pk").values_list(*columns)


@dataclass
class Caller:
    """A token that calls, and what waits for it."""

    token: ApiToken
    _files: dict[str, str] = field(default_factory=dict)
    _loaded: dict[Any, Any] = field(default_factory=dict)

    def actors(self) -> list[Actor]:
        """Return the token in each of its roles."""
        return [actor_of_token(self.token, role) for role in self.token.roles]

    def file(self, kind: str) -> str:
        """Return the id of a file of a kind that waits for the token: parked once."""
        if kind not in self._files:
            photo = kind in PHOTOS
            sent = upload("照片.jpg", jpeg()) if photo else upload("材料.pdf", pdf())
            self._files[kind] = str(park_upload(by=self.actors()[0], upload=sent, kind=kind).pk)
        return self._files[kind]

    def calls(self, path: str) -> list[dict[str, Any]]:
        """Return calls of an operation that may succeed now: role, places and, where it takes one, body."""
        return list(islice(self._calls(path), TURNS))

    def _calls(self, path: str) -> Iterator[dict[str, Any]]:
        act = acts_by_path().get(path)
        if act is None:
            body = {"body": OF_NO_ACT[path](self.file)} if path in OF_NO_ACT else {}
            for places in places_of(path) or [{}]:
                yield {"places": places, **body}
            return
        # What is done to nothing that stands yet names no row, and loads none.
        of_a_row = "{" in path
        for places in places_of(path) if of_a_row else [{}]:
            for actor in self.actors():
                subject = self._load(act, actor, places)
                if (subject is None and of_a_row) or not act.may(actor, subject):
                    continue
                body = sound(act.name, subject, self.file)
                if body is not None:
                    yield {"post": str(Role(actor.role)), "places": places, "body": body}

    def _load(self, act: Act[Any], actor: Actor, places: Places) -> Any:
        key = (act.ground, actor.role, *places.values())
        if key not in self._loaded:
            named = {"pk" if name == "id" else name: value for name, value in places.items()}
            try:
                self._loaded[key] = act.ground.load(actor, **named) if act.ground.reads(actor) else None
            except Http404:
                self._loaded[key] = None
        return self._loaded[key]
