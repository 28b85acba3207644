"""Strangers' files are opened in a process of their own, which may take little memory and time.

A decoder that crashes, swells or runs on takes this process with it and nothing else: neither the
request nor the worker. The process is given the file and nothing more: no environment, no secrets,
and it may write no file.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from apps.documents.enums import IMAGES, Media
from apps.documents.rules.images import BadImage, clean_image, glance
from apps.documents.rules.pdfs import BadPdf, check_pdf, glance_at_pdf

MEMORY_BYTES = 1024 * 1024 * 1024
"""Address space of the examining process; a picture at the pixel limit takes about half."""
CPU_SECONDS = 15
WALL_SECONDS = 25
"""Less than the web server's patience with a request."""

TOO_MUCH = "这个文件过于复杂，系统在限定的内存和时间内没能检查完，请另存或重新拍摄、扫描后上传"
BUSY = "系统现在很忙，没能及时检查完这个文件，文件没有接收，请稍后再试"
SMALL = 64 * 1024
_ROOT = Path(__file__).resolve().parents[3]
_COMMAND = (sys.executable, "-m", "apps.documents.rules.sandbox")


class Unsound(ValueError):
    """The file cannot be taken; the message is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is left of a file after it was opened."""

    content: bytes
    """What may be kept: a picture drawn anew, any other file as it came."""
    media_type: Media
    suffix: str = ""
    camera_time: str = ""


@dataclass(slots=True)
class _Recent:
    """Answers about small files, which repeat: an empty signature, a form without entries."""

    most: int
    answers: OrderedDict[tuple[str, bytes], Examined | str] = field(default_factory=OrderedDict)

    def put(self, key: tuple[str, bytes], answer: Examined | str) -> None:
        self.answers[key] = answer
        while len(self.answers) > self.most:
            self.answers.popitem(last=False)


_recent = _Recent(most=200)


def examine(content: bytes, media: Media) -> Examined:
    """Open a picture or a PDF in a process of its own; raise :class:`Unsound` with the reason."""
    try:
        if media in IMAGES:
            glance(content, media)
        else:
            glance_at_pdf(content)
    except (BadImage, BadPdf) as error:
        raise Unsound(str(error)) from error
    key = media.value, sha256(content).digest()
    answer = _recent.answers.get(key)
    if answer is None:
        answer = _asked(content, media)
        kept = len(answer.content) if isinstance(answer, Examined) else 0
        if max(len(content), kept) <= SMALL:
            _recent.put(key, answer)
    if isinstance(answer, str):
        raise Unsound(answer)
    return answer


def _asked(content: bytes, media: Media) -> Examined | str:
    try:
        done = subprocess.run(  # noqa: S603  # our own module, an argument of our own
            [*_COMMAND, media.value],
            input=content,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=_ROOT,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        # a file that never ends meets the limit of CPU seconds first
        raise Unsound(BUSY) from None
    head, _, body = done.stdout.partition(b"\n")
    # Killed by a limit, or crashed: for the person who sent the file both mean the same. Raised and not
    # returned: it may have been the machine's fault, and must not be remembered of the file.
    if done.returncode or not head:
        raise Unsound(TOO_MUCH)
    try:
        said: dict[str, Any] = json.loads(head)
    except ValueError:
        raise Unsound(TOO_MUCH) from None
    if "refused" in said:
        return str(said["refused"])
    kept = body if media in IMAGES else content
    return Examined(kept, Media(said["media"]), said["suffix"], said["camera_time"])


def _answer(content: bytes, media: Media) -> tuple[dict[str, str], bytes]:
    try:
        if media not in IMAGES:
            check_pdf(content)
            return {"media": media.value, "suffix": "", "camera_time": ""}, b""
        clean = clean_image(content, media)
    except (BadImage, BadPdf) as error:
        return {"refused": str(error)}, b""
    except (MemoryError, RecursionError):
        return {"refused": TOO_MUCH}, b""
    said = {"media": clean.media_type.value, "suffix": clean.suffix, "camera_time": clean.camera_time}
    return said, clean.content


def _main() -> None:
    media = Media(sys.argv[1])
    if media not in IMAGES:
        import_module("pypdf")  # while its compiled form may still be written
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    # No file may be written; the answer still gets out, as a pipe is no file to this limit.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    said, body = _answer(sys.stdin.buffer.read(), media)
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + body)


if __name__ == "__main__":
    _main()
