"""What the programme says: thresholds, limits of bodies, the work calendar, the year of a date."""

from apps.programs.queries.calendar import entries_in, workdays, workdays_of, workdays_with
from apps.programs.queries.conditions import any_conditions, condition_versions, conditions_of
from apps.programs.queries.materials import material_list_of, material_list_versions
from apps.programs.queries.parameters import LimitBook, Limits, limit_book, limits_of, parameter_versions
from apps.programs.queries.retention import retention_of, retention_versions
from apps.programs.queries.rule_sets import (
    PREFAB_OVER,
    ReportTimes,
    RuleSource,
    RuleValues,
    report_times,
    rule_set_of,
    rules_of,
)
from apps.programs.queries.statutes import followers, reading_versions, readings_in_force, statutes_of
from apps.programs.queries.wordings import wording_in_force, wordings_of
from apps.programs.queries.years import Targets, program_of, span_target_of, targets_of

__all__ = [
    "PREFAB_OVER",
    "LimitBook",
    "Limits",
    "ReportTimes",
    "RuleSource",
    "RuleValues",
    "Targets",
    "any_conditions",
    "condition_versions",
    "conditions_of",
    "entries_in",
    "followers",
    "limit_book",
    "limits_of",
    "material_list_of",
    "material_list_versions",
    "parameter_versions",
    "program_of",
    "reading_versions",
    "readings_in_force",
    "report_times",
    "retention_of",
    "retention_versions",
    "rule_set_of",
    "rules_of",
    "span_target_of",
    "statutes_of",
    "targets_of",
    "wording_in_force",
    "wordings_of",
    "workdays",
    "workdays_of",
    "workdays_with",
]
