"""What 管理 sets of the stage: a draft of rules, a table of periods, a question of a day to come."""

from __future__ import annotations

from datetime import date
from typing import Any

from apps.acts.acts import Ground
from apps.administration.acts import grounds
from apps.administration.acts.initial import INITIAL
from apps.administration.acts.layouts import LAYOUT
from apps.programs.enums import ParameterCode
from apps.programs.models import RuleSet
from apps.programs.services import add_condition, draft_rule_set
from tests.factories.conditions import answer_for_all, said
from tests.factories.parameters import in_force, in_retention
from tests.factories.world import World

NEXT_YEAR = date(2027, 1, 1)
_TARGETS, _ASKED = (
    (grounds.TARGET, grounds.MILESTONES, grounds.SPANS),
    (grounds.CONDITIONS, grounds.CONDITION, grounds.RETENTION, grounds.MATERIALS, grounds.STATUTE),
)
OF_BODY = (*_TARGETS, grounds.PARAMETER, *_ASKED)
"""Grounds of acts on the numbers of a district."""
NAMED: dict[Ground[Any], dict[str, object]] = {
    grounds.TARGET: {"year": 2026},
    grounds.MILESTONES: {"year": 2026},
    grounds.PARAMETER: {"code": "filing_workdays"},
    INITIAL: {"year": 2026},
    LAYOUT: {"year": 2026},
    grounds.CONDITION: {"condition": 1},
    grounds.MATERIALS: {"track": "assembled"},
    grounds.STATUTE: {"line": "gas_pipes"},
    grounds.WORDING: {"key": "household-receive"},
}
"""What their addresses name beside the body."""


def make_numbers(world: World) -> RuleSet:
    """Return a version of the rules that nobody has published; give 上城 a table and a question."""
    in_retention(world.ling, world.shangcheng)
    in_force(world.ling, world.shangcheng, ParameterCode.PRODUCT_BATCHES, "是")
    # Of a day to come, so that no counter of the stage asks; its cases have answered it all the same.
    asked = add_condition(by=world.ling, organisation=world.shangcheng, **said(valid_from=NEXT_YEAR))
    answer_for_all(asked)
    return draft_rule_set(by=world.sheng, base=world.rule_set, name="2027-1", effective_from=NEXT_YEAR)
