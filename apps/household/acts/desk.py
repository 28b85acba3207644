"""What the counter does about slips. Neither has an operation: a slip is handed over on paper."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.cases.acts.grounds import StageGround
from apps.cases.models import Case
from apps.household import services
from apps.household.enums import Holder
from apps.household.forms import IssueForm, RevokeForm
from apps.household.permissions import may_issue, may_revoke
from apps.lib import formats
from apps.lib.actors import Actor

SLIPS = StageGround(tab="case", back="household:slips", tag="办件查询凭条")


def _who(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"has_agent": bool(case.household.agent_name)}


def _first(_actor: Actor, case: Case) -> dict[str, Any]:
    # Whoever stands at the counter takes it home.
    return {"holder": case.household.applicant if case.household.agent_name else Holder.SELF.value}


def _standing(_actor: Actor, case: Case) -> dict[str, Any]:
    rows = case.slips.not_revoked().order_by("number")
    return {
        "open_slips": [
            (row.number, f"第 {row.number} 张，{row.get_holder_display()}，{formats.day(row.issued_at)}开具")
            for row in rows
        ]
    }


def _issued(_case: Case, slip: Any) -> str:
    return reverse("household:issued", kwargs={"pk": slip.case_id, "number": slip.number})


ISSUE = Act(
    name="household.issue_slip",
    label="开具办件查询凭条",
    ground=SLIPS,
    may=may_issue,
    form=IssueForm,
    service=services.issue_slip,
    offer="办件查询凭条",
    explain="住户凭它在自己的手机上看办到哪一步、要做什么、装修方案和文书，选上门的时间；要同意、确认的，另要验证码，或者到窗口办。"
    "以前开给同一个人的凭条随即停用。链接和查询码只在开具后印这一次，这里不保存。",
    button="开具",
    success="凭条已开具。",
    icon="qrcode",
    menu=True,
    records={"household.slip_issued": "开具办件查询凭条"},
    path="cases/<uuid:pk>/slips/issue/",
    page="household:issue",
    read_first="household:slips",
    options=_who,
    initial=_first,
    after=_issued,
)

REVOKE = Act(
    name="household.revoke_slip",
    label="停用凭条",
    ground=SLIPS,
    may=may_revoke,
    form=RevokeForm,
    service=services.revoke_slip,
    explain="停用以后立即打不开，正开着的也随即退出。凭条遗失、落到别人手里的，停用后另开一张。",
    button="停用",
    success="凭条已停用。",
    danger=True,
    records={"household.slip_revoked": "停用办件查询凭条"},
    path="cases/<uuid:pk>/slips/revoke/",
    page="household:revoke",
    options=_standing,
)

ACTS = (ISSUE, REVOKE)
