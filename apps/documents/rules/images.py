"""Pictures are drawn anew: what is stored is pixels and nothing that was hidden beside them."""

from __future__ import annotations

import base64
import binascii
import io
import re
from dataclasses import dataclass
from datetime import datetime

import pillow_heif
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from apps.documents.enums import Media

MAX_PIXELS = 40_000_000
"""Width x height; a picture of more would take over 120 MB of memory to open."""
JPEG_QUALITY = 88
_FORMATS = {Media.JPEG: "JPEG", Media.PNG: "PNG", Media.WEBP: "WEBP", Media.HEIC: "HEIF"}
_DATA_URL = re.compile(r"^data:image/png;base64,([A-Za-z0-9+/=\s]+)$")

pillow_heif.register_heif_opener()


class BadImage(ValueError):
    """The picture cannot be taken; the message is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A re-encoded picture and what is kept of its metadata."""

    content: bytes
    media_type: Media
    suffix: str
    captured_at: datetime | None
    """Aware; from EXIF DateTimeOriginal, read as Asia/Shanghai where it names no offset."""


def clean_image(content: bytes, media: Media) -> CleanImage:
    """Decode and encode a picture again, upright, without EXIF, GPS or trailing data.

    Photos become JPEG, pictures with transparency or from PNG become PNG. Raises
    :class:`BadImage` for a broken picture or one of more than ``MAX_PIXELS``.
    """
    # WeasyPrint, once imported, lets every half picture of the process pass as whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media]]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise BadImage(_too_large(image.width, image.height))
            captured_at = _captured_at(image)
            image.load()
            upright = ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:
        raise BadImage("图片的像素过大，请缩小后再上传") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, BadImage):
            raise
        raise BadImage("图片已损坏，打不开，请重新拍摄或导出后上传") from error
    as_png = media is Media.PNG or upright.mode in {"RGBA", "LA", "PA"}
    return _encode(upright, as_png=as_png, captured_at=captured_at)


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
    clean = clean_image(content, Media.PNG)
    with Image.open(io.BytesIO(clean.content)) as image:
        white = Image.new("RGBA", image.size, "white")
        darkest, brightest = Image.alpha_composite(white, image.convert("RGBA")).convert("L").getextrema()
    if darkest == brightest:
        raise BadImage("签名框是空的，请签名后再提交")
    return clean.content


def _encode(image: Image.Image, *, as_png: bool, captured_at: datetime | None) -> CleanImage:
    target = io.BytesIO()
    if as_png:
        mode = "RGBA" if "A" in image.mode or "transparency" in image.info else "RGB"
        mode = image.mode if image.mode in {"1", "L"} else mode
        _bare(image.convert(mode)).save(target, "PNG", optimize=False)
        return CleanImage(target.getvalue(), Media.PNG, ".png", captured_at)
    mode = "L" if image.mode in {"1", "L", "I", "F"} else "RGB"
    _bare(image.convert(mode)).save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return CleanImage(target.getvalue(), Media.JPEG, ".jpg", captured_at)


def _bare(image: Image.Image) -> Image.Image:
    """Drop every note that a format would carry over: EXIF, XMP, comments, colour profiles."""
    image.info = {}
    return image


def _captured_at(image: Image.Image) -> datetime | None:
    details = image.getexif().get_ifd(ExifTags.IFD.Exif)
    raw = str(details.get(ExifTags.Base.DateTimeOriginal, "")).strip("\x00 ")
    offset = str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\x00 ")
    for zone in (offset, "+0800"):
        try:
            return datetime.strptime(f"{raw} {zone}", "%Y:%m:%d %H:%M:%S %z")
        except ValueError:
            continue
    return None


def _too_large(width: int, height: int) -> str:
    return f"图片有 {width}×{height} 像素，超过 4000 万像素的上限，请缩小后再上传"
