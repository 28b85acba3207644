"""Checks of a plan, its sums, its content hash and its differences: pure functions."""

from apps.plans.rules.checks import Check, RuleParams, SpaceFinding, evaluate, may_submit
from apps.plans.rules.content import (
    Content,
    HazardInput,
    LineInput,
    PlanInput,
    SpaceInput,
    SurfaceInput,
    canonical,
    digest,
    total,
)
from apps.plans.rules.differences import Difference, differences
from apps.plans.rules.measures import SpaceMeasure, measure, percent
from apps.plans.rules.sums import Problem, problems

__all__ = [
    "Check",
    "Content",
    "Difference",
    "HazardInput",
    "LineInput",
    "PlanInput",
    "Problem",
    "RuleParams",
    "SpaceFinding",
    "SpaceInput",
    "SpaceMeasure",
    "SurfaceInput",
    "canonical",
    "differences",
    "digest",
    "evaluate",
    "may_submit",
    "measure",
    "percent",
    "problems",
    "total",
]
