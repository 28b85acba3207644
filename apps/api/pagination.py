"""Pages of lists by a cursor: stable while rows are added, the same cost on the last page as on the first."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from apps.api.problems import BadParameters

PAGE_SIZE = 50
LARGEST_PAGE = 100
LONGEST_CURSOR = 1200


class CursorPages(BasePagination):
    """Pages along the view's ``ordering``: fields of one direction, the last one unique.

    The cursor holds the ordering values of the row it stands at, so a row that is added or changed
    meanwhile neither repeats nor hides another. DRF's own cursor holds the first value and an offset:
    of rows of one moment it shows 1,100 for ever, and passes over one when another leaves (decision 0097).
    """

    def paginate_queryset(  # type: ignore[override]
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        """Return the rows of the asked page and remember where it begins and ends."""
        self.url = request.build_absolute_uri()
        self.ordering: Sequence[str] = getattr(view, "ordering", ("-pk",))
        self.size = self._size(request)
        back, place = self._place(request, queryset)
        descending = self.ordering[0].startswith("-")
        names = [name.lstrip("-") for name in self.ordering]
        rows = queryset
        if place is not None:
            rows = rows.filter(_beyond(names, place, less=descending != back))
        wanted = [_turned(name) for name in self.ordering] if back else list(self.ordering)
        # One row more than shown tells whether a page follows, without a count.
        found = list(rows.order_by(*wanted)[: self.size + 1])
        more, page = len(found) > self.size, found[: self.size]
        if back:
            page.reverse()
        # Whoever pages back came from a following page; whoever has a cursor came from an earlier one.
        has_next, has_previous = (True, more) if back else (more, place is not None)
        self.next = self._link(page[-1], names, back=False) if page and has_next else None
        self.previous = self._link(page[0], names, back=True) if page and has_previous else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        """Return ``{next, previous, results}``; no count: counting a million rows takes seconds."""
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "下一页的地址；没有了则为 null"},
                "previous": {**link, "description": "上一页的地址；没有则为 null"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "required": False,
                "in": "query",
                "description": "翻页位置：请原样使用返回的 next、previous，不要自己拼写",
                "schema": {"type": "string", "maxLength": LONGEST_CURSOR},
            },
            {
                "name": "page_size",
                "required": False,
                "in": "query",
                "description": f"每页条数，默认 {PAGE_SIZE}",
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE},
            },
        ]

    def _size(self, request: Request) -> int:
        given = request.query_params.get("page_size")
        if given is None:
            return PAGE_SIZE
        # isdigit() alone takes ², on which int() fails.
        if not (given.isascii() and given.isdigit() and len(given) < 4 and 1 <= int(given) <= LARGEST_PAGE):
            raise BadParameters({"page_size": f"应是 1 到 {LARGEST_PAGE} 的整数"})
        return int(given)

    def _place(self, request: Request, queryset: QuerySet[Any]) -> tuple[bool, list[Any] | None]:
        given = request.query_params.get("cursor")
        if given is None:
            return False, None
        try:
            if len(given) > LONGEST_CURSOR:
                raise ValueError("too long")
            # Not signed: its values, typed by to_python, only bound rows already cut to the caller's scope.
            back, *values = json.loads(base64.b64decode(given.encode("ascii"), altchars=b"-_", validate=True))
            if len(values) != len(self.ordering) or not isinstance(back, bool):
                raise ValueError("another list's cursor")
            # PostgreSQL takes no NUL, and half a character is none: encode() refuses it.
            if any(isinstance(value, str) and b"\0" in value.encode() for value in values):
                raise ValueError("no value of a row")
            place = [
                queryset.model._meta.get_field(_field(queryset, name)).to_python(value)
                for name, value in zip(self.ordering, values, strict=True)
            ]
        except (ValueError, TypeError, ValidationError, RecursionError):
            raise BadParameters({"cursor": "不是本列表返回的翻页位置，请从第一页重新开始"}) from None
        return back, place

    def _link(self, row: Any, names: Sequence[str], *, back: bool) -> str:
        values = [getattr(row, name) for name in names]
        text = json.dumps([back, *values], default=_text, separators=(",", ":"))
        cursor = base64.urlsafe_b64encode(text.encode()).decode()
        return replace_query_param(remove_query_param(self.url, "cursor"), "cursor", cursor)


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _field(queryset: QuerySet[Any], name: str) -> str:
    plain = name.lstrip("-")
    pk = queryset.model._meta.pk
    return pk.name if plain == "pk" and pk is not None else plain


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(names: Sequence[str], place: Sequence[Any], *, less: bool) -> Q:
    """Rows strictly beyond a place, written so that an index on the first field finds them."""
    sign = "lt" if less else "gt"
    first, *others = zip(names, place, strict=True)
    if not others:
        return Q(**{f"{first[0]}__{sign}": first[1]})
    rest = _beyond([name for name, _ in others], [value for _, value in others], less=less)
    # (a < x) OR (a = x AND rest) says the same, but an OR at the top keeps the index from being ranged over.
    return Q(**{f"{first[0]}__{sign}e": first[1]}) & (Q(**{f"{first[0]}__{sign}": first[1]}) | rest)
