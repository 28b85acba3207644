"""One shape for every refusal: application/problem+json (RFC 9457) in words the caller can act on."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.core.signals import got_request_exception
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from apps.lib.decisions import Refused, Stale

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求无法读取",
    401: "没有通过身份验证",
    403: "没有权限",
    404: "没有这项内容",
    405: "不支持这种方法",
    406: "不提供这种格式",
    409: "内容已被修改",
    413: "内容过大",
    414: "地址过长",
    415: "不接受这种内容类型",
    422: "内容未通过检查",
    429: "请求过于频繁",
    431: "请求头过长",
    500: "系统出错",
    503: "暂时不能办理",
}
STALE = "这项内容在您读取之后被改过。请核对 changes，重新读取，再按 current_version 提交。"
STORE_FAILS = frozenset({"store_away", "file_missing", "file_damaged"})
"""Codes of refusals that are the file store's fault, not the caller's."""
log = logging.getLogger("caseflow.api")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one value: JSON pointer into the body, or a parameter of the URL."""

    pointer: str
    detail: str
    code: str = "invalid"
    parameter: str = ""


class Problem(exceptions.APIException):
    """A refusal with its status, words and stable code; ``extra`` are further members."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str = "",
        faults: Iterable[Fault] = (),
        extra: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail, code or str(status))
        self.status_code = status
        self.code = code
        self.faults = tuple(faults)
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


class Invalid(Problem):
    """422: these values are wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = tuple(faults)
        detail = found[0].detail if len(found) == 1 else f"有 {len(found)} 处需要修改，见 errors。"
        super().__init__(422, detail, code="invalid", faults=found)


class BadParameters(Problem):
    """422: parameters of the URL are wrong."""

    def __init__(self, faults: Mapping[str, str], code: str = "invalid_parameter") -> None:
        super().__init__(
            422,
            "；".join(f"{name}：{detail}" for name, detail in faults.items()),
            code=code,
            faults=[Fault("", detail, code, name) for name, detail in faults.items()],
        )


def form_faults(form: forms.BaseForm, pointers: Mapping[str, str] | None = None) -> list[Fault]:
    """Return a form's errors with the pointers of its fields (by default ``/name``)."""
    return [
        Fault(pointer_of(name, pointers or {}), " ".join(error.messages), error.code or "invalid")
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]


def pointer_of(field: str, pointers: Mapping[str, str]) -> str:
    """Return where in the body a field of a form or service stands; '' for the whole body."""
    if field in pointers:
        return pointers[field]
    return f"/{field}" if field and field != NON_FIELD_ERRORS else ""


def request_id(request: HttpRequest) -> str:
    """Return the request's number, as logs and the ``X-Request-ID`` header have it."""
    known = getattr(request, "request_id", "")
    if not known:
        known = uuid4().hex
        request.request_id = known  # type: ignore[attr-defined]
    return str(known)


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """Turn whatever a view raised into a problem; the unexpected is logged and says nothing of itself."""
    view, request = context["view"], context["request"]
    problem = _problem_of(error, view)
    if problem is None:
        # The signal also lets reads be tried again on a fresh connection (apps.operations).
        got_request_exception.send(sender=type(view), request=getattr(request, "_request", request))
        problem = _unexpected(error)
    set_rollback()
    return problem_response(problem, getattr(request, "_request", request))


def problem_response(problem: Problem, request: HttpRequest) -> Response:
    """Return a problem as ``application/problem+json`` with its headers; no cache keeps it."""
    status = problem.status_code
    code = problem.code or str(status)
    body = {
        "type": f"urn:caseflow:problem:{code}",
        "title": TITLES.get(status, TITLES[400]),
        "status": status,
        "detail": str(problem.detail),
        "code": code,
        "errors": [asdict(fault) for fault in problem.faults],
        "request_id": request_id(request),
        **problem.extra,
    }
    headers = {**problem.headers, "Cache-Control": "no-store"}
    return Response(body, status=status, content_type=MEDIA_TYPE, headers=headers)


def _problem_of(error: Exception, view: Any) -> Problem | None:
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refused):
        return _refused(error, view)
    if isinstance(error, exceptions.APIException):
        return _known(error)
    if isinstance(error, (Http404, ObjectDoesNotExist)):
        return _missing()
    if isinstance(error, PermissionDenied):
        return Problem(403, str(error) or "您的岗位不能办理这一项。", code="forbidden")
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "内容过大。", code="too_large")
    if isinstance(error, (SuspiciousOperation, MultiPartParserError, TooManyFilesSent)):
        return Problem(400, "请求无法读取。", code="malformed")
    # Too large for its column: PostgreSQL says DataError, SQLite's driver OverflowError.
    if isinstance(error, (DataError, OverflowError)):
        return Problem(422, "有数值或文字超出可以保存的范围。", code="out_of_range")
    return None


def _unexpected(error: Exception) -> Problem:
    if isinstance(error, (OperationalError, InterfaceError)):
        # The class alone: the driver's message names host, user and database.
        log.warning("database not available: %s", type(error).__name__)
        return Problem(503, "系统暂时繁忙，请稍后重试。", code="unavailable", headers={"Retry-After": "2"})
    log.error("unexpected error on the API", exc_info=error)
    return Problem(500, "系统出错，已经记录。请稍后重试；仍不行请提供 request_id。", code="internal")


def _refused(refused: Refused, view: Any) -> Problem:
    if isinstance(refused, Stale):
        # conflict() reads again: the row in hand is the one that turned out stale.
        extra = {"current_version": None, "changes": [], **view.conflict()}
        return Problem(409, STALE, code="stale", extra=extra)
    pointer = pointer_of(refused.field, getattr(view, "pointers", {}))
    code = refused.code or "refused"
    if code in ("post", "policy"):
        return Problem(403, refused.reason, code=code)
    if code in STORE_FAILS:
        return Problem(503, refused.reason, code=code)
    # '' points at the whole body: detail says that already.
    faults = [Fault(pointer, refused.reason, code)] if pointer else []
    return Problem(422, refused.reason, code=code, faults=faults)


def _missing() -> Problem:
    return Problem(404, "没有这项内容，或者不在您的辖区内。", code="not_found")


def _known(error: exceptions.APIException) -> Problem:
    headers: dict[str, str] = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if isinstance(error, exceptions.ValidationError):
        return Invalid(_flatten(error.get_full_details(), ""))
    if isinstance(error, exceptions.Throttled):
        wait = max(1, int(getattr(error, "wait", None) or 1))
        return Problem(
            429, f"请求过于频繁，请 {wait} 秒后重试。", code="throttled", headers={"Retry-After": str(wait)}
        )
    words = {
        404: "没有这项内容，或者不在您的辖区内。",
        405: "这个地址不支持这种方法。",
        406: "这个地址不提供所要的格式，请使用 Accept: application/json。",
        415: "不接受这种内容类型，请使用文档中写明的类型。",
    }
    code = str(error.get_codes()) if isinstance(error.detail, str) else error.default_code
    detail = words.get(error.status_code, str(error.detail))
    if isinstance(error, exceptions.NotAuthenticated):
        detail, code = "请在 Authorization 头中提供令牌：Bearer cft_…", "token_missing"
    return Problem(error.status_code, detail, code=code, headers=headers)


def _flatten(details: Any, pointer: str) -> Iterator[Fault]:
    if _is_leaf(details):
        yield Fault(pointer, str(details["message"]), str(details["code"]))
    elif isinstance(details, dict):
        for name, inner in details.items():
            own = name == api_settings.NON_FIELD_ERRORS_KEY
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from _flatten(inner, pointer if own else f"{pointer}/{step}")
    elif isinstance(details, list):
        # Two kinds of list in DRF: messages of one value, and faults row by row, which need their index.
        leaves = all(_is_leaf(each) for each in details)
        for index, inner in enumerate(details):
            yield from _flatten(inner, pointer if leaves else f"{pointer}/{index}")


def _is_leaf(details: Any) -> bool:
    """Whether this is one message with its code, not a field that happens to be called message."""
    return isinstance(details, dict) and isinstance(details.get("message"), str) and "code" in details
