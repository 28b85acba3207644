"""提交、公布、退回补全、下架套餐."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.lib.actors import Actor
from apps.packages import permissions, services
from apps.packages.acts.grounds import OFFERING, PACKAGE
from apps.packages.forms import (
    ProposeForm,
    PublishForm,
    ReturnForm,
    ReviseForm,
    WithdrawForm,
    standing_values,
)
from apps.packages.models import Package

_ANSWERS = "内容由企业负责，公布机构只看有没有写全。价格是材料明细的合计。"

PROPOSE = Act(
    name="packages.propose",
    label="新建套餐",
    ground=OFFERING,
    may=permissions.may_propose,
    form=ProposeForm,
    service=services.propose_package,
    button="提交",
    explain=f"一个套餐是一间房、一个价。{_ANSWERS}",
    success="已提交，公布机构看过内容写全就公布。",
    describe="企业提交一个套餐：空间、报价面积、做法、材料明细、包含与不包含、质保、工期。",
    forward=True,
    records={"package.submitted": "提交套餐"},
    template="packages/form.html",
    path="enterprises/<int:pk>/new/",
    page="packages:propose",
    after=lambda _firm, package: reverse("packages:package", kwargs={"pk": package.pk}),
    api="propose-package",
    body="PackagePropose",
    creates=True,
)


def _standing(_actor: Actor, package: Package) -> dict[str, Any]:
    return standing_values(package.pending or package.current)


def _revise_words(_actor: Actor, package: Package) -> str:
    if package.pending is not None and package.pending.missing:
        return "补全后再提交"
    return "改价或改内容"


REVISE = Act(
    name="packages.revise",
    label="提交新版本",
    offer=_revise_words,
    ground=PACKAGE,
    may=permissions.may_revise,
    form=ReviseForm,
    service=services.revise_package,
    button="提交",
    explain=f"公布的版本不改，改动成为新的一版；价格有变的，日期和原因公众都看得到。{_ANSWERS}",
    success="已提交新版本，公布以前仍显示原来的一版。",
    describe="企业提交套餐的新版本，整份替换；价格有变的写明原因。",
    records={"package.submitted": "提交套餐"},
    template="packages/form.html",
    path="<int:pk>/revise/",
    page="packages:revise",
    initial=_standing,
    api="revise",
    body="PackageRevise",
    creates=True,
)


def _read(package: Package) -> str:
    return f"v={package.pending.number}" if package.pending is not None else ""


PUBLISH = Act(
    name="packages.publish",
    label="公布",
    ground=PACKAGE,
    may=permissions.may_publish,
    form=PublishForm,
    service=services.publish_package,
    explain="写全了就公布。价格高低、产品好坏由装修人自己比较，不是公布的条件。",
    success="已公布，公众现在可以查看和对比。",
    describe="公布待公布的版本；原来公布的一版成为历史。",
    forward=True,
    records={"package.published": "公布套餐"},
    template="packages/look.html",
    carries=_read,
    path="<int:pk>/publish/",
    page="packages:publish",
    api="publish",
    body="PackagePublish",
)

RETURN = Act(
    name="packages.return",
    label="告知缺什么",
    ground=PACKAGE,
    may=permissions.may_return,
    form=ReturnForm,
    service=services.return_package,
    explain="只能因没有写全退回，一次说全；企业补全后再提交。",
    success="已一次性告知缺什么。",
    describe="退回没有写全的版本：缺哪几部分，缺什么，一次说全。",
    records={"package.returned": "告知套餐缺什么"},
    template="packages/look.html",
    carries=_read,
    path="<int:pk>/return/",
    page="packages:return",
    api="return",
    body="PackageReturn",
)

WITHDRAW = Act(
    name="packages.withdraw",
    label="下架",
    ground=PACKAGE,
    may=permissions.may_withdraw,
    form=WithdrawForm,
    service=services.withdraw_package,
    explain="从今天起不再公开；公布过的版本保留，还没公布的一版随之撤回；已经按它编制的方案照常办理。以后提交新版本可以重新公布。",
    success="已下架，不再公开。",
    describe="下架套餐：写明原因；各版本保留。",
    danger=True,
    records={"package.withdrawn": "下架套餐"},
    path="<int:pk>/withdraw/",
    page="packages:withdraw",
    api="withdraw",
    body="PackageWithdraw",
)

LOOKS = (PUBLISH, RETURN)
ON_PACKAGE = (PUBLISH, RETURN, REVISE, WITHDRAW)
