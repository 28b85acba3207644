"""Base classes of the API's URLs: load through scope, one service call, respond."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.api.authentication import Caller, HasActor, TokenAuthentication
from apps.api.pagination import CursorPages
from apps.api.parsers import StrictJSONParser, unholdable
from apps.api.problems import BadParameters, Problem
from apps.api.throttling import TokenThrottle
from apps.lib.actors import Actor
from apps.orgs.enums import Role

M = TypeVar("M", bound=Model)


class ApiView(GenericAPIView[M], Generic[M]):
    """A URL of the API. ``self.actor`` acts; parameters nobody documented are refused.

    ``result_class`` writes what :meth:`present` makes of a row; ``request_class`` reads a body.
    ``pointers`` say where in the body a service's or form's field stands, by default ``/field``.
    """

    authentication_classes = [TokenAuthentication]
    permission_classes = [HasActor]
    throttle_classes = [TokenThrottle]
    parser_classes: tuple[type[BaseParser], ...] = (StrictJSONParser,)
    http_method_names = ["get", "head", "post"]  # no OPTIONS: DRF answers it with metadata of the view
    filter_backends = [DjangoFilterBackend]

    request_class: ClassVar[type[Serializer[Any]] | None] = None
    result_class: ClassVar[type[Serializer[Any]] | None] = None
    pointers: ClassVar[dict[str, str]] = {}
    roles: ClassVar[frozenset[Role] | None] = None
    """Roles that may use the URL at all; None leaves it to the services."""
    parameters: ClassVar[frozenset[str]] = frozenset()
    """Parameters of the URL beyond those of filters and pages."""
    tag: ClassVar[str] = ""
    """Heading in the document."""
    summary: ClassVar[str] = ""
    """Name of the operation in the document; the class's docstring describes it."""

    actor: Actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Identify the caller, then refuse what cannot be meant before anything is looked up."""
        super().initial(request, *args, **kwargs)
        caller: object = request.user
        if isinstance(caller, Caller):
            self.actor = caller.actor
            # A session's cookie may come along with a token: whoever looks at the request sees the token.
            request._request.actor = caller.actor  # type: ignore[attr-defined]
            if self.roles is not None and caller.actor.role not in self.roles:
                names = "、".join(role.label for role in Role if role in self.roles)
                raise Problem(403, f"这一项由{names}办理。", code="post")
        self._check_parameters(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        # Refused before any of it is read; the JSON parser counts what really comes.
        if length.isdigit() and int(length) > settings.API_UPLOAD_BYTES:
            raise Problem(413, "内容过大。", code="too_large")

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Keep answers out of every cache: they are cut to one role and change at any moment."""
        return {**super().default_response_headers, "Cache-Control": "private, no-store"}

    def body(self, request: Request, request_class: type[Serializer[Any]] | None = None) -> dict[str, Any]:
        """Return the checked body; 422 with a pointer for each fault."""
        wanted = request_class or self.request_class
        if wanted is None:
            raise TypeError(f"{type(self).__name__} reads no body")
        reader = wanted(data=request.data, context=self.get_serializer_context())
        reader.is_valid(raise_exception=True)
        checked: dict[str, Any] = reader.validated_data
        return checked

    def present(self, row: Any) -> Any:
        """Return what ``result_class`` writes of a row: cut to what ``self.actor`` may see."""
        return row

    def result(self, row: Any) -> Any:
        """Return the written body of one row."""
        if self.result_class is None:
            raise TypeError(f"{type(self).__name__} writes no body")
        return self.result_class(self.present(row), context=self.get_serializer_context()).data

    def conflict(self) -> dict[str, object]:
        """Return ``current_version`` and ``changes`` for a 409; rows that have versions override it."""
        return {}

    def get_serializer_context(self) -> dict[str, Any]:
        """Let serializers know who asks."""
        return {**super().get_serializer_context(), "actor": getattr(self, "actor", None)}

    def _check_parameters(self, request: Request) -> None:
        known = set(self.parameters)
        filters = getattr(self, "filterset_class", None)
        if request.method == "GET" and isinstance(self, ListView):
            known |= {"cursor", "page_size"} | set(filters.base_filters if filters else ())
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            # A misspelt filter would otherwise answer with everything, as if it had been applied.
            faults = {name[:40]: "没有这个参数" for name in unknown[:20]}
            raise BadParameters(faults, "unknown_parameter")
        bad = [name for name, values in request.query_params.lists() if any(unholdable(list(values)))]
        if bad:
            raise BadParameters(dict.fromkeys(bad, "含有不能使用的字符"))


class DetailView(ApiView[M]):
    """GET of one row."""

    def one(self) -> Any:
        """Return the row, loaded through scope."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.result(self.one()))


class ListView(ApiView[M]):
    """GET of a list, filtered by ``filterset_class``, in pages by cursor along ``ordering``."""

    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    pagination_class = CursorPages

    def rows(self) -> QuerySet[M]:
        """Return the rows within the actor's scope."""
        return self.get_queryset()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.rows())) or []
        return self.get_paginated_response([self.result(row) for row in page])
