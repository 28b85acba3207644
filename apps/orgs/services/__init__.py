"""Writes of the organisations: bodies with regions and coverage, people with roles, tokens."""

from apps.orgs.services.bodies import create_organisation, load_regions, set_contact, set_telephone
from apps.orgs.services.changes import (
    cancel_change,
    complete_change,
    due_changes,
    lock_due_change,
    lock_streets,
    note_change,
    open_body,
)
from apps.orgs.services.grants import decide_grant, delegate_role, end_role, grant_role, touched
from apps.orgs.services.people import appoint, create_user
from apps.orgs.services.planning import (
    COVERING,
    MERGING,
    coverage_dating,
    plan_closing,
    plan_coverage,
    plan_merge,
    plan_rename,
    plan_reporting,
    taken_regions,
)
from apps.orgs.services.succession import (
    Heir,
    heirs_of,
    load_successions,
    plan_succession,
    successions_on_file,
)
from apps.orgs.services.tokens import (
    TOKEN_DAYS,
    TOKEN_MARK,
    USE_NOTED_EVERY,
    issue_token,
    note_token_use,
    revoke_token,
    token_digest,
)

__all__ = [
    "COVERING",
    "MERGING",
    "TOKEN_DAYS",
    "TOKEN_MARK",
    "USE_NOTED_EVERY",
    "Heir",
    "appoint",
    "cancel_change",
    "complete_change",
    "coverage_dating",
    "create_organisation",
    "create_user",
    "decide_grant",
    "delegate_role",
    "due_changes",
    "end_role",
    "grant_role",
    "heirs_of",
    "issue_token",
    "load_regions",
    "load_successions",
    "lock_due_change",
    "lock_streets",
    "note_change",
    "note_token_use",
    "open_body",
    "plan_closing",
    "plan_coverage",
    "plan_merge",
    "plan_rename",
    "plan_reporting",
    "plan_succession",
    "revoke_token",
    "set_contact",
    "set_telephone",
    "successions_on_file",
    "taken_regions",
    "token_digest",
    "touched",
]
