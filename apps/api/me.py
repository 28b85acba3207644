"""GET /me: what a token may do, for whoever sets up the other system."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.serializers import Shown
from apps.api.views import ApiView
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, Role, ScopeLevel
from apps.orgs.models import ApiToken, Organisation
from apps.orgs.permissions import row_scope
from apps.orgs.queries import streets_covered


class OrganisationSerializer(Shown):
    """一个机构."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=OrganisationKind.choices)
    name = serializers.CharField()


@extend_schema_serializer(component_name="Post")  # as the API has named it since its first version
class RoleSerializer(Shown):
    """一个岗位."""

    code = serializers.ChoiceField(choices=Role.choices)
    name = serializers.CharField()


class StreetSerializer(Shown):
    """一个乡镇（街道）."""

    code = serializers.CharField()
    name = serializers.CharField()


class MeSerializer(Shown):
    """令牌的机构、岗位、可见范围和期限."""

    label = serializers.CharField(  # type: ignore[assignment]
        help_text="签发时写明的用途"
    )
    organisation = OrganisationSerializer()
    post = RoleSerializer(help_text="本次请求所用的岗位")
    posts = RoleSerializer(many=True, help_text="令牌可用的岗位，见 Caseflow-Post 头")
    scope = serializers.ChoiceField(choices=ScopeLevel.choices, help_text="能看到哪一级的办件")
    streets = StreetSerializer(many=True, help_text="可以登记的乡镇（街道）；不登记的机构为空")
    expires_at = serializers.DateTimeField()


class MeView(ApiView[Organisation]):
    """令牌自查：机构、岗位、可见范围、有效期。"""

    summary = "令牌自查"
    result_class = MeSerializer
    queryset = Organisation.objects.none()
    tag = "令牌"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        token: ApiToken = request.auth  # type: ignore[assignment]
        return Response(self.result(_told(token, self.actor)))


def _told(token: ApiToken, actor: Actor) -> dict[str, object]:
    organisation = token.organisation
    registers = organisation.kind in (OrganisationKind.STREET_OFFICE, OrganisationKind.DISTRICT_BUREAU)
    return {
        "label": token.label,
        "organisation": organisation,
        "post": _role(actor.role),
        "posts": [_role(role) for role in token.roles],
        "scope": row_scope(actor).level,
        "streets": streets_covered(organisation, clock.today()) if registers else [],
        "expires_at": token.expires_at,
    }


def _role(code: str) -> dict[str, str]:
    return {"code": code, "name": Role(code).label}


routes = [path("me", MeView.as_view(), name="api-me")]
