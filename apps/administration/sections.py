"""The sections of 管理: each registers itself with one line of :data:`SECTIONS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from apps.accounts.permissions import keeps_accounts
from apps.lib.actors import Actor


def _nothing(_actor: Actor) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of 管理: a card of its index, a page of its own."""

    name: str
    label: str
    explain: str
    """One sentence: what is done there."""
    url_name: str
    sees: Callable[[Actor], bool]
    """Whether the actor has the section. Every page of the site asks it: from the actor alone, no query."""
    waits: Callable[[Actor], str] = _nothing
    """What waits there for the actor in a few words, '' for nothing; asked by the index only."""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


SECTIONS: tuple[Section, ...] = (
    Section(
        "people",
        "人员账号",
        "添加同事、任免岗位、安排代班、停用账号，替登不进来的同事解锁。",
        "accounts:people",
        lambda actor: bool(keeps_accounts(actor)),
    ),
)


def sections_of(actor: Actor) -> tuple[Section, ...]:
    """Return the sections an actor has, in their order."""
    return tuple(section for section in SECTIONS if section.sees(actor))
