"""What people do about packages: the enterprise offers, the list's keeper looks whether all is said."""

from apps.packages.acts.desk import ON_PACKAGE, PROPOSE, PUBLISH, RETURN, REVISE, WITHDRAW
from apps.packages.acts.grounds import OFFERING, PACKAGE

ACTS = (PROPOSE, *ON_PACKAGE)

__all__ = ["ACTS", "OFFERING", "ON_PACKAGE", "PACKAGE", "PROPOSE", "PUBLISH", "RETURN", "REVISE", "WITHDRAW"]
