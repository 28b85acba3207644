"""What the foot of a paper needs of the site: where a scanned paper is checked."""

from __future__ import annotations

from django import template
from django.conf import settings

from apps.documents.rules.papers import PaperMark

register = template.Library()


@register.filter
def check_qr(mark: PaperMark) -> str:
    """Return the QR code of a mark, which opens the check page where the site's public address is known."""
    return mark.qr(settings.PAPER_CHECK_PAGE)


@register.simple_tag
def check_page() -> str:
    """Return the check page as one types it, without its scheme; '' where the public address is not known."""
    return str(settings.PAPER_CHECK_PAGE).partition("://")[2].rstrip("/")
