"""Nonsense in every field of every form and in every query: a word of refusal, never a crash.

NUL bytes, broken UTF-8, texts of 20 000 characters, numbers without end, days of the years 1 and
9999. On PostgreSQL, which takes less nonsense than SQLite. A crash is an answer of 500.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from apps.acts.forms import YuanField
from tests.access.entries import Entry, Rows
from tests.access.lasting import undone
from tests.access.matrix import MATRIX
from tests.access.stage import Stage
from tests.access.unchanging import unlooked
from tests.attacks.filling import Values, as_shown, fields_of, rewound, soundly
from tests.attacks.staged import _django_db_helper, _kept, _quiet, sent, somebody, stage, url_of

__all__ = ["_django_db_helper", "_kept", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

LONG = "长" * 20_000
TEXTS = ("\x00", "张\x00三", "\ufffe\uffff\x1b\x08", "‮" * 50, LONG, "'\"`;--{{7*7}}{% x %}%s%n\\", " \t\r\n ")
NUMBERS = ("-1", "-0.01", "1e400", "NaN", "-Infinity", "9" * 400, "0x1F", "１２", "1,5", "1_000", "٣", "--1")
DAYS = (
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "10000-01-01",
    "2026-13-01T99:99",
    "-2026-01-01",
    "٢٠٢٦-٠١-٠١",
)
CHOICES = ("", "nonsense", "\x00", "-1", "9" * 30, "[]", "None", "00000000-0000-0000-0000-000000000000")
QUERY = ("q", "page", "after", "before", "v", "week", "year", "field", "order", "group", "flag", "inline")
QUERY_MORE = ("next", "status", "on", "day", "bureau", "month", "number", "sort", "ended", "format")
ODD_QUERIES = (
    *(f"%00{each}" for each in ("", "x")),
    "%ff%fe%c0%ae",
    "%ed%a0%80",
    "-1",
    "9" * 60,
    "1e9",
    "NaN",
    quote("' OR 1=1 --"),
    quote("(" * 100 + "a+" * 300),
    "a" * 3_000,
    "9999-12-31",
    "0001-01-01",
    "[]",
    quote("{{7*7}}"),
)


def nonsense(field: forms.Field) -> tuple[Any, ...]:
    """Return what nobody should type into a field of this kind."""
    if isinstance(field, forms.DateField | forms.DateTimeField | forms.TimeField):
        return (*DAYS, "\x00")
    if isinstance(field, forms.IntegerField | forms.DecimalField | forms.FloatField | YuanField):
        return (*NUMBERS, "\x00")
    if isinstance(field, forms.ChoiceField | forms.UUIDField | forms.BooleanField):
        return CHOICES
    if isinstance(field, forms.FileField):
        return ("no file at all",)
    return TEXTS


def crashed(answer: HttpResponse) -> str:
    """Return what went wrong; '' for any answer that is one."""
    if answer.status_code < 500:
        return ""
    return f"{answer.status_code} {answer.exc_info[1]!r:.200}" if answer.exc_info else str(answer.status_code)


def accepted(field: forms.Field, value: Any) -> bool:
    """Whether the field itself lets a value through to whoever reads the form."""
    try:
        field.clean(value)
    except forms.ValidationError:
        return False
    return True


def spoilt(values: Values, fields: dict[str, forms.Field]) -> Iterator[Values]:
    """Yield the form in nonsense: what its fields let through one kind at a time, then all alike.

    Fields that let little through have the same form come round again: it is yielded once.
    """
    kept = {name: value for name, value in values.items() if name.endswith("_FORMS")}
    tried: list[Values] = []
    for turn in range(4):
        wrong = dict(values)
        for name in values.keys() - kept.keys():
            field = fields.get(name, forms.CharField())
            odd = [value for value in nonsense(field) if accepted(field, value)]
            if odd:
                wrong[name] = odd[turn % len(odd)]
        if wrong not in tried:
            tried.append(wrong)
            yield wrong
    for value in ("\x00", "9" * 400, "9999-12-31"):
        yield {**dict.fromkeys(values, value), **kept}
    if kept:
        yield {**values, **dict.fromkeys(kept, "9" * 20)}


POSTING = [entry for entry in MATRIX if entry.post]
OPEN = [entry for entry in MATRIX if entry.get]


@pytest.mark.parametrize("entry", POSTING, ids=lambda entry: entry.title)
def test_no_form_crashes_over_a_field(entry: Entry, stage: Stage) -> None:
    persona, url = somebody(entry.post), url_of(entry, stage)
    with undone():
        page, _ = stage.ask(persona, "GET", url)
    crashes = []
    for wrong in spoilt(soundly(page), fields_of(page)):
        with undone(), unlooked():
            answer, _ = stage.ask(persona, "POST", url, rewound(wrong))
            if problem := crashed(answer):
                crashes.append(f"{problem} over {wrong!r:.300}")
    assert crashes == []


@pytest.mark.parametrize("entry", OPEN, ids=lambda entry: entry.title)
def test_no_page_crashes_over_a_query(entry: Entry, stage: Stage) -> None:
    persona, url = somebody(entry.get), url_of(entry, stage)
    mark = "&" if "?" in url else "?"
    crashes = []
    for turn in range(0, len(ODD_QUERIES), 7 if entry.rows is Rows.CASE else 3):
        query = "&".join(
            f"{name}={ODD_QUERIES[(turn + place) % len(ODD_QUERIES)]}"
            for place, name in enumerate((*QUERY, *QUERY_MORE))
        )
        with undone(), unlooked():
            answer, _ = stage.ask(persona, "GET", f"{url}{mark}{query}")
            if problem := crashed(answer):
                crashes.append(f"{turn}: {problem}")
    assert crashes == []


BODIES = {
    "broken utf-8": (b"name=%FF%FE&version=%C0%AE&reason=\xff\xfe", "application/x-www-form-urlencoded"),
    "json": (b'{"version": {"$gt": 0}}', "application/json"),
    "no boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "half a part": (
        b'--x\r\nContent-Disposition: form-data; name="scan"; filename="a.pdf"\r\n\r\n%PDF',
        "multipart/form-data; boundary=x",
    ),
    "another charset": ("name=张".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
    "no such charset": (b"name=x", "application/x-www-form-urlencoded; charset=nonsense"),
    "many fields": (b"&".join(b"a%d=1" % n for n in range(1200)), "application/x-www-form-urlencoded"),
    "odd part charset": (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\nContent-Transfer-Encoding: base64'
        b"\r\n\r\n!!!\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
}


@pytest.mark.parametrize("kind", BODIES)
def test_no_body_crashes_a_form(kind: str, stage: Stage) -> None:
    content, media = BODIES[kind]
    crashes = []
    for entry in POSTING[list(BODIES).index(kind) % 3 :: 3]:
        persona, url = somebody(entry.post), url_of(entry, stage)
        with unlooked():
            answer = sent(stage, persona, "POST", url, content, media)
        if problem := crashed(answer):
            crashes.append(f"{entry.title}: {problem}")
    assert crashes == []


def _fragile(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(int(request.GET.get("q", "0"))))


urlpatterns = [path("fragile/", _fragile)]


def test_bait_a_page_that_crashes_is_noticed(stage: Stage, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    client = Client(raise_request_exception=False)
    assert crashed(client.get("/fragile/?q=1")) == ""
    assert "ValueError" in crashed(client.get("/fragile/?q=%00"))


def test_bait_most_forms_are_taken_when_filled_in_soundly(stage: Stage) -> None:
    written, tried = 0, POSTING[::4]
    for entry in tried:
        persona, url = somebody(entry.post), url_of(entry, stage)
        with undone():
            page, _ = stage.ask(persona, "GET", url)
            _, wrote = stage.ask(persona, "POST", url, rewound(soundly(page)))
            written += bool(wrote)
            assert as_shown(page) is not None
    assert written >= len(tried) // 2, "the nonsense above is put into forms that would otherwise be taken"
