"""公布、停用名录；列入、退回、移出企业."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.enterprises import permissions, services
from apps.enterprises.acts.grounds import KEEPER, LISTING, ROLL
from apps.enterprises.forms import (
    AcceptForm,
    CloseForm,
    EnterForm,
    MissingForm,
    PublishForm,
    RemoveForm,
)
from apps.enterprises.models import Listing, Roll
from apps.lib import clock
from apps.lib.actors import Actor


def _from_today(_actor: Actor, _subject: Any) -> dict[str, Any]:
    return {"valid_from": clock.today()}


def _on_today(_actor: Actor, _subject: Any) -> dict[str, Any]:
    return {"on": clock.today()}


def _of_roll(roll: Roll | None) -> str:
    return reverse("enterprises:roll", kwargs={"pk": roll.pk}) if roll else reverse("enterprises:index")


def _entered(listing: Listing | None) -> str:
    return f"已列入：{listing.enterprise.name}。" if listing else "已列入。"


PUBLISH = Act(
    name="directory.publish",
    label="公布名录",
    ground=KEEPER,
    may=permissions.may_publish,
    form=PublishForm,
    service=services.publish_roll,
    button="公布",
    explain="公布后内容不再修改；条件变了，另公布一份，把旧的停用。名录供装修人自主选择，只按拼音或随机排列。",
    success="名录已公布，现在可以列入企业。",
    describe="公布一份名录：入选条件、依据、公平竞争审查结论和日期、适用范围；不设本地注册等条件。",
    records={"roll.published": "公布名录"},
    path="keepers/<int:pk>/publish/",
    page="enterprises:publish",
    initial=_from_today,
    after=lambda _keeper, roll: _of_roll(roll if isinstance(roll, Roll) else None),
    api="publish",
    body="RollPublish",
    creates=True,
)

ENTER = Act(
    name="directory.enter",
    label="列入企业",
    ground=ROLL,
    may=permissions.may_enter,
    form=EnterForm,
    service=services.enter_enterprise,
    button="列入",
    explain="符合入选条件、信息填写齐全的都应当列入。已经登记过的企业凭统一社会信用代码对上，以前选择它的案件不变。",
    success=_entered,
    describe="列入一家企业：凭统一社会信用代码对上已登记的企业；只会因缺少必填信息被拒绝。",
    forward=True,
    records={"enterprise.listed": "列入名录", "enterprise.recorded": "登记企业"},
    path="rolls/<int:pk>/enter/",
    page="enterprises:enter",
    initial=_from_today,
    api="enter",
    body="RollEnter",
    creates=True,
)

CLOSE = Act(
    name="directory.close",
    label="停用名录",
    ground=ROLL,
    may=permissions.may_close,
    form=CloseForm,
    service=services.close_roll,
    explain="名录中的企业同时移出，逐家通知；在办的案件照常办理。",
    success="名录已停用。",
    describe="停用名录：写明日期和原因；在办的案件不受影响。",
    danger=True,
    records={"roll.closed": "停用名录"},
    path="rolls/<int:pk>/close/",
    page="enterprises:close",
    initial=_on_today,
    api="close",
    body="RollClose",
)

ACCEPT = Act(
    name="directory.accept",
    label="列入",
    ground=LISTING,
    may=permissions.may_decide,
    form=AcceptForm,
    service=services.accept_application,
    explain="材料齐全、符合入选条件的，应当列入。",
    success=_entered,
    describe="列入提出申请的企业。",
    forward=True,
    path="listings/<int:pk>/accept/",
    page="enterprises:accept",
    initial=_from_today,
    api="accept",
    body="ListingAccept",
)

RETURN = Act(
    name="directory.return",
    label="告知缺什么",
    ground=LISTING,
    may=permissions.may_decide,
    form=MissingForm,
    service=services.return_application,
    explain="只能因缺少名录列明的材料退回，一次说全；企业补齐后再次申请。",
    success="已一次性告知缺少的材料。",
    describe="退回申请：只能选名录列明的材料，一次说全。",
    records={"listing.returned": "告知缺少的材料"},
    path="listings/<int:pk>/return/",
    page="enterprises:return",
    api="return",
    body="ListingReturn",
)

REMOVE = Act(
    name="directory.remove",
    label="移出名录",
    ground=LISTING,
    may=permissions.may_remove,
    form=RemoveForm,
    service=services.remove_from_roll,
    explain="在办的案件照常办理，已出的文书不变；以后的住户仍可以按名录以外的企业选择它。",
    success="已移出名录，企业和有在办案件的经办会收到消息。",
    describe="移出名录：写明日期和原因；在办的案件不受影响。",
    danger=True,
    records={"enterprise.unlisted": "移出名录"},
    path="listings/<int:pk>/remove/",
    page="enterprises:remove",
    initial=_on_today,
    api="remove",
    body="ListingRemove",
)
