"""Rooms look downwards only, also where no import shows it: URL names, templates, tags, settings.

The order is the one import-linter holds, read out of pyproject.toml. Whose is what:

- ``apps/ROOM`` and ``templates/ROOM`` belong to that room, ``templates/components`` to ``ui``.
- All other templates (base.html, topbar.html, the error pages, api/) are the frame of the whole site. What
  they name counts as named by caseflow, the highest; and anybody may extend or include them, as the lowest.
- A URL name belongs to the app whose ``urls`` declare its namespace, one without to the app of its view. It
  counts wherever it stands as a string: in reverse() and redirect(), in a table, at the start of an f-string.
- A builtin of the settings stands in every template: it lies no higher than the lowest room with templates.
- What a context processor gives is for the site's frame and for rooms above the processor's own.
- Migrations tell of the past and are not read.

A lower room reaches a higher page through what that one registers (``apps.cases.frame``) or settings name.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
SITE = "caseflow"

URL_NAME = re.compile(r"([a-z_]+):(?:[a-z][a-z0-9-]*)?")
TEMPLATE_NAME = re.compile(r"(?:([a-z_]+)/)?[a-z0-9_/]+\.(?:html|css|txt)")
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")

Named = tuple[int, str, str]
"""Line, what is named, and the room it belongs to."""


def layers() -> dict[str, int]:
    """Return the height of each room, 0 the lowest; rooms of one layer may not name each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    [order] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    return {
        room.strip(" ()").removeprefix("apps."): height
        for height, layer in enumerate(reversed(order))
        for room in layer.split("|")
    }


HEIGHTS = layers()


def may_name(room: str, other: str) -> bool:
    """Whether a room may name what belongs to the other."""
    return room == other or HEIGHTS[room] > HEIGHTS[other]


def room_of_module(name: str) -> str:
    """Return the room of a dotted module; what is not ours counts as the site's."""
    parts = name.split(".")
    return parts[1] if parts[0] == "apps" else SITE


def room_of_template(name: str) -> str:
    """Return the room of a template by its path under templates/."""
    folder = name.partition("/")[0] if "/" in name else ""
    return "ui" if folder == "components" else folder if folder in HEIGHTS else SITE


def url_owners() -> dict[str, str]:
    """Return the room of each namespace (``plans:``) and of each URL name without one."""
    found: dict[str, str] = {}

    def walk(resolver: URLResolver) -> None:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver) and each.namespace:
                found[f"{each.namespace}:"] = room_of_module(each.urlconf_module.__name__)
            elif isinstance(each, URLResolver):
                walk(each)
            elif each.name:
                view = getattr(each.callback, "view_class", None) or getattr(
                    each.callback, "cls", each.callback
                )
                found[each.name] = room_of_module(view.__module__)

    walk(get_resolver())
    return found


def tag_owners() -> dict[str, str]:
    """Return the room of each tag library of our own."""
    return {
        path.stem: path.parts[-3]
        for path in ROOT.glob("apps/*/templatetags/*")
        if not path.stem.startswith("__")
    }


URLS = url_owners()
TAGS = tag_owners()


def belongs(text: str) -> str | None:
    """Return the room of the page or template a string names; None when it names neither."""
    if text in URLS:
        return URLS[text]
    if (url := URL_NAME.fullmatch(text)) and f"{url[1]}:" in URLS:
        return URLS[f"{url[1]}:"]
    if (template := TEMPLATE_NAME.fullmatch(text)) and room_of_template(text) != SITE:
        return room_of_template(text) if template[1] else None
    return None


def named_in_python(source: str) -> Iterator[Named]:
    """Yield what a module's strings name."""

    def walk(node: ast.AST) -> Iterator[Named]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            room = belongs(node.value)
            if room is not None:
                yield node.lineno, node.value, room
        for child in ast.iter_child_nodes(node):
            yield from walk(child)

    return walk(ast.parse(source))


def named_in_template(source: str) -> Iterator[Named]:
    """Yield what a template's tags and filters name, and the tag libraries it loads."""
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK and token.contents.startswith("load "):
            for word in token.split_contents()[1:]:
                if word in TAGS:
                    yield token.lineno or 0, word, TAGS[word]
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for match in QUOTED.finditer(token.contents):
                text = match[1] or match[2] or ""
                room = belongs(text)
                if room is not None:
                    yield token.lineno or 0, text, room


def given_in_template(source: str, processors: list[str]) -> Iterator[Named]:
    """Yield what a template reads of our context processors, each called like the variable it gives."""
    variables = {
        name.rpartition(".")[2]: room_of_module(name) for name in processors if name.startswith("apps.")
    }
    for token in Lexer(source).tokenize():
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for word in re.findall(r"(?<![\w.\"'/])[a-z_]+", token.contents):
                if word in variables:
                    yield token.lineno or 0, word, variables[word]


def upwards(room: str, named: Iterator[Named], path: Path) -> list[str]:
    """Return ``file:line names what`` for everything named that a room may not name."""
    return [
        f"{path.relative_to(ROOT)}:{line} names {what}"
        for line, what, owner in named
        if not may_name(room, owner)
    ]


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module of the apps with its room, migrations apart."""
    for path in sorted(ROOT.glob("apps/*/**/*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(ROOT).parts[1], path


def templates() -> Iterator[tuple[str, Path]]:
    """Yield every template with its room."""
    folder = ROOT / "templates"
    for path in sorted(folder.rglob("*.*")):
        yield room_of_template(path.relative_to(folder).as_posix()), path


def builtins_too_high(builtins: list[str]) -> list[str]:
    """Return the builtins that some room with templates may not name."""
    rooms = {room for room, _ in templates()}
    return [
        name
        for name in builtins
        if name.startswith("apps.") and not all(may_name(room, room_of_module(name)) for room in rooms)
    ]


def test_every_app_stands_in_the_order() -> None:
    assert {path.parent.name for path in ROOT.glob("apps/*/apps.py")} | {"lib", SITE} <= set(HEIGHTS)
    assert set(URLS.values()) <= set(HEIGHTS)


def test_modules_name_pages_and_templates_downwards_only() -> None:
    found = []
    for room, path in modules():
        found += upwards(room, named_in_python(path.read_text("utf-8")), path)
    assert found == []


def test_templates_name_pages_templates_and_tags_downwards_only() -> None:
    found = []
    for room, path in templates():
        source = path.read_text("utf-8")
        found += upwards(room, named_in_template(source), path)
        found += upwards(room, given_in_template(source, processors()), path)
    assert found == []


def test_builtins_lie_below_every_template() -> None:
    assert builtins_too_high(options("builtins")) == []


def options(name: str) -> list[str]:
    """Return a list of the template engine's settings."""
    engine: dict[str, list[str]] = settings.TEMPLATES[0]["OPTIONS"]
    return engine[name]


def processors() -> list[str]:
    """Return the context processors of the settings."""
    return options("context_processors")


# --- Baits ---


def caught(room: str, named: Iterator[Named]) -> list[str]:
    """Return what of the named a room may not name."""
    return [what for _, what, owner in named if not may_name(room, owner)]


def test_a_url_name_of_a_higher_room_is_noticed() -> None:
    source = (
        'redirect("plans:plan")\nPAGE = {"a": "field:index"}\nx = f"inspections:{tab}"\n'
        'redirect("cases:case")\nreverse("accounts:login")\n"a case: or so"\nkey = f"case:{pk}"\n'
    )
    assert caught("cases", named_in_python(source)) == ["plans:plan", "field:index", "inspections:"]


def test_a_template_of_a_higher_room_drawn_by_a_view_is_noticed() -> None:
    source = 'render(request, "pages/workbench.html")\nrender(request, "cases/frame.html")\n'
    assert caught("cases", named_in_python(source)) == ["pages/workbench.html"]


@pytest.mark.parametrize(
    ("bait", "noticed"),
    [
        ('{% extends "plans/form.html" %}', ["plans/form.html"]),
        ('{% include "pages/x.html" with a=1 %}', ["pages/x.html"]),
        ("{% url 'pages:workbench' as home %}", ["pages:workbench"]),
        ('{% case_url "inspections:works" case %}', ["inspections:works"]),
        ('{% extends "base.html" %}{% include "components/field.html" %}', []),
        ("{% url 'documents:file' pk=1 %}", []),
    ],
)
def test_a_page_or_template_of_a_higher_room_in_a_template_is_noticed(bait: str, noticed: list[str]) -> None:
    assert caught("cases", named_in_template(bait)) == noticed
    assert caught(SITE, named_in_template(bait)) == []


def test_tags_of_a_higher_room_are_noticed() -> None:
    assert caught("accounts", named_in_template("{% load static casework %}")) == ["casework"]


def test_a_variable_of_a_higher_room_is_noticed() -> None:
    bait = "{% if chrome.actor %}{{ case.chrome }}{% endif %}"
    assert caught("cases", given_in_template(bait, ["apps.pages.context_processors.chrome"])) == ["chrome"]


def test_a_builtin_of_a_higher_room_is_noticed() -> None:
    high = "apps.pages.templatetags.ui"
    assert builtins_too_high(["django.templatetags.static", high, "apps.ui.templatetags.ui"]) == [high]
