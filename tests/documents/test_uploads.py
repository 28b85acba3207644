"""What may be kept of an upload, and in which words the rest is refused."""

from __future__ import annotations

import base64
import contextlib
import io
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from apps.documents.enums import FileKind, Media, accepted_media
from apps.documents.rules.images import BadImage, clean_image, drawn_image
from apps.documents.rules.names import safe_name
from apps.documents.rules.uploads import BadUpload, CheckedUpload, accept_attribute, check_upload
from tests.factories import uploads

LIMIT = 1024 * 1024


def checked(name: str, content: bytes, kind: str = FileKind.CONTRACT_SCAN) -> CheckedUpload:
    return check_upload(name, content, kind=kind, max_bytes=LIMIT)


def test_sound_pdf_is_kept_as_it_is() -> None:
    content = uploads.pdf(pages=2)
    kept = checked("合同.pdf", content)
    assert (kept.name, kept.media_type, kept.content) == ("合同.pdf", Media.PDF, content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("合同.pdf", b"", "是空的"),
        ("合同.pdf", uploads.HTML, "这个文件不是 PDF（内容是 HTML 网页），请重新导出后上传"),
        ("合同.pdf", uploads.jpeg(), "不是 PDF（内容是 JPEG 图片）"),
        ("照片.jpg", uploads.pdf(), "不是 JPEG 图片（内容是 PDF）"),
        ("照片.jpg", b"MZ\x90\x00" + bytes(200), "不是 JPEG 图片（内容是 Windows 程序）"),
        ("合同.exe", uploads.pdf(), "文件名以 .exe 结尾"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG 图形"),
        ("图.gif", uploads.picture("GIF"), "GIF 图片"),
        ("说明.txt", "甲".encode() * 50, "无法识别的类型"),
        ("包.zip", b"PK\x03\x04" + bytes(100), "压缩包（zip）"),
        ("合同.pdf", uploads.pdf(password="locked"), "密码保护"),
        ("合同.pdf", uploads.pdf(script="app.alert(1)"), "带有脚本"),
        ("合同.pdf", uploads.pdf(pages=0), "没有页面"),
        ("合同.pdf", b"%PDF-1.7\n" + bytes(500), "已损坏"),
        ("合同.pdf", uploads.pdf()[:150], "已损坏"),
        ("照片.jpg", uploads.jpeg()[:200], "图片已损坏"),
        ("照片.png", uploads.png()[:60], "图片已损坏"),
        ("合同.pdf", uploads.pdf() + bytes(LIMIT), "MB 的上限"),
        ("表.xlsx", uploads.xlsx(), "不能上传 Excel 表格（xlsx），请上传 PDF、JPEG 图片、PNG 图片"),
    ],
)
def test_bad_upload_is_refused_with_its_reason(name: str, content: bytes, words: str) -> None:
    with pytest.raises(BadUpload) as refusal:
        checked(name, content)
    assert words in str(refusal.value)


def test_workbook_is_evidence_of_a_declared_total_only() -> None:
    assert checked("汇总.xlsx", uploads.xlsx(), FileKind.DECLARED_EVIDENCE).media_type is Media.XLSX
    assert Media.XLSX not in accepted_media(FileKind.WORK_PHOTO)


def test_workbook_with_macros_is_refused() -> None:
    content = uploads.xlsx(extra={"xl/vbaProject.bin": b"x"})
    with pytest.raises(BadUpload, match="宏"):
        checked("汇总.xlsx", content, FileKind.DECLARED_EVIDENCE)


def test_photo_kind_takes_no_pdf() -> None:
    with pytest.raises(BadUpload, match="这里不能上传 PDF"):
        checked("照片.pdf", uploads.pdf(), FileKind.WORK_PHOTO)


def test_half_a_picture_is_refused_even_where_papers_are_drawn() -> None:
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as WeasyPrint leaves it
    with pytest.raises(BadUpload, match="图片已损坏"):
        checked("照片.png", uploads.png()[:60])


def test_polyglot_loses_what_was_hidden_behind_the_picture() -> None:
    kept = checked("照片.jpg", uploads.jpeg() + uploads.HTML, FileKind.WORK_PHOTO)
    assert b"<script>" not in kept.content
    assert Image.open(io.BytesIO(kept.content)).size == (64, 48)


def test_polyglot_loses_what_was_hidden_in_its_comment() -> None:
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, "JPEG", comment=uploads.HTML)
    assert uploads.HTML in target.getvalue()
    kept = checked("照片.jpg", target.getvalue(), FileKind.WORK_PHOTO)
    assert b"<script>" not in kept.content


def test_exif_and_place_are_dropped_and_the_time_is_kept_as_data() -> None:
    kept = checked("照片.jpg", uploads.jpeg(exif=uploads.phone_exif()), FileKind.WORK_PHOTO)
    assert b"SecretPhoneMaker" not in kept.content
    assert not Image.open(io.BytesIO(kept.content)).getexif()
    assert kept.captured_at == datetime(2026, 7, 1, 1, 30, tzinfo=UTC)


def test_photo_is_turned_upright() -> None:
    kept = checked("照片.jpg", uploads.jpeg(exif=uploads.phone_exif()), FileKind.WORK_PHOTO)
    assert Image.open(io.BytesIO(kept.content)).size == (48, 64)


@pytest.mark.parametrize(("form", "name"), [("WEBP", "照片.webp"), ("HEIF", "IMG_0001.HEIC")])
def test_other_photo_formats_become_jpeg(form: str, name: str) -> None:
    kept = checked(name, uploads.picture(form), FileKind.WORK_PHOTO)
    assert kept.media_type is Media.JPEG
    assert kept.name.endswith(".jpg")
    assert kept.content.startswith(b"\xff\xd8")


def test_drawing_stays_png() -> None:
    assert checked("图.png", uploads.png(), FileKind.PLAN_DRAWING).media_type is Media.PNG


def test_picture_over_the_pixel_limit_is_refused_before_it_is_opened() -> None:
    target = io.BytesIO()
    Image.new("1", (8000, 6000)).save(target, "PNG")
    with pytest.raises(BadUpload, match="8000×6000 像素"):
        checked("图.png", target.getvalue(), FileKind.PLAN_DRAWING)


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\合同\\合同.pdf", "合同.pdf"),
        ("合同\x00\r\n.pdf", "合同.pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("..", "文件"),
        ("", "文件"),
        ("䶮𬭎的合同.pdf", "䶮𬭎的合同.pdf"),
    ],
)
def test_file_name_is_made_harmless(raw: str, safe: str) -> None:
    assert safe_name(raw) == safe


@given(st.text())
def test_no_name_keeps_a_path_or_control_character(raw: str) -> None:
    name = safe_name(raw)
    assert name
    assert len(name) <= 120
    assert not set(name) & set('/\\\r\n\x00"')
    assert name not in {".", ".."}


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_no_content_makes_the_check_itself_fail(content: bytes, start: bytes) -> None:
    with contextlib.suppress(BadUpload):
        checked("文件", start + content)


def test_every_kind_offers_only_suffixes_it_takes() -> None:
    assert accept_attribute(FileKind.SIGNATURE) == ".png"
    assert ".pdf" not in accept_attribute(FileKind.ACCEPTANCE_PHOTO)
    assert ".xlsx" in accept_attribute(FileKind.DECLARED_EVIDENCE)


def test_noise_of_real_size_survives() -> None:
    image = Image.frombytes("RGB", (300, 200), random.Random(7).randbytes(300 * 200 * 3))
    target = io.BytesIO()
    image.save(target, "JPEG")
    assert clean_image(target.getvalue(), Media.JPEG).content


def drawing(*, blank: bool) -> str:
    image = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    if not blank:
        image.paste("black", (20, 50, 250, 55))
    target = io.BytesIO()
    image.save(target, "PNG")
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


def test_drawn_signature_is_taken() -> None:
    assert drawn_image(drawing(blank=False)).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("data_url", "words"),
    [
        (drawing(blank=True), "签名框是空的"),
        ("", "没有收到签名"),
        ("data:text/html;base64,PGI+", "没有收到签名"),
        ("data:image/png;base64,AAAA", "已损坏"),
    ],
)
def test_empty_or_foreign_signature_is_refused(data_url: str, words: str) -> None:
    with pytest.raises(BadImage, match=words):
        drawn_image(data_url)
