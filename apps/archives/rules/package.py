"""存档包: the ZIP of a 件 or of many, whose bytes follow from its content alone. Pure.

How one is examined: :mod:`apps.archives.rules.examination`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE

OWN = (MANIFEST, SIGNATURE, KEY)
"""What stands in a package beside the files of its manifest, last and in this order."""
_OFFSETS = (1 << 31) - 1
"""Beyond it a place in the ZIP is written in eight bytes (zipfile.ZIP64_LIMIT)."""
_ENTRIES = (1 << 16) - 1
"""More entries than that need the longer end record."""
_LOCAL, _CENTRAL, _WIDE, _END, _LONG_END = 30, 46, 12, 22, 76
"""Bytes of the ZIP's own records without their names."""


def path_name(text: str) -> str:
    """Return a text as part of a path in the package: no sign that a file system takes for its own."""
    return "".join("-" if each in '\\/:*?"<>|' or ord(each) < 32 else each for each in text)


def streamed(files: Iterable[tuple[str, bytes]], at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield the ZIP of some files piece by piece, each with its path; the directory at the end with ''.

    All are dated ``at``. Stored and not compressed: papers and photographs are compressed already, and so
    whoever examines a package can write it again and compare every byte of it. Of the files no more than
    one is held at a time.
    """
    out = _Passing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for path, content in files:
            info = zipfile.ZipInfo(path, at.timetuple()[:6])
            info.create_system = 3
            info.external_attr = 0o644 << 16
            package.writestr(info, content)
            yield path, out.passed_on()
    yield "", out.passed_on()


def written(files: Iterable[tuple[str, bytes]], at: datetime) -> bytes:
    """Return the whole ZIP of some files, as :func:`streamed` has it."""
    return b"".join(piece for _path, piece in streamed(files, at))


def zip_size(files: Iterable[tuple[str, int]]) -> int:
    """Return how many bytes :func:`streamed` yields of files of these sizes (below 2 GiB each)."""
    place, central, count = 0, 0, 0
    for path, size in files:
        name = len(path.encode())
        central += _CENTRAL + name + (_WIDE if place > _OFFSETS else 0)
        place += _LOCAL + name + size
        count += 1
    long = count > _ENTRIES or place > _OFFSETS or central > _OFFSETS
    return place + central + _END + (_LONG_END if long else 0)


class _Passing(io.RawIOBase):
    """Takes what a ZIP is written with and passes it on entry by entry; goes back within an entry only."""

    def __init__(self) -> None:
        self._held = io.BytesIO()
        self._before = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self._held.write(data)  # type: ignore[arg-type]

    def tell(self) -> int:
        return self._before + self._held.tell()

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or place < self._before:
            raise io.UnsupportedOperation("what was passed on cannot be written again")
        return self._before + self._held.seek(place - self._before)

    def passed_on(self) -> bytes:
        """Return what was written since the last time."""
        piece = self._held.getvalue()
        self._before += len(piece)
        self._held = io.BytesIO()
        return piece
