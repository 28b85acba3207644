"""The API's addresses, its document and the page that shows it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.administration.api import routes as administration
from apps.api.authentication import TokenAuthentication
from apps.api.me import routes as me
from apps.api.problems import Problem
from apps.archives.api import routes as archives
from apps.cases.api import routes as cases
from apps.enterprises.api import routes as enterprises
from apps.inspections.api import routes as inspections
from apps.letters.api import routes as letters
from apps.othertrack.api import routes as othertrack
from apps.packages.api import routes as packages
from apps.plans.api import routes as plans
from apps.programs.api import routes as programs
from apps.ratings.api import routes as ratings
from apps.reports.api import routes as reports
from apps.revocations.api import routes as revocations
from apps.tickets.api import routes as tickets


class SessionSight(BaseAuthentication):
    """Lets a signed-in person read the document. Nothing that writes uses this (decision 0020)."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Return the signed-in user, if there is one."""
        user = getattr(request._request, "user", None)
        return (user, None) if user is not None and user.is_authenticated else None


class SchemaView(APIView):
    """The OpenAPI document as JSON, for tokens and for people who signed in."""

    authentication_classes = [TokenAuthentication, SessionSight]
    permission_classes = [IsAuthenticated]
    schema = None

    def get(self, request: Request) -> Response:
        return Response(document())


class NowhereView(APIView):
    """Answers addresses that do not exist with the API's own 404."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Here and not in get(): every method comes through initial(), also those nobody defined.
        raise Problem(404, "没有这个接口地址，请对照接口文档。", code="no_such_address")


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document; it changes only with the code."""
    generator = SchemaGenerator(patterns=mounted)  # type: ignore[no-untyped-call]
    made: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the document with Swagger UI, served by ourselves."""
    return render(request, "api_docs.html")


routes: list[URLPattern] = [
    *(*me, *programs, *enterprises, *cases, *letters, *tickets, *plans, *packages, *inspections),
    *othertrack,
    *(*ratings, *archives, *revocations, *reports, *administration),
]

urlpatterns = [
    *(path(f"v1/{each.pattern}", each.callback, name=each.name) for each in routes),
    path("v1/schema/", SchemaView.as_view(), name="api-schema"),
    path("v1/docs/", docs, name="api-docs"),
    # Not .*: an address with a line break (%0A) would get the site's page of 404 instead.
    re_path(r"^[\s\S]*$", NowhereView.as_view(), name="api-nowhere"),
]
mounted = [path(f"api/v1/{each.pattern}", each.callback) for each in routes]
