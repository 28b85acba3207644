"""What people do about packages: the enterprise offers, the list's keeper looks whether all is said."""

from apps.packages.acts.desk import LOOKS, ON_PACKAGE, PROPOSE, PUBLISH, RETURN, REVISE, WITHDRAW
from apps.packages.acts.grounds import OFFERING, PACKAGE
from apps.packages.acts.starting import START_PLAN

ON_DIRECTORY = (PROPOSE, *ON_PACKAGE)
ACTS = (*ON_DIRECTORY, START_PLAN)

__all__ = [
    "ACTS",
    "LOOKS",
    "OFFERING",
    "ON_DIRECTORY",
    "ON_PACKAGE",
    "PACKAGE",
    "PROPOSE",
    "PUBLISH",
    "RETURN",
    "REVISE",
    "START_PLAN",
    "WITHDRAW",
]
