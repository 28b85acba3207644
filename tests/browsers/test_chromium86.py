"""The desks of 信创 have Chromium 86: what we serve them uses nothing that came later (decision 0122).

Pages for everybody open on phones of 2018, which have Chrome 69 (decision 0131).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVED = sorted(
    [*ROOT.glob("static/css/*.css"), *ROOT.glob("static/js/*.js"), *ROOT.glob("static/field/*.js")]
)


def newer(*files: Path, engine: int = 86) -> list[str]:
    """Return what the files use that an engine does not know."""
    script = ROOT / "tests" / "browsers" / "chromium86.mjs"
    done = subprocess.run(
        ["node", str(script), *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "CHROMIUM": str(engine)},
    )
    return [line.replace(f"{ROOT}/", "") for line in done.stdout.splitlines() if line]


def test_nothing_we_serve_is_newer_than_the_desks() -> None:
    assert len(SERVED) > 30
    assert newer(*SERVED) == []


TEMPLATES = ROOT / "templates"
EXTENDS = re.compile(r'{% extends "([^"]+)"')
INCLUDES = re.compile(r'{% include "([^"]+)"')
SHEETS = re.compile(r"{% static '(css/[^']+)' %}")
COMMENT = re.compile(r"{#.*?#}")
SCRIPT = "js/household.js"
"""The one script of these pages: without it they only forget what is half written (0177)."""
STYLES = re.compile(r'\sstyle="([^"{]*)"')
LATER_MARKUP = re.compile(
    r"<(?:script|dialog|search|fencedframe)\b|\son[a-z]+="
    r"|\s(?:inert|popover|popovertarget|fetchpriority)(?:=|[\s>])"
)
"""Other scripts and handlers, and markup that an engine of 2018 reads otherwise."""


def pages_for_everybody(folder: Path = TEMPLATES) -> set[str]:
    """Return the templates that stand in the frame of public and household pages, and what they include."""
    texts = {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*.html")}
    found, waiting = set[str](), {"public_base.html"}
    while waiting:
        found |= waiting
        beside = {name for name, text in texts.items() if set(EXTENDS.findall(text)) & waiting}
        within = {each for name in waiting for each in INCLUDES.findall(texts[name])}
        waiting = (beside | within) - found
    return found


def test_pages_for_everybody_use_nothing_newer_than_a_phone_of_2018(tmp_path: Path) -> None:
    pages = pages_for_everybody()
    assert len(pages) > 30
    assert {"household/plan.html", "public/windows.html", "plans/room.html"} <= pages
    tag = f"""<script src="{{% static '{SCRIPT}' %}}" defer></script>"""
    texts = {name: COMMENT.sub("", (TEMPLATES / name).read_text()).replace(tag, "") for name in pages}
    sheets = {sheet for text in texts.values() for sheet in SHEETS.findall(text)}
    assert {"css/public.css", "css/household.css", "css/visits.css"} <= sheets
    inline = tmp_path / "inline.css"
    styles = [style for text in texts.values() for style in STYLES.findall(text)]
    inline.write_text("\n".join(f".a {{ {style} }}" for style in styles))
    files = (ROOT / "static" / name for name in (*sorted(sheets), SCRIPT))
    assert newer(*files, inline, engine=69) == []
    later = {name: found for name, text in texts.items() if (found := LATER_MARKUP.findall(text))}
    assert later == {}


def test_bait_a_page_with_a_script_or_later_markup_is_found(tmp_path: Path) -> None:
    (tmp_path / "public_base.html").write_text("<main></main>")
    (tmp_path / "one.html").write_text('{% extends "public_base.html" %}{% include "part.html" %}')
    (tmp_path / "part.html").write_text('<p onclick="x()">')
    (tmp_path / "desk.html").write_text('{% extends "base.html" %}')
    assert pages_for_everybody(tmp_path) == {"public_base.html", "one.html", "part.html"}
    for text in ('<p onclick="x()">', "<script>", "<div popover>", "<dialog open>"):
        assert LATER_MARKUP.search(text), text


# Baits lie in one folder and are judged together: to start the judge and read MDN's data takes half a second.

OF_2018 = {
    ".a { display: flex; gap: 1px; }": "gap in flex",
    ".a:focus-visible { top: 0; }": ":focus-visible",
    ".a { width: min(1px, 2px); }": "min()",
    ".a { overflow: clip; }": "overflow: clip",
}
CAME_LATER = {
    ".a { inset: 0; }": "inset",
    ".a { aspect-ratio: 1; }": "aspect-ratio",
    ".a { height: 100dvh; }": "100dvh",
    ".a:has(.b) { top: 0; }": ":has",
    ".a:is(.b, .c) { top: 0; }": ":is",
    ".a { .b { top: 0; } }": "nesting",
    "@container (min-width: 1px) { .a { top: 0; } }": "@container",
    "@media (width <= 1px) { .a { top: 0; } }": "@media range",
    ".a { color: color-mix(in srgb, red, blue); }": "color-mix()",
    "structuredClone({});": "compat/compat",
    "crypto.randomUUID();": "compat/compat",
    "const a = []; a.at(-1);": ".at()",
    "await fetch('/');": "es-x/no-top-level-await",
    "class A { static { } }": "es-x/no-class-static-block",
    "Object.hasOwn({}, 'a');": "compat/compat",
}
KNOWN = (
    ".a { display: flex; gap: 1px; } .a:focus-visible { top: 0; }",
    "let a; a ??= 'x'.replaceAll('x', 'y'); a?.b;",
)
Judged = dict[str, list[str]]


def judged(texts: Iterable[str], folder: Path, engine: int = 86) -> Judged:
    """Return what each text, a style sheet or a script, uses that an engine does not know."""
    files: dict[str, Path] = {}
    for number, text in enumerate(texts):
        files[text] = folder / f"{number}.{'css' if text.startswith(('.', '@')) else 'js'}"
        files[text].write_text(text)
    lines = newer(*files.values(), engine=engine)
    assert all(line.startswith(f"{folder}/") for line in lines)
    return {text: [line for line in lines if line.startswith(f"{file}:")] for text, file in files.items()}


@pytest.fixture(scope="module")
def on_desks(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return judged([*CAME_LATER, *KNOWN], tmp_path_factory.mktemp("desks"))


@pytest.fixture(scope="module")
def on_phones(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Judged]:
    folder = tmp_path_factory.mktemp("phones")
    return {engine: judged(OF_2018, folder, engine) for engine in (69, 120)}


@pytest.mark.parametrize("text", OF_2018)
def test_bait_what_a_phone_of_2018_lacks_is_found(on_phones: dict[int, Judged], text: str) -> None:
    found = OF_2018[text]
    assert any(found in line for line in on_phones[69][text])
    assert all(found not in line for line in on_phones[120][text])


@pytest.mark.parametrize("text", CAME_LATER)
def test_bait_what_came_later_is_found(on_desks: Judged, text: str) -> None:
    assert any(CAME_LATER[text] in line for line in on_desks[text])


@pytest.mark.parametrize("text", KNOWN)
def test_what_it_knows_is_no_fault(on_desks: Judged, text: str) -> None:
    assert on_desks[text] == []
