"""The site's signature under what leaves it for good: Ed25519, checkable by anybody with the public key.

It says that nothing was changed since (完整性校验); it is no 电子签章 and names no person.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from apps.lib import crypto

ALGORITHM = "Ed25519"
_PURPOSE = b"caseflow archive signature 1"


def sign(content: bytes) -> bytes:
    """Return the site's signature (64 bytes) under ``content``."""
    return _key().sign(content)


def public_key() -> bytes:
    """Return the site's public key as PEM, to be published."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def canonical_pem(pem: bytes) -> bytes:
    """Return a public key spelled as :func:`public_key` spells it; ValueError for none."""
    return Ed25519PublicKey.from_public_bytes(_raw(pem)).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )


def key_id(pem: bytes) -> str:
    """Return the short name of a public key: sixteen hex digits of its SHA-256. ValueError for none."""
    return sha256(_raw(pem)).hexdigest()[:16]


def is_signed(content: bytes, signature: bytes, pem: bytes) -> bool:
    """Whether a signature was made under exactly ``content`` with the key of ``pem``; ValueError for none."""
    key = Ed25519PublicKey.from_public_bytes(_raw(pem))
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _raw(pem: bytes) -> bytes:
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _key() -> Ed25519PrivateKey:
    # Derived from the key of the record: it never changes and is backed up already, and one secret more to
    # keep is one more to lose (decision 0163).
    return Ed25519PrivateKey.from_private_bytes(
        hmac.new(crypto.key_ring().audit_key, _PURPOSE, sha256).digest()
    )
