"""存档包: the ZIP of a 件, whose bytes follow from its content alone, and how it is examined. Pure."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE, differences, listed_in
from apps.lib import signing

OWN = (MANIFEST, SIGNATURE, KEY)
"""What stands in a package beside the files of its manifest, last and in this order."""


def written(files: Iterable[tuple[str, bytes]], at: datetime) -> bytes:
    """Return the ZIP of some files, in their order, all dated ``at``.

    Stored and not compressed: papers and photographs are compressed already, and so whoever examines a
    package can write it again and compare every byte of it.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for path, content in files:
            info = zipfile.ZipInfo(path, at.timetuple()[:6])
            info.create_system = 3
            info.external_attr = 0o644 << 16
            package.writestr(info, content)
    return out.getvalue()


def examine(package: bytes, trusted: bytes | None = None) -> list[str]:
    """Return what is wrong with a package, each fault in words with the file it is in; [] where nothing is.

    ``trusted``: public key (PEM) of the site that should have signed it; None to take the one in the
    package, which proves only that all of it comes from one hand.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as opened:
            names = opened.namelist()
            faults, found, unread = _read(opened, names)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError) as error:
        return [f"不是完整的存档包：{error}"]
    faults += [f"缺少文件：{name}" for name in OWN if name not in found]
    if any(name not in found for name in OWN):
        return faults
    manifest = found[MANIFEST]
    faults += _signature(manifest, found[SIGNATURE], found[KEY], trusted)
    try:
        listed = listed_in(manifest)
        at = datetime.fromisoformat(json.loads(manifest)["filed_at"])
    except (ValueError, KeyError) as error:
        return [*faults, f"清单读不懂：{MANIFEST}（{error}）"]
    rest = {
        name: (sha256(content).hexdigest(), len(content))
        for name, content in found.items()
        if name not in OWN
    }
    # What could not be read is named already.
    faults += differences(
        [each for each in listed if each.path not in unread],
        {name: said for name, said in rest.items() if name not in unread},
    )
    if not faults:
        again = written([(name, found[name]) for name in (*(each.path for each in listed), *OWN)], at)
        faults += _byte(package, again, names)
    return faults


def _read(opened: zipfile.ZipFile, names: list[str]) -> tuple[list[str], dict[str, bytes], set[str]]:
    faults = [
        f"同名文件出现两次：{name}" for name in sorted({each for each in names if names.count(each) > 1})
    ]
    found, unread = {}, set()
    for name in names:
        try:
            found[name] = opened.read(name)
        except (
            zipfile.BadZipFile,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            faults.append(f"内容已改动：{name}（{error}）")
            found[name] = b""
            unread.add(name)
    return faults, found, unread


def _signature(manifest: bytes, signature: bytes, key: bytes, trusted: bytes | None) -> list[str]:
    try:
        own = signing.key_id(key)
        if trusted is not None and own != signing.key_id(trusted):
            return [f"签名用的不是这个站点的密钥：{KEY}"]
        if not signing.is_signed(manifest, signature, key):
            return [f"签名与清单不符：{MANIFEST} 或 {SIGNATURE} 已改动"]
    except ValueError as error:
        return [f"公钥读不懂：{KEY}（{error}）"]
    return []


def _byte(package: bytes, again: bytes, names: list[str]) -> list[str]:
    """Return where the container differs though every file in it is the same: a date, an addition."""
    if package == again:
        return []
    at = next(
        (place for place, pair in enumerate(zip(package, again, strict=False)) if pair[0] != pair[1]),
        min(len(package), len(again)),
    )
    headed = [(package.find(name.encode()), name) for name in names]
    near = max((place, name) for place, name in headed if place <= at + 64) if headed else (0, "")
    return [f"压缩包本身已改动：第 {at} 字节，在 {near[1]} 附近"]
