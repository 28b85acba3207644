"""The sample workbook of a street, row by row, through the registration form of the screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cases.forms import RegistrationForm, own_streets
from apps.cases.services import register_and_submit
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.spreadsheets import read_rows
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Region
from apps.orgs.services import create_organisation
from tests.factories.world import SINCE, World, later, make_world

DATA = Path(__file__).resolve().parents[2] / "data"
FIELD_OF_FLAW = {
    "name": "name",
    "budget": "intended_budget",
    "area": "floor_area",
    "phone": "phone",
    "id": "id_number",
    "dup": "address",
    "will": "will",
    "new": "nature",
}


@pytest.fixture
def world(db: None) -> World:
    """Return the world with every street of 上城区 that the sample names."""
    with clock.at(later(days=60)):
        world = make_world()
        for code, name in Region.objects.filter(parent_id="330102").values_list("code", "name"):
            if code not in ("330102001", "330102003"):
                create_organisation(
                    by=SYSTEM,
                    kind=OrganisationKind.STREET_OFFICE,
                    name=f"{name}办事处",
                    short_name=name[:2],
                    region=Region.objects.get(pk=code),
                    covers=[Region.objects.get(pk=code)],
                    valid_from=SINCE,
                )
    return world


def test_the_sound_rows_are_accepted_and_the_flawed_ones_refused_each_at_its_field(world: World) -> None:
    key = json.loads((DATA / "登记汇总表-示例.key.json").read_text("utf-8"))
    rows = read_rows(DATA / "登记汇总表-示例.xlsx")[0].rows
    headers = [str(cell) for cell in rows[key["header_row"] - 1]]
    found: dict[str, set[str]] = {}
    with clock.at(later(days=60)):
        streets = own_streets(world.wang)
        for number in key["rows"]:
            row = dict(zip(headers, rows[int(number) - 1], strict=True))
            form = RegistrationForm.from_row(world.wang, row, streets=streets)
            found[number] = set(form.errors)
            if form.is_valid():
                register_and_submit(by=world.wang, data=form.to_data())

    expected = {
        number: {FIELD_OF_FLAW[entry["flaw"]]} if entry["flaw"] else set()
        for number, entry in key["rows"].items()
    }
    assert found == expected
    assert sum(not fields for fields in found.values()) == 40
