"""The receipt of a registration and what is read before it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark
from apps.lib import formats


@dataclass(frozen=True, slots=True)
class PaperDoor:
    """Where the household looks on its phone: QR and code of its slip, on a paper handed to it alone."""

    qr: str
    """A ``data:`` URI."""
    page: str
    """Where the code is typed."""
    code: str
    phone_of: str
    expires_text: str


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
    conditions: tuple[tuple[str, str, str], ...] = ()
    """申请条件 as they were asked: question, answer, and who asks by which document."""
    later: tuple[str, ...] = ()
    """What was put right since: the rows show it as it stands, not as it was on the day of registration."""
    told: str = ""
    """That the household was told what becomes of its personal information; 未记录 where nobody says so."""
    told_by: str = ""
    """Who told, and by which wording."""
    wording: tuple[str, ...] = ()
    """What it was told."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)
    door: PaperDoor | None = field(default=None, metadata=UNHASHED)

    @property
    def registered_text(self) -> str:
        return formats.day(self.registered_on)


@dataclass(frozen=True, slots=True)
class ReceivedPaper:
    """A paper that was handed in, as the 一次性告知书 lists it."""

    name: str
    form: str
    pages: int | None
    compared: str


@dataclass(frozen=True, slots=True)
class ToldItem:
    """One line of the 一次性告知书; ``late_reason`` only where it is 首次未告知."""

    number: int
    label: str
    fault: str
    text: str
    basis: str
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class ReturnPaper:
    """一次性告知书: what is wanting and how to mend it, all at once (P4)."""

    number: str
    times: int
    told_on: date
    household_name: str
    address: str
    received: tuple[ReceivedPaper, ...]
    items: tuple[ToldItem, ...]
    bureau_name: str
    bureau_phone: str
    street_name: str
    street_phone: str
    clerk: str
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)
    door: PaperDoor | None = field(default=None, metadata=UNHASHED)

    @property
    def told_text(self) -> str:
        return formats.day(self.told_on)


@dataclass(frozen=True, slots=True)
class DeclinePaper:
    """不予备案告知书: the clause, the facts, and whom to ask."""

    number: str
    household_name: str
    address: str
    applied_on: date
    declined_on: date
    clause: str
    reason: str
    bureau_name: str
    bureau_phone: str
    street_name: str
    street_phone: str
    clerk: str
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)
    door: PaperDoor | None = field(default=None, metadata=UNHASHED)

    @property
    def applied_text(self) -> str:
        return formats.day(self.applied_on)

    @property
    def declined_text(self) -> str:
        return formats.day(self.declined_on)


@dataclass(frozen=True, slots=True)
class NoticePaper:
    """个人信息处理告知, to be read before anything is registered."""

    body: str
    code: str
    lines: tuple[str, ...]
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)
