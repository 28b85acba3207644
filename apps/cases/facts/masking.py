"""What is left of a sensitive value under each sight (R18); full numbers only leave through ``reveal``."""

from __future__ import annotations

from collections.abc import Callable

from apps.cases.facts.fact import Cut
from apps.lib.identity import mask_name
from apps.orgs.enums import Sight


def whole_name(how: Sight, value: Callable[[], str]) -> str:
    """Show a name: '' where it is hidden, 张*设 where it is masked, else in full."""
    if how is Sight.HIDDEN:
        return ""
    return mask_name(value()) if how is Sight.MASKED else value()


def veiled_name(how: Sight, value: Callable[[], str]) -> str:
    """Show a name that stands on every paper: in part to whom it is not shown in full."""
    return value() if how is Sight.PLAIN else mask_name(value())


def masked_by(mask: Callable[[str], str]) -> Cut:
    """Show a number in part, to whoever sees such numbers at all."""
    return lambda how, value: "" if how is Sight.HIDDEN else mask(value())


def trusted_only(how: Sight, value: Callable[[], str]) -> str:
    """Show a value to roles that see it plainly, '' to all others."""
    return value() if how is Sight.PLAIN else ""
