"""Files that are two things at once, or not what their name says: refused, or stripped of the second."""

from __future__ import annotations

import pytest

from apps.documents.enums import FileKind
from apps.documents.rules.uploads import BadUpload, CheckedUpload, check_upload
from tests.factories import hostile, uploads
from tests.factories.hostile import SCRIPT

LIMIT = 5 * 1024 * 1024


def checked(name: str, content: bytes, kind: str = FileKind.DECLARED_EVIDENCE) -> CheckedUpload:
    return check_upload(name, content, kind=kind, max_bytes=LIMIT)


def table(**parts: bytes) -> bytes:
    named = {"rels": "xl/_rels/workbook.xml.rels", "sheet": hostile.SHEET, "types": "[Content_Types].xml"}
    return hostile.archive(hostile.SKELETON | {named.get(name, name): part for name, part in parts.items()})


def outside(kind: str) -> bytes:
    link = f'<Relationship Id="r" Type="http://x/{kind}" Target="file:///c:/a.xlsx" TargetMode="External"/>'
    return table(rels=b"<Relationships>" + link.encode() + b"</Relationships>")


PDF, BIG, ZIP = uploads.pdf(), uploads.pdf(pages=20), hostile.archive()
BINARY = {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}
REFUSED = {
    "page named jpg": ("照片.jpg", uploads.HTML, "HTML 网页"),
    "page after blanks": ("照片.jpg", b"\n\n \t" + uploads.HTML, "HTML 网页"),
    "page that begins as gif": ("照片.jpg", b"GIF89a/*" + SCRIPT + b"*/=1;", "GIF 图片"),
    "gif with script": ("图.gif", b"GIF89a=1;alert(1)//" + bytes(100), "GIF 图片"),
    "svg": ("图.svg", b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "svg named png": ("图.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>", "SVG"),
    "php": ("图.php", uploads.png(), "文件名以 .php 结尾"),
    "php before the last suffix": ("图.php.png", uploads.png(), "夹有 .php"),
    "program before the last suffix": ("合同.exe.pdf", PDF, "夹有 .exe"),
    "program after full-width dot": ("合同．exe．pdf", PDF, "夹有 .exe"),
    "turned name": ("合同\u202efdp.exe", PDF, "看不见的控制字符"),
    "name cut by NUL": ("合同.pdf\x00.exe", PDF, "看不见的控制字符"),
    "look-alike suffix": ("照片.jрg", uploads.jpeg(), "文件名以"),
    "pdf and zip": ("合同.pdf", PDF + ZIP, "压缩包|别的内容"),
    "zip inside a pdf's comment": ("合同.pdf", PDF[:-6] + b"%" + ZIP + b"\n%%EOF\n", "压缩包"),
    "zip before a pdf": ("合同.pdf", ZIP + PDF, "压缩包"),
    "page at a pdf's head": ("合同.pdf", PDF[:9] + b"%" + SCRIPT + b"\n" + PDF[9:], "网页代码"),
    "page behind a pdf": ("合同.pdf", BIG + SCRIPT, "别的内容"),
    "php behind a pdf": ("合同.pdf", BIG + b"<?php system('id');", "别的内容"),
    "program behind a pdf": ("合同.pdf", PDF + b"MZ" + bytes(range(1, 256)) * 20, "别的内容"),
    "pdf that starts a program named elsewhere in it": (
        "合同.pdf",
        hostile.acting_pdf("/Launch", referred=True, F="cmd.exe"),
        "自行执行",
    ),
    "pdf that starts a program": ("合同.pdf", hostile.acting_pdf("/Launch", F="cmd.exe"), "自行执行"),
    "pdf with script in a link": ("合同.pdf", hostile.acting_pdf("/JavaScript", JS="app.alert(1)"), "脚本"),
    "pdf that sends": ("合同.pdf", hostile.acting_pdf("/SubmitForm", F="http://x.invalid"), "自行执行"),
    "pdf that opens another": ("合同.pdf", hostile.acting_pdf("/GoToR", F="\\\\x\\a.pdf"), "别的文件"),
    "pdf with packed script": ("合同.pdf", hostile.hidden_script_pdf(), "脚本"),
    "pdf with a file": ("合同.pdf", hostile.pdf_with_file(), "嵌有其他文件"),
    "pdf that is a form": ("合同.pdf", hostile.form_pdf(), "XFA"),
    "pdf under lock": ("合同.pdf", uploads.pdf(password="x"), "密码保护"),
    "zip named xlsx": ("表.xlsx", ZIP, "压缩包"),
    "docx named xlsx": ("表.xlsx", hostile.archive({"word/document.xml": b"<x/>"}), "Word"),
    "table behind a page": ("表.xlsx", uploads.HTML + table(), "HTML"),
    "table behind other bytes": ("表.xlsx", b"PK\x03\x04" + bytes(60) + table(), "已损坏"),
    "table before a page": ("表.xlsx", table() + SCRIPT, "已损坏|不是 Excel"),
    "table with macros": ("表.xlsx", table(**{"xl/vbaProject.bin": b"x"}), "宏"),
    "table with old macros": ("表.xlsx", table(**{"xl/macrosheets/sheet1.xml": b"<x/>"}), "宏"),
    "table of macro type": ("表.xlsx", table(types=b"<Types ct='sheet.macroEnabled.main+xml'/>"), "宏"),
    "table with a control": ("表.xlsx", table(**{"xl/activeX/activeX1.bin": b"x"}), "控件"),
    "table with a file": ("表.xlsx", table(**{"xl/embeddings/a.bin": b"x"}), "嵌有其他文件"),
    "table with another file": ("表.xlsx", table(**{"xl/media/a.png": b"MZ\x90"}), "嵌有其他文件"),
    "table that reads another": ("表.xlsx", table(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}), "引用"),
    "table that asks a server": ("表.xlsx", table(**{"xl/connections.xml": b"<x/>"}), "数据连接"),
    "table with outside data": ("表.xlsx", outside("externalLinkPath"), "引用了其他文件"),
    "table with outside picture": ("表.xlsx", outside("image"), "引用了其他文件"),
    "table with entities": (
        "表.xlsx",
        table(sheet=b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/x">]>'),
        "文档类型",
    ),
    "table with formulas": ("表.xlsx", table(sheet=b"<c><f>WEBSERVICE(A1)</f></c>"), "公式"),
    "table that leads away": ("表.xlsx", table(**{"../../etc/x.xml": b"<x/>"}), "已损坏"),
    "table with a root path": ("表.xlsx", table(**{"/etc/x.xml": b"<x/>"}), "已损坏"),
    "table with parts twice": ("表.xlsx", table(**{"XL/workbook.xml": b"<x/>"}), "已损坏"),
    "old table": ("表.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "类型|xls"),
    "binary table": (
        "表.xlsx",
        hostile.archive({"[Content_Types].xml": b"<T/>", "xl/workbook.bin": b"x"}),
        "xlsx",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_file_of_two_natures_is_refused(case: str) -> None:
    name, content, words = REFUSED[case]
    with pytest.raises(BadUpload) as refused:
        checked(name, content)
    assert any(each in str(refused.value) for each in words.split("|")), str(refused.value)


@pytest.mark.parametrize("tail", [uploads.HTML, ZIP, PDF, b"<?php system('id'); ?>", b"MZ" + bytes(500)])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_picture_loses_whatever_is_behind_it(form: str, tail: bytes) -> None:
    name = {"JPEG": "照片.jpg", "PNG": "图.png", "WEBP": "照片.webp", "HEIF": "照片.heic"}[form]
    kept = checked(name, uploads.picture(form) + tail).content
    assert tail not in kept
    assert kept == checked(name, uploads.picture(form)).content


@pytest.mark.parametrize("note", [b"tEXt", b"iTXt", b"eXIf"])
def test_picture_loses_its_notes(note: bytes) -> None:
    content = hostile.png(more=hostile.chunk(note, b"Comment\0" + SCRIPT))
    assert SCRIPT in content
    assert SCRIPT not in checked("图.png", content).content


def test_bait_sound_files_are_taken() -> None:
    for name, content in (
        ("合同.pdf", PDF),
        ("合同.v2.2026.07.pdf", PDF),
        ("照片.jpg", uploads.jpeg()),
        ("图.png", hostile.png()),
        ("表.xlsx", table(sheet=b"<c><v>1</v></c>")),
        ("表.xlsx", outside("hyperlink")),
        ("合同.pdf", hostile.acting_pdf("/URI", URI="https://example.invalid")),
        ("合同.pdf", PDF + b"\r\n" + bytes(200)),
    ):
        assert checked(name, content).content
