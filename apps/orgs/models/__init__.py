"""Regions, organisations with dated jurisdiction, people and their roles."""

from apps.orgs.models.bodies import (
    BodyChange,
    Coverage,
    Organisation,
    OrganisationContact,
    OrganisationName,
    Region,
    RegionSuccession,
    ReportingLine,
    bodies_since,
    bodies_within,
    in_force,
    merged_into,
    within,
)
from apps.orgs.models.people import ApiToken, Membership, User

__all__ = [
    "ApiToken",
    "BodyChange",
    "Coverage",
    "Membership",
    "Organisation",
    "OrganisationContact",
    "OrganisationName",
    "Region",
    "RegionSuccession",
    "ReportingLine",
    "User",
    "bodies_since",
    "bodies_within",
    "in_force",
    "merged_into",
    "within",
]
