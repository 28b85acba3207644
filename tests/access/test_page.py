"""docs/access.md says what the acts answer on the stage."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from apps.acts.acts import all_acts
from apps.orgs.enums import Role
from apps.pages.queries.help import DOERS
from tests.access.doers import doers, written
from tests.access.page import COMMAND, PERSONS, Cells, access_page, evaluated
from tests.access.stage import Stage
from tests.attacks.staged import _django_db_helper, _quiet, stage

__all__ = ["_django_db_helper", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]


@pytest.fixture(scope="module")
def cells(stage: Stage) -> Cells:
    """Return every answer."""
    return evaluated(stage)


def test_the_page_says_what_the_acts_answer(cells: Cells, request: pytest.FixtureRequest) -> None:
    path = Path(settings.BASE_DIR) / "docs" / "access.md"
    said = access_page(cells)
    if request.config.getoption("--rewrite"):
        path.write_text(said, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == said, f"docs/access.md differs from the acts: run {COMMAND}"


def test_every_role_answers_and_every_act_may_be_done_by_somebody(cells: Cells) -> None:
    assert set(PERSONS) == set(Role)
    assert [act.name for act in all_acts() if not any(cells[act.name, role].may for role in Role)] == []
    assert [name for (name, role), cell in cells.items() if role is Role.AUDITOR and cell.may] == []


def test_the_list_behind_the_help_says_who_does_what(
    stage: Stage, cells: Cells, request: pytest.FixtureRequest
) -> None:
    said = written(doers(stage, cells))
    if request.config.getoption("--rewrite"):
        DOERS.write_text(said, encoding="utf-8")
    assert DOERS.read_text(encoding="utf-8") == said, f"data/doers.json differs from the acts: run {COMMAND}"
