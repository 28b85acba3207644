"""What 管理 sets of the stage: a draft of rules, a table of periods, a question of a day to come."""

from __future__ import annotations

from datetime import date

from apps.programs.models import RuleSet
from apps.programs.services import add_condition, draft_rule_set
from tests.factories.conditions import said
from tests.factories.parameters import in_retention
from tests.factories.world import World

NEXT_YEAR = date(2027, 1, 1)


def make_numbers(world: World) -> RuleSet:
    """Return a version of the rules that nobody has published; give 上城 a table and a question."""
    in_retention(world.ling, world.shangcheng)
    # Of a day to come, so that the stage's registrations are not asked.
    add_condition(by=world.ling, organisation=world.shangcheng, **said(valid_from=NEXT_YEAR))
    return draft_rule_set(by=world.sheng, base=world.rule_set, name="2027-1", effective_from=NEXT_YEAR)
