"""Files as people send them, sound and otherwise."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SHOT_AT = "2026:07:01 09:30:00"


def upload(name: str, content: bytes, declared: str = "application/octet-stream") -> SimpleUploadedFile:
    """Return an upload as a browser sends it; ``declared`` is only what the browser claims."""
    return SimpleUploadedFile(name, content, content_type=declared)


def pdf(*, pages: int = 1, password: str = "", script: str = "") -> bytes:
    """Return a small PDF."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if script:
        action = {"/Type": "/Action", "/S": "/JavaScript", "/JS": script}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {
                NameObject(key): NameObject(value) if value.startswith("/") else TextStringObject(value)
                for key, value in action.items()
            }
        )
    if password:
        writer.encrypt(password, algorithm="AES-128")
    if not pages:
        writer.root_object[NameObject("/PageLayout")] = NameObject("/SinglePage")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def jpeg(*, size: tuple[int, int] = (64, 48), exif: Image.Exif | None = None) -> bytes:
    """Return a small photo."""
    return picture("JPEG", size=size, exif=exif or Image.Exif())


def png(*, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a small drawing."""
    return picture("PNG", size=size)


def picture(form: str, *, size: tuple[int, int] = (64, 48), exif: Image.Exif | None = None) -> bytes:
    """Return a picture whose left half is red, in a format Pillow can write."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    target = io.BytesIO()
    image.save(target, form, **({"exif": exif} if exif else {}))
    return target.getvalue()


def phone_exif() -> Image.Exif:
    """Return what a phone writes beside a photo: place, time, turned on its side."""
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8769)[0x9003] = SHOT_AT
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 1.5)
    return exif


def xlsx(*, extra: dict[str, bytes] | None = None) -> bytes:
    """Return the parts that make an archive look like a workbook, and what is added to them."""
    target = io.BytesIO()
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"} | (extra or {})
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()
