"""Programme year, frozen rule sets, targets, milestones and the work calendar (R4, R12)."""

from apps.programs.models.calendar import CalendarDay, CalendarVersion, CalendarYear
from apps.programs.models.conditions import Condition
from apps.programs.models.materials import MaterialList
from apps.programs.models.parameters import Parameter
from apps.programs.models.retention import RetentionTable
from apps.programs.models.rule_sets import Rule, RuleSet
from apps.programs.models.statutes import StatuteReading
from apps.programs.models.wordings import Wording
from apps.programs.models.years import Milestone, Program, SpanTarget, Target, TargetVersion

__all__ = [
    "CalendarDay",
    "CalendarVersion",
    "CalendarYear",
    "Condition",
    "MaterialList",
    "Milestone",
    "Parameter",
    "Program",
    "RetentionTable",
    "Rule",
    "RuleSet",
    "SpanTarget",
    "StatuteReading",
    "Target",
    "TargetVersion",
    "Wording",
]
