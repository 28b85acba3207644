"""The receipt of a registration as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark
from apps.lib import formats


@dataclass(frozen=True, slots=True)
class RegistrationReceipt:
    """登记回执: what was taken down, numbers masked, as (heading, text); and what happens next."""

    number: str
    registered_on: date
    rows: tuple[tuple[str, str], ...]
    programme: str
    street_name: str
    street_phone: str
    clerk: str
    next_steps: tuple[str, ...]
    bureau_name: str = ""
    tags: tuple[str, ...] = ()
    told: str = ""
    """That the household was told what becomes of its personal information; 未记录 where nobody says so."""
    wording: tuple[str, ...] = ()
    """What it was told."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def registered_text(self) -> str:
        return formats.day(self.registered_on)
