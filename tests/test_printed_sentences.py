"""Every text a paper can print stands in docs/papers.md, with the act, person and day it comes from."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
TEMPLATES = (
    "templates/*/papers/**/*.html",
    "templates/documents/paper.html",
    "templates/documents/parts/*.html",
)
MODULES = ("apps/*/rules/papers.py", "apps/*/rules/papers/*.py", "apps/*/queries/papers.py")
GAP = "…"
"""What stands where a paper prints a value."""


def printed_by_template(source: str) -> set[str]:
    """Return the texts a template prints by itself, one for each piece between two tags."""
    source = re.sub(r"{#.*?#}|{% block style %}.*?{% endblock", "\n", source, flags=re.DOTALL)
    words = re.sub(r"{%[^%]*%}|<[^>]*>", "\n", re.sub(r"{{.*?}}", GAP, source))
    return {line.strip() for line in words.splitlines() if CHINESE.search(line)}


def printed_by_module(source: str) -> set[str]:
    """Return the texts a module puts on a paper: its strings, without docstrings."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    within: set[int] = set()
    said: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            within |= {id(part) for part in node.values}
            said.add(
                "".join(
                    str(getattr(part, "value", GAP)) if isinstance(part, ast.Constant) else GAP
                    for part in node.values
                )
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings | within
        ):
            said.add(node.value)
    return {text.strip() for text in said if CHINESE.search(text)}


def printed() -> set[str]:
    """Return every text that papers can print."""
    found = [printed_by_template(file.read_text()) for each in TEMPLATES for file in ROOT.glob(each)]
    found += [printed_by_module(file.read_text()) for each in MODULES for file in ROOT.glob(each)]
    return set().union(*found)


def stated() -> set[str]:
    """Return every text the page gives a source to: what stands in backquotes in its tables."""
    page = (ROOT / "docs" / "papers.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("|")]
    return {text for row in rows for text in re.findall(r"`([^`]+)`", row)}


def test_every_printed_text_has_its_source() -> None:
    assert sorted(printed() - stated()) == []


def test_the_page_names_nothing_that_no_paper_prints() -> None:
    assert sorted(stated() - printed()) == []


def test_a_new_sentence_would_be_noticed() -> None:
    template = "{% if paper.x %}<p>没有人说过的一句 {{ paper.x }} 户。</p>{% endif %}"
    module = '"""说明不算。"""\nWORDS = f"没有人说过的{1}句"\n'

    assert printed_by_template(template) == {"没有人说过的一句 … 户。"}
    assert printed_by_module(module) == {"没有人说过的…句"}
