"""企业自己的事项：申请列入、联系人、更名、开通账号."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.enterprises import permissions, services
from apps.enterprises.acts.grounds import ENTERPRISE
from apps.enterprises.forms import (
    AddContactForm,
    ApplyForm,
    ContactForm,
    EndContactForm,
    OpenAccountForm,
    RenameForm,
)
from apps.enterprises.models import Enterprise
from apps.enterprises.services import OpenedAccount
from apps.lib import clock
from apps.lib.actors import Actor


def _contact(_actor: Actor, enterprise: Enterprise) -> dict[str, Any]:
    return {"contact_name": enterprise.contact_name, "contact_phone": enterprise.contact_phone}


def _opened(made: OpenedAccount | None) -> str:
    if made is None:
        return "账号已开通。"
    return (
        f"账号已开通：{made.username}。请本人在登录页“首次登录或忘记密码”取号，由市级核实放行后自己设密码。"
        "选择这家企业的案件，本人登录后都能看到。"
    )


APPLY = Act(
    name="enterprises.apply",
    label="申请列入名录",
    ground=ENTERPRISE,
    may=permissions.may_apply,
    form=ApplyForm,
    service=services.apply_for_listing,
    button="提出申请",
    explain="对照名录的入选条件说明，附上名录列明的材料（扫描件或照片）。材料不齐的，会一次性告知缺什么。",
    success="已提出申请，公布机构会收到消息。",
    describe="企业申请列入一份名录；缺材料退回后可再次申请。",
    forward=True,
    records={"listing.applied": "申请列入名录"},
    path="enterprises/<int:pk>/apply/",
    page="enterprises:apply",
    api="apply",
    body="EnterpriseApply",
    creates=True,
)

CONTACT = Act(
    name="enterprises.contact",
    label="变更联系人",
    ground=ENTERPRISE,
    may=permissions.may_change_contact,
    form=ContactForm,
    service=services.change_contact,
    button="保存",
    explain="联系方式在公开的名录里，不用登录就能看到：请填单位的电话。以前的文书保留原来的。",
    success="联系人已变更。",
    describe="变更企业的联系人和联系方式；以前的文书保留原来的。",
    records={"enterprise.contact_changed": "变更联系人"},
    path="enterprises/<int:pk>/contact/",
    page="enterprises:contact",
    initial=_contact,
    api="contact",
    body="EnterpriseContact",
)

ADD_CONTACT = Act(
    name="enterprises.add_contact",
    label="添加联系人员",
    ground=ENTERPRISE,
    may=permissions.may_keep_contacts,
    form=AddContactForm,
    service=services.add_contact,
    button="添加",
    explain="写明各项事务找谁：设计、施工、售后等。街道和住建局在案件页、名录里看到；别的企业看不到。",
    success="联系人员已添加。",
    describe="企业写明某项职责由谁联系：姓名、职责、电话、从哪天起。",
    records={"enterprise.contact_added": "添加联系人员"},
    path="enterprises/<int:pk>/contacts/add/",
    page="enterprises:add-contact",
    initial=lambda _actor, _firm: {"since": clock.today()},
    api="add-contact",
    body="EnterpriseContactAdd",
)

END_CONTACT = Act(
    name="enterprises.end_contact",
    label="停用联系人员",
    ground=ENTERPRISE,
    may=permissions.may_end_contact,
    form=EndContactForm,
    service=services.end_contact,
    button="停用",
    explain="今天起不再列出；换了电话的，停用后重新添加。",
    success="联系人员已停用。",
    describe="企业停用一位联系人员。",
    records={"enterprise.contact_ended": "停用联系人员"},
    path="enterprises/<int:pk>/contacts/end/",
    page="enterprises:end-contact",
    api="end-contact",
    body="EnterpriseContactEnd",
)

RENAME = Act(
    name="enterprises.rename",
    label="更名",
    ground=ENTERPRISE,
    may=permissions.may_rename,
    form=RenameForm,
    service=services.rename_enterprise,
    explain="登记以前的文书保留原名，以后的用新名称。统一社会信用代码不变，案件、账号都不受影响。",
    success=lambda row: f"已更名为{row.name}。" if row else "已更名。",
    describe="企业更名：写明变更登记日期和依据；以前的文书保留原名。",
    records={"enterprise.renamed": "企业更名"},
    path="enterprises/<int:pk>/rename/",
    page="enterprises:rename",
    api="rename",
    body="EnterpriseRename",
)

OPEN_ACCOUNT = Act(
    name="enterprises.open_account",
    label="开通账号",
    ground=ENTERPRISE,
    may=permissions.may_open_account,
    form=OpenAccountForm,
    service=services.open_account,
    button="开通",
    explain="先核实经办人是这家企业的人。凭统一社会信用代码对上；以前选择它的案件，企业的人登录后也能看到。",
    success=_opened,
    records={"enterprise.account_joined": "关联企业账号"},
    path="enterprises/<int:pk>/open-account/",
    page="enterprises:open-account",
)
