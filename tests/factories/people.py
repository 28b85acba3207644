"""Evidently made-up people: sequence code 000, phones 1xx00000xxx."""

from __future__ import annotations

from apps.lib.id_documents import IdDocument
from apps.lib.identity import id_check_character


def id_number(birth: str = "19650131", area: str = "330102") -> str:
    """Return a made-up 身份证号 with a right check character for a birth date YYYYMMDD."""
    first17 = f"{area}{birth}000"
    return first17 + id_check_character(first17)


def phone(number: int = 1) -> str:
    """Return a made-up mobile number 13800000xxx."""
    return f"13800000{number % 1000:03d}"


def document_number(document: str, birth: str = "19650131", sequence: int = 0) -> str:
    """Return an evidently made-up number of an identity document: sequence code 000, or five zeros first."""
    if document == IdDocument.PERMANENT_RESIDENCE:
        first17 = f"933124{birth}{sequence:03d}"
        return first17 + id_check_character(first17)
    area = "810000" if document == IdDocument.HMT_PERMIT else "330102"
    passes = {
        IdDocument.HM_PASS: "H00000123",
        IdDocument.TAIWAN_PASS: "00000123",
        IdDocument.PASSPORT: "E00000123",
    }
    return passes[IdDocument(document)] if document in passes else id_number(birth, area)
