"""Is an uploaded PDF one that everybody can open, now and in ten years, and that does nothing by itself?"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 500
MAX_OBJECTS = 60_000
"""A scan of 500 pages has about 3 000 objects, a drawing with many layers some ten thousand."""
MAX_DEPTH = 60
TRAILING_BYTES = 1024
"""What scanners pad a file with behind its end."""

_ACTIVE = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute"}
)
_SCRIPTS = frozenset({"/JS", "/JavaScript", "/AA"})
_ELSEWHERE = frozenset({"/GoToE", "/GoToR"})
_CARRIED = frozenset({"/EmbeddedFiles", "/EF", "/RichMedia", "/RichMediaContent", "/3DD"})
_MARKUP = re.compile(rb"<\s*(?:!doctype|script|html|head|body|svg|iframe|object|embed|img|\?php)\b", re.I)

_BROKEN = "这个 PDF 已损坏，打不开，请重新扫描或导出后上传"
_PRINT = "请打印为普通 PDF 后上传"


class BadPdf(ValueError):
    """The PDF cannot be taken; the message is for the person who sent it."""


def glance_at_pdf(content: bytes) -> None:
    """Raise :class:`BadPdf` for what can be seen without taking the file apart.

    A file without an end, and one that is a web page or an archive as well.
    """
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content:
        raise BadPdf(_BROKEN)
    if _MARKUP.search(content[:1024]):
        raise BadPdf(f"这个 PDF 的开头夹有网页代码，不能接收，{_PRINT}")
    behind = content[end + 5 :].strip(b"\x00\t\r\n\x0c \x1a")
    if len(behind) > TRAILING_BYTES or _MARKUP.search(behind):
        raise BadPdf(f"这个 PDF 的末尾还附有别的内容，不能接收，{_PRINT}")
    # A zip is found from its end: the record of 22 bytes, behind it a comment of at most 65 535.
    if b"PK\x05\x06" in content[-66_000:] and _is_archive(content):
        raise BadPdf(f"这个 PDF 里还藏有压缩包，不能接收，{_PRINT}")


def check_pdf(content: bytes) -> int:
    """Return the number of pages; raise :class:`BadPdf` if broken, locked, empty, active or laden.

    Every object is looked at, also those in compressed object streams: an action need not hang at
    the root to be run.
    """
    glance_at_pdf(content)
    # half a second to import, and only the examining process ever needs it
    from pypdf import PdfReader

    # The reader comments on every oddity of every scanner; a refusal below says what matters.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise BadPdf("这个 PDF 有密码保护，请去掉密码后再上传")
        _look_through(reader)
        pages = _count_pages(reader)
    # Out of memory or too deep is no proof of damage: the sandbox says “too complex” instead.
    except (BadPdf, MemoryError, RecursionError):
        raise
    except Exception as error:
        # whatever the reader stumbles over: not everybody can open this file
        raise BadPdf(_BROKEN) from error
    if not pages:
        raise BadPdf("这个 PDF 没有页面，请重新扫描或导出后上传")
    return pages


def _count_pages(reader: PdfReader) -> int:
    # The file's own word first, as it costs nothing; it may lie, so the pages are counted as well.
    said = reader.root_object["/Pages"].get("/Count", 0)  # type: ignore[attr-defined]
    if isinstance(said, int) and said > MAX_PAGES:
        raise BadPdf(_too_many_pages(said))
    pages = 0
    for page in reader.pages:
        pages += 1
        if pages > MAX_PAGES:
            raise BadPdf(_too_many_pages(pages))
        _ = page.mediabox
    return pages


def _too_many_pages(pages: int) -> str:
    return f"这个 PDF 有 {pages} 页，超过 {MAX_PAGES} 页的上限，请分开上传"


def _look_through(reader: PdfReader) -> None:
    from pypdf.generic import IndirectObject

    plain = [(number, generation) for generation, numbers in reader.xref.items() for number in numbers]
    numbers = {*plain, *((number, 0) for number in reader.xref_objStm)}
    if len(numbers) > MAX_OBJECTS:
        raise BadPdf(f"这个 PDF 由 {len(numbers)} 个部分组成，过于复杂，{_PRINT}")
    _look_at(reader.root_object)
    # Object 0 heads the list of free objects and is none itself.
    for number, generation in sorted(numbers):
        if number:
            _look_at(reader.get_object(IndirectObject(number, generation, reader)))


def _look_at(found: Any) -> None:
    for each in _dictionaries(found, 0):
        names = set(each)
        # Readers follow a reference here too, so a name hidden behind one counts as it stands there.
        action = each["/S"] if "/S" in names else None
        kind = each["/Type"] if "/Type" in names else None
        if names & _SCRIPTS or action in _ACTIVE:
            raise BadPdf(f"这个 PDF 里带有脚本或会自行执行的动作，不能接收，{_PRINT}")
        if action in _ELSEWHERE:
            raise BadPdf(f"这个 PDF 会打开别的文件，不能接收，{_PRINT}")
        if "/XFA" in names:
            raise BadPdf(f"这个 PDF 是动态表单（XFA），别人打开时看不到内容，{_PRINT}")
        if names & _CARRIED or kind == "/EmbeddedFile":
            raise BadPdf(f"这个 PDF 里嵌有其他文件，不能接收，{_PRINT}；附件请单独上传")


def _dictionaries(found: Any, depth: int) -> Iterator[Any]:
    """Yield a direct object's dictionaries, without following references: those have their turn."""
    from pypdf.generic import ArrayObject, DictionaryObject

    if depth > MAX_DEPTH:
        raise BadPdf(_BROKEN)
    if isinstance(found, DictionaryObject):
        yield found
        for key in found:
            yield from _dictionaries(found.raw_get(key), depth + 1)
    elif isinstance(found, ArrayObject):
        for place in range(len(found)):
            yield from _dictionaries(list.__getitem__(found, place), depth + 1)


def _is_archive(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
