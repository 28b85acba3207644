"""Every write to the programme year, its rules, targets, milestones and calendar (R4, R12)."""

from apps.programs.services.calendar import announce_year, load_calendar
from apps.programs.services.conditions import add_condition, change_condition
from apps.programs.services.drafts import (
    change_rule_set,
    draft_rule_set,
    publish_rule_set,
)
from apps.programs.services.materials import set_materials
from apps.programs.services.opening import change_year, open_next_year
from apps.programs.services.parameters import set_parameter
from apps.programs.services.retention import set_retention
from apps.programs.services.rule_sets import TEXT_RULES, H, RuleSpec, Z, freeze_rule_set
from apps.programs.services.statutes import read_statute
from apps.programs.services.targets import (
    MilestoneSpec,
    change_milestones,
    change_span_target,
    change_target,
    milestones_version,
)
from apps.programs.services.wordings import set_wording
from apps.programs.services.years import open_program, set_milestones, set_targets

__all__ = [
    "TEXT_RULES",
    "H",
    "MilestoneSpec",
    "RuleSpec",
    "Z",
    "add_condition",
    "announce_year",
    "change_condition",
    "change_milestones",
    "change_rule_set",
    "change_span_target",
    "change_target",
    "change_year",
    "draft_rule_set",
    "freeze_rule_set",
    "load_calendar",
    "milestones_version",
    "open_next_year",
    "open_program",
    "publish_rule_set",
    "read_statute",
    "set_materials",
    "set_milestones",
    "set_parameter",
    "set_retention",
    "set_targets",
    "set_wording",
]
