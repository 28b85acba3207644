"""The desks of 信创 have Chromium 86: what we serve them uses nothing that came later (decision 0122).

Pages for everybody open on phones of 2018, which have Chrome 69 (decision 0131).
"""

from __future__ import annotations

import os
import subprocess
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


def test_pages_for_everybody_use_nothing_newer_than_a_phone_of_2018() -> None:
    assert (
        newer(*(ROOT / "static" / "css" / name for name in ("public.css", "household.css")), engine=69) == []
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (".a { display: flex; gap: 1px; }", "gap in flex"),
        (".a:focus-visible { top: 0; }", ":focus-visible"),
        (".a { width: min(1px, 2px); }", "min()"),
        (".a { overflow: clip; }", "overflow: clip"),
    ],
)
def test_bait_what_a_phone_of_2018_lacks_is_found(tmp_path: Path, text: str, found: str) -> None:
    (tmp_path / "a.css").write_text(text)
    assert any(found in line for line in newer(tmp_path / "a.css", engine=69))
    assert all(found not in line for line in newer(tmp_path / "a.css", engine=120))


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.css", ".a { inset: 0; }", "inset"),
        ("a.css", ".a { aspect-ratio: 1; }", "aspect-ratio"),
        ("a.css", ".a { height: 100dvh; }", "100dvh"),
        ("a.css", ".a:has(.b) { top: 0; }", ":has"),
        ("a.css", ".a:is(.b, .c) { top: 0; }", ":is"),
        ("a.css", ".a { .b { top: 0; } }", "nesting"),
        ("a.css", "@container (min-width: 1px) { .a { top: 0; } }", "@container"),
        ("a.css", "@media (width <= 1px) { .a { top: 0; } }", "@media range"),
        ("a.css", ".a { color: color-mix(in srgb, red, blue); }", "color-mix()"),
        ("a.js", "structuredClone({});", "compat/compat"),
        ("a.js", "crypto.randomUUID();", "compat/compat"),
        ("a.js", "const a = []; a.at(-1);", ".at()"),
        ("a.js", "await fetch('/');", "es-x/no-top-level-await"),
        ("a.js", "class A { static { } }", "es-x/no-class-static-block"),
        ("a.js", "Object.hasOwn({}, 'a');", "compat/compat"),
    ],
)
def test_bait_what_came_later_is_found(tmp_path: Path, name: str, text: str, found: str) -> None:
    (tmp_path / name).write_text(text)
    assert any(found in line for line in newer(tmp_path / name))


def test_what_it_knows_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text(".a { display: flex; gap: 1px; } .a:focus-visible { top: 0; }")
    (tmp_path / "a.js").write_text("let a; a ??= 'x'.replaceAll('x', 'y'); a?.b;")
    assert newer(tmp_path / "a.css", tmp_path / "a.js") == []
