"""A formula in every exported text: in a workbook it is the same text, and no cell computes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from urllib.parse import urlsplit

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from xlsxwriter import Workbook

from apps.archives.queries.transfer import transfer_workbook
from apps.pages.queries.case_list import Wanted
from apps.pages.queries.export import case_workbook, rows_to_export
from tests.access.entries import Entry
from tests.access.lasting import undone
from tests.access.matrix import MATRIX
from tests.access.stage import Stage
from tests.attacks.poisoning import poison
from tests.attacks.staged import _django_db_helper, _quiet, stage, url_of
from tests.factories.archiving import filed

__all__ = ["_django_db_helper", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "{=1+1}",
    '=HYPERLINK("http://x.invalid","a")',
    "http://x.invalid/a",
    "mailto:a@x.invalid",
    "internal:Sheet1!A1",
)
EXPORT = re.compile(r"\.(?:xlsx|csv)$")
COMPUTES = re.compile(rb"<(?:\w+:)?f[\s>/]|<(?:\w+:)?hyperlink\b|TargetMode=.External")


EMPTY = frozenset({"transfer:xlsx"})
"""Nothing is filed on the stage: the test below files a case."""


def exports(stage: Stage) -> list[tuple[Entry, str]]:
    """Return every URL of the site that hands out a table."""
    found = [(entry, url_of(entry, stage)) for entry in MATRIX if entry.get]
    return [(entry, url) for entry, url in found if EXPORT.search(urlsplit(url).path)]


def problems(content: bytes, text: str) -> list[str]:
    """Return what in a workbook computes or links; at least one cell must say the text itself."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    found = [f"{cell.coordinate}={cell.value}" for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found += [name for name in archive.namelist() if COMPUTES.search(archive.read(name))]
    said = [unescape(str(cell.value)) for cell in cells]
    if not any(text.strip() in each for each in said):
        found.append(f"no cell says {text!r}")
    return found


def computing(table: str) -> list[str]:
    """Return the cells of a CSV that a spreadsheet would compute."""
    return [cell for row in csv.reader(io.StringIO(table)) for cell in row if cell[:1] in tuple("=+-@\t\r\n")]


def test_a_cell_that_computes_is_noticed() -> None:
    assert computing("甲,=1+1\n乙,12\n") == ["=1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_any_column_computes(text: str, stage: Stage) -> None:
    assert len(poison(text)) >= 60
    tables = exports(stage)
    assert tables
    for entry, url in tables:
        with undone():
            answer, _ = stage.ask("wang", "GET", url)
        assert answer.status_code == 200
        if urlsplit(url).path.endswith(".csv"):
            assert computing(answer.getvalue().decode("utf-8-sig")) == [], entry.title
        else:
            said = "" if entry.name in EMPTY else text
            assert problems(answer.getvalue(), said) == [], entry.title
    wang = stage.world.wang
    listed = case_workbook(wang, rows_to_export(wang, Wanted()), lambda done: None)
    assert problems(listed, text) == [], "the exported case list"


@pytest.mark.parametrize("text", FORMULAS[:3])
def test_no_text_of_a_filed_case_computes(text: str, stage: Stage) -> None:
    with undone():
        filed(stage.world, stage.cases["passed"])
        poison(text)
        assert problems(transfer_workbook(stage.world.wang, 2026), text) == []


@pytest.mark.parametrize("write", [Workbook, lambda target: Workbook(target, {"strings_to_urls": False})])
def test_bait_a_careless_workbook_is_noticed(write: Callable[[io.BytesIO], Workbook]) -> None:
    target = io.BytesIO()
    with write(target) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    assert problems(target.getvalue(), "=1+1")


def test_bait_a_careless_link_is_noticed() -> None:
    target = io.BytesIO()
    with Workbook(target) as book:
        book.add_worksheet().write(0, 0, "http://x.invalid/a")
    assert problems(target.getvalue(), "http://x.invalid/a")
