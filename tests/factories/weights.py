"""What a page weighs on its way to a telephone: itself and all it asks for, as files lie, not compressed."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders

LIMIT = 100 * 1024
"""Bytes. A server that compresses sends a third of it; that one does is not taken for granted."""
_ASKED = re.compile(r'(?:src|href)="(/static/[^"#?]+)')
_ELSEWHERE = re.compile(
    r'<(?:link rel="(?:stylesheet|icon|preload)"|img|script|iframe|use)[^>]*(?:src|href)="(?:https?:)?//'
)


def asked_by(html: str) -> set[str]:
    """Return the addresses of what a page draws itself with."""
    return set(_ASKED.findall(html))


def weight(html: str) -> int:
    """Return the bytes of a page with everything it asks for; it asks nobody else."""
    assert not _ELSEWHERE.search(html)
    return len(html.encode()) + sum(_size(address) for address in asked_by(html))


def _size(address: str) -> int:
    file = finders.find(address.removeprefix("/static/"))
    assert isinstance(file, str), address
    return Path(file).stat().st_size
