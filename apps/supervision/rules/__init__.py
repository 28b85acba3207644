"""What a draw is made of and how it comes out; decision 0179 says why nobody steers it."""

from apps.supervision.rules.commitments import commitment, number_problem, read_number, seed_of
from apps.supervision.rules.drawing import (
    PER_CASE,
    Drawn,
    Inspector,
    Member,
    Outcome,
    draw,
    sample_size,
    short_of_inspectors,
)
from apps.supervision.rules.records import (
    FORMAT,
    canonical,
    digest_of,
    fixed_facts,
    outcome_facts,
    read_fixed,
)

__all__ = [
    "FORMAT",
    "PER_CASE",
    "Drawn",
    "Inspector",
    "Member",
    "Outcome",
    "canonical",
    "commitment",
    "digest_of",
    "draw",
    "fixed_facts",
    "number_problem",
    "outcome_facts",
    "read_fixed",
    "read_number",
    "sample_size",
    "seed_of",
    "short_of_inspectors",
]
