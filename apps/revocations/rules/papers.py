"""拟撤销告知书 and 撤销决定书 as plain data: every word of them from somebody's act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark
from apps.lib import formats


@dataclass(frozen=True, slots=True)
class RevocationNotice:
    """拟撤销告知书: what is proposed and why, and that one may be heard."""

    number: str
    household_name: str
    address: str
    enterprise_name: str
    passed_on: date | None
    facts: str
    grounds: str
    days: int | None
    """陈述申辩期限; None prints no term."""
    bureau_name: str
    bureau_phone: str
    clerk: str
    on: date
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def passed_text(self) -> str:
        """Day of the acceptance."""
        return formats.day(self.passed_on, nothing="")

    @property
    def on_text(self) -> str:
        """Day of the notice."""
        return formats.day(self.on)


@dataclass(frozen=True, slots=True)
class RevocationDecision:
    """撤销决定书."""

    number: str
    household_name: str
    address: str
    enterprise_name: str
    passed_on: date | None
    facts: str
    grounds: str
    statements: tuple[str, ...]
    """What each party said, with its day; () where nobody did."""
    reason: str
    decided_by: str
    agreed_by: str
    bureau_name: str
    bureau_phone: str
    on: date
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def passed_text(self) -> str:
        """Day of the acceptance."""
        return formats.day(self.passed_on, nothing="")

    @property
    def on_text(self) -> str:
        """Day of the decision."""
        return formats.day(self.on)
