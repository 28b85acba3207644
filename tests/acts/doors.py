"""The two doors of an act, its page and its API operation, as a person or a system comes to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from apps.acts.acts import Act, act_named
from apps.acts.serializers import body_of
from apps.acts.services import opened
from apps.administration.acts.grounds import (
    CONDITION,
    CONDITIONS,
    MATERIALS,
    PARAMETER,
    RETENTION,
    SPANS,
    STATUTE,
    TARGET,
    WORDING,
)
from apps.administration.acts.initial import INITIAL
from apps.administration.acts.layouts import LAYOUT
from apps.cases.models import Case
from apps.documents.enums import Media, accepted_media
from apps.documents.forms import ParkedFileField
from apps.inspections.acts.appointments import APPOINTMENT
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.programs.models import (
    CalendarYear,
    Condition,
    MaterialList,
    Milestone,
    Parameter,
    Program,
    RetentionTable,
    RuleSet,
    SpanTarget,
    StatuteReading,
    Target,
    Wording,
)
from apps.reports.models import FormLayout, InitialFigures, ReportVersion, WeekSnapshot
from tests.access.forms import _Reader
from tests.access.moments import urls
from tests.access.stage import LOOKED_AT, Stage
from tests.acts.bodies import SOUND, WORD, Paper, Sound
from tests.factories.callers import Caller, token_for
from tests.factories.uploads import jpeg, pdf, upload

Values = dict[str, Any]
PATHS = {"cases.register": "cases"}
"""Operations that share their URL with a list."""
_FILLED: dict[str, Values] = {}
"""What :meth:`Door.filled` read, by act."""


def file_of(kind: str, name: str = "材料") -> Any:
    """Return a sound upload of a kind."""
    if Media.PDF in accepted_media(kind):
        return upload(f"{name}.pdf", pdf())
    return upload(f"{name}.jpg", jpeg())


@dataclass
class Door:
    """One act on one subject of the stage, at a moment that was brought about."""

    stage: Stage
    act: Act[Any]
    root: Any
    """The case or snapshot of the moment."""
    place: Mapping[str, Any] = field(init=False)
    own: Caller | None = None
    """The doer's system, where it has been set up for all tests of the act."""

    def __post_init__(self) -> None:
        """Find the URL of what the act is done to."""
        (self.place, *_) = urls(self.act.ground, self.root)

    @property
    def sound(self) -> Sound:
        """The act's row of the table."""
        return SOUND[self.act.name]

    def actor(self, persona: str) -> Actor:
        """Return a persona."""
        return self.stage.world.people[persona]

    def subject(self, persona: str = "") -> Any:
        """Return the subject as a persona, by default the doer, is given it now."""
        return self.act.ground.load(self.actor(persona or self.sound.by), **self.place)

    def version(self) -> int:
        """Return the version that a page or body would be made against now, as its row has it."""
        if isinstance(self.root, Case) and self.act.ground is not APPOINTMENT:
            return Case.objects.values_list("version", flat=True).get(pk=self.root.pk)
        if isinstance(self.root, Case | Organisation | Program | RuleSet | CalendarYear):
            return self.act.ground.version(self.subject())
        return int(editable(self.root).edit)

    # --- the page ---

    @property
    def url(self) -> str:
        """Where the page sends its form."""
        return reverse(self.act.page or self.act.entry, kwargs=dict(self.place))

    def request(self, persona: str, method: str, url: str, data: Mapping[str, Any] | None = None) -> Any:
        """Send a request from a persona's browser; return the answer."""
        client = self.stage.client(persona)
        cookies = deepcopy(client.cookies)
        with clock.at(LOOKED_AT):
            answer = getattr(client, method)(url, data or {})
        client.cookies = cookies
        return answer

    def get(self, persona: str = "") -> HttpResponse:
        """Open the page that draws the form: the act's own, or its host."""
        persona = persona or self.sound.by
        answer = self.request(persona, "get", self.url)
        if answer.status_code == 405:
            answer = self.request(persona, "get", self.act.home(self.subject(persona)))
        return answer

    def filled(self) -> Values:
        """Return what the doer's browser sends: what stands in the page's form, and what is typed.

        At the moment of an act its page is the same in every test, so it is opened and read once.
        """
        if self.act.name not in _FILLED:
            _FILLED[self.act.name] = self._filled()
        return dict(_FILLED[self.act.name])

    def _filled(self) -> Values:
        answer = self.get()
        assert answer.status_code == 200, (answer.status_code, answer.headers)
        drawn, values = self._drawn(answer), self.shown(answer)
        for name, each in self._fields():
            if name not in drawn or drawn[name] not in ([], [""]):
                continue
            if isinstance(each, ParkedFileField) and name not in self._left_out() and "-" not in name:
                values[name] = file_of(each.kind, name)
            elif type(each) is forms.CharField and not isinstance(each.widget, forms.HiddenInput):
                values[name] = WORD
        typed = self.sound.typed(self.stage, self.root)
        return {**values, **{name: _typed(value) for name, value in typed.items() if value is not False}}

    def shown(self, answer: HttpResponse) -> Values:
        """Return the values in the act's form as a page shows them."""
        drawn = self._drawn(answer)
        return {name: values if len(values) > 1 else values[0] for name, values in drawn.items() if values}

    def _drawn(self, answer: HttpResponse) -> dict[str, list[str]]:
        """Return the fields of the act's form on a page, blank ones too."""
        reader = _Reader()
        reader.feed(answer.content.decode())
        own = [fields for action, fields in reader.forms if action.partition("?")[0] == self.url]
        here = [fields for action, fields in reader.forms if not action and "version" in fields]
        return max(own or here, key=len)

    def post(self, values: Mapping[str, Any], persona: str = "") -> HttpResponse:
        """Send the page's form; uploads are sent afresh each time."""
        sent = {name: _afresh(value) for name, value in values.items()}
        return self.request(persona or self.sound.by, "post", self.url, sent)

    def _fields(self) -> Iterator[tuple[str, forms.Field]]:
        with clock.at(LOOKED_AT):
            yield from opened(self.act, by=self.actor(self.sound.by), subject=self.subject()).fields.items()

    def _left_out(self) -> frozenset[str]:
        # a signature has one of several means, and each has a paper of its own
        return frozenset({"proof", "scan"} if "means" in self.act.form.base_fields else {"proof"})

    # --- the operation ---

    @property
    def operation(self) -> str:
        """Address of the operation."""
        if self.act.name in PATHS:
            return f"/{PATHS[self.act.name]}"
        path = f"{self.act.ground.path}/{self.act.api}"
        for name, value in self.place.items():
            for kind in ("uuid", "int"):
                path = path.replace(f"<{kind}:{name}>", str(value))
        return f"/{path}"

    def caller(self, persona: str = "") -> Caller:
        """Return the system of a persona's organisation; of the doer's, the one there is."""
        if self.own is not None and not persona:
            return self.own
        with clock.at(LOOKED_AT):
            return Caller(token_for(self.actor(persona or self.sound.by)))

    def body(self, system: Caller) -> Values:
        """Return a sound body, its files uploaded."""
        said = self.sound.of(self.stage, self.root)
        versioned = {"version": self.version()} if self.act.form.versioned else {}
        return {**versioned, **{name: _parked(system, value) for name, value in said.items()}}

    def call(self, system: Caller, body: Mapping[str, Any], key: str = "") -> Any:
        """Call the operation; what creates gets a key."""
        with clock.at(LOOKED_AT):
            return system.post(self.operation, body, key=key or (str(uuid4()) if self.act.creates else ""))

    def asked(self) -> list[str]:
        """Return the members that a body must have."""
        fields = body_of(self.act.form, self.act.body)().fields
        return [name for name, each in fields.items() if each.required]


def editable(root: Any) -> Any:
    """Return what counts the edits: the row itself, of a week its newest version."""
    if not isinstance(root, WeekSnapshot):
        return type(root)._base_manager.get(pk=root.pk)
    return ReportVersion.objects.filter(report__snapshot=root).latest("number")


def overtake_numbers(door: Door) -> None:
    """Let a colleague change what an act of 管理 is done to."""
    root = door.root
    if isinstance(root, Program | RuleSet):
        type(root)._base_manager.filter(pk=root.pk).update(edit=root.edit + 1)
        return
    if door.act.ground is INITIAL:
        day = LOOKED_AT.date()
        InitialFigures.objects.create(
            bureau=root,
            program=door.stage.world.program,
            from_number=1,
            day=day,
            as_of=day,
            done=1,
            ongoing=0,
            passed=0,
            amount=0,
            source=WORD,
            basis=WORD,
            made_at=LOOKED_AT,
            made_by=WORD,
        )
        return
    version: dict[str, Any] = {"organisation": root, "number": door.version() + 1}
    program = door.stage.world.program
    said = {"source": WORD, "valid_from": LOOKED_AT.date()}
    if door.act.ground is TARGET:
        Target.objects.create(program=program, households=1, **version, **said)
    elif door.act.ground is SPANS:
        SpanTarget.objects.create(first_year=2026, last_year=2029, households=1, **version, **said)
    elif door.act.ground is PARAMETER:
        Parameter.objects.create(code=door.place["code"], recorded_at=LOOKED_AT, **version, **said)
    elif door.act.ground is WORDING:
        key = door.place["key"]
        Wording.objects.create(key=key, recorded_at=LOOKED_AT, valid_from=LOOKED_AT.date(), **version)
    elif door.act.ground is MATERIALS:
        MaterialList.objects.create(track="assembled", lines=[], recorded_at=LOOKED_AT, **version, **said)
    elif door.act.ground is STATUTE:
        StatuteReading.objects.create(
            code=door.place["line"],
            is_read=False,
            recorded_at=LOOKED_AT,
            valid_from=LOOKED_AT.date(),
            **version,
        )
    elif door.act.ground is LAYOUT:
        FormLayout.objects.create(program=program, columns=[], recorded_at=LOOKED_AT, **version, **said)
    elif door.act.ground is RETENTION:
        RetentionTable.objects.create(lines=[], recorded_at=LOOKED_AT, **version, **said)
    elif door.act.ground in (CONDITIONS, CONDITION):
        Condition.objects.create(code=1, text=WORD, recorded_at=LOOKED_AT, **version, **said)
    else:
        Milestone.objects.create(
            program=program, organisation=root, name=WORD, due_on=program.closes_on, share=1
        )


def _typed(value: Any) -> Any:
    if isinstance(value, Paper):
        return file_of(value.kind)
    if isinstance(value, list):
        return [_typed(each) for each in value]
    return "on" if value is True else "" if value is None else value


def _afresh(value: Any) -> Any:
    if isinstance(value, list):
        return [_afresh(each) for each in value]
    if hasattr(value, "seek"):
        value.seek(0)
    return value


def _parked(system: Caller, value: Any) -> Any:
    if isinstance(value, Paper):
        with clock.at(LOOKED_AT):
            answer = system.upload("/files", {"kind": value.kind, "file": file_of(value.kind)})
        return answer.json()["id"]
    return [_parked(system, each) for each in value] if isinstance(value, list) else value


def has_page(name: str) -> bool:
    """Whether an act's form stands on a page and is posted there by one request."""
    act = act_named(name)
    return bool(act.page) or act.template.endswith("editor.html")


def has_operation(name: str) -> bool:
    """Whether an act has an operation."""
    return bool(act_named(name).api) or name in PATHS
