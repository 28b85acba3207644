"""Encrypting what is too large to hold at once: AES-256-GCM, chunk by chunk.

An encrypted stream is ``CFS1 | salt (16) | chunk ...``; each chunk is encrypted under a key made for this
stream alone, with its number and whether it is the last as nonce. So a chunk that was changed, left
out, repeated or moved does not open, and neither does a stream that was cut off at a chunk's end.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.lib.crypto import DecryptionFailed

KEY_BYTES = 32
_MAGIC = b"CFS1"
_SALT_BYTES = 16
_TAG_BYTES = 16
_CHUNK_BYTES = 1024 * 1024


def encrypt_stream(source: IO[bytes], target: IO[bytes], *, key: bytes, aad: str) -> None:
    """Encrypt everything ``source`` gives into ``target``; it opens only with the same ``aad``."""
    salt = os.urandom(_SALT_BYTES)
    cipher = _cipher(key, salt)
    target.write(_MAGIC + salt)
    # Always one chunk ahead: that a chunk is the last one is authenticated with it.
    number, chunk = 0, _exactly(source.read, _CHUNK_BYTES)
    while True:
        following = _exactly(source.read, _CHUNK_BYTES)
        last = not following
        target.write(cipher.encrypt(_nonce(number, last=last), chunk, aad.encode()))
        if last:
            return
        number, chunk = number + 1, following


def open_stream(source: IO[bytes], target: IO[bytes], *, key: bytes, aad: str) -> None:
    """Write the plain content to ``target``; raise :class:`DecryptionFailed` at the first wrong chunk.

    What came before the wrong chunk has been written by then: use it only when this returns.
    """
    if _exactly(source.read, len(_MAGIC)) != _MAGIC:
        raise DecryptionFailed("不是本系统加密的归档")
    cipher = _cipher(key, _exactly(source.read, _SALT_BYTES))
    number, chunk = 0, _exactly(source.read, _CHUNK_BYTES + _TAG_BYTES)
    while True:
        following = _exactly(source.read, _CHUNK_BYTES + _TAG_BYTES)
        last = not following
        try:
            target.write(cipher.decrypt(_nonce(number, last=last), chunk, aad.encode()))
        except (InvalidTag, ValueError) as error:
            raise DecryptionFailed("归档已被改动、截断，或密钥不对") from error
        if last:
            return
        number, chunk = number + 1, following


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key must have {KEY_BYTES} bytes")
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"caseflow stream").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    # Counting from 0 repeats no nonce: salt and key are new for each stream.
    return number.to_bytes(11, "big") + bytes([last])


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    """Read ``count`` bytes, fewer only at the end: a pipe gives what it has."""
    parts = []
    while count and (part := read(count)):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
