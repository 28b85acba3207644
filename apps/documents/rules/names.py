"""File names: what a person sent, made harmless."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_NAME = 120
_UNSAFE = re.compile(r'[<>:"|?*]')
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # also turns of writing direction (‮)


def safe_name(raw: str, *, fallback: str = "文件") -> str:
    """Return the last part of ``raw`` without paths, control or direction characters.

    The suffix survives shortening, so the name still says what the file is.
    """
    text = unicodedata.normalize("NFC", raw).replace("\\", "/")
    text = text.rsplit("/", 1)[-1]
    text = "".join(each for each in text if unicodedata.category(each) not in _INVISIBLE)
    text = _UNSAFE.sub("_", text).strip(" .")
    if not text:
        return fallback
    path = PurePosixPath(text)
    suffix = path.suffix[:12]
    return text.removesuffix(path.suffix)[: MAX_NAME - len(suffix)].rstrip(" .") + suffix


def suffix_of(name: str) -> str:
    """Return the lower-case suffix with its dot, or '' when the name has none."""
    return PurePosixPath(name).suffix.lower()


def with_suffix(name: str, suffix: str) -> str:
    """Return ``name`` ending in ``suffix``, replacing the suffix it had."""
    path = PurePosixPath(name)
    return (path.stem or "文件") + suffix
