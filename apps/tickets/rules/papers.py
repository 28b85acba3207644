"""诉求登记回执 as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """What whoever complained takes home: nothing of what was said, nothing of whose it is."""

    number: str
    code: str
    came_at: datetime
    body_name: str
    body_phone: str
    page: str
    """Where number and code are typed."""
    recorder: str
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)
