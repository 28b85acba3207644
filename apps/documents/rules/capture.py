"""When a picture was taken: what its camera wrote, and whether that can be true."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from PIL import ExifTags, Image

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""A camera that lost its battery says 1970 or 1980."""
AHEAD = timedelta(days=1)
"""How far a camera's clock may run ahead of ours; one set to another time zone still counts."""

_WRITTEN = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d( [+-]\d\d:?\d\d)?")


def camera_time(exif: Image.Exif) -> str:
    """Return EXIF DateTimeOriginal and its offset as written, or '' where there is none.

    Anything but digits in the standard's own order is dropped: the field is a stranger's text.
    """
    details = exif.get_ifd(ExifTags.IFD.Exif)
    taken = _word(details.get(ExifTags.Base.DateTimeOriginal))
    offset = _word(details.get(ExifTags.Base.OffsetTimeOriginal))
    for text in (f"{taken} {offset}", taken):
        if _WRITTEN.fullmatch(text):
            return text
    return ""


def captured_at(written: str, *, received_at: datetime) -> datetime | None:
    """Return the moment a camera's words mean, or None where they cannot be true.

    Words without an offset are read as Asia/Shanghai. A moment before 2000 or after the upload was
    received (a day is allowed) is no capture time; the words themselves stay as data.
    """
    taken, _, offset = written[:19], written[19:20], written[20:]
    # Without an offset, or with one that strptime refuses, the camera's words are wall time of Shanghai.
    for zone in (offset, "+0800"):
        try:
            moment = datetime.strptime(f"{taken} {zone}", "%Y:%m:%d %H:%M:%S %z").astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        return moment if EARLIEST <= moment <= received_at + AHEAD else None
    return None


def _word(value: object) -> str:
    return str(value or "").strip("\x00 ")[:40]
