"""What people do about an application."""

from typing import Any

from apps.acts.acts import Act
from apps.cases.acts.facts import ANSWERS, BACKFILL, CHOOSE, CORRECT, MOVE_STREET, PATROL
from apps.cases.acts.filing import (
    DECLINE,
    FILE,
    HAND_IN,
    JUDGE,
    RECEIVE,
    RELEASE,
    RESUBMIT,
    RETURN,
    SUBMIT,
    TERMINATE,
    WITHDRAW,
)
from apps.cases.acts.registration import REGISTER
from apps.cases.acts.texts import RESEND, TOLD

ON_CASE: tuple[Act[Any], ...] = (
    *(SUBMIT, RECEIVE, FILE, RESUBMIT, JUDGE, RETURN, DECLINE, CHOOSE, WITHDRAW, TERMINATE),
    *(CORRECT, ANSWERS, BACKFILL, PATROL, MOVE_STREET, RELEASE, HAND_IN, RESEND, TOLD),
)
"""Acts under the URL of a case."""

ACTS: tuple[Act[Any], ...] = (REGISTER, *ON_CASE)

__all__ = ["ACTS", "CHOOSE", "JUDGE", "ON_CASE", "REGISTER", "RETURN"]
