"""Pictures are drawn anew: what is stored is pixels and nothing that was hidden beside them."""

from __future__ import annotations

import base64
import binascii
import contextlib
import io
import re
import struct
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageFile, ImageOps

from apps.documents.enums import Media
from apps.documents.rules.capture import camera_time

MAX_PIXELS = 40_000_000
"""Width x height; a picture of more would take over 120 MB of memory to open."""
MAX_SCANS = 60
"""Passes of a progressive JPEG; cameras write about ten, an attack thousands, each over all pixels."""
MAX_FRAMES = 12
"""Pictures in one HEIC file, as of a burst; only the first is kept."""
SIGNATURE_PIXELS = 4_000_000
"""A signature pad on the sharpest phone draws a quarter of that."""
JPEG_QUALITY = 88
_FORMATS = {Media.JPEG: "JPEG", Media.PNG: "PNG", Media.WEBP: "WEBP", Media.HEIC: "HEIF"}
_PARTS = {Media.JPEG: (b"\xff\xda", b"\xff\xd9"), Media.PNG: (b"IHDR", b"IDAT", b"IEND")}
"""What stands in every whole picture of a format: without it nothing needs to be decoded."""
_UNREADABLE = (SyntaxError, ValueError, struct.error, KeyError, TypeError, EOFError)
_DATA_URL = re.compile(r"^data:image/png;base64,([A-Za-z0-9+/=\s]+)$")
_MARKER = re.compile(rb"\xff[^\x00\xff\x01\xd0-\xd8]")
_BROKEN = "图片已损坏，打不开，请重新拍摄或导出后上传"

pillow_heif.register_heif_opener(thumbnails=False, aux_images=False, depth_images=False, decode_threads=2)


class BadImage(ValueError):
    """The picture cannot be taken; the message is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A re-encoded picture and what is kept of its metadata."""

    content: bytes
    media_type: Media
    suffix: str
    camera_time: str
    """EXIF DateTimeOriginal as written; '' where there is none."""


def glance(content: bytes, media: Media) -> None:
    """Raise :class:`BadImage` for what can be seen without decoding anything.

    Half pictures, animations, a progressive JPEG of thousands of scans, and a WebP whose canvas
    the decoder would set up while it only opens the file.
    """
    if any(part not in content for part in _PARTS.get(media, ())):
        raise BadImage(_BROKEN)
    if media is Media.JPEG and _scans(content) > MAX_SCANS:
        raise BadImage("这张图片的编码层次过多，不能接收，请重新拍摄或另存后上传")
    if media is Media.PNG and b"acTL" in content[: content.index(b"IDAT")]:
        raise BadImage(_MOVING)
    if media is Media.WEBP:
        width, height, moving = _webp_canvas(content)
        if width * height > MAX_PIXELS:
            raise BadImage(_too_large(width, height))
        if moving:
            raise BadImage(_MOVING)


_MOVING = "这是动图，请上传静止的图片"


def clean_image(content: bytes, media: Media, *, max_pixels: int = MAX_PIXELS) -> CleanImage:
    """Decode and encode a picture again, upright, without EXIF, GPS or trailing data.

    Photos become JPEG, pictures with transparency or from PNG become PNG. Raises
    :class:`BadImage` for a broken picture or one of more than ``max_pixels``.
    """
    glance(content, media)
    # WeasyPrint, once imported, lets every half picture of the process pass as whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        # Only the decoder of the type seen before: else Pillow tries all it has on a stranger's bytes.
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media]]) as image:
            # Nothing is decoded yet but a header: a bomb is refused before it unfolds (WebP: in glance).
            if image.width * image.height > max_pixels:
                raise BadImage(_too_large(image.width, image.height, max_pixels))
            if (frames := getattr(image, "n_frames", 1)) > MAX_FRAMES:
                raise BadImage(f"这个文件里有 {frames} 张图片，请分开上传")
            written = _written(image)
            image.load()
            _turn_upright(image)
            as_png = media is Media.PNG or image.mode in {"RGBA", "LA", "PA"}
            return _encode(image, as_png=as_png, written=written)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise BadImage("图片的像素过大，请缩小后再上传") from error
    except BadImage:
        raise
    except Exception as error:
        # whatever a decoder stumbles over: the picture is not sound
        raise BadImage(_BROKEN) from error


def _written(image: Image.Image) -> str:
    # notes that cannot be read say nothing; the picture may be sound all the same
    with contextlib.suppress(*_UNREADABLE):
        return camera_time(image.getexif())
    return ""


def _turn_upright(image: Image.Image) -> None:
    # a copy only where something has to be turned: each costs 120 MB at the limit
    with contextlib.suppress(*_UNREADABLE):
        ImageOps.exif_transpose(image, in_place=True)


def drawn_image(data_url: str) -> bytes:
    """Return the PNG of a signature drawn on a canvas (``data:image/png;base64,...``).

    Raises :class:`BadImage` when nothing was drawn or the text is no such picture.
    """
    match = _DATA_URL.match(data_url.strip())
    if not match:
        raise BadImage("没有收到签名，请在签名框内签名")
    try:
        content = base64.b64decode(match.group(1))
    except binascii.Error as error:
        raise BadImage("签名没有完整传来，请重新签名") from error
    clean = clean_image(content, Media.PNG, max_pixels=SIGNATURE_PIXELS)
    with Image.open(io.BytesIO(clean.content)) as image:
        white = Image.new("RGBA", image.size, "white")
        darkest, brightest = Image.alpha_composite(white, image.convert("RGBA")).convert("L").getextrema()
    if darkest == brightest:
        raise BadImage("签名框是空的，请签名后再提交")
    return clean.content


def _encode(image: Image.Image, *, as_png: bool, written: str) -> CleanImage:
    target = io.BytesIO()
    if as_png:
        mode = "RGBA" if "A" in image.mode or "transparency" in image.info else "RGB"
        mode = image.mode if image.mode in {"1", "L"} else mode
        _bare(image, mode).save(target, "PNG", optimize=False)
        return CleanImage(target.getvalue(), Media.PNG, ".png", written)
    mode = "L" if image.mode in {"1", "L", "I", "F"} else "RGB"
    _bare(image, mode).save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return CleanImage(target.getvalue(), Media.JPEG, ".jpg", written)


def _bare(image: Image.Image, mode: str) -> Image.Image:
    """Drop every note that a format would carry over: EXIF, XMP, comments, colour profiles."""
    # convert() copies; at the pixel limit a needless copy costs 120 MB.
    bare = image if image.mode == mode and mode != "1" else image.convert(mode)
    bare.info = {}
    bare.getexif().clear()
    return bare


def _scans(content: bytes) -> int:
    """Return how many scans a JPEG has; what phones append behind its end is not looked at."""
    place, scans = 2, 0
    while match := _MARKER.search(content, place):
        marker, place = content[match.start() + 1], match.end()
        if marker == 0xD9:
            break
        scans += marker == 0xDA
        if scans > MAX_SCANS:
            break
        place += int.from_bytes(content[place : place + 2], "big")
    return scans


def _webp_canvas(content: bytes) -> tuple[int, int, bool]:
    """Return width, height and whether it moves, from the first chunk of a WebP."""
    chunk, body = content[12:16], content[20:34]
    if len(body) < 14:
        raise BadImage(_BROKEN)
    if chunk == b"VP8X":
        size = int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        return *size, bool(body[0] & 0x02)
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, False
    if chunk == b"VP8 ":
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return width, height, False
    raise BadImage(_BROKEN)


def _too_large(width: int, height: int, most: int = MAX_PIXELS) -> str:
    return f"图片有 {width}×{height} 像素，超过 {most // 10_000} 万像素的上限，请缩小后再上传"
