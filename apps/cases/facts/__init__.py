"""What is registered of household, dwelling and application: each fact declared once."""

from apps.cases.facts.declared import (
    BY_NAME,
    CORRECTABLE,
    ENCRYPTED,
    FACTS,
    SAME_OWNER,
    held_by,
    number_label,
    rows_of,
)
from apps.cases.facts.fact import Box, Fact, Holder
from apps.cases.facts.masking import veiled_name
from apps.cases.facts.readers import limits

__all__ = [
    "BY_NAME",
    "CORRECTABLE",
    "ENCRYPTED",
    "FACTS",
    "SAME_OWNER",
    "Box",
    "Fact",
    "Holder",
    "held_by",
    "limits",
    "number_label",
    "rows_of",
    "veiled_name",
]
