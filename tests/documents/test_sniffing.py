"""What a file is told to be by its first bytes."""

from __future__ import annotations

import pytest

from apps.documents.enums import Media
from apps.documents.rules.media_types import describe, sniff
from tests.factories import hostile, uploads


def branded(major: bytes, *others: bytes, size: int | None = None) -> bytes:
    """Return the first box of an ISO base media file and some bytes of the next."""
    brands = major + bytes(4) + b"".join(others)
    return (size or 8 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands + bytes(40)


def compound(stream: str) -> bytes:
    """Return the bytes of an old office document that matter: its magic number and a stream's name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + stream.encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (uploads.pdf(), Media.PDF),
        (uploads.jpeg(), Media.JPEG),
        (uploads.png(), Media.PNG),
        (uploads.picture("WEBP"), Media.WEBP),
        (uploads.picture("HEIF"), Media.HEIC),
        (uploads.xlsx(), Media.XLSX),
        (branded(b"heic", b"mif1", b"heic"), Media.HEIC),
        (branded(b"mif1", b"mif1", b"heic"), Media.HEIC),
        (branded(b"msf1", b"msf1", b"heic"), Media.HEIC),
    ],
)
def test_what_the_store_takes_is_known_by_its_content(content: bytes, media: Media) -> None:
    assert sniff(content) is media


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xef\xbb\xbf\r\n <HTML>", "HTML 网页"),
        (b"<?xml version='1.0'?><svg/>", "SVG 图形"),
        (b"GIF89a" + bytes(40), "GIF 图片"),
        (b"BM" + bytes(40), "BMP 图片"),
        (b"II*\0" + bytes(40), "TIFF 图片"),
        (b"MM\0*" + bytes(40), "TIFF 图片"),
        (hostile.moving("PNG"), "动图"),
        (hostile.archive(), "压缩包（zip）"),
        (hostile.archive({"word/document.xml": b"<x/>"}), "Word 文档"),
        (b"PK\x05\x06" + bytes(18), "压缩包（zip）"),
        (b"Rar!\x1a\x07\x01\0" + bytes(40), "压缩包（rar）"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "压缩包（7z）"),
        (b"MZ\x90\0" + bytes(40), "Windows 程序"),
        (b"\x7fELF" + bytes(60), "可执行程序"),
        (compound("WordDocument"), "Word 文档"),
        (compound("Workbook"), "旧版 Excel 表格（xls）"),
        (branded(b"avif", b"mif1"), "AVIF 图片"),
        (branded(b"mif1", b"avif"), "AVIF 图片"),
        (branded(b"qt  ", b"qt  "), "视频"),
        (branded(b"mp42", b"mp42"), "视频"),
        (branded(b"3gp4", b"isom"), "视频"),
    ],
)
def test_what_the_store_refuses_is_named(content: bytes, words: str) -> None:
    assert (sniff(content), describe(content)) == (None, words)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF",
        b"\xff\xd8\0\0" + bytes(60),
        b"\\377\\330\\377",
        b"\r\n%PDF-1.4",
        b"RIFF" + bytes(4) + b"WAVEfmt ",
        b"\0\0\0\x0cjP  " + bytes(60),
        compound("Else"),
        branded(b"else", b"heic"),
        branded(b"mif1", b"else"),
        branded(b"heic", size=8),
        branded(b"heic", size=4000),
    ],
)
def test_what_only_resembles_a_known_type_is_unknown(content: bytes) -> None:
    assert (sniff(content), describe(content)) == (None, "无法识别的类型")
