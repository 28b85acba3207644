"""Which systems outside there are: each declared once, by the app whose records it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is sent of a record, by the contract; may be personal, and is kept nowhere."""

    values: Mapping[str, object]
    after: str = ""
    """Reference of the record that the other side must have before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mender:
    """对接退回: whose desk puts a refused field right, and on which page."""

    organisation_id: int
    roles: tuple[str, ...]
    """Who is told there; of those who correct cases at all."""
    page: str
    """Name of the page of the act by which it is mended; takes ``pk``."""
    pk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """对接系统: a system outside to which records are sent, as its documented contract says."""

    key: str
    label: str
    contract: str
    """Version of the contract, as every call names it."""
    about: str
    """One sentence for officials: what is sent."""
    address: str
    """Name of the setting with its URL; empty: 未设定."""
    secret: str
    needs: Mapping[str, str] = field(default_factory=dict)
    """Names of further settings without which nothing is sent, each with its words."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields of the contract, each with what is wrong and who mends it when the other side refuses it."""
    build: Callable[[str], Content | None]
    """Returns what is sent of a reference; None where nothing is: it is not there any more, or it is over."""
    references: Callable[[], Iterable[tuple[str, str]]]
    """Returns every record it should have: reference and label."""
    keeps: bool = True
    """Whether what is recorded before its address is set waits for it; else it is lined up by hand alone."""
    mender: Callable[[str, str], Mender | None] | None = None
    """Says of a reference and a refused field whose desk can mend it; None: nobody's, as far as is known."""
    take: Callable[[str, Mapping[str, object]], str] | None = None
    """Takes what an accepted call answered about a reference, in the transaction of its end; returns what is
    wrong with the answer, having written nothing, or ''."""


PARTNERS: dict[str, Partner] = {}
"""Every system by its key; filled when the apps that send are loaded."""


def register_partner(partner: Partner) -> None:
    """Make a system known."""
    PARTNERS[partner.key] = partner
