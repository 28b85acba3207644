"""What one registered fact is: how it is typed, sent, kept, seen and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from apps.lib import formats
from apps.orgs.enums import SensitiveField, Sight

if TYPE_CHECKING:
    from apps.cases.models import Case

Cut = Callable[[Sight, Callable[[], str]], str]
"""What is left of a value under a sight; the value is opened only where it is needed."""


class Holder(StrEnum):
    """Whose fact it is, and with that the part of an API body it is sent in."""

    HOUSEHOLD = "household"
    AGENT = "agent"
    ENTERPRISE = "intended_enterprise"
    DWELLING = "dwelling"
    CASE = "case"


class Box(StrEnum):
    """The box of Attachment 1 it stands in."""

    PEOPLE = "装修人"
    ENTERPRISE = "装修企业"
    DWELLING = "住宅房屋情况"
    FAMILY = "家庭情况"
    RENOVATION_SCOPE = "改造意愿"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of household, dwelling or application; every place that knows it reads it here."""

    name: str
    """Its name to others: in forms, bodies, drafts and the record."""
    label: str
    holder: Holder
    box: Box

    # typed at the counter or in a row of the workbook, or sent as JSON
    read: Callable[[str], Any] | None = None
    """Reads what was typed and judges it; raises Unreadable or InvalidNumber."""
    choices: Sequence[tuple[str, str]] = ()
    """Codes with their words."""
    default: str = ""
    """The choice that stands where nothing is said: a page offers a list instead of tiles."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Further writings of a choice."""
    required: bool = True
    longest: int = 200
    lines: bool = False
    hint: str = ""
    whole: tuple[int, int] | None = None
    """Bounds of a whole number in JSON."""
    exact: tuple[int, int, str] | None = None
    """Digits, places and unit of an exact number in JSON."""
    key: str = ""
    """Its name in the part of a body, where the part says the rest (``phone`` of the agent)."""
    headers: tuple[str, ...] = ()
    """Headings of its column in the registration workbook, without units."""

    # kept
    attribute: str = ""
    """Its name on RegistrationData and on its row, where that is not ``name``."""
    encrypted: bool = False
    correctable: bool = True

    # seen
    unit: str = ""
    short: str = ""
    """Its name in lists of corrections, where that is not the label."""
    together: str = ""
    """Heading under which it is printed in one line with its neighbours (室, 厅, 卫)."""
    sight: SensitiveField | None = None
    cut: Cut | None = None
    said: str = ""
    """What the API's document says of it beside its name."""
    told: bool = True
    """Whether the API shows it."""

    # on pages
    live: bool = False
    """Whether it is checked as it is typed."""
    example: str = ""
    private: bool = False
    """Whether browsers are asked not to remember it."""

    # printed
    frozen: str = ""
    """Its name in the content of the issued 申请表; '' where the form does not print it."""
    exported: bool = False
    """Whether the exported list has a column of it."""
    receipt: str = ""
    """Its heading on the 登记回执; '' where the receipt does not print it."""

    def __post_init__(self) -> None:
        if not self.attribute:
            object.__setattr__(self, "attribute", self.name)  # the dataclass is frozen

    @property
    def model_field(self) -> str:
        """The field of the row that keeps it."""
        return f"{self.attribute}_encrypted" if self.encrypted else self.attribute

    def row(self, case: Case) -> Any:
        """Return the row that keeps it."""
        if self.holder is Holder.CASE:
            return case
        return case.dwelling if self.holder is Holder.DWELLING else case.household

    def value(self, case: Case) -> Any:
        """Return it as registered, in plain: ask the field policy before it is shown."""
        kept = getattr(self.row(case), self.model_field)
        return kept.text() if self.encrypted else kept

    def text(self, value: Any) -> str:
        """Return a value as people read it, with its unit."""
        if value is None or value == "":
            return ""
        if self.choices:
            return str(dict(self.choices)[value])
        if self.unit == "元":
            return f"{formats.yuan(value)} 元（{formats.money(value)} 万元）"
        plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return f"{plain} {self.unit}" if self.unit else plain
