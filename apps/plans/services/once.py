"""A double click writes once: the second call gets the first one's record."""

from __future__ import annotations

from apps.api.services import Claim, claim, settle
from apps.lib.actors import Actor


class Once:
    """The claim of one submission; without a key (loaders, other services) every call is the first."""

    def __init__(self, key: str, purpose: str, by: Actor) -> None:
        """Claim ``key`` inside the running transaction."""
        self._claim: Claim | None = claim(key=key, purpose=f"plans.{purpose}", by=by) if key else None

    @property
    def earlier(self) -> str:
        """Id of the record the first call wrote; '' when this is the first call."""
        return "" if self._claim is None or self._claim.is_new else self._claim.result_id

    def done(self, result_id: object) -> None:
        """Remember what this call wrote."""
        if self._claim is not None:
            settle(self._claim, result_id=result_id)
