"""Reads of works and acceptance."""

from apps.inspections.queries.archive import ArchiveItem, archive_items
from apps.inspections.queries.attempts import (
    attempts_of,
    built_items,
    found_of,
    latest_attempt,
    open_attempt,
    recheck,
)
from apps.inspections.queries.days import days_on_site
from apps.inspections.queries.needs import needs_met
from apps.inspections.queries.papers import (
    acceptance_hash,
    acceptance_paper,
    round_list,
    waiting_for_acceptance,
)

__all__ = [
    "ArchiveItem",
    "acceptance_hash",
    "acceptance_paper",
    "archive_items",
    "attempts_of",
    "built_items",
    "days_on_site",
    "found_of",
    "latest_attempt",
    "needs_met",
    "open_attempt",
    "recheck",
    "round_list",
    "waiting_for_acceptance",
]
