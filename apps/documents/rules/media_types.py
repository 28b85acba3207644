"""What a file really is, whatever its name or the browser says."""

from __future__ import annotations

from apps.documents.enums import Media

SUFFIXES: dict[str, frozenset[str]] = {
    Media.PDF: frozenset({".pdf"}),
    Media.JPEG: frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    Media.PNG: frozenset({".png"}),
    Media.WEBP: frozenset({".webp"}),
    Media.HEIC: frozenset({".heic", ".heif"}),
    Media.XLSX: frozenset({".xlsx"}),
}
_BEGINNINGS: tuple[tuple[bytes, Media | str], ...] = (
    (b"%PDF-", Media.PDF),
    (b"\xff\xd8\xff", Media.JPEG),
    (b"GIF", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"PK\x05\x06", "压缩包（zip）"),
    (b"PK\x07\x08", "压缩包（zip）"),
    (b"Rar!\x1a\x07", "压缩包（rar）"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（7z）"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "可执行程序"),
)
"""First bytes of a format and what it is: a type the store takes, or words for the refusal."""
_FILMS = frozenset({b"isom", b"mp41", b"mp42"})
_BRANDS: dict[bytes, Media | str] = {
    b"heic": Media.HEIC,
    b"avif": "AVIF 图片",
    b"qt  ": "视频",
    **dict.fromkeys(_FILMS, "视频"),
}
"""Brands of the ISO base media format (ISO/IEC 14496-12) that pictures and films share."""
_UNKNOWN = "无法识别的类型"


def sniff(content: bytes) -> Media | None:
    """Return the media type of ``content`` if it is one the store knows, else None."""
    kind = _kind(content)
    return kind if isinstance(kind, Media) else None


def describe(content: bytes) -> str:
    """Return in Chinese what ``content`` is, for the words of a refusal."""
    kind = _kind(content)
    return kind.label if isinstance(kind, Media) else kind


def named_media(suffix: str) -> Media | None:
    """Return the media type that a file name's suffix promises, if the store knows it."""
    return next((each for each in Media if suffix in SUFFIXES[each]), None)


def _kind(content: bytes) -> Media | str:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return "HTML 网页"
    if start.startswith((b"<svg", b"<?xml")) and b"<svg" in start:
        return "SVG 图形"
    if content.startswith(b"PK\x03\x04"):
        return _in_archive(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _in_compound_file(content)
    if content.startswith(b"\x89PNG"):
        return "动图" if _moves(content) else Media.PNG
    if content.startswith(b"RIFF") and content[8:14] == b"WEBPVP":
        return Media.WEBP
    begun = next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), "")
    return begun or _branded(content)


def _in_archive(content: bytes) -> Media | str:
    """Tell office documents from other archives by the folders their directory names."""
    # A zip's directory stands at its end; to search all of the content would find names inside of parts.
    tail = content[-65_536:]
    if b"xl/workbook" in tail:
        return Media.XLSX
    return "Word 文档" if b"word/document" in tail else "压缩包（zip）"


def _in_compound_file(content: bytes) -> str:
    """Tell the office documents of before 2007 by the stream their directory names."""
    if "WordDocument".encode("utf-16-le") in content:
        return "Word 文档"
    return "旧版 Excel 表格（xls）" if "Workbook".encode("utf-16-le") in content else _UNKNOWN


def _moves(png: bytes) -> bool:
    """Whether a chunk for animation stands before the pixels."""
    place = 8
    while (chunk := png[place + 4 : place + 8]) not in {b"", b"IDAT", b"IEND", b"acTL"}:
        place += 12 + int.from_bytes(png[place : place + 4], "big")
    return chunk == b"acTL"


def _branded(content: bytes) -> Media | str:
    size, major = int.from_bytes(content[:4], "big"), content[8:12]
    if content[4:8] != b"ftyp" or not 16 <= size <= len(content):
        return _UNKNOWN
    others = [content[at : at + 4] for at in range(16, min(size, 256), 4)]
    # mif1 and msf1 say only "pictures": how they are coded stands among the others
    brands = others if major in {b"mif1", b"msf1"} else [major]
    named = next((_BRANDS[brand] for brand in brands if brand in _BRANDS), "")
    return named or ("视频" if _FILMS & {*others} else _UNKNOWN)
