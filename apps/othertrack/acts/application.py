"""个人申请: taken down, mended, taken back; who patrols."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.cases.enums import AreaType
from apps.lib.actors import Actor
from apps.othertrack import permissions, services
from apps.othertrack.acts.grounds import RENOVATION, RENOVATIONS
from apps.othertrack.forms import AmendForm, ApplyForm, NamePatrolForm, PlainForm
from apps.othertrack.models import Renovation
from apps.othertrack.queries.asked import asked_of
from apps.othertrack.queries.effects import effects_of_ending, problems_left

APPLY = Act(
    name="othertrack.apply",
    label="登记其他装修申请",
    ground=RENOVATIONS,
    may=permissions.may_apply,
    form=ApplyForm,
    service=services.apply,
    explain="其他旧房装修和厨卫等局部改造的个人申请：施工前、施工中、完工后都可以申请，装修备案应当在申请以前办好。"
    "不收身份证号和家庭情况。",
    button="登记",
    success=lambda made: f"已登记，办件编号 {made.number}。请核查装修备案、一码监管和合同。",
    describe="登记一件其他旧房装修、厨卫等局部改造的个人申请；权属证明和装修合同的复印件先上传。",
    icon="plus",
    records={"renovation.applied": "个人申请"},
    path="renovations/apply/",
    page="othertrack:apply",
    template="othertrack/apply.html",
    initial=lambda _actor, _nothing: {"area_type": AreaType.URBAN.value},
    after=lambda _nothing, made: reverse("othertrack:renovation", kwargs={"pk": made.pk}),
    api="apply",
    body="RenovationWrite",
    creates=True,
)


def _standing(_actor: Actor, renovation: Renovation) -> dict[str, Any]:
    names = (
        *("name", "address", "area_type", "extent", "items", "proof", "proof_name", "proof_issuer"),
        *("contractor", "contract_amount", "contract_signed_on", "home_reason"),
    )
    found = {name: getattr(renovation, name) for name in names}
    if renovation.applied_on is not None:
        found["applied_on"] = renovation.applied_on
    return {**found, "nature": "existing", "patrol_organisation": renovation.patrol_organisation_id or ""}


AMEND = Act(
    name="othertrack.amend",
    label="补正申请",
    ground=RENOVATION,
    may=permissions.may_amend,
    form=AmendForm,
    service=services.amend,
    explain="退回的逐项补正；装配化转来的补个人申请和两份复印件。改了权属证明或者合同的，再交一份复印件；改了姓名、坐落或者合同的，已做的核查要重做。",
    button="提交补正",
    success="已补正，请接着核查。",
    describe="补正退回的申请，或者给转来的办件补个人申请；"
    "退回的在 answers 里逐项答复，return_number 写答复的是哪一次；"
    "写下现在的全部内容，没有再交的复印件照旧；改了权属证明或者合同的，要再交它的复印件。",
    icon="edit",
    forward=True,
    records={"renovation.amended": "补正申请"},
    path="renovations/<uuid:pk>/amend/",
    page="othertrack:amend",
    template="othertrack/amend.html",
    initial=_standing,
    options=lambda _actor, renovation: {"asked": asked_of(renovation)},
    api="amend",
    body="RenovationAmend",
)
NAME_PATROL = Act(
    name="othertrack.name_patrol",
    label="改巡查主体",
    ground=RENOVATION,
    may=permissions.may_name_patrol,
    form=NamePatrolForm,
    service=services.name_patrol,
    explain="城镇小区有物业的由物业服务企业巡查，没有的由乡镇（街道）巡查。",
    button="保存",
    success="巡查主体已改。",
    icon="users",
    records={"renovation.patrol_named": "改巡查主体"},
    path="renovations/<uuid:pk>/patrol-body/",
    page="othertrack:name-patrol",
    initial=lambda _actor, renovation: {"organisation": renovation.patrol_organisation_id or ""},
    api="patrol-body",
    body="RenovationPatrolBody",
)
WITHDRAW = Act(
    name="othertrack.withdraw",
    label="撤回申请",
    ground=RENOVATION,
    may=permissions.may_withdraw,
    form=PlainForm,
    service=services.withdraw,
    explain="本人不申请了的，不用说明理由。撤回的是申请：已经开工并备案的装修仍在传统装修里，完工了可以接着登记。要申请的重新登记。",
    button="撤回",
    success="已撤回。",
    danger=True,
    icon="arrow-back-up",
    context=lambda _actor, renovation: {
        "effects": effects_of_ending(renovation, "withdraw"),
        "cautions": problems_left(renovation),
    },
    records={"renovation.withdrawn": "撤回申请"},
    path="renovations/<uuid:pk>/withdraw/",
    page="othertrack:withdraw",
    api="withdraw",
    body="RenovationWithdraw",
)
