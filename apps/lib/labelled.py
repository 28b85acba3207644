"""Codes with a Chinese name, without Django, so that rules may use them."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A code with its Chinese name."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        # StrEnum would take the pair (code, name) for the arguments of str().
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Code and name of every member, for model and form fields."""
        return [(str(member.value), member.label) for member in cls]
