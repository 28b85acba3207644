"""Is an uploaded PDF one that everybody can open, now and in ten years?"""

from __future__ import annotations

import io
import logging

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

MAX_PAGES = 500
_ACTIVE = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}

# The reader comments on every oddity of every scanner; a refusal below says what matters.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class BadPdf(ValueError):
    """The PDF cannot be taken; the message is for the person who sent it."""


def check_pdf(content: bytes) -> int:
    """Return the number of pages; raise :class:`BadPdf` if broken, locked, empty or scripted."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise BadPdf("这个 PDF 有密码保护，请去掉密码后再上传")
        pages = len(reader.pages)
        if pages:
            _ = reader.pages[0].mediabox
        scripted = _is_scripted(reader)
    except BadPdf:
        raise
    except Exception as error:
        raise BadPdf("这个 PDF 已损坏，打不开，请重新扫描或导出后上传") from error
    if not pages:
        raise BadPdf("这个 PDF 没有页面，请重新扫描或导出后上传")
    if pages > MAX_PAGES:
        raise BadPdf(f"这个 PDF 有 {pages} 页，超过 {MAX_PAGES} 页的上限，请分开上传")
    if scripted:
        raise BadPdf("这个 PDF 里带有脚本，不能接收，请打印为普通 PDF 后上传")
    return pages


def _is_scripted(reader: PdfReader) -> bool:
    root = reader.root_object
    if _acts(root.get("/OpenAction")) or "/AA" in root:
        return True
    names = root.get("/Names")
    names = names.get_object() if names is not None else None
    return isinstance(names, DictionaryObject) and "/JavaScript" in names


def _acts(action: object) -> bool:
    resolved = action.get_object() if hasattr(action, "get_object") else action
    return isinstance(resolved, DictionaryObject) and resolved.get("/S") in _ACTIVE
