"""What people do about the directory: lists, places on them, the enterprises themselves."""

from apps.enterprises.acts.firms import ADD_CONTACT, APPLY, CONTACT, END_CONTACT, OPEN_ACCOUNT, RENAME
from apps.enterprises.acts.grounds import ENTERPRISE, KEEPER, LISTING, POINT, ROLL
from apps.enterprises.acts.points import CHANGE_POINT, CLOSE_POINT, OPEN_POINT
from apps.enterprises.acts.rolls import ACCEPT, CLOSE, ENTER, PUBLISH, REMOVE, RETURN

ON_ENTERPRISE = (APPLY, ADD_CONTACT, CONTACT, END_CONTACT, RENAME, OPEN_ACCOUNT)
ON_POINT = (CHANGE_POINT, CLOSE_POINT)
ACTS = (PUBLISH, ENTER, CLOSE, ACCEPT, RETURN, REMOVE, *ON_ENTERPRISE, OPEN_POINT, *ON_POINT)
ON_ROLL = (ENTER, CLOSE)
ON_LISTING = (ACCEPT, RETURN, REMOVE)

__all__ = [
    "ACTS",
    "ENTERPRISE",
    "KEEPER",
    "LISTING",
    "ON_ENTERPRISE",
    "ON_LISTING",
    "ON_POINT",
    "ON_ROLL",
    "OPEN_POINT",
    "POINT",
    "PUBLISH",
    "ROLL",
]
