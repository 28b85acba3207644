"""Excel in and out."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook as OfficeWorkbook
from openpyxl import load_workbook

from apps.lib import spreadsheets
from apps.lib.spreadsheets import SpreadsheetRefused, new_workbook, read_rows, write_text


def office(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    book = OfficeWorkbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


SKELETON = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.invalid", "0123", "{=1}", "张䶮𬭎"]
)
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    target = io.BytesIO()
    with new_workbook(target) as book:
        sheet = book.add_worksheet("表")
        write_text(sheet, 0, 0, text)
        sheet.write(1, 0, text)
    cells = load_workbook(io.BytesIO(target.getvalue())).worksheets[0]
    for address in ("A1", "A2"):
        assert cells[address].value == text
        assert cells[address].data_type == "s"
        assert cells[address].hyperlink is None


def test_rows_come_back_with_their_types_and_numbering() -> None:
    content = office([[], ["姓名", "面积", "日期"], ["张示例", 75.72, datetime(2026, 7, 1)]], 说明=[["x"]])  # noqa: DTZ001
    sheets = read_rows(content)
    assert [sheet.name for sheet in sheets] == ["Sheet", "说明"]
    assert sheets[0].rows[1] == ("姓名", "面积", "日期")
    assert sheets[0].rows[2][:2] == ("张示例", 75.72)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是 Excel"),
        (b"<html></html>", "不是 Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 Excel"),
        (archive({"a.txt": b"x"}), "不是 Excel"),
        (archive(SKELETON), "已损坏"),
        (archive(SKELETON | {"xl/vbaProject.bin": b"x"}), "宏"),
        (office([["x"]])[:-40], "不是 Excel"),
    ],
)
def test_what_is_no_readable_workbook_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(SpreadsheetRefused, match=words):
        read_rows(content)


def test_bomb_is_refused_from_its_directory() -> None:
    content = archive(SKELETON | {"xl/worksheets/sheet1.xml": bytes(spreadsheets.MAX_UNPACKED_BYTES + 1)})
    assert len(content) < 1_000_000
    with pytest.raises(SpreadsheetRefused, match="过大"):
        read_rows(content)


def test_bomb_with_a_lying_directory_is_refused() -> None:
    part = bytes(5_000_000)
    content = bytearray(archive(SKELETON | {"xl/worksheets/sheet1.xml": part}))
    size = struct.pack("<I", len(part))
    content[:] = content.replace(size, struct.pack("<I", 100))
    with pytest.raises(SpreadsheetRefused, match="已损坏"):
        read_rows(bytes(content))


def test_too_many_parts_are_refused() -> None:
    parts = {f"xl/p{number}.xml": b"" for number in range(spreadsheets.MAX_ENTRIES)}
    with pytest.raises(SpreadsheetRefused, match="过大"):
        read_rows(archive(SKELETON | parts))


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_CELLS", 5)
    with pytest.raises(SpreadsheetRefused, match="范围太大"):
        read_rows(office([["a", "b", "c"], ["d", "e", "f"]]))


def test_two_cells_in_opposite_corners_are_refused_before_they_are_laid_out() -> None:
    book = OfficeWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = sheet["XFD1048576"] = "x"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(SpreadsheetRefused, match="范围太大"):
        read_rows(target.getvalue())


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_FILE_BYTES", 10)
    with pytest.raises(SpreadsheetRefused, match="分开上传"):
        read_rows(office([["a"]]))
