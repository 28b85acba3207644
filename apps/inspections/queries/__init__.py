"""Reads of works and acceptance."""

from apps.inspections.queries.acceptance_tab import AcceptanceView, acceptance_view, preview_checks
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
    findings_hash,
    opinion_record,
    round_list,
    round_remarks,
    signed_content,
    states_its_hash,
    waiting_for_acceptance,
)
from apps.inspections.queries.rectification_notice import rectification_notice
from apps.inspections.queries.works_tab import WorksView, works_view

__all__ = [
    "AcceptanceView",
    "WorksView",
    "acceptance_hash",
    "acceptance_paper",
    "acceptance_view",
    "attempts_of",
    "built_items",
    "days_on_site",
    "findings_hash",
    "found_of",
    "latest_attempt",
    "needs_met",
    "open_attempt",
    "opinion_record",
    "preview_checks",
    "recheck",
    "rectification_notice",
    "round_list",
    "round_remarks",
    "signed_content",
    "states_its_hash",
    "waiting_for_acceptance",
    "works_view",
]
