"""One way to write a day, a time, a share, a minus sign: only apps.lib.formats does it for people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FORMATS = "apps/lib/formats.py"

FOR_MACHINES = {
    "apps/reports/rules/charts.py": "places in a drawing, as SVG reads them",
    "apps/acts/serializers.py": "how long an amount can get in a body",
    "apps/demo/management/commands/load_demo.py": "seconds a command took",
    "apps/demo/services/materials.py": "the birthday inside a made-up ID number",
    "apps/inspections/queries/field.py": "areas as the phone puts them into number inputs",
    "apps/lib/amounts.py": "the spelling of amounts in hashes, records and the API",
    "apps/lib/id_documents.py": "a birthday compared with the digits of a number",
    "apps/lib/chinese.py": "amounts as inputs are read back",
    "apps/operations/services/backups/restoration.py": "names of a schema and a file set aside",
    "apps/packages/queries/released.py": "areas and prices as released data spell them",
    "apps/pages/tasks.py": "the name of a file",
    "apps/plans/serializers/versions.py": "an amount as the API answers it",
}
"""Modules that spell days or numbers for a machine to read, and what for."""

SPEC = re.compile(r"%[YymdHMSj]|[.,]\d*[fgd%]|,$")
"""A format specification of a day, of a number's decimals or of its thousands."""
PRINTF = re.compile(r"%[-+ 0,]*\d*\.\d*[fge]|%0\d+d")
TEMPLATE = re.compile(
    r"\|(?:date|time|floatformat|stringformat|intcomma|timesince|timeuntil|naturalday|naturaltime)\b"
    r"|\{%\s*(?:now|widthratio)\b|\.(?:month|day)\s*\}\}\s*[月日]|\}\}\s*[%％]|[−－]"
)
TEMPLATE_MACHINE = re.compile(
    r"""datetime="\{\{[^}]*\|date:'c'|\?day=\{\{[^}]*\|date:'Y-m-d'|\|stringformat:'s'"""
)
"""An attribute, an address and a field's value: read by machines."""


def _literal(node: ast.AST | None) -> str:
    """Return the literal text of a string or a format specification."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(part) for part in node.values)
    return ""


def _in_f_string(node: ast.JoinedStr) -> Iterator[int]:
    """Yield the lines where an f-string puts a day together, or per cents behind a number."""
    for value, after in zip(node.values, [*node.values[1:], None], strict=True):
        if not isinstance(value, ast.FormattedValue):
            continue
        follows = _literal(after) if isinstance(after, ast.Constant) else ""
        of_a_day = isinstance(value.value, ast.Attribute) and value.value.attr in {"month", "day"}
        if (
            (of_a_day and follows.startswith(("月", "日")))
            or SPEC.search(_literal(value.format_spec))
            or follows.lstrip().startswith(("%", "％"))
        ):
            yield value.lineno


def spelled(source: str) -> list[int]:
    """Return the lines of a module that write a day, a time or a number by themselves."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            lines += _in_f_string(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search(r"[−－] ?$", node.value):
                lines.append(node.lineno)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            formatted = name == "format" and any(SPEC.search(_literal(each)) for each in node.args[1:])
            if name in {"strftime", "date_format", "time_format", "number_format", "localize"} or formatted:
                lines.append(node.lineno)
        elif isinstance(node, ast.BinOp) and PRINTF.search(_literal(node.left)):
            lines.append(node.lineno)
    return sorted(set(lines))


def spelled_in_template(source: str) -> list[int]:
    """Return the lines of a template that write a day, a time or a number by themselves."""
    return [
        number
        for number, line in enumerate(source.splitlines(), start=1)
        if TEMPLATE.search(TEMPLATE_MACHINE.sub("", line))
    ]


def _modules() -> dict[str, list[int]]:
    paths = [path for path in sorted((ROOT / "apps").rglob("*.py")) if "migrations" not in path.parts]
    return {str(path.relative_to(ROOT)): spelled(path.read_text("utf-8")) for path in paths}


def test_only_formats_writes_days_and_numbers_for_people() -> None:
    found = {name: lines for name, lines in _modules().items() if lines}

    assert found.pop(FORMATS), "formats writes nothing: this test looks at nothing"
    assert {name: lines for name, lines in found.items() if name not in FOR_MACHINES} == {}
    assert set(FOR_MACHINES) - set(found) == set(), "named as an exception and spells nothing any more"


def test_templates_write_days_and_numbers_by_the_filters_of_ui() -> None:
    paths = sorted((ROOT / "templates").rglob("*.html"))
    found = {str(path.relative_to(ROOT)): spelled_in_template(path.read_text("utf-8")) for path in paths}

    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "f'{on.year}年{on.month}月{on.day}日'",
        "f'{on.month}月底'",
        "f'{at:%H:%M}'",
        "at.strftime('%Y年')",
        "f'{amount:.2f}'",
        "f'{amount:,}'",
        "f'{amount:,.{places}f}'",
        "format(amount, '.1f')",
        "'%.2f' % amount",
        "f'{done * 100 // aim} %'",
        "f'{share}%'",
        "sign = '−'",
        "f'{before} － {taken}'",
    ],
)
def test_a_module_that_spells_by_itself_is_noticed(line: str) -> None:
    assert spelled(f"a = 1\n{line}\n") == [2]


@pytest.mark.parametrize(
    "line",
    [
        "{{ case.applied_on|date:'Y-m-d' }}",
        "{{ share|floatformat:1 }}",
        "{{ on.month }}月",
        "{{ share }} %",
        "{% now 'Y' %}",
        "<b>− {{ taken }}</b>",
    ],
)
def test_a_template_that_spells_by_itself_is_noticed(line: str) -> None:
    assert spelled_in_template(f"<p>\n{line}\n") == [2]


@pytest.mark.parametrize("line", ["f'{number:04d} 号'", "f'{day}'", "f'{formats.percent(share)}'", "a % b"])
def test_what_is_no_spelling_of_days_and_numbers_passes(line: str) -> None:
    assert spelled(line) == []
