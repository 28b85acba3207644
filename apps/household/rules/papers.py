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
    acts: bool
    """Whether its holder, an agent whose 委托书 says so, decides by a code of its own."""
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
    def opens(self) -> str:
        """What it opens, and what it does not do by itself."""
        if self.acts:
            return "凭它可以看、约上门时间、留言、报问题、投诉；写明代办的事，凭发到代办人电话的验证码办。"
        return "凭它可以看、约上门时间、留言、报问题、投诉；不能代您签字、同意或者撤回。"

    @property
    def expires_text(self) -> str:
        return formats.day(self.expires_on)
