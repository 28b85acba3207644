"""What is registered of household, dwelling and application: each fact declared once."""

from apps.cases.facts.cuts import veiled_name
from apps.cases.facts.declared import (
    BY_NAME,
    CORRECTABLE,
    ENCRYPTED,
    FACTS,
    RETURNABLE,
    held_by,
    rows_of,
)
from apps.cases.facts.fact import Box, Fact, Holder
from apps.cases.facts.readers import limits, read_identity

__all__ = [
    "BY_NAME",
    "CORRECTABLE",
    "ENCRYPTED",
    "FACTS",
    "RETURNABLE",
    "Box",
    "Fact",
    "Holder",
    "held_by",
    "limits",
    "read_identity",
    "rows_of",
    "veiled_name",
]
