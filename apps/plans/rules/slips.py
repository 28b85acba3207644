"""Amounts that look like a slip of the finger: one figure too many or too few."""

from __future__ import annotations

from decimal import Decimal

from apps.lib.amounts import Yuan
from apps.lib.formats import money

SLIP = 5
"""From so many times a budget, or so small a part of it, an amount is asked about: no policy figure.

A decimal point in the wrong place makes ten of one. Contracts differ from their budgets by a part, so
half of that leaves room on both sides.
"""


def slipped(amount: Yuan, budget: Yuan) -> bool:
    """Whether a contract amount is so far from the confirmed budget that a figure may have slipped (元)."""
    return budget > 0 and (amount >= SLIP * budget or amount * SLIP <= budget)


def slip_words(amount: Yuan, budget: Yuan) -> str:
    """Ask about such an amount, with both in 万元."""
    more = amount >= budget
    times = (amount / budget if more else budget / amount).quantize(Decimal(1))
    how = f"约是它的 {times} 倍" if more else f"约是它的 {times} 分之一"
    return (
        f"合同金额 {money(amount)} 万元，户主确认的预算 {money(budget)} 万元，{how}。请核对单位和小数点；"
        "金额无误的，勾选“已核对，金额无误”后再提交"
    )
