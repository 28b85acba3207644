"""How a 存档包 is examined, without the database: every file, the signature, every byte of the ZIP. Pure."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from apps.archives.rules.manifest import BUNDLE, KEY, MANIFEST, SIGNATURE, Listed, differences, listed_in
from apps.archives.rules.package import OWN, streamed
from apps.lib import signing

_BROKEN = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
"""What reading a damaged ZIP may raise."""
_PIECE = 1 << 20


def examine(package: bytes, trusted: bytes | None = None) -> list[str]:
    """Return what is wrong with a package in memory; see :func:`examine_file`."""
    return examine_file(io.BytesIO(package), trusted)


def examine_file(package: BinaryIO, trusted: bytes | None = None) -> list[str]:
    """Return what is wrong with a package, each fault in words with the file it is in; [] where nothing is.

    ``trusted``: public key (PEM) of the site that should have signed it; None to take the one in the
    package, which proves only that all of it comes from one hand. In a 汇总存档包 each package is examined
    as well. No more than one file of it is held at a time.
    """
    try:
        with zipfile.ZipFile(package) as opened:
            return _examined(opened, package, trusted)
    except _BROKEN as error:
        return [f"不是完整的存档包：{error}"]


@dataclass(slots=True)
class _Seen:
    """What reading all of a package found."""

    faults: list[str] = field(default_factory=list)
    found: dict[str, tuple[str, int]] = field(default_factory=dict)
    """SHA-256 and size by path, without the package's own."""
    unread: set[str] = field(default_factory=set)


def _examined(opened: zipfile.ZipFile, package: BinaryIO, trusted: bytes | None) -> list[str]:
    names = opened.namelist()
    faults = [f"同名文件出现两次：{name}" for name in _twice(names)]
    own: dict[str, bytes] = {}
    for name in [each for each in OWN if each in names]:
        try:
            own[name] = opened.read(name)
        except _BROKEN as error:
            faults.append(f"内容已改动：{name}（{error}）")
            own[name] = b""
    faults += [f"缺少文件：{name}" for name in OWN if name not in own]
    said, listed, unclear = _understood(own.get(MANIFEST, b""))
    seen = _read(opened, [name for name in names if name not in OWN], trusted, bundle=BUNDLE in said)
    faults += seen.faults
    if any(name not in own for name in OWN):
        return faults
    faults += _signature(own[MANIFEST], own[SIGNATURE], own[KEY], trusted)
    if unclear:
        return [*faults, f"清单读不懂：{MANIFEST}（{unclear}）"]
    # What could not be read is named already.
    faults += differences(
        [each for each in listed if each.path not in seen.unread],
        {name: told for name, told in seen.found.items() if name not in seen.unread},
    )
    if not faults:
        at = datetime.fromisoformat(said["filed_at"])
        faults += _byte(opened, package, [*(each.path for each in listed), *OWN], at)
    return faults


def _twice(names: list[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _understood(manifest: bytes) -> tuple[dict[str, str], tuple[Listed, ...], str]:
    """Return what a manifest says, its files, and why it cannot be read."""
    try:
        listed = listed_in(manifest)
        said = json.loads(manifest)
        datetime.fromisoformat(said["filed_at"])
    except (ValueError, KeyError, TypeError) as error:
        return {}, (), str(error) or "?"
    return said, listed, ""


def _read(opened: zipfile.ZipFile, names: list[str], trusted: bytes | None, *, bundle: bool) -> _Seen:
    seen = _Seen()
    for name in names:
        try:
            if bundle and name.endswith(".zip"):
                content = opened.read(name)
                seen.found[name] = sha256(content).hexdigest(), len(content)
                seen.faults += [f"{name}：{fault}" for fault in examine(content, trusted)]
            else:
                seen.found[name] = _digest(opened, name)
        except _BROKEN as error:
            seen.faults.append(f"内容已改动：{name}（{error}）")
            seen.found[name] = "", 0
            seen.unread.add(name)
    return seen


def _digest(opened: zipfile.ZipFile, name: str) -> tuple[str, int]:
    counted, size = sha256(), 0
    with opened.open(name) as content:
        while piece := content.read(_PIECE):
            counted.update(piece)
            size += len(piece)
    return counted.hexdigest(), size


def _signature(manifest: bytes, signature: bytes, key: bytes, trusted: bytes | None) -> list[str]:
    try:
        own = signing.key_id(key)
        if trusted is not None and own != signing.key_id(trusted):
            return [f"签名用的不是这个站点的密钥：{KEY}"]
        if not signing.is_signed(manifest, signature, key):
            return [f"签名与清单不符：{MANIFEST} 或 {SIGNATURE} 已改动"]
        # Signed by nobody: other line ends, or words around the key, leave the key what it is.
        if key != signing.canonical_pem(key):
            return [f"内容已改动：{KEY}"]
    except ValueError as error:
        return [f"公钥读不懂：{KEY}（{error}）"]
    return []


def _byte(opened: zipfile.ZipFile, package: BinaryIO, names: list[str], at: datetime) -> Iterator[str]:
    """Say where the container differs though every file in it is the same: a date, an addition."""
    place = 0
    for name, piece in streamed(((name, opened.read(name)) for name in names), at):
        # Reading an entry moved the file.
        package.seek(place)
        there = package.read(len(piece))
        if there != piece:
            at_byte = next(
                (index for index, pair in enumerate(zip(there, piece, strict=False)) if pair[0] != pair[1]),
                min(len(there), len(piece)),
            )
            near = f"在 {name} 附近" if name else "在末尾的目录里"
            yield f"压缩包本身已改动：第 {place + at_byte} 字节，{near}"
            return
        place += len(piece)
    package.seek(place)
    if package.read(1):
        yield f"压缩包本身已改动：第 {place} 字节，末尾多出内容"
