"""What people do about plan, signature, contract and enterprise."""

from typing import Any

from apps.acts.acts import Act
from apps.cases.models import Case
from apps.plans.acts.agreement import (
    CONTRACT,
    CORRECT_CONTRACT,
    DIFFERENCE,
    OPINION,
    OVERRUN,
    SCAN,
    SIGN,
    SUPPLEMENT,
)
from apps.plans.acts.changes import CHANGE, REPLACE, WITHDRAW_CHANGE
from apps.plans.acts.drafts import DRAFT, START_VERSION, SUBMIT, drafting_act

WITH_PAGES: tuple[Act[Any], ...] = (
    SIGN,
    SCAN,
    OPINION,
    CONTRACT,
    SUPPLEMENT,
    CORRECT_CONTRACT,
    DIFFERENCE,
    OVERRUN,
    CHANGE,
    WITHDRAW_CHANGE,
    REPLACE,
)
ACTS: tuple[Act[Any], ...] = (START_VERSION, DRAFT, SUBMIT, *WITH_PAGES)

LATER = (CHANGE, WITHDRAW_CHANGE, SUPPLEMENT, DIFFERENCE, CORRECT_CONTRACT, REPLACE)
"""Acts that the tab shows only while they may be done: nobody waits for them."""


def on_plan(case: Case) -> tuple[Act[Case], ...]:
    """Return the acts of the tab 方案与预算, in the order of their buttons."""
    # The order decides: the first of these that may be done now is the page's primary button (arranged()).
    return (OVERRUN, drafting_act(case), SIGN, CONTRACT, *LATER)


__all__ = ["ACTS", "DRAFT", "LATER", "SIGN", "START_VERSION", "SUBMIT", "WITH_PAGES", "on_plan"]
