"""Encrypted streams: what goes in comes out, and nothing else does."""

from __future__ import annotations

from io import BytesIO

import pytest

from apps.lib import encrypted_streams
from apps.lib.crypto import DecryptionFailed
from apps.lib.encrypted_streams import encrypt_stream, open_stream

KEY = bytes(range(32))
CHUNK = 64


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encrypted_streams, "_CHUNK_BYTES", CHUNK)


class Pipe(BytesIO):
    """Gives a few bytes at a time, as a pipe may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 7) if size and size > 0 else size)


def encrypted(content: bytes, aad: str = "a") -> bytes:
    target = BytesIO()
    encrypt_stream(Pipe(content), target, key=KEY, aad=aad)
    return target.getvalue()


def opened(blob: bytes, aad: str = "a", key: bytes = KEY) -> bytes:
    target = BytesIO()
    open_stream(Pipe(blob), target, key=key, aad=aad)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_comes_out_as_it_went_in(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert opened(encrypted(content)) == content


def test_two_encryptions_of_the_same_differ() -> None:
    assert encrypted(b"x" * CHUNK) != encrypted(b"x" * CHUNK)


HEAD = 20
PIECE = CHUNK + 16


@pytest.mark.parametrize(
    "spoil",
    [
        lambda blob: blob[:-1] + bytes([blob[-1] ^ 1]),
        lambda blob: blob[: HEAD + PIECE],  # cut off at a chunk's end
        lambda blob: blob[: HEAD + PIECE + 5],
        lambda blob: blob[:HEAD] + blob[HEAD + PIECE :],  # the first chunk left out
        lambda blob: blob[:HEAD] + blob[HEAD + PIECE : HEAD + 2 * PIECE] + blob[HEAD:],
        lambda blob: blob + blob[-PIECE:],
        lambda blob: b"CFS2" + blob[4:],
        lambda blob: b"",
    ],
    ids=["bit", "cut", "cut inside", "left out", "moved", "longer", "other kind", "empty"],
)
def test_anything_else_does_not_open(spoil: object) -> None:
    blob = encrypted(bytes(3 * CHUNK))
    with pytest.raises(DecryptionFailed):
        opened(spoil(blob))  # type: ignore[operator]


def test_other_key_or_other_name_does_not_open() -> None:
    blob = encrypted(b"secret")
    with pytest.raises(DecryptionFailed):
        opened(blob, aad="b")
    with pytest.raises(DecryptionFailed):
        opened(blob, key=bytes(32))
    with pytest.raises(ValueError, match="32 bytes"):
        opened(blob, key=b"short")
