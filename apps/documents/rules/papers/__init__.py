"""What every paper needs whatever stands on it; the shape of a paper belongs to the stage that prints it."""

from apps.documents.rules.papers.marks import NO_MARK, UNHASHED, PaperMark, check_code, content_hash
from apps.documents.rules.papers.parts import PaperCheck, Signature

__all__ = [
    "NO_MARK",
    "UNHASHED",
    "PaperCheck",
    "PaperMark",
    "Signature",
    "check_code",
    "content_hash",
]
