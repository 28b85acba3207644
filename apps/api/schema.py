"""The OpenAPI document, made from the views themselves: problems, headers and strictness included."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, get_doc
from rest_framework import serializers

from apps.api.authentication import ROLE_HEADER
from apps.api.problems import MEDIA_TYPE, TITLES
from apps.api.serializers import Shown, Strict
from apps.api.views import DetailView, ListView
from apps.orgs.enums import Role

_UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


BY_SERVER = frozenset({400, 414, 431})
"""What the web server in front refuses by itself: malformed, or too long a URL or header. In HTML."""


class FaultSerializer(Shown):
    """一处问题."""

    pointer = serializers.CharField(help_text="出问题的值在请求内容中的位置（JSON Pointer），空为整体")
    detail = serializers.CharField(help_text="怎么改")
    code = serializers.CharField(help_text="稳定的机器代码")
    parameter = serializers.CharField(help_text="出问题的地址参数，没有则为空")


class ProblemSerializer(Shown):
    """拒绝的原因（RFC 9457）."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="可以直接给办事人员看的说明")
    code = serializers.CharField(help_text="稳定的机器代码")
    errors = FaultSerializer(many=True)  # type: ignore[assignment]
    request_id = serializers.CharField(help_text="联系我们时请提供")


class MadeChangeSerializer(Shown):
    """别人做过的一次改动."""

    when = serializers.DateTimeField()
    who = serializers.CharField()
    what = serializers.CharField()
    fields = serializers.ListField(  # type: ignore[assignment]
        child=serializers.CharField(), help_text="改了哪些项目，只有名称"
    )


class ConflictSerializer(ProblemSerializer):
    """内容已被别人改过."""

    current_version = serializers.IntegerField(allow_null=True)
    changes = MadeChangeSerializer(many=True)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a caller identifies itself."""

    target_class = "apps.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "由本单位管理员签发的令牌，cft_ 开头"}


class ApiSchema(AutoSchema):
    """Adds to every operation what every operation does, so that no view has to say it."""

    view: Any

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        """Describe an operation with its problems, headers and query strictness."""
        operation: dict[str, Any] | None = super().get_operation(
            path, path_regex, path_prefix, method, registry
        )
        if operation is None:
            return None
        operation.setdefault("parameters", []).extend(self._headers())
        # setdefault: a view that describes one of these itself keeps its own words.
        for status in self._refusals("{" in path):
            operation["responses"].setdefault(str(status), self._problem(status))
        for status, response in operation["responses"].items():
            response.setdefault("headers", {})["X-Request-ID"] = _text_header("本次请求的编号")
            if self._creates and status == "201":
                response["headers"]["Idempotent-Replayed"] = _text_header(
                    "值为 true 时，这是先前同一个 Idempotency-Key 的结果", ["true"]
                )
            if status == "429":
                response["headers"]["Retry-After"] = _text_header("几秒后重试")
        return operation

    def get_tags(self) -> list[str]:
        """Group operations under the view's heading."""
        return [self.view.tag] if getattr(self.view, "tag", "") else super().get_tags()

    def get_summary(self) -> str | None:
        return self.view.summary or None

    def get_description(self) -> str:  # type: ignore[override]
        """Describe the operation by its view: methods are inherited, with the kernel's docstrings."""
        described: str = get_doc(type(self.view))
        return described

    def get_request_serializer(self) -> Any:
        """Read the body with the view's ``request_class``."""
        return self.view.request_class if self.method == "POST" else None

    def get_response_serializers(self) -> Any:
        """Write the view's ``result_class``: 201 for what is created."""
        result = self.view.result_class
        return {201: result} if self._creates else result

    def _is_list_view(self, serializer: Any = None) -> bool:
        return isinstance(self.view, ListView) and self.method == "GET"

    def _map_serializer(self, serializer: Any, direction: str, bypass_extensions: bool = False) -> Any:
        schema = super()._map_serializer(  # type: ignore[no-untyped-call]
            serializer, direction, bypass_extensions
        )
        if direction == "request" and isinstance(serializer, Strict):
            schema["additionalProperties"] = False
        return schema

    @property
    def _creates(self) -> bool:
        return self.method == "POST" and getattr(self.view, "creates", False)

    def _headers(self) -> list[dict[str, Any]]:
        headers: list[dict[str, Any]] = [
            {
                "in": "header",
                "name": ROLE_HEADER,
                "required": False,
                "schema": {"type": "string", "enum": Role.values},
                "description": "以哪个岗位办理；不写则用令牌的第一个岗位",
            }
        ]
        if self._creates:
            headers.append(
                {
                    "in": "header",
                    "name": "Idempotency-Key",
                    "required": True,
                    # A plain text: generated clients put a UUID object into the header as it is.
                    "schema": {"type": "string", "pattern": _UUID, "minLength": 36, "maxLength": 36},
                    "description": "每次提交一个新的 UUID；重发同一次提交时用同一个",
                }
            )
        return headers

    def _refusals(self, has_place: bool) -> list[int]:
        found = [400, 401, 403, 406, 414, 422, 429, 431, 503]
        if has_place or isinstance(self.view, DetailView):
            found.append(404)
        if self.method == "POST":
            found += [413, 415]
        if self.method == "POST" and self._conflicts:
            found.append(409)
        return sorted(found)

    @property
    def _conflicts(self) -> bool:
        request = self.view.request_class
        return request is not None and "version" in request().fields

    def _problem(self, status: int) -> dict[str, Any]:
        shape = ConflictSerializer if status == 409 else ProblemSerializer
        component = self.resolve_serializer(shape, "response")
        content = {MEDIA_TYPE: {"schema": component.ref}}
        if status in BY_SERVER:
            content["text/html"] = {"schema": {"type": "string"}}
        return {"content": content, "description": TITLES[status]}


def _text_header(description: str, values: list[str] | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if values:
        schema["enum"] = values
    return {"schema": schema, "description": description}
