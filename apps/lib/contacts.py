"""Whose telephone number it is: looked up by name while a message is being sent, kept nowhere else."""

from __future__ import annotations

from collections.abc import Callable

Lookup = Callable[[str], str]

CONTACTS: dict[str, Lookup] = {}
"""For each kind of recipient the function that returns a number for an id, '' when there is none."""


def contact(kind: str) -> Callable[[Lookup], Lookup]:
    """Declare how to find the number of a kind of recipient: ``@contact("case")``."""

    def declare(lookup: Lookup) -> Lookup:
        CONTACTS[kind] = lookup
        return lookup

    return declare
