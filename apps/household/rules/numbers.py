"""Whether a registered telephone speaks for the household: pure, from what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.lib import formats
from apps.lib.contacts import is_mobile
from apps.lib.decisions import Allowed, Decision, Denied


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
    is_of_agent: bool = False
    """The agent of this very case has it: a code would make 代办人 sign as 装修人本人."""
    is_of_former: bool = False
    """变更装修人 left it as it was: nothing says yet that the household after has it too."""


SHOWN_TO_STREET = frozenset({"agent_number", "not_anew", "changed", "shared", "enterprise"})
"""Codes of reasons that the street must know of: somebody may be about to speak for the household."""


def judged(known: KnownNumber, today: date) -> Decision:
    """Say whether a code sent to the number counts as the household's word.

    Unset, ``settled_days`` is the careful way: a number that was ever changed waits for the desk.
    """
    if not is_mobile(known.number):
        return Denied("登记的电话收不到短信。", code="no_mobile")
    if known.is_of_agent:
        return Denied("登记的电话，也是代办人的电话，不能当作装修人本人。", code="agent_number")
    if known.is_of_former:
        return Denied("变更装修人以后，登记的电话还是原装修人的。", code="not_anew")
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


def last_changed(
    moments: Sequence[datetime], *, succeeded_at: datetime | None, anew: bool
) -> datetime | None:
    """Return when a number was last put right, from all moments at which it was; None where it never was.

    What was before 变更装修人 (``succeeded_at``) does not count. Where that did not name a telephone
    (``anew`` false), the first one after it is the new household's registration and no change.
    """
    own = sorted(at for at in moments if succeeded_at is None or at > succeeded_at)
    if succeeded_at is not None and not anew:
        own = own[1:]
    return own[-1] if own else None
