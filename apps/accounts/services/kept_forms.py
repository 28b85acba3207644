"""What was typed into a form outlives the session it was typed in.

A form sent after its session ended comes back with the sign-in page as one encrypted value; after signing in
it is offered to be sent again. Nothing is stored meanwhile but in the reader's own page and session.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from apps.lib import clock, crypto

KEY = "door_kept"
_AAD = "kept-form"
LARGEST = 2 * 1024 * 1024
"""Bytes of typed text; larger ones carry files or drawings by the dozen and are not kept."""
LASTS = timedelta(hours=12)
# Of the sign-in, the change of a password and the second factor: no secret may come back in a page.
_LEFT_OUT = frozenset({"csrfmiddlewaretoken", "kept", "password", "present", "new", "again", "code"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    """Names of files that were chosen: they cannot be kept and are chosen anew."""
    user_id: int | None
    """Who had typed it, None if that is no longer known."""


def pack(request: HttpRequest, user_id: int | None) -> str:
    """Encrypt what a POST carried; '' if there is nothing to keep or too much of it."""
    fields = [
        (name, value) for name, values in request.POST.lists() if name not in _LEFT_OUT for value in values
    ]
    names = [file.name for _, files in request.FILES.lists() for file in files]
    if not fields and not names:
        return ""
    text = json.dumps(
        {
            # One slash: an address that begins with two would be another site's once it is a form's action.
            "path": f"/{request.get_full_path().lstrip('/')}",
            "fields": fields,
            "files": names,
            "user": user_id,
            "at": clock.now().timestamp(),
        }
    )
    if len(text) > LARGEST:
        return ""
    return b64encode(crypto.encrypt(text, aad=_AAD)).decode()


def unpack(encrypted: str) -> Kept | None:
    """Open what :func:`pack` encrypted; None if it was changed or is too old."""
    try:
        content = json.loads(crypto.decrypt_text(b64decode(encrypted, validate=True), aad=_AAD))
    except (NotBase64, crypto.DecryptionFailed, ValueError):
        return None
    if abs(clock.now().timestamp() - content["at"]) > LASTS.total_seconds():
        return None
    return Kept(
        path=content["path"],
        fields=tuple((name, value) for name, value in content["fields"]),
        files=tuple(content["files"]),
        user_id=content["user"],
    )


def stash(session: SessionBase, encrypted: str) -> bool:
    """Put an encrypted form into the session, to be offered once nothing else stands before it."""
    # The value comes back from the browser: only what this site encrypted, and not long ago, is stored.
    if not encrypted or unpack(encrypted) is None:
        return False
    session[KEY] = encrypted
    return True


def offered(session: SessionBase) -> Kept | None:
    """Return the form the session offers to send again."""
    encrypted = session.get(KEY, "")
    return unpack(encrypted) if encrypted else None


def forget(session: SessionBase) -> None:
    """Stop offering it."""
    session.pop(KEY, None)
