"""Whose slip it is, whether it stands, and the digests it is found by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.cases.models import Case
from apps.cases.queries.household import succeeded_at
from apps.household.enums import Holder, Standing
from apps.household.models import Slip
from apps.lib import clock, crypto


def token_index(token: str) -> str:
    """Return the keyed digest by which a link is found."""
    return crypto.blind_index(token, purpose="slip.token")


def code_index(slip_id: UUID, code: str) -> str:
    """Return the keyed digest of a slip's code, tied to the slip: equal codes cannot be told."""
    return crypto.blind_index(f"{slip_id}\n{code}", purpose="slip.code")


def agent_index(case: Case, holder: str) -> str:
    """Return the keyed digest of the agent's name; '' for the household's own slip."""
    if holder != Holder.AGENT:
        return ""
    return crypto.blind_index(case.household.agent_name, purpose="slip.agent")


def phone_of(case: Case, holder: str) -> str:
    """Return the registered telephone of whoever holds a slip; '' where there is none."""
    household = case.household
    if holder == Holder.AGENT:
        return household.agent_phone_encrypted.text() if household.agent_phone_encrypted else ""
    return household.phone_encrypted.text()


def phone_index(case: Case, holder: str = Holder.SELF) -> str:
    """Return the keyed digest of the number that a holder's code is sent to."""
    return crypto.blind_index(phone_of(case, holder), purpose="slip.number_sent_to")


def standing_of(slip: Slip, now: datetime) -> Standing:
    """Return whether a slip opens anything at a moment. Load it ``with_case``."""
    if slip.revoked_at is not None:
        return Standing.REVOKED
    if slip.expires_at <= now:
        return Standing.EXPIRED
    changed = succeeded_at(slip.case)
    # Who has sold the flat, or is no agent any more, reads nothing of it, whatever paper is still held.
    if (changed is not None and changed >= slip.issued_at) or slip.agent_index != agent_index(
        slip.case, slip.holder
    ):
        return Standing.PERSON_CHANGED
    return Standing.OPEN


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip in the desk's list."""

    slip: Slip
    standing: Standing

    @property
    def holder(self) -> str:
        """Whose it is, in words."""
        return Holder(self.slip.holder).label

    @property
    def tone(self) -> str:
        """Colour of its state."""
        return "ok" if self.standing == Standing.OPEN else ""


def slip_lines(case: Case) -> list[SlipLine]:
    """Return the slips of a case, newest first."""
    now = clock.now()
    slips: Iterable[Slip] = case.slips.with_case()
    return [SlipLine(slip, standing_of(slip, now)) for slip in slips]
