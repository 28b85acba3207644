"""Writes of the organisations: bodies with regions and coverage, people with roles, tokens."""

from apps.orgs.services.bodies import create_organisation, load_regions
from apps.orgs.services.people import (
    TOKEN_DAYS,
    TOKEN_MARK,
    USE_NOTED_EVERY,
    appoint,
    create_user,
    issue_token,
    note_token_use,
    revoke_token,
    token_digest,
)

__all__ = [
    "TOKEN_DAYS",
    "TOKEN_MARK",
    "USE_NOTED_EVERY",
    "appoint",
    "create_organisation",
    "create_user",
    "issue_token",
    "load_regions",
    "note_token_use",
    "revoke_token",
    "token_digest",
]
