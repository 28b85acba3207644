"""The suite's own means: which test runs where, and copies that are what the services would have written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import override_settings

from apps.audit.services import verify_all
from apps.cases.models import Case
from apps.cases.services import set_patrol
from apps.documents.models import StoredFile
from apps.documents.services.files import read
from apps.lib import clock
from apps.outbox.models import Message
from tests.access.lasting import undone
from tests.conftest import databases_of
from tests.factories import copies, weeks
from tests.factories.rows import written
from tests.factories.weeks import NEW_YEAR, make_submitted_week, make_week, make_week_of_two
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, make_case, make_world

BOTH = {"sqlite", "postgres"}


@pytest.mark.parametrize(
    ("path", "marks", "asks", "where"),
    [
        ("tests/reports/test_counts.py", {"django_db"}, True, BOTH),
        ("tests/cases/test_turns.py", {"django_db"}, True, BOTH),
        ("tests/cases/test_filing.py", {"django_db"}, True, {"postgres"}),
        ("tests/tickets/test_opening.py", {"django_db"}, True, {"postgres"}),
        ("tests/tickets/test_handling.py", {"django_db"}, True, BOTH),
        ("tests/revocations/test_services.py", {"django_db"}, True, BOTH),
        ("tests/plans/test_rules.py", set(), False, {"sqlite"}),
        ("tests/pages/test_ui.py", set(), False, {"sqlite"}),
        ("tests/demo/test_demo.py", {"django_db"}, True, {"sqlite"}),
        ("tests/cases/test_views_filing.py", {"django_db"}, True, {"postgres"}),
        ("tests/inspections/test_acceptance_pages.py", {"django_db"}, True, {"postgres"}),
        ("tests/api/test_spine.py", {"django_db"}, True, {"postgres"}),
        ("tests/audit/test_recording.py", {"django_db", "postgres"}, True, {"postgres"}),
        ("tests/attacks/test_browser.py", {"browser"}, False, {"postgres"}),
    ],
)
def test_a_test_runs_where_its_answer_may_differ(
    path: str, marks: set[str], asks: bool, where: set[str]
) -> None:
    assert databases_of(path, marks, asks_database=asks) == where


@pytest.fixture
def _nothing_kept() -> Iterator[None]:
    with patch.dict(copies._kept, clear=True):
        yield


@pytest.fixture
def world(db: None) -> World:
    with clock.at(NOON):
        return make_world()


def made_once(
    owner: str, began: datetime, make: Callable[[World], Any]
) -> tuple[object, dict[str, list[object]], list[bytes]]:
    """Make a world and a thing in it; return its key, every row and every file of it, and undo it."""
    with undone():
        with clock.at(began):
            world = make_world()
        made = make(world)
        assert verify_all().problems == []
        rows = {
            model._meta.label: [copies._values(row) for row in found] for model, found in written().items()
        }
        files = [read(file) for file in StoredFile.objects.owned_by(owner, made.pk).order_by("pk")]
        return made.pk, rows, files


@pytest.mark.usefixtures("db", "_nothing_kept")
def test_a_copied_case_is_what_the_services_wrote() -> None:
    built, copied = (made_once("case", NOON, lambda world: make_works_case(world, "passed")) for _ in "ab")
    assert len(copies._kept) > 0

    assert len(built[2]) > 0
    assert copied == built


@pytest.mark.usefixtures("db", "_nothing_kept")
@pytest.mark.parametrize("make", [make_week, make_submitted_week, make_week_of_two])
def test_a_copied_week_is_what_the_services_wrote(make: Callable[[World], Any]) -> None:
    with patch.object(weeks, "snapshot", wraps=weeks.snapshot) as taking:
        built, copied = (made_once("report", NEW_YEAR, make) for _ in "ab")

    assert taking.call_count == 1, "the second time it was a copy"
    assert copied == built


@copies.kept
def received(*, world: World) -> Case:
    with clock.at(NOON):
        case: Case = make_case(world, "received")
    return case


@copies.kept
def planned_for(*, world: World, received: Case) -> Case:
    """Write three links of one chain, change a row of the world and take another away."""
    with clock.at(NOON):
        for body in (world.property, None, world.property):
            set_patrol(case_id=received.pk, by=world.zhou, organisation_id=body and body.pk)
    world.program.milestones.order_by("pk").first().delete()
    world.program.milestones.update(share=50)
    return Case.objects.get(pk=received.pk)


@pytest.mark.usefixtures("db", "_nothing_kept")
def test_fixtures_that_are_kept_are_what_the_services_wrote_one_on_the_other() -> None:
    def make(world: World) -> Case:
        found: Case = planned_for(world=world, received=received(world=world))
        return found

    with patch("tests.test_suite.set_patrol", wraps=set_patrol) as asked:
        built, copied = (made_once("case", NOON, make) for _ in "ab")

    assert asked.call_count == 3, "the second time it was a copy"
    assert copied == built


@pytest.mark.usefixtures("_nothing_kept")
def test_after_anything_else_was_written_a_kept_fixture_is_asked(world: World) -> None:
    first = received(world=world)
    with clock.at(NOON):
        set_patrol(case_id=first.pk, by=world.zhou, organisation_id=world.property.pk)
    planned_for(world=world, received=first)

    assert [key[1] for key in copies._kept] == ["make_case", "received"]


def test_two_cases_of_a_kind_are_two_cases(world: World) -> None:
    first, second = make_works_case(world, "building"), make_works_case(world, "building")

    assert first.number != second.number
    assert verify_all().problems == []


@pytest.mark.usefixtures("_nothing_kept")
def test_after_anything_else_was_written_the_services_are_asked(world: World) -> None:
    with clock.at(NOON):
        case = make_case(world, "received")
        set_patrol(case_id=case.pk, by=world.zhou, organisation_id=world.property.pk)
        make_case(world, "filed")

    assert [key[2] for key in copies._kept] == [("received",)]


@pytest.mark.usefixtures("db", "_nothing_kept")
def test_a_case_made_while_texts_can_be_sent_is_no_copy_for_a_site_without_a_gateway() -> None:
    def texts(adapter: str) -> bool:
        with undone(), clock.at(NOON), override_settings(MESSAGE_ADAPTER=adapter):
            make_case(make_world(), "received")
            return Message.objects.filter(channel="sms").exists()

    assert [texts(adapter) for adapter in ("console", "", "console")] == [True, False, True]


@pytest.mark.usefixtures("_nothing_kept")
def test_a_case_with_changes_is_never_a_copy(world: World) -> None:
    with clock.at(NOON):
        case = make_case(world, "received", family_size=5)

    assert case.household.family_size == 5
    assert len(copies._kept) == 0


@pytest.mark.usefixtures("_nothing_kept", "settings")
def test_a_test_that_bends_the_settings_gets_no_copy(world: World) -> None:
    with clock.at(NOON):
        make_case(world, "received")

    assert len(copies._kept) == 0


TAKES_AT_ONCE = re.compile(r"locator\([^\n]*\)\.(all|all_inner_texts|all_text_contents)\(\)|rows\.all\(\)")
"""What takes the rows that stand on a page at this moment: on a slow machine those of the page before."""


def taken_at_once(source: str) -> list[str]:
    """Return the places where rows of a page are taken without waiting for them."""
    outside_each = re.sub(r"def each\(.*?\n\n\n", "", source, flags=re.S)
    return [found.group() for found in TAKES_AT_ONCE.finditer(outside_each)]


def test_journeys_wait_for_the_rows_of_a_page() -> None:
    files = list(Path("tests/journeys").glob("*.py"))
    assert len(files) > 10
    assert {path.name: found for path in files if (found := taken_at_once(path.read_text()))} == {}


@pytest.mark.parametrize("bait", ['page.locator(".check-row").all()', "rows.all()[1:]"])
def test_bait_rows_taken_at_once_are_noticed(bait: str) -> None:
    assert len(taken_at_once(f"for row in {bait}:")) == 1
