"""申请条件: what a body has asked at registration, set by who sets its parameters (decision 0125)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.acts.acts import Act
from apps.administration.acts.grounds import CONDITION, CONDITIONS
from apps.administration.forms.conditions import YES_OR_NO, ChangeConditionForm, ConditionForm
from apps.administration.queries.conditions import condition_now
from apps.administration.queries.years import OfBody
from apps.lib import clock
from apps.lib.actors import Actor
from apps.programs import services
from apps.programs.permissions import may_set_limit
from apps.programs.queries import condition_versions


def _may(actor: Actor, subject: OfBody) -> Any:
    return may_set_limit(actor, subject.organisation)


def _tomorrow() -> Any:
    return clock.today() + timedelta(days=1)


ADD_CONDITION = Act(
    name="conditions.add",
    label="添加申请条件",
    ground=CONDITIONS,
    may=_may,
    form=ConditionForm,
    service=services.add_condition,
    button="保存",
    explain=(
        "登记时逐条询问，所辖的街道窗口都问；回答连同问题的原话留在办件里，印在登记回执上。已登记的办件不受影响。"
    ),
    success="申请条件已保存，自生效日起申请的办件适用。",
    records={"condition.set": "设定申请条件"},
    path="years/bodies/<int:pk>/conditions/add/",
    page="administration:condition-add",
    template="administration/years/condition.html",
    initial=lambda _actor, _subject: {"valid_from": _tomorrow(), **YES_OR_NO},
    context=lambda _actor, subject: {"about": subject.organisation.name},
)

CHANGE_CONDITION = Act(
    name="conditions.change",
    label="修改申请条件",
    ground=CONDITION,
    may=_may,
    form=ChangeConditionForm,
    service=services.change_condition,
    button="保存",
    explain="另出一版，原来的照样保留：已登记的办件保留当时的问题和回答。",
    success="申请条件已保存，自生效日起申请的办件适用。",
    path="years/bodies/<int:pk>/conditions/<int:condition>/",
    page="administration:condition",
    template="administration/years/condition.html",
    initial=lambda _actor, subject: {"valid_from": _tomorrow(), **condition_now(subject)},
    context=lambda _actor, subject: {
        "about": subject.organisation.name,
        "versions": condition_versions(subject.organisation, subject.condition or 0),
    },
)
CONDITIONS_OF_BODY: tuple[Act[OfBody], ...] = (ADD_CONDITION, CHANGE_CONDITION)
