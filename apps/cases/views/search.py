"""What was searched for stays out of URLs: they end up in logs, bookmarks and histories."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import get_random_string

from apps.lib import crypto
from apps.lib.chinese import normalise_text

_KEY = "case_searches"
_AAD = "case-search"
_KEPT = 20
"""Searches of a session that can be gone back to."""
_CASE_NUMBER = re.compile(r"(?:[\u4e00-\u9fff]{1,10}-\d{4}-)?\d{1,6}")


def may_stand_in_url(text: str) -> bool:
    """Whether a search names a case and nobody: a 办件编号 or its last digits."""
    return _CASE_NUMBER.fullmatch(normalise_text(text)) is not None


def remember(session: SessionBase, text: str) -> str:
    """Keep a search encrypted in the session; return the word that stands for it in the URL."""
    word = get_random_string(12)
    encrypted = b64encode(crypto.encrypt(text, aad=_AAD)).decode()
    # Assigned, not appended to: only an assignment tells Django that the session has changed.
    session[_KEY] = [*session.get(_KEY, [])[1 - _KEPT :], [word, encrypted]]
    return word


def recall(session: SessionBase, word: str) -> str:
    """Return the search a word stands for; '' when the session has forgotten it."""
    for known, encrypted in session.get(_KEY, []):
        if known == word:
            try:
                return crypto.decrypt_text(b64decode(encrypted), aad=_AAD)
            # Sessions are not encrypted anew when keys change: what an old key held counts as forgotten.
            except crypto.DecryptionFailed:
                return ""
    return ""
