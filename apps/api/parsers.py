"""Reading bodies: bounded in size and depth, and without what no database and no page can hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

from apps.api.problems import Fault, Invalid, Problem

DEEPEST = 16
"""Levels of nesting in a body; the deepest documented one has five."""
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")
_DETAIL = "含有不能保存的字符（空字符或不完整的字符），请检查编码。"


class StrictJSONParser(JSONParser):
    """JSON of at most ``API_BODY_BYTES`` and :data:`DEEPEST` levels; no name twice; exact numbers."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body; 413 too large, 400 unreadable, 422 for characters nobody can keep."""
        largest: int = settings.API_BODY_BYTES
        # Counted while reading: a chunked request says no Content-Length, and one that is said may be wrong.
        raw = stream.read(largest + 1)
        if len(raw) > largest:
            raise Problem(413, f"JSON 内容不能超过 {largest // 1024} KB。", code="too_large")
        try:
            body = json.loads(
                raw.decode("utf-8-sig"),  # some systems put a BOM in front, which json.loads refuses
                parse_float=Decimal,
                parse_constant=_no_constant,
                object_pairs_hook=_no_name_twice,
            )
        # json.loads recurses: a body of brackets alone ends in RecursionError, before any depth is counted.
        except (ValueError, RecursionError) as error:
            raise ParseError(f"JSON 无法读取：{_reason(error)}") from error
        faults = [Fault(pointer, _DETAIL, "characters") for pointer in unholdable(body)]
        if faults:
            raise Invalid(faults)
        return body


class StrictMultiPartParser(MultiPartParser):
    """Uploads with their few text fields, under the same rule for characters."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return fields and files; 422 for characters nobody can keep."""
        parsed = super().parse(stream, media_type, parser_context)
        texts: dict[str, Any] = dict(parsed.data.lists())
        for name, files in parsed.files.lists():
            texts[f"{name}"] = [file.name for file in files]
        faults = [Fault(pointer, _DETAIL, "characters") for pointer in unholdable(texts)]
        if faults:
            raise Invalid(faults)
        return parsed


def unholdable(value: object) -> Iterator[str]:
    """Yield the JSON pointer of every text (or name) that holds NUL or half a character."""
    # A stack of its own instead of recursion: the depth is the sender's choice.
    waiting: list[tuple[str, object, int]] = [("", value, 0)]
    while waiting:
        pointer, each, depth = waiting.pop()
        if depth > DEEPEST:
            raise ParseError(f"JSON 嵌套不能超过 {DEEPEST} 层。")
        if isinstance(each, str) and _UNHOLDABLE.search(each):
            yield pointer
        elif isinstance(each, dict):
            for name, inner in each.items():
                if _UNHOLDABLE.search(name):
                    yield pointer
                else:
                    step = name.replace("~", "~0").replace("/", "~1")
                    waiting.append((f"{pointer}/{step}", inner, depth + 1))
        elif isinstance(each, list):
            waiting.extend((f"{pointer}/{index}", inner, depth + 1) for index, inner in enumerate(each))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"不接受 {name}")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        raise ValueError("同一个名称出现了两次")
    return body


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "嵌套过深"
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行第 {error.colno} 个字符附近"
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8"
    return str(error)[:80]
