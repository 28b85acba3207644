"""Checks of a plan, its sums, its content hash and its differences: pure functions."""

from apps.plans.rules.changes import changed_fields
from apps.plans.rules.checks import Check, RuleParams, SpaceFinding, evaluate, may_submit, measured
from apps.plans.rules.content import (
    HASH_VERSION,
    Content,
    HazardInput,
    LineInput,
    PartInput,
    RowKey,
    SpaceInput,
    SurfaceInput,
    added,
    as_stated,
    canonical,
    digest,
    keyed,
    names,
    read,
    total,
    values,
)
from apps.plans.rules.differences import Difference, Written, differences, in_wan_words, in_yuan_words
from apps.plans.rules.measures import SpaceMeasure, measure, prefab_share
from apps.plans.rules.red_lines import RED_LINES, red_line_check
from apps.plans.rules.slips import slip_words, slipped
from apps.plans.rules.sums import Problem, part_field, part_name, problems

__all__ = [
    "HASH_VERSION",
    "RED_LINES",
    "Check",
    "Content",
    "Difference",
    "HazardInput",
    "LineInput",
    "PartInput",
    "Problem",
    "RowKey",
    "RuleParams",
    "SpaceFinding",
    "SpaceInput",
    "SpaceMeasure",
    "SurfaceInput",
    "Written",
    "added",
    "as_stated",
    "canonical",
    "changed_fields",
    "differences",
    "digest",
    "evaluate",
    "in_wan_words",
    "in_yuan_words",
    "keyed",
    "may_submit",
    "measure",
    "measured",
    "names",
    "part_field",
    "part_name",
    "prefab_share",
    "problems",
    "read",
    "red_line_check",
    "slip_words",
    "slipped",
    "total",
    "values",
]
