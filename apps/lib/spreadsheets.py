"""Excel in and out: text stays text going out, and no file may swell coming in."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, PasswordError, load_workbook
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_CELLS = 1_000_000

_PLACED = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")

Cell = str | int | float | bool | date | datetime | time | timedelta


class SpreadsheetRefused(ValueError):
    """The file is no workbook that can be read; the message is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: every row from the first on, so that row numbers are those Excel shows."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    """Empty cells are ''."""


def new_workbook(target: IO[bytes] | str | Path) -> Workbook:
    """Return a workbook that never turns a text into a formula, a link or a number."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    return Workbook(str(target) if isinstance(target, Path) else target, options)


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
    """Write ``text`` as text whatever it begins with (rows and columns count from 0)."""
    sheet.write_string(row, column, text, style)


def read_rows(source: bytes | str | Path) -> list[Sheet]:
    """Return the sheets of an xlsx file, in its order.

    Raises :class:`SpreadsheetRefused` for what is no xlsx, is locked or damaged, or would unpack
    to more than ``MAX_UNPACKED_BYTES``, ``MAX_ENTRIES`` parts or ``MAX_CELLS`` cells.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    check_archive(content)
    try:
        workbook = load_workbook(io.BytesIO(content))
        sheets: list[Sheet] = []
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            sheets.append(Sheet(name, tuple(tuple(row) for row in rows)))
    except PasswordError as error:
        raise SpreadsheetRefused("这个表格有密码保护，请去掉密码后再上传") from error
    except CalamineError as error:
        raise SpreadsheetRefused("这个表格已损坏，读不出来，请在 Excel 中另存后再上传") from error
    return sheets


def check_archive(content: bytes) -> None:
    """Raise :class:`SpreadsheetRefused` unless ``content`` is a modest xlsx archive.

    The directory's sizes are checked first, then each part is unpacked against what the
    directory promised, because a hostile directory understates.
    """
    if len(content) > MAX_FILE_BYTES:
        raise SpreadsheetRefused(f"表格超过 {MAX_FILE_BYTES // 1024 // 1024} MB，请分开上传")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SpreadsheetRefused("这是旧版 Excel（xls）或有密码的表格，请另存为无密码的 xlsx 后上传")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise SpreadsheetRefused("这个文件不是 Excel 表格（xlsx），请另存为 xlsx 后上传") from error
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
        raise SpreadsheetRefused("这个表格解开后过大，不能接收")
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/workbook") for n in names):
        raise SpreadsheetRefused("这个文件不是 Excel 表格（xlsx），请另存为 xlsx 后上传")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise SpreadsheetRefused("这个表格带有宏，不能接收，请另存为不带宏的 xlsx 后上传")
    cells = 0
    for entry in entries:
        cells += _cells_of(_unpacked(content, entry))
        if cells > MAX_CELLS:
            raise SpreadsheetRefused("表格的范围太大，请删去数据区以外的内容，在 Excel 中另存后再上传")


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Return one part, unpacked to no more than its directory entry promises."""
    damaged = SpreadsheetRefused("这个表格已损坏，读不出来，请在 Excel 中另存后再上传")
    if entry.flag_bits & 1:
        raise SpreadsheetRefused("这个表格有密码保护，请去掉密码后再上传")
    header = content[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise damaged
    start = entry.header_offset + 30
    start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        unpacked = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        try:
            unpacked = zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        except zlib.error as error:
            raise damaged from error
    else:
        raise damaged
    if len(unpacked) != entry.file_size or unpacked.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise damaged
    return unpacked


def _cells_of(part: bytes) -> int:
    """Return the most cells that the table in a part may span, empty ones included.

    The reader lays a table out in full, so two cells in opposite corners of a sheet would take
    all memory. Rows and cells that do not say where they stand count as one more each.
    """
    rows = columns = loose_rows = loose_cells = 0
    for match in _PLACED.finditer(part):
        place = _PLACE.search(match[2])
        if match[1] == b"row":
            rows = max(rows, int(place[2])) if place else rows
            loose_rows += place is None
        elif place:
            rows = max(rows, int(place[2]))
            columns = max(columns, _column(place[1]))
        else:
            loose_cells += 1
    return (rows + loose_rows) * (columns + loose_cells)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
