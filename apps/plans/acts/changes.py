"""方案变更、撤回变更、更换装修企业."""

from __future__ import annotations

from apps.acts.acts import Act
from apps.cases.acts.grounds import weighed
from apps.cases.enums import HoldKind
from apps.plans import permissions, services
from apps.plans.acts.grounds import PLAN
from apps.plans.forms import ChangeForm, ReplaceForm, WithdrawChangeForm

CHANGE = Act(
    name="plans.change",
    label="提出方案变更",
    ground=PLAN,
    may=permissions.may_propose_change,
    form=ChangeForm,
    service=services.propose_change,
    button="提出变更",
    success="已提出方案变更，新版方案重新核验、重新确认前，原方案仍然有效。",
    describe="提出方案变更；原方案在户主确认新版以前仍然有效。",
    records={"plan.change_proposed": "提出方案变更"},
    path="plan/change/",
    page="plans:change",
    template="plans/change.html",
    api="plan/change",
    body="PlanChangeWrite",
    creates=True,
)

WITHDRAW_CHANGE = Act(
    name="plans.withdraw_change",
    label="撤回方案变更",
    offer="撤回变更",
    ground=PLAN,
    may=permissions.may_withdraw_change,
    form=WithdrawChangeForm,
    service=services.withdraw_change,
    button="撤回变更",
    success="方案变更已撤回，原方案继续有效。",
    describe="撤回方案变更。",
    danger=True,
    records={"plan.change_withdrawn": "撤回方案变更"},
    path="plan/change/withdraw/",
    page="plans:withdraw-change",
    template="plans/change.html",
    api="plan/change/withdraw",
    body="PlanChangeWithdrawal",
    creates=True,
    answers=frozenset({HoldKind.PLAN_CHANGE}),
)

REPLACE = Act(
    name="plans.replace_enterprise",
    label="更换装修企业",
    ground=PLAN,
    may=permissions.may_replace_enterprise,
    form=ReplaceForm,
    service=services.replace_enterprise,
    button="更换企业",
    success="装修企业已更换，由新企业编制方案。",
    records={"case.enterprise_replaced": "更换装修企业"},
    describe="更换装修企业：名录以内（enterprise）或名录以外（name、credit_code、联系人）同等选择。",
    help="施工以前或施工中更换，名录内外同等选择；原企业的方案和记录保留。",
    danger=True,
    context=weighed("replace_enterprise"),
    path="plan/enterprise/",
    page="plans:replace",
    template="plans/replace.html",
    api="plan/replace-enterprise",
    api_name="api-plan-replace",
    body="EnterpriseReplacement",
    creates=True,
    moves=("replace_enterprise",),
)
