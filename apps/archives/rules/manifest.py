"""The manifest of a package: every file with its SHA-256, as one text that is signed. Pure.

How anybody checks it without this software: docs/archive-packages.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

FORMAT = "caseflow-archive-1"
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "public-key.pem"
"""Names in the package of what is no file of the manifest itself."""
BUNDLE = "bundle"
"""Key of a manifest whose files are packages themselves: a 汇总存档包."""
STATEMENT = "本清单和签名用于完整性校验，不是电子签章。"


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the package."""

    path: str
    sha256: str
    size: int
    title: str = ""

    @staticmethod
    def of(path: str, content: bytes, title: str = "") -> Listed:
        """Return the line of a file's bytes."""
        return Listed(path, sha256(content).hexdigest(), len(content), title)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself."""

    about: Mapping[str, Any]
    """Of which case and 件, when made, where its record stood."""
    files: tuple[Listed, ...] = field(default=())

    def text(self) -> bytes:
        """Return it as it is signed and kept: UTF-8, sorted keys, one blank after colon and comma."""
        said = {
            "format": FORMAT,
            "hash": "SHA-256",
            "statement": STATEMENT,
            **self.about,
            "files": [
                {"path": each.path, "sha256": each.sha256, "size": each.size, "title": each.title}
                for each in self.files
            ],
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode()


def listed_in(text: bytes) -> tuple[Listed, ...]:
    """Return the files of a manifest's text; ValueError where it is none of ours."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise ValueError(f"format {said['format']!r} is not {FORMAT}")
        return tuple(
            Listed(str(row["path"]), str(row["sha256"]), int(row["size"]), str(row["title"]))
            for row in said["files"]
        )
    except (KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"no manifest: {error}") from error


def differences(listed: Iterable[Listed], found: Mapping[str, tuple[str, int]]) -> list[str]:
    """Return what differs between a manifest and the files found, each named, in words.

    ``found``: SHA-256 and size by path, without manifest, signature and key.
    """
    said = {each.path: each for each in listed}
    faults = [f"缺少文件：{path}" for path in said if path not in found]
    faults += [f"清单之外的文件：{path}" for path in found if path not in said]
    faults += [
        f"内容已改动：{path}"
        for path, each in said.items()
        if path in found and found[path] != (each.sha256, each.size)
    ]
    return sorted(faults)
