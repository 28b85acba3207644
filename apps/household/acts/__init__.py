"""What the counter does about slips, and what the household does itself in its own frame (:mod:`own`)."""

from apps.household.acts.desk import ACTS, ISSUE, REVOKE, SLIPS

__all__ = ["ACTS", "ISSUE", "REVOKE", "SLIPS"]
