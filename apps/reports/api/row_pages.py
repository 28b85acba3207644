"""Pages of the cases behind a figure: the cursor names the case number it stands at."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from rest_framework.request import Request

from apps.api.pagination import LONGEST_CURSOR, CursorPages
from apps.api.problems import BadParameters
from apps.reports.queries.figures import Cursor


class HasNumber(Protocol):
    """A row with the number of its case."""

    @property
    def number(self) -> str: ...


R = TypeVar("R", bound=HasNumber, covariant=True)


class Page(Protocol[R]):
    """A page of such rows; cursors '' where there is nothing more."""

    @property
    def rows(self) -> Sequence[R]: ...
    @property
    def following(self) -> str: ...
    @property
    def preceding(self) -> str: ...


class NumberPages(CursorPages):
    """Rows sorted by their case number, each number once."""

    def page_of(self, fetch: Callable[[Cursor, int], Page[R]], request: Request) -> list[R]:
        """Return the asked page; by the number and not by a place, so what comes or goes shifts nothing."""
        self.url = request.build_absolute_uri()
        back, at = self._number(request)
        page = fetch(Cursor(at or "", back), self._size(request))
        rows = list(page.rows)
        self.next = self._link(rows[-1], ["number"], back=False) if page.following else None
        self.previous = self._link(rows[0], ["number"], back=True) if page.preceding else None
        return rows

    def _number(self, request: Request) -> tuple[bool, str | None]:
        given = request.query_params.get("cursor")
        if given is None:
            return False, None
        try:
            if len(given) > LONGEST_CURSOR:
                raise ValueError("too long")
            back, number = json.loads(base64.b64decode(given.encode("ascii"), altchars=b"-_", validate=True))
            if not isinstance(back, bool) or not isinstance(number, str):
                raise ValueError("another list's cursor")
            # PostgreSQL takes no NUL, and half a character is none: encode() refuses it.
            if b"\0" in number.encode():
                raise ValueError("no case number")
        # Whatever base64 and JSON can raise on what a stranger typed, deep nesting included.
        except (ValueError, TypeError, RecursionError):
            raise BadParameters({"cursor": "不是本列表返回的翻页位置，请从第一页重新开始"}) from None
        return back, number
