"""Encryption at rest, exact look-up of encrypted values, and keyed digests for the record.

An encrypted value is ``cipher id (1 byte) | key version (1 byte) | nonce | ciphertext and tag``. The two
header bytes and the caller's ``aad`` are authenticated with it, so a value that was changed, moved to
another row or relabelled does not open. Keys live outside the database; several versions may be
readable at once, the highest one writes. The cipher is replaceable: a national algorithm (国密 SM4)
joins by implementing :class:`Cipher` under an id of its own, and old values stay readable.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_HEADER_BYTES = 2
_NONCE_BYTES = 12  # 96 bits, the size GCM is defined for


class DecryptionFailed(ValueError):
    """The value was changed, belongs to another row, or its key is not in the ring."""


class NotConfigured(RuntimeError):
    """No key ring was configured before the first use."""


class Cipher(Protocol):
    """An authenticated cipher: what an encrypted value is made with."""

    id: int
    key_bytes: int

    def encrypt(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """Return nonce, ciphertext and tag in one value."""
        ...

    def decrypt(self, key: bytes, encrypted: bytes, aad: bytes) -> bytes:
        """Return the plaintext; raise :class:`DecryptionFailed` if anything differs."""
        ...


class AesGcm:
    """AES-256-GCM with a random 96-bit nonce for each value."""

    id = 1
    key_bytes = 32

    def encrypt(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """Return nonce | ciphertext | tag."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)

    def decrypt(self, key: bytes, encrypted: bytes, aad: bytes) -> bytes:
        """Return the plaintext of a value that :meth:`encrypt` made."""
        try:
            return AESGCM(key).decrypt(encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:], aad)
        # ValueError: too few bytes even for a nonce.
        except (InvalidTag, ValueError) as error:
            raise DecryptionFailed("密文与所属记录不符或已被改动") from error


AES_GCM = AesGcm()


@dataclass(frozen=True)
class KeyRing:
    """The keys of one installation.

    ``keys`` maps a version (1 to 255) to a key; all of them read. The version ``writes`` writes, the
    highest one unless named: a new key is first made readable everywhere, then used.
    ``index_key`` makes blind indexes, ``audit_key`` makes the digests of the audit record.
    ``cipher`` writes; every cipher in ``ciphers`` can be read.
    """

    keys: Mapping[int, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    cipher: Cipher = AES_GCM
    ciphers: tuple[Cipher, ...] = (AES_GCM,)
    writes: int = 0

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("the key ring is empty")
        if not self.index_key or not self.audit_key:
            raise ValueError("the index key and the audit key must be set")
        if self.writes and self.writes not in self.keys:
            raise ValueError(f"the writing key {self.writes} is not in the ring")
        for version, key in self.keys.items():
            if not 1 <= version <= 255:
                raise ValueError(f"key version {version} is outside 1..255")
            if len(key) != self.cipher.key_bytes:
                raise ValueError(f"key version {version} must have {self.cipher.key_bytes} bytes")

    @property
    def current(self) -> int:
        """Version of the key that writes: the named one, else the highest."""
        return self.writes or max(self.keys)

    @classmethod
    def from_settings_values(
        cls, keys: Mapping[str, str], index_key: str, audit_key: str, writes: int = 0
    ) -> KeyRing:
        """Build a ring from settings: version -> base64 key, and two secrets as text.

        Raises ValueError when a version is no number or a key is no base64 of the right length.
        """
        decoded: dict[int, bytes] = {}
        for version, value in keys.items():
            try:
                decoded[int(version)] = base64.b64decode(value, validate=True)
            except binascii.Error as error:
                raise ValueError(f"key version {version} is not base64") from error
        return cls(decoded, index_key.encode(), audit_key.encode(), writes=writes)


_ring: KeyRing | None = None


def configure(ring: KeyRing) -> None:
    """Set the ring of this process; called once while Django starts."""
    global _ring
    _ring = ring


def key_ring() -> KeyRing:
    """Return the configured ring; raise :class:`NotConfigured` if there is none."""
    if _ring is None:
        raise NotConfigured("apps.lib.crypto.configure() was not called")
    return _ring


def aad_of(row_id: object, field_name: str = "") -> str:
    """Return the text that ties an encrypted value to its row and field."""
    return f"{row_id}/{field_name}" if field_name else str(row_id)


def encrypt(plaintext: str | bytes, *, aad: str) -> bytes:
    """Encrypt ``plaintext`` so that it opens only with the same ``aad`` (row UUID, plus field)."""
    ring = key_ring()
    data = plaintext.encode() if isinstance(plaintext, str) else plaintext
    header = bytes((ring.cipher.id, ring.current))
    return header + ring.cipher.encrypt(ring.keys[ring.current], data, _bound(header, aad))


def decrypt(blob: bytes | memoryview, *, aad: str) -> bytes:
    """Decrypt a value; raise :class:`DecryptionFailed` if it was changed or moved."""
    ring = key_ring()
    encrypted = bytes(blob)
    if len(encrypted) <= _HEADER_BYTES + _NONCE_BYTES:
        raise DecryptionFailed("密文不完整")
    # The value names its cipher and key: older ones stay readable after both have changed.
    header, body = encrypted[:_HEADER_BYTES], encrypted[_HEADER_BYTES:]
    cipher = next((each for each in ring.ciphers if each.id == header[0]), None)
    key = ring.keys.get(header[1])
    if cipher is None or key is None:
        raise DecryptionFailed(f"没有可用的密钥（版本 {header[1]}）")
    return cipher.decrypt(key, body, _bound(header, aad))


def decrypt_text(blob: bytes | memoryview, *, aad: str) -> str:
    """Decrypt a text; raise :class:`DecryptionFailed` as :func:`decrypt` does."""
    return decrypt(blob, aad=aad).decode()


def key_version(blob: bytes | memoryview) -> int:
    """Return the version of the key a value was encrypted with, to find what is left to encrypt anew."""
    return bytes(blob[:_HEADER_BYTES])[1]


def blind_index(value: str, *, purpose: str) -> str:
    """Return the hex HMAC-SHA256 under which an encrypted value is looked up exactly.

    ``purpose`` (for example ``household.id_number``) separates fields, so equal values of two
    fields cannot be linked. Normalise ``value`` before.
    """
    # A key for each purpose, not purpose and value in one text: no two pairs can run together.
    purpose_key = hmac.new(key_ring().index_key, purpose.encode(), sha256).digest()
    return hmac.new(purpose_key, value.encode(), sha256).hexdigest()


def keyed_digest(value: str) -> str:
    """Return the hex HMAC-SHA256 by which the audit record names a value without holding it."""
    return hmac.new(key_ring().audit_key, value.encode(), sha256).hexdigest()


def audit_mac(data: bytes) -> bytes:
    """Return the HMAC-SHA256 that authenticates one entry of the audit record (events, daily digests).

    Its key is derived from the audit key, so that no digest of a value can pass for one of an entry.
    """
    entry_key = hmac.new(key_ring().audit_key, b"audit-entry", sha256).digest()
    return hmac.new(entry_key, data, sha256).digest()


def _bound(header: bytes, aad: str) -> bytes:
    return header + aad.encode()
