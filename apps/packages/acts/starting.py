"""从套餐开始: the first plan of a case as a copy of what its enterprise offers."""

from __future__ import annotations

from django.urls import reverse

from apps.acts.acts import Act
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.packages import permissions, services
from apps.packages.forms import StartPlanForm
from apps.plans.acts.grounds import PLAN


def _may_now(actor: Actor, case: Case) -> bool:
    return bool(permissions.may_start_plan(actor, case))


START_PLAN = Act(
    name="packages.start_plan",
    label="从套餐开始编制",
    ground=PLAN,
    may=permissions.may_start_plan,
    form=StartPlanForm,
    service=services.start_plan,
    button="按套餐编制",
    explain="做法、产品、材料明细和单价照公布的套餐抄入草稿，面积按勘测填写；以后可以改，与套餐不同的地方逐项列出。",
    success="已按套餐写好草稿，请按勘测填写面积。",
    describe="按企业公布的套餐开始第一版方案：厨房、卫生间各选一个，至少一个。",
    menu=_may_now,
    records={"plan.started_from_package": "从套餐开始编制方案"},
    path="plan/from-package/",
    page="starting:start",
    after=lambda case, _plan: reverse("plans:edit", kwargs={"pk": case.pk}),
    api="plan/from-package",
    body="PlanFromPackage",
    creates=True,
)
