"""What goes out is what the documented contract says; docs/connections has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from apps.cases.models import Case
from apps.lib import clock
from apps.outbox.services import run_due_jobs
from apps.ratings.services.pushing import PARTNER
from tests.factories.partner import PartnerServer
from tests.factories.ratings import DAY, add, rate
from tests.factories.world import World, later

DOCS = Path(__file__).resolve().parents[2] / "docs" / "connections"
SCHEMA = json.loads((DOCS / f"{PARTNER.key}-{PARTNER.contract}.schema.json").read_text("utf-8"))
EXAMPLE = json.loads((DOCS / f"{PARTNER.key}.md").read_text("utf-8").split("```json")[1].split("```")[0])


def check(said: dict[str, Any]) -> None:
    jsonschema.validate(said, SCHEMA, format_checker=jsonschema.FormatChecker())


@pytest.mark.django_db
def test_a_rating_and_what_follows_it_keep_the_contract(
    world: World, case: Case, partner: PartnerServer
) -> None:
    rate(world, case, "very_bad", words="示例：电话没有人接。")
    add(world, case)
    for minutes in (0, 0):
        with clock.at(later(DAY + 1 + minutes)):
            run_due_jobs()
    said = [json.loads(body) for _, body in partner.calls]
    for each in said:
        check(each)
    assert [each.get("score") for each in said if each["kind"] == "rating"] == [1]


def test_the_example_of_the_page_keeps_it() -> None:
    check(EXAMPLE)


@pytest.mark.parametrize(
    "change", [{"score": 6}, {"name": "张示例"}, {"kind": "follow_up"}, {"contract": "2"}]
)
def test_what_does_not_keep_it_is_noticed(change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check({**EXAMPLE, **change})


def test_every_field_the_other_side_may_refuse_stands_in_the_contract() -> None:
    assert set(PARTNER.fields) <= set(SCHEMA["properties"])
