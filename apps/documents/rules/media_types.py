"""What a file really is, whatever its name or the browser says."""

from __future__ import annotations

import filetype

from apps.documents.enums import Media

SUFFIXES: dict[str, frozenset[str]] = {
    Media.PDF: frozenset({".pdf"}),
    Media.JPEG: frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    Media.PNG: frozenset({".png"}),
    Media.WEBP: frozenset({".webp"}),
    Media.HEIC: frozenset({".heic", ".heif"}),
    Media.XLSX: frozenset({".xlsx"}),
}
_FOREIGN = {
    "text/html": "HTML 网页",
    "application/msword": "Word 文档",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word 文档",
    "application/vnd.ms-excel": "旧版 Excel 表格（xls）",
    "application/zip": "压缩包（zip）",
    "application/x-rar-compressed": "压缩包（rar）",
    "application/x-7z-compressed": "压缩包（7z）",
    "application/x-msdownload": "Windows 程序",
    "application/x-executable": "可执行程序",
    "image/gif": "GIF 图片",
    "image/apng": "动图",
    "image/avif": "AVIF 图片",
    "image/bmp": "BMP 图片",
    "image/tiff": "TIFF 图片",
    "image/svg+xml": "SVG 图形",
    "video/mp4": "视频",
    "video/quicktime": "视频",
}


def sniff(content: bytes) -> Media | None:
    """Return the media type of ``content`` if it is one the store knows, else None."""
    mime = _mime(content)
    return next((each for each in Media if each == mime), None)


def describe(content: bytes) -> str:
    """Return in Chinese what ``content`` is, for the words of a refusal."""
    mime = _mime(content)
    known = next((each.label for each in Media if each == mime), None)
    return known or _FOREIGN.get(mime, "无法识别的类型")


def named_media(suffix: str) -> Media | None:
    """Return the media type that a file name's suffix promises, if the store knows it."""
    return next((each for each in Media if suffix in SUFFIXES[each]), None)


def _mime(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return Media.PDF
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return "text/html"
    if start.startswith((b"<svg", b"<?xml")) and b"<svg" in start:
        return "image/svg+xml"
    if content.startswith(b"PK\x03\x04"):
        return _zip_mime(content)
    kind = filetype.guess(content)
    mime = str(kind.mime) if kind else ""
    return Media.HEIC if mime in {"image/heic", "image/heif"} else mime


def _zip_mime(content: bytes) -> str:
    """Tell office documents from other archives by the folders their directory names."""
    tail = content[-65_536:]
    if b"xl/workbook" in tail:
        return Media.XLSX
    if b"word/document" in tail:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return "application/zip"
