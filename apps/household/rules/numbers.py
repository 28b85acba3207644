"""Whether a registered telephone speaks for the household: pure, from what is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from apps.lib import formats
from apps.lib.decisions import Allowed, Decision, Denied

_MOBILE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """What the house knows of a registered telephone."""

    number: str
    """As registered; '' for none."""
    changed_on: date | None
    """When it was last put right after the registration; None where it never was."""
    settled_days: int | None
    """For so many days after a change no code counts; None where nobody has set it."""
    is_shared: bool
    """Another open case has it too."""
    is_of_enterprise: bool
    """An enterprise or one of its people has it, as the directory or the registration says."""


SHOWN_TO_STREET = frozenset({"changed", "shared", "enterprise"})
"""Codes of reasons that the street must know of: somebody may be about to speak for the household."""


def judged(known: KnownNumber, today: date) -> Decision:
    """Say whether a code sent to the number counts as the household's word.

    Unset, ``settled_days`` is the careful way: a number that was ever changed waits for the desk.
    """
    if not _MOBILE.fullmatch(known.number):
        return Denied("登记的电话收不到短信。", code="no_mobile")
    if known.is_of_enterprise:
        return Denied("登记的电话，也是装修企业登记的电话。", code="enterprise")
    if known.is_shared:
        return Denied("登记的电话，别的办件也登记了，分不清是谁在办。", code="shared")
    if known.changed_on is None:
        return Allowed()
    day = formats.day(known.changed_on)
    if known.settled_days is None:
        return Denied(f"登记的电话在{day}更正过。", code="changed")
    if today < (free := known.changed_on + timedelta(days=known.settled_days)):
        return Denied(f"登记的电话在{day}刚更正过，{formats.day(free)}起才能收验证码。", code="changed")
    return Allowed()
