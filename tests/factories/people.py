"""Evidently made-up people: sequence code 000, phones 1xx00000xxx."""

from __future__ import annotations

from apps.lib.identity import id_check_character


def id_number(birth: str = "19650131", area: str = "330102") -> str:
    """Return a made-up 身份证号 with a right check character for a birth date YYYYMMDD."""
    first17 = f"{area}{birth}000"
    return first17 + id_check_character(first17)


def phone(number: int = 1) -> str:
    """Return a made-up mobile number 13800000xxx."""
    return f"13800000{number % 1000:03d}"
