"""What people do about the directory: lists, places on them, the enterprises themselves."""

from apps.enterprises.acts.firms import APPLY, CONTACT, OPEN_ACCOUNT, RENAME
from apps.enterprises.acts.grounds import ENTERPRISE, KEEPER, LISTING, ROLL
from apps.enterprises.acts.rolls import ACCEPT, CLOSE, ENTER, PUBLISH, REMOVE, RETURN

ACTS = (PUBLISH, ENTER, CLOSE, ACCEPT, RETURN, REMOVE, APPLY, CONTACT, RENAME, OPEN_ACCOUNT)
ON_ROLL = (ENTER, CLOSE)
ON_LISTING = (ACCEPT, RETURN, REMOVE)
ON_ENTERPRISE = (APPLY, CONTACT, RENAME, OPEN_ACCOUNT)

__all__ = [
    "ACTS",
    "ENTERPRISE",
    "KEEPER",
    "LISTING",
    "ON_ENTERPRISE",
    "ON_LISTING",
    "ON_ROLL",
    "PUBLISH",
    "ROLL",
]
