"""办件查询凭条 as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import segno

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark
from apps.lib import formats


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """What the slip prints: where to look, with what, until when, and whom to call."""

    number: str
    holder: str
    link: str
    page: str
    """Where the code is typed."""
    code: str
    phone_of: str
    expires_on: date
    street_name: str
    street_phone: str
    issuer: str
    """Body and person that issued it: the street, or the bureau that registers for it."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def qr(self) -> str:
        """The link as a QR, a ``data:`` URI."""
        return str(segno.make(self.link, error="m").svg_data_uri(scale=6, border=2))

    @property
    def expires_text(self) -> str:
        return formats.day(self.expires_on)
