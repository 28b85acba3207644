"""Pages of rows that are put together in memory: the cursor names the case number it stands at."""

from __future__ import annotations

import base64
import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request

from apps.api.pagination import CursorPages
from apps.api.problems import BadParameters


class NumberPages(CursorPages):
    """Rows sorted by their case number, each number once."""

    def page_of(self, rows: Sequence[Any], request: Request) -> list[Any]:
        """Return the asked page of rows sorted by ``number``."""
        self.url = request.build_absolute_uri()
        size, numbers = self._size(request), [row.number for row in rows]
        back, at = self._number(request)
        if back and at is not None:
            end = bisect_left(numbers, at)
            start = max(0, end - size)
        else:
            # By the number and not by a place: rows that come or go between two pages shift nothing.
            start = 0 if at is None else bisect_right(numbers, at)
            end = min(len(rows), start + size)
        page = list(rows[start:end])
        self.next = self._link(page[-1], ["number"], back=False) if page and end < len(rows) else None
        self.previous = self._link(page[0], ["number"], back=True) if page and start else None
        return page

    def _number(self, request: Request) -> tuple[bool, str | None]:
        given = request.query_params.get("cursor")
        if given is None:
            return False, None
        try:
            back, number = json.loads(base64.b64decode(given.encode("ascii"), altchars=b"-_", validate=True))
            if not isinstance(back, bool) or not isinstance(number, str):
                raise ValueError("another list's cursor")
        # Whatever base64 and JSON can raise on what a stranger typed, deep nesting included.
        except (ValueError, TypeError, RecursionError):
            raise BadParameters({"cursor": "不是本列表返回的翻页位置，请从第一页重新开始"}) from None
        return back, number
