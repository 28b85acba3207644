"""Pure rules of the programme year."""

from apps.programs.rules.calendar import (
    Difference,
    Entry,
    Source,
    Span,
    chinesecalendar_year,
    differences,
    entries_of,
    faults_of,
    holidays_year,
    spans_of,
)

__all__ = [
    "Difference",
    "Entry",
    "Source",
    "Span",
    "chinesecalendar_year",
    "differences",
    "entries_of",
    "faults_of",
    "holidays_year",
    "spans_of",
]
