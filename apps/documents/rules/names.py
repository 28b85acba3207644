"""File names: what a person sent, made harmless."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from pathlib import PurePosixPath

MAX_NAME = 120
MAX_RAW = 4096
"""Characters of a sent name that are looked at."""
_SLASHES = str.maketrans(dict.fromkeys("\\∕⁄⧸／＼﹨", "/"))
"""Characters that are a slash, or that a file system or a reader may take for one."""
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "123456789"}
)
"""Names that Windows takes for devices, whatever their suffix."""
_UNSAFE = re.compile(r'[<>:"|?*]')
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # also turns of writing direction (‮)


_RUNNABLE = re.compile(
    r"\.(?:exe|bat|cmd|scr|pif|msi|ps1|vbs|jse?|wsf|hta|jar|apk|sh|py|php\d?|phtml|jsp|aspx?|x?html?|svg|lnk|dll)"
)
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")


def misleading(raw: str) -> str:
    """Return in words why a name pretends to be another file's; '' if it does not.

    A direction character that shows ``fdp.exe`` as ``exe.pdf``, a program's suffix hidden before
    the last one (``合同.exe.pdf``), a NUL that ends the name early.
    """
    if "\x00" in raw or _TURNED.search(raw):
        return "文件名里有看不见的控制字符，请重新命名后上传"
    # NFKC, so that a full-width ｅｘｅ counts as exe; the name that is kept stays as typed (NFC).
    inner = [f".{part.strip().lower()}" for part in unicodedata.normalize("NFKC", raw).split(".")[1:-1]]
    hidden = next((each for each in inner if _RUNNABLE.fullmatch(each)), "")
    return f"文件名里夹有 {hidden}，容易被误认，请重新命名后上传" if hidden else ""


def safe_name(raw: str, *, fallback: str = "文件") -> str:
    """Return the last part of ``raw`` without paths, control or direction characters.

    The suffix survives shortening, so the name still says what the file is.
    """
    text = unicodedata.normalize("NFC", raw[:MAX_RAW]).translate(_SLASHES)
    text = text.rsplit("/", 1)[-1]
    text = "".join(each for each in text if unicodedata.category(each) not in _INVISIBLE)
    text = _UNSAFE.sub("_", text).strip(" .")
    if not text or not text.strip("_"):
        return fallback
    if text.split(".", 1)[0].rstrip().lower() in _DEVICES:
        text = f"_{text}"
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


def ascii_name(name: str) -> str:
    """Return a safe name for clients that read no Chinese: what it has of ASCII, and a mark of the rest.

    Two names that differ in Chinese alone differ by the mark.
    """
    path = PurePosixPath(name)
    plain = [each.encode("ascii", "ignore").decode() for each in (path.stem, path.suffix)]
    stem, suffix = (re.sub(r"[^\w.~-]+", "_", each, flags=re.ASCII) for each in plain)
    stem = re.sub(r"([._-])[._-]+", r"\1", stem).strip("._-")
    if not name.isascii():
        mark = sha256(name.encode()).hexdigest()[:6]
        stem = f"{stem}-{mark}" if stem else mark
    return (stem or "file") + (suffix if len(suffix) > 1 else "")
