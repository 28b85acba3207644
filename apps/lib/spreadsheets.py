"""Excel files: written so that text stays text, read only within fixed limits of size."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, PasswordError, load_workbook
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 128 * 1024 * 1024
MAX_PART_BYTES = 64 * 1024 * 1024
"""One part is held in memory while it is looked at."""
MAX_RATIO = 300
"""Unpacked to packed of a part over 1 MB; the emptiest table of an office stays under 150."""
MAX_ENTRIES = 2_000
MAX_CELLS = 1_000_000
MAX_TEXT_BYTES = 64 * 1024 * 1024
"""All texts of a table written out: a shared text stands once in the file and in every cell that names it."""

# Patterns over bytes, not an XML parser: all this is checked before anything parses the file.
_PLACED = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_DAMAGED = "这个表格已损坏，读不出来，请在 Excel 中另存后再上传"
_NO_WORKBOOK = "这个文件不是 Excel 表格（xlsx），请另存为 xlsx 后上传"
_TOO_LARGE = "这个表格解开后过大，不能接收"
_GAP = 24
"""Bytes a writer may leave behind a part: its sizes over again."""
_WORKBOOK = re.compile(r"xl/workbook\d*\.xml", re.I)
_FORBIDDEN_NAMES = (
    (re.compile(r"vbaproject\.bin$|/macrosheets/|/activex/|/ctrlprops/", re.I), "带有宏或控件"),
    (re.compile(r"/externallinks/|/connections\.xml$|/querytables/", re.I), "引用了其他文件或数据连接"),
    (re.compile(r"/embeddings/|\.(?:zip|xlsx|xlsm|docx|ole|exe|bin\.zip)$", re.I), "嵌有其他文件"),
)
_TYPES = re.compile(rb"vbaProject|macroEnabled|activeX|oleObject|macrosheet", re.I)
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_OUTSIDE = re.compile(rb"""<(?:\w+:)?Relationship\b(?=[^>]*TargetMode\s*=\s*["']External)[^>]*>""", re.I)
_LINK = re.compile(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""", re.I)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_SHARED = re.compile(rb"<(?:\w+:)?si\b[^>]*(?:/>|>(.*?)</(?:\w+:)?si>)", re.S)
_NUMBERED = re.compile(rb"<(?:\w+:)?v>(\d{1,7})</")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")

Cell = str | int | float | bool | date | datetime | time | timedelta


def inert(text: str) -> str:
    """Return a text of a CSV so that no spreadsheet computes it, though it begins like a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r\n") and text else text


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
            # Empty leading rows stay, so that row numbers are Excel's.
            rows = sheet.to_python(skip_empty_area=False)
            sheets.append(Sheet(name, tuple(tuple(row) for row in rows)))
    except PasswordError as error:
        raise SpreadsheetRefused("这个表格有密码保护，请去掉密码后再上传") from error
    except CalamineError as error:
        raise SpreadsheetRefused("这个表格已损坏，读不出来，请在 Excel 中另存后再上传") from error
    return sheets


def check_archive(content: bytes, *, values_only: bool = False) -> None:
    """Raise :class:`SpreadsheetRefused` unless ``content`` is a modest xlsx archive and nothing else.

    The directory's sizes are checked first, then each part is unpacked against what the directory
    promised, because a hostile directory understates. Parts lie one behind the other from the first
    byte to the last, so that nothing else hides in the file. ``values_only`` also refuses formulas,
    whose figure depends on who opens the table.
    """
    if len(content) > MAX_FILE_BYTES:
        raise SpreadsheetRefused(f"表格超过 {MAX_FILE_BYTES // 1024 // 1024} MB，请分开上传")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SpreadsheetRefused("这是旧版 Excel（xls）或有密码的表格，请另存为无密码的 xlsx 后上传")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries, start, note = archive.infolist(), archive.start_dir, archive.comment
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise SpreadsheetRefused(_NO_WORKBOOK) from error
    _check_directory(entries)
    ends = _check_layout(content, entries, start)
    # The end record has 22 bytes and is the last thing: nothing may be hung on behind it.
    if note or not content.endswith(b"PK\x05\x06" + content[-18:]):
        raise SpreadsheetRefused(_DAMAGED)
    cells, spelt = 0, [0]
    shared: list[int] = []
    # Shared texts first: what the tables write out is weighed by them.
    for entry in sorted(entries, key=lambda each: "sharedstrings" not in each.filename.lower()):
        part = _unpacked(content, entry, ends[entry.filename])
        _check_part(entry.filename, part, values_only=values_only)
        if "sharedstrings" in entry.filename.lower():
            shared = [len(match[1] or b"") for match in _SHARED.finditer(part)]
        elif "/worksheets/" in entry.filename.lower():
            spelt.append(sum(shared[int(number)] for number in _references(part, len(shared))))
        cells += _cells_of(part)
        if cells > MAX_CELLS:
            raise SpreadsheetRefused("表格的范围太大，请删去数据区以外的内容，在 Excel 中另存后再上传")
        if sum(spelt) > MAX_TEXT_BYTES:
            raise SpreadsheetRefused(_TOO_LARGE)


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    large = any(
        entry.file_size > MAX_PART_BYTES
        or (entry.file_size > 1024 * 1024 and entry.file_size > MAX_RATIO * max(1, entry.compress_size))
        for entry in entries
    )
    if large or len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
        raise SpreadsheetRefused(_TOO_LARGE)
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" not in names or not any(_WORKBOOK.fullmatch(name) for name in names):
        raise SpreadsheetRefused(_NO_WORKBOOK)
    for pattern, words in _FORBIDDEN_NAMES:
        if any(pattern.search(f"/{name}") for name in names):
            raise SpreadsheetRefused(f"这个表格{words}，不能接收，请只保留数据、另存为普通 xlsx 后上传")
    lowered = {name.lower() for name in names}
    if len(lowered) != len(names) or any(_leads_away(name) for name in names):
        raise SpreadsheetRefused(_DAMAGED)


def _leads_away(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in name.split("/")


def _check_layout(content: bytes, entries: list[zipfile.ZipInfo], directory: int) -> dict[str, int]:
    """Return where each part's data begins; parts may neither overlap nor leave room for others."""
    begins: dict[str, int] = {}
    place = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        header = content[entry.header_offset : entry.header_offset + 30]
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise SpreadsheetRefused(_DAMAGED)
        named = int.from_bytes(header[26:28], "little")
        begin = entry.header_offset + 30 + named + int.from_bytes(header[28:30], "little")
        # Some readers go by these local headers, others by the directory: both must see the same names.
        same = content[
            entry.header_offset + 30 : entry.header_offset + 30 + named
        ] == entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace")
        if not same or not place <= entry.header_offset <= place + (_GAP if place else 0):
            raise SpreadsheetRefused(_DAMAGED)
        begins[entry.filename] = begin
        place = begin + entry.compress_size
    if not place <= directory <= place + _GAP:
        raise SpreadsheetRefused(_DAMAGED)
    return begins


def _check_part(name: str, part: bytes, *, values_only: bool) -> None:
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        if part.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"%PDF-")):
            raise SpreadsheetRefused("这个表格嵌有其他文件，不能接收，请只保留数据、另存为普通 xlsx 后上传")
        return
    if _DOCTYPE.search(part):
        raise SpreadsheetRefused("这个表格里有文档类型声明，不能接收，请在 Excel 中另存后再上传")
    if name == "[Content_Types].xml" and _TYPES.search(part):
        raise SpreadsheetRefused("这个表格带有宏或控件，不能接收，请另存为不带宏的 xlsx 后上传")
    if any(not _LINK.search(match[0]) for match in _OUTSIDE.finditer(part)):
        raise SpreadsheetRefused("这个表格引用了其他文件或数据连接，不能接收，请粘贴为数值后另存再上传")
    if values_only and "/worksheets/" in f"/{name.lower()}" and _FORMULA.search(part):
        raise SpreadsheetRefused(
            "这个表格里有公式，数字会随打开的电脑而变，请复制后粘贴为数值再上传，或导出为 PDF"
        )


def _unpacked(content: bytes, entry: zipfile.ZipInfo, start: int) -> bytes:
    """Return one part, unpacked to no more than its directory entry promises."""
    if entry.flag_bits & 1:
        raise SpreadsheetRefused("这个表格有密码保护，请去掉密码后再上传")
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        unpacked = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        try:
            # One byte more than promised, and no more: an understated size shows without being unpacked.
            # -15: zip holds raw deflate, without zlib's header.
            unpacked = zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        except zlib.error as error:
            raise SpreadsheetRefused(_DAMAGED) from error
    else:
        raise SpreadsheetRefused(_DAMAGED)
    # In UTF-16 the patterns above would find nothing.
    if len(unpacked) != entry.file_size or unpacked.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SpreadsheetRefused(_DAMAGED)
    return unpacked


def _references(part: bytes, known: int) -> Iterator[int]:
    """Yield the shared texts that a table's cells may name; plain whole numbers count as well."""
    for match in _NUMBERED.finditer(part):
        if (number := int(match[1])) < known:
            yield number


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
