"""One answer to “may this upload be kept, and as what?”"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from apps.documents.enums import Media, accepted_media
from apps.documents.rules.capture import captured_at
from apps.documents.rules.media_types import SUFFIXES, describe, named_media, sniff
from apps.documents.rules.names import misleading, safe_name, suffix_of, with_suffix
from apps.documents.rules.sandbox import Examined, Unsound, examine
from apps.lib import clock, formats
from apps.lib.spreadsheets import SpreadsheetRefused, check_archive


class BadUpload(ValueError):
    """The upload cannot be kept; the message is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """An upload that may be kept, in the form in which it will be kept."""

    name: str
    media_type: Media
    content: bytes
    kind: str
    captured_at: datetime | None = None
    camera_time: str = ""
    source_sha256: str = ""
    """Digest of the bytes as they were sent, before a picture was drawn anew."""
    source_size: int | None = None

    @property
    def size(self) -> int:
        """Size in bytes."""
        return len(self.content)


def check_upload(raw_name: str, content: bytes, *, kind: str, max_bytes: int) -> CheckedUpload:
    """Return what may be kept of an upload of ``kind``; raise :class:`BadUpload` if nothing.

    Size, emptiness, content against name, content against kind and the soundness of the content
    are checked in this order, so that the first thing to mend is the one named.
    """
    name = safe_name(raw_name)
    if not content:
        raise BadUpload("这个文件是空的，请重新选择")
    if len(content) > max_bytes:
        raise too_big(len(content), max_bytes)
    if words := misleading(raw_name):
        raise BadUpload(words)
    media = _media_as_named(name, content)
    accepted = accepted_media(kind)
    if media not in accepted:
        raise BadUpload(f"这里不能上传 {media.label}，请上传 {accepted_text(kind)}")
    # Taken before a picture is drawn anew: whoever has the original can prove that it is the one.
    digest = sha256(content).hexdigest()
    try:
        if media is Media.XLSX:
            # In this process: nothing but zlib and a search runs over it, no decoder (docs/decisions/0071).
            check_archive(content, values_only=True)
            clean = Examined(content, media)
        else:
            clean = examine(content, media)
    except (Unsound, SpreadsheetRefused) as error:
        raise BadUpload(str(error)) from error
    return CheckedUpload(
        name=_with_right_suffix(name, clean.media_type, clean.suffix),
        media_type=clean.media_type,
        content=clean.content,
        kind=kind,
        captured_at=captured_at(clean.camera_time, received_at=clock.now()),
        camera_time=clean.camera_time,
        source_sha256=digest,
        source_size=len(content),
    )


def too_big(size: int, max_bytes: int) -> BadUpload:
    """Return the refusal of a file of ``size`` bytes, saying both numbers."""
    return BadUpload(
        f"这个文件有 {formats.file_size(size)}，"
        f"超过 {formats.file_size(max_bytes)} 的上限，请压缩或分开后上传"
    )


def accepted_text(kind: str) -> str:
    """Return the media types a kind takes, for help texts and refusals."""
    accepted = accepted_media(kind)
    shown = [Media.PDF, Media.JPEG, Media.PNG, Media.XLSX]
    return "、".join(each.label for each in shown if each in accepted)


def accept_attribute(kind: str) -> str:
    """Return the value of an input's ``accept`` for a kind."""
    names = {suffix for each in accepted_media(kind) for suffix in SUFFIXES[each]}
    return ",".join(sorted(names))


def _media_as_named(name: str, content: bytes) -> Media:
    media = sniff(content)
    suffix = suffix_of(name)
    promised = named_media(suffix)
    if promised and promised is not media:
        raise BadUpload(f"这个文件不是 {promised.label}（内容是 {describe(content)}），请重新导出后上传")
    if media is None:
        raise BadUpload(f"不能接收这种文件（{describe(content)}），请改为 PDF 或图片后上传")
    if suffix and not promised:
        raise BadUpload(f"文件名以 {suffix} 结尾，内容却是 {media.label}，请改正文件名或重新导出后上传")
    return media


def _with_right_suffix(name: str, media: Media, suffix: str = "") -> str:
    names = SUFFIXES[media]
    if suffix_of(name) in names:
        return name
    # A HEIC photo is a JPEG by now, and a name without a suffix gets one.
    return with_suffix(name, suffix or min(names))
