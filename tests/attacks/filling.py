"""Filling in any form of the site the way a person would: soundly, or with what an attack wants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.http import HttpResponse

from apps.acts.acts import all_acts
from apps.acts.forms import YuanField
from apps.documents.enums import Media, accepted_media
from apps.documents.forms import EvidenceField, ParkedFileField
from apps.lib import clock
from tests.access.forms import _Reader
from tests.access.stage import LOOKED_AT
from tests.acts.bodies import SOUND
from tests.acts.sound import Paper
from tests.factories.people import id_number, phone
from tests.factories.plans import drawn
from tests.factories.uploads import jpeg, pdf, upload

Values = dict[str, Any]


def forms_of(answer: HttpResponse) -> Iterator[forms.BaseForm]:
    """Yield every form a page was drawn with, those of formsets too."""
    seen: set[int] = set()
    for layer in answer.context or ():
        for scope in getattr(layer, "dicts", [layer]):
            for value in list(scope.values()):
                for found in _forms_in(value):
                    if id(found) not in seen:
                        seen.add(id(found))
                        yield found


def _forms_in(value: object) -> Iterator[forms.BaseForm]:
    if isinstance(value, forms.BaseForm):
        yield value
    elif isinstance(value, forms.BaseFormSet):
        yield value.management_form
        yield from value.forms


def fields_of(answer: HttpResponse) -> dict[str, forms.Field]:
    """Return every field of a page's forms by the name it is posted under."""
    return {form.add_prefix(name): field for form in forms_of(answer) for name, field in form.fields.items()}


def as_shown(answer: HttpResponse) -> Values:
    """Return what a browser would role of the page's largest form if nobody touched it."""
    reader = _Reader()
    if answer.get("Content-Type", "").startswith("text/html"):
        reader.feed(answer.content.decode())
    own = [fields for action, fields in reader.forms if "logout" not in action and "post" not in action]
    largest: dict[str, list[str]] = max(own or [{}], key=len)
    return {name: values if len(values) > 1 else values[0] for name, values in largest.items() if values}


def soundly(answer: HttpResponse) -> Values:
    """Return the page's form filled in so that as much as possible is accepted."""
    values = as_shown(answer)
    for name, field in fields_of(answer).items():
        if values.get(name) in (None, "", []) and not name.endswith(("_FORMS", "-DELETE")):
            value = sound(name, field)
            if value not in (None, ""):
                values[name] = value
    said = said_on(answer) if values else {}
    blank = {name.rpartition("-")[0] for name, value in said.items() if value == "" and "-" in name}
    return {name: value for name, value in values.items() if name.rpartition("-")[0] not in blank} | said


def rewound(values: Values) -> Values:
    """Return the values with their uploads at the beginning again."""
    for value in values.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return values


def said_on(answer: HttpResponse) -> Values:
    """Return what the act of a page is soundly made with, as far as that is the same on any stage."""
    match = answer.resolver_match
    return dict(_said_by_page().get(match.view_name, {})) if match else {}


@cache
def _said_by_page() -> dict[str, Values]:
    found: dict[str, Values] = {}
    for act in all_acts():
        given = SOUND[act.name].body if SOUND[act.name].page is None else SOUND[act.name].page
        # What depends on the moment, or is a file or rows of a body, is filled in by its field.
        if act.page and isinstance(given, Mapping):
            found[act.page] = {name: said for name, said in given.items() if _typed(said)}
    return found


def _typed(said: object) -> bool:
    if isinstance(said, list):
        return all(map(_typed, said))
    return not isinstance(said, Paper | Mapping)


def sound(name: str, field: forms.Field) -> Any:
    """Return a value a person might enter."""
    known = name.rpartition("-")[2]
    if "id_number" in known:
        return id_number()
    if "phone" in known:
        return phone(88)
    if "signature" in known and not isinstance(field, forms.FileField | ParkedFileField):
        return drawn()
    if isinstance(field, EvidenceField | ParkedFileField):
        media = accepted_media(field.kind)
        return upload("合同.pdf", pdf()) if Media.PDF in media else upload("照片.jpg", jpeg())
    with clock.at(LOOKED_AT):
        return _by_kind(field)


def _by_kind(field: forms.Field) -> Any:
    today = clock.today()
    if isinstance(field, forms.DateTimeField):
        return f"{today} 09:00"
    if isinstance(field, forms.DateField):
        return str(today)
    if isinstance(field, forms.TimeField):
        return "09:00"
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.ChoiceField):
        chosen = [str(key) for key, _ in _flat(field.choices) if key not in ("", None)]
        return chosen[:1] if isinstance(field, forms.MultipleChoiceField) else (chosen or [""])[0]
    if isinstance(field, forms.IntegerField | forms.DecimalField | forms.FloatField):
        return "3"
    if isinstance(field, YuanField):
        return "3万"
    return "装修示例"


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def is_text(field: forms.Field) -> bool:
    """Whether a person may type any words into the field."""
    return type(field) is forms.CharField or (
        isinstance(field, forms.CharField)
        and not isinstance(field, forms.UUIDField | forms.EmailField | forms.RegexField | YuanField)
    )


__all__ = ["as_shown", "fields_of", "forms_of", "is_text", "rewound", "sound", "soundly"]
