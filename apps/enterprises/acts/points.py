"""登记、更改、撤销家装便民服务点和样板间."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.enterprises import permissions, services
from apps.enterprises.acts.grounds import KEEPER, POINT
from apps.enterprises.forms import PointChangeForm, PointCloseForm, PointForm
from apps.enterprises.models import ConveniencePoint
from apps.enterprises.services.points import FACTS
from apps.lib import clock
from apps.lib.actors import Actor

OPEN_POINT = Act(
    name="points.open",
    label="登记便民服务点",
    ground=KEEPER,
    may=permissions.may_open_point,
    form=PointForm,
    service=services.open_point,
    button="登记",
    explain="登记后从启用日期起公开，不用登录就能看到；只写单位的电话，不写个人的。",
    success="已登记，从启用日期起公开。",
    describe="登记一处家装便民服务点或样板间：地址、开放时间、服务、电话。",
    records={"point.opened": "登记便民服务点"},
    path="keepers/<int:pk>/points/",
    page="enterprises:open-point",
    initial=lambda _actor, _keeper: {"valid_from": clock.today()},
    after=lambda _keeper, _point: reverse("enterprises:points"),
    api="open-point",
    body="PointOpen",
    creates=True,
)


def _as_it_is(_actor: Actor, point: ConveniencePoint) -> dict[str, Any]:
    return {field: getattr(point, field) for field, _, _ in FACTS}


CHANGE_POINT = Act(
    name="points.change",
    label="更改",
    ground=POINT,
    may=permissions.may_change_point,
    form=PointChangeForm,
    service=services.change_point,
    button="保存",
    success="已更改，公开页面随即更新。",
    describe="更改便民服务点的地址、开放时间、服务、电话。",
    records={"point.changed": "更改便民服务点"},
    path="points/<int:pk>/change/",
    page="enterprises:change-point",
    initial=_as_it_is,
    api="change",
    body="PointChange",
)

CLOSE_POINT = Act(
    name="points.close",
    label="撤销",
    ground=POINT,
    may=permissions.may_change_point,
    form=PointCloseForm,
    service=services.close_point,
    explain="从这一天起不再公开。",
    success="已撤销，不再公开。",
    describe="撤销便民服务点：写明日期和原因。",
    danger=True,
    records={"point.closed": "撤销便民服务点"},
    path="points/<int:pk>/close/",
    page="enterprises:close-point",
    initial=lambda _actor, _point: {"on": clock.today()},
    api="close",
    body="PointClose",
)
