"""What every act's form carries, and how a JSON body is bound to it as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from apps.api.serializers import SentAmount
from apps.api.services import marked, new_key
from apps.documents.forms import ParkedFileField, ParkedFilesMixin
from apps.lib.actors import Actor

_EXPIRED = "页面已过期，请刷新后重新提交。"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a body before any form could see it: place, words, stable code."""

    pointer: str
    detail: str
    code: str


class Body(dict[str, Any]):
    """Checked values of a JSON body, by the names of a form's fields; files by their numbers.

    A form reads it in place of what a browser posts. ``pointers`` say where in the body a field of
    the form came from (``items_wall-area`` from ``/items/3/area``); ``faults`` are rows that no
    field could take.
    """

    def __init__(self, values: Mapping[str, Any] = {}, /) -> None:
        """Take plain values; a number keeps its digits without the zeros a column adds."""
        super().__init__({name: _plain(value) for name, value in values.items()})
        sent = {name: value for name, value in values.items() if isinstance(value, SentAmount)}
        self.pointers: dict[str, str] = {name: f"/{value.sent_as}" for name, value in sent.items()}
        self.faults: list[Fault] = []
        self.kept: set[str] = set()
        """Names that nobody sent: what stands was put in their place."""


def _plain(value: Any) -> Any:
    # columns keep more places than forms take: 3.8600 is 3.86 to whoever types it
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list in the body whose rows are the rows of a form: ``items`` → ``items-0-text``."""

    name: str
    row: type[forms.Form]
    """The columns: JSON types and the document are read off its fields."""
    most: int
    prefix: str = ""
    """First part of the fields' names; the group's own name where empty."""
    required: bool = True
    label: str = ""
    component: str = ""
    """Name of a row in the API's document."""
    asks: frozenset[str] = frozenset()
    """Columns that a row of a body must have, though a blank row of the page may lack them."""
    nulls: frozenset[str] = frozenset()
    """Columns that a row of a body must have, null where nothing is said."""

    def spell(self, place: object) -> str:
        """Return the first part of the names of a row's fields."""
        return f"{self.prefix or self.name}-{place}"

    def fields(self, place: object) -> dict[str, forms.Field]:
        """Return the fields of one row by their names in the whole form."""
        spelt = self.spell(place)
        # Copies, as Django makes them of declared fields: two rows would share errors and choices.
        return {f"{spelt}-{column}": deepcopy(each) for column, each in self.row.base_fields.items()}

    def said(self, place: object, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what one row says, by its columns."""
        spelt = self.spell(place)
        return {column: cleaned[f"{spelt}-{column}"] for column in self.row.base_fields}

    def spread(self, lines: Sequence[Mapping[str, Any]], body: Body, known: Mapping[str, Any]) -> None:
        """Write every row of the body under the names that the form's fields have (``items-0-text``)."""
        body[f"{self.prefix or self.name}-TOTAL_FORMS"] = str(len(lines))
        body[f"{self.prefix or self.name}-INITIAL_FORMS"] = "0"
        for number, line in enumerate(lines):
            self._lead(self.spell(number), line, body, number)

    def _lead(self, spelt: str, line: Mapping[str, Any], body: Body, number: int | None) -> None:
        for column, value in line.items():
            body[f"{spelt}-{column}"] = _plain(value)
        if number is not None:
            for column in self.row.base_fields:
                sent_as = getattr(line.get(column), "sent_as", column)
                body.pointers[f"{spelt}-{column}"] = f"/{self.name}/{number}/{sent_as}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedRows(Rows):
    """Rows named by a code of a list that the subject gives; a code is unknown or twice at most once."""

    key: str = "code"
    complete: bool = False
    """Every code must come; otherwise rows not sent keep what they have."""
    key_help: str = "先用 GET 读取清单，这里填其中的 code"

    def spell(self, place: object) -> str:
        """Return a code as it may stand in an HTML id."""
        return str(place).replace(":", "_")

    def spread(self, lines: Sequence[Mapping[str, Any]], body: Body, known: Mapping[str, Any]) -> None:
        """Lead every row to its code; name codes that are unknown, doubled or left out."""
        places: dict[str, int] = {}
        for number, line in enumerate(lines):
            code = str(line[self.key])
            if code not in known:
                body.faults.append(
                    Fault(f"/{self.name}/{number}/{self.key}", "清单中没有这一项。", "unknown_code")
                )
            elif code in places:
                body.faults.append(Fault(f"/{self.name}/{number}/{self.key}", "同一项出现了两次。", "twice"))
            places.setdefault(code, number)
        # Said only where the codes are sound: a misspelt one would be named twice, as unknown and as missing.
        missing = [code for code in known if code not in places]
        if self.complete and missing and not body.faults:
            words = f"还有 {len(missing)} 项没有检查：{'、'.join(missing)}"
            body.faults.append(Fault(f"/{self.name}", words, self.name))
        for code, standing in known.items():
            place = places.get(code)
            line = standing if place is None else lines[place]
            said = {column: value for column, value in line.items() if column != self.key}
            self._lead(self.spell(code), said, body, place)
            if place is not None:
                # services spell the code as it is
                for column in self.row.base_fields:
                    body.pointers.setdefault(f"{code}-{column}", f"/{self.name}/{place}/{column}")


class ActForm(ParkedFilesMixin):
    """Base of every act's form: opened on a version of its subject, sent once under a key.

    A page carries both in hidden fields. A :class:`Body` carries no key (the channel has its own).
    """

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _EXPIRED})
    key = forms.CharField(widget=forms.HiddenInput, max_length=36, error_messages={"required": _EXPIRED})

    lists: ClassVar[tuple[Rows, ...]] = ()
    """Lists of the body whose rows are fields of the form."""
    sets: ClassVar[Mapping[str, type[BaseFormSet[Any]]]] = {}
    """Tables of rows that a page may lengthen, by the name of their group."""
    optional: ClassVar[frozenset[str]] = frozenset()
    """Required on the page, where they stand filled in; a body may leave them out and gets the same."""
    unsent: ClassVar[frozenset[str]] = frozenset()
    """Fields of the page that no body carries."""
    pointers: ClassVar[Mapping[str, str]] = {}
    """Where in the body fields and refusals stand that are not at ``/name``."""
    services_say: ClassVar[Mapping[str, str]] = {}
    """Fields by the names that services refuse them with, where those differ."""
    versioned: ClassVar[bool] = True
    """False where there is nothing yet that somebody else could have changed."""
    edits: ClassVar[bool] = False
    """The form shows what stands, to be changed: it then knows what was loaded (:meth:`changed_names`)."""

    def __init__(
        self, data: Any = None, files: Any = None, *, actor: Actor, subject: Any, version: int, **kwargs: Any
    ) -> None:
        """Open on a subject as it stands at ``version``; a fresh form gets a fresh key."""
        initial = {"version": version, "key": new_key(), **(kwargs.pop("initial", None) or {})}
        self.subject = subject
        self.sent = data if isinstance(data, Body) else None
        """The JSON body it is bound to; None on a page."""
        super().__init__(data, files, actor=actor, initial=initial, **kwargs)
        if self.sent is not None:
            del self.fields["key"]
        if not self.versioned:
            del self.fields["version"]
        if self.edits:
            self._load(data)
        bound = {} if data is None else {"data": data}
        self.tables = {name: made(prefix=name, **bound) for name, made in self.sets.items()}

    def add_rows(self, group: Rows, places: Iterable[object]) -> None:
        """Add the fields of a group's rows; the columns of each are those of its row form."""
        for place in places:
            self.fields.update(group.fields(place))
        for each in self.fields.values():
            if isinstance(each, ParkedFileField):
                # ParkedFilesMixin did this to the fields it found; these came later.
                each.actor = self.actor

    def full_clean(self) -> None:
        """Judge it; what a page offered and offers no more is not named by its key, which nobody has seen."""
        for each in self.fields.values() if self.sent is None else ():
            if "%(value)s" in str(each.error_messages.get("invalid_choice", "")):
                each.error_messages["invalid_choice"] = "这一项已不在名单里，请重新选择。"
        super().full_clean()

    def clean_key(self) -> str:
        """Return the key with the mark of what was sent under it; any other shape is no page of ours."""
        key: str = self.cleaned_data["key"]
        try:
            # One spelling of a key: with and without hyphens it would count twice.
            plain = UUID(key).hex if key else ""
        except ValueError:
            raise forms.ValidationError(_EXPIRED, code="required") from None
        return marked(plain, self.data, self.files)

    def is_valid(self) -> bool:
        """Whether the fields and every table are valid; judges all of them, so that all errors show."""
        tables = [table.is_valid() for table in self.tables.values()]
        return super().is_valid() and all(tables)

    def said(self) -> dict[str, Any]:
        """Return the arguments of the service: the cleaned fields but the key."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "loaded")}

    def field_of(self, name: str) -> str | None:
        """Return the field at which a refusal of the service belongs; None for the whole form."""
        name = self.services_say.get(name, name)
        spelt = name.replace(":", "_")
        return next((each for each in (name, spelt) if each in self.fields), None)

    def show_again_on(self, version: int, standing: Mapping[str, Any] | None = None) -> None:
        """Show what was typed as a new page on the present version, after the old one turned out stale.

        ``standing`` is what stands by then, as the act's initial values. Fields their user did not touch
        show it; where both changed a field, theirs is said beside, and the next press decides for what
        is typed. Without this an untouched field would show, and look like, what no longer stands.
        """
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            data["version"], data["key"] = str(version), new_key()
            if self.edits and standing is not None:
                self._take_over(data, standing)
            self.data = data

    def _take_over(self, data: QueryDict, standing: Mapping[str, Any]) -> None:
        changed = self.changed_names()
        self.initial = {**self.initial, **standing}
        for name, each in self._editable():
            if name not in self.loaded or isinstance(each, ParkedFileField):
                continue
            now = as_shown(self, name, each)
            if name not in changed:
                data.setlist(self.add_prefix(name), now)
                self.errors.pop(name, None)
            elif now not in (self.loaded[name], written(self[name].data)):
                self.add_error(name, f"这一项刚被改为“{in_words(each, now)}”。请核对：再次提交按您填的保存")
            self.loaded[name] = now
        data["loaded"] = json.dumps(self.loaded, ensure_ascii=False)

    @classmethod
    def known(cls, group: KeyedRows, **options: Any) -> Mapping[str, Mapping[str, Any]]:
        """Return the codes of a group and what stands at each, from the form's options."""
        raise TypeError(f"{cls.__name__} lists no {group.name}")

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Return checked values of a JSON body as this form reads them; absent ones keep their initial."""
        groups = {group.name: group for group in cls.lists}
        plain = {name: value for name, value in values.items() if name not in groups}
        # What the page would have shown filled in, so that leaving it out in a body means the same.
        standing = {name: cls.base_fields[name].initial for name in cls.optional} | dict(initial)
        mergeable = standing if cls.edits else cls.optional
        left_out = {name: standing[name] for name in mergeable if name not in plain}
        body = Body({**left_out, **plain})
        body.kept = set(left_out)
        for name, group in groups.items():
            lines = values.get(name) or ()
            known = cls.known(group, **options) if isinstance(group, KeyedRows) else {}
            group.spread(lines, body, known)
        return body

    @classmethod
    def json(cls) -> dict[str, Any]:
        """Return JSON fields that say more than the form's own: by the name they have in the body."""
        return {}

    def missing_files(self) -> Iterable[Fault]:
        """Yield a fault for every field of a body that names a file which does not wait for the caller."""
        if self.sent is None:
            return
        for name, each in self.fields.items():
            if isinstance(each, ParkedFileField) and name not in self.errors:
                sent = self.sent.get(name) or []
                wanted = set(map(str, sent)) if isinstance(sent, list) else {str(sent)}
                if len(wanted) > len(each.accepted):
                    pointer = self.sent.pointers.get(name, f"/{name}")
                    words = "有文件不存在、已经使用或已过期，请重新上传。"
                    yield Fault(pointer, words, "file_gone")

    # --- what was loaded ---

    def _load(self, data: Any) -> None:
        """Keep what stood when the page was drawn in a hidden field, or read it back from there."""
        self.loaded: dict[str, Any] = {}
        if self.sent is not None:
            return
        self.fields["loaded"] = forms.CharField(widget=forms.HiddenInput, required=False)
        if data is None:
            self.loaded = {name: as_shown(self, name, each) for name, each in self._editable()}
            self.initial["loaded"] = json.dumps(self.loaded, ensure_ascii=False)
        else:
            self.loaded = _object(data.get("loaded", ""))

    def _editable(self) -> list[tuple[str, forms.Field]]:
        skipped = {"version", "key", "loaded"}
        return [(name, each) for name, each in self.fields.items() if name not in skipped]

    def changed_names(self) -> set[str]:
        """Return the names of the fields that their user changed: another's values stay as they stand.

        A body changes what it carries; a page whose ``loaded`` is missing changes everything.
        """
        if self.sent is not None:
            sent = set(self.sent) - self.sent.kept
            return {name for name, _ in self._editable() if name in sent}
        return {name for name, each in self._editable() if self._is_changed(name, each)}

    def _is_changed(self, name: str, field: forms.Field) -> bool:
        if isinstance(field, ParkedFileField):
            return bool(self[name].data)
        return name not in self.loaded or written(self[name].data) != self.loaded[name]


def as_shown(form: forms.BaseForm, name: str, field: forms.Field) -> list[str]:
    """Return what a fresh page would send back for a field that nobody touches."""
    value = form.get_initial_for_field(field, name)
    return written(field.widget.format_value(field.prepare_value(value)))


def in_words(field: forms.Field, texts: list[str]) -> str:
    """Return a field's value as a person reads it: a choice by its label."""
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return "、".join(labels.get(text, text) for text in texts) or "空"


def written(value: Any) -> list[str]:
    """Return what stands in a field as a browser would send it, so that 3 and "3" are the same."""
    texts = value if isinstance(value, list | tuple) else [value]
    plain = ("" if each is None else str(each).replace("\r\n", "\n").strip() for each in texts)
    return [text for text in plain if text]


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
