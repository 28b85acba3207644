"""docs/administration.md names every act of 管理, 名录, 套餐, none that is not there, and sound tests."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from apps.accounts.rules import FOR_ACCOUNT, FOR_IDENTITY
from apps.acts.acts import all_acts
from apps.administration.sections import SECTIONS
from apps.pages.queries.help import DELEGATING

TABLE = Path(settings.BASE_DIR) / "docs" / "administration.md"
LISTS = {"enterprises:index", "packages:index"}
ADMINISTRATIVE = {section.url_name for section in SECTIONS} | {DELEGATING} | LISTS
QUOTED = re.compile(r"`([^`]+)`")


def column(number: int) -> list[list[str]]:
    """Return what is quoted in a column, row by row; a name without a folder is of the folder before it."""
    rows = [line.split("|") for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [QUOTED.findall(cells[number]) for cells in rows[1:]]


BESIDE = ("draw.", "signals.")
"""抽查 and 疑点 have pages of their own; whoever looks after a site asks who may do what there."""


def test_every_administrative_act_stands_in_the_table() -> None:
    named = {name for row in column(2) for name in row}
    administrative = {act.name for act in all_acts() if act.found_at in ADMINISTRATIVE}
    assert administrative | set(FOR_ACCOUNT) | set(FOR_IDENTITY) <= named
    beside = {act.name for act in all_acts() if act.name.startswith(BESIDE)}
    assert beside <= named
    rest = {*FOR_ACCOUNT, *FOR_IDENTITY, "weeks.release", "cases.move_street"}
    assert named - administrative - beside == rest


def test_every_row_names_tests_that_exist() -> None:
    for row in column(5):
        assert row
        folder = Path(row[0]).parent
        paths = [Path(name) if "/" in name else folder / name for name in row]
        assert [path for path in paths if not (Path(settings.BASE_DIR) / path).is_file()] == []
