"""/conditions: what is asked at registration."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.problems import BadParameters
from apps.api.views import ApiView
from apps.cases.queries import asked_at, asked_in
from apps.cases.serializers.conditions import ConditionsShown
from apps.lib import clock
from apps.orgs.enums import Role
from apps.orgs.queries import street_of
from apps.programs.models import Condition


class ConditionsView(ApiView[Any]):
    """登记时要问的申请条件：负责这条街道的区县设定的和它上级设定的，按填表时间；没有设定的为空."""

    tag = "办件"
    summary = "申请条件"
    result_class = ConditionsShown
    roles = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK})
    queryset = Condition.objects.none()
    parameters = frozenset({"street_code", "applied_on"})

    @extend_schema(
        parameters=[
            OpenApiParameter("street_code", str, description="街道代码；不填为本窗口的街道", required=False),
            OpenApiParameter("applied_on", date, description="填表时间；不填为今天", required=False),
        ]
    )
    def get(self, request: Request) -> Response:
        """Answer with the questions of a street and a day."""
        code, day = request.query_params.get("street_code"), request.query_params.get("applied_on")
        try:
            on = clock.today() if day is None else date.fromisoformat(day)
        except ValueError:
            on = None
        # fromisoformat() also reads 20261008 and weeks, which the document does not offer.
        if on is None or (day is not None and on.isoformat() != day):
            raise BadParameters({"applied_on": "日期写作 2026-10-08"})
        street = street_of(code) if code is not None else None
        if code is not None and street is None:
            raise BadParameters({"street_code": "没有这个街道"})
        asked = asked_in(street, on) if street else asked_at(self.actor, on)
        return Response(self.result({"conditions": asked}))
