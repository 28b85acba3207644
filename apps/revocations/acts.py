"""What people do in a procedure of 撤销验收合格."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.cases.acts.grounds import StageGround, weighed
from apps.cases.models import Case
from apps.cases.permissions import role_may_move
from apps.lib.actors import Actor
from apps.revocations import permissions, services
from apps.revocations.forms import AgreeForm, DecideForm, ProposeForm, ServiceForm, StatementForm
from apps.revocations.queries import latest_revocation

SUPERVISION = StageGround(
    tab="supervision", back="revocations:page", tag="撤销验收合格", template="revocations/act.html"
)


def _of(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"revocation": latest_revocation(case)}


def _parties(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"has_enterprise": case.enterprise_id is not None}


PROPOSE = Act(
    name="revocation.propose",
    label="拟撤销验收合格",
    ground=SUPERVISION,
    may=permissions.may_propose,
    form=ProposeForm,
    service=services.propose_revocation,
    explain="查明弄虚作假等情形的，写明事实、理由和依据，先告知改造家庭和装修企业；决定作出以前验收合格照样有效。",
    button="提出",
    success="已提出。请打印告知书，送达以后登记送达。",
    icon="alert-triangle",
    danger=True,
    records={"revocation.proposed": "拟撤销验收合格"},
    path="propose/",
    page="revocations:propose",
    api="revocation",
    body="RevocationWrite",
    creates=True,
)
TELL = Act(
    name="revocation.tell",
    label="登记告知书送达",
    ground=SUPERVISION,
    may=permissions.may_tell,
    form=ServiceForm,
    service=services.record_notice,
    explain="改造家庭和装修企业都送达以后登记；陈述申辩期限从后送达的一方算起。",
    button="登记",
    success="已登记，现在听取陈述申辩。",
    icon="send",
    records={"revocation.told": "拟撤销告知书送达"},
    path="tell/",
    page="revocations:tell",
    options=_parties,
    context=_of,
    api="revocation/tell",
    body="RevocationTelling",
)
STATE = Act(
    name="revocation.state",
    label="登记陈述申辩",
    ground=SUPERVISION,
    may=permissions.may_record_statement,
    form=StatementForm,
    service=services.record_statement,
    explain="改造家庭、装修企业口头或书面的陈述申辩，照原话记；可以登记几次。",
    button="登记",
    success="陈述申辩已登记。",
    icon="message",
    records={"revocation.stated": "陈述申辩"},
    path="state/",
    page="revocations:state",
    context=_of,
    api="revocation/statements",
    body="RevocationStatementWrite",
    creates=True,
)
DECIDE = Act(
    name="revocation.decide",
    label="决定撤不撤销",
    ground=SUPERVISION,
    may=permissions.may_decide,
    form=DecideForm,
    service=services.decide_revocation,
    explain="分管领导决定；决定撤销的，还要另一人复核同意才生效。",
    button="作出决定",
    success="决定已登记。",
    icon="gavel",
    danger=True,
    records={"revocation.decided": "决定撤销，待复核", "revocation.kept": "决定不撤销"},
    path="decide/",
    page="revocations:decide",
    context=weighed("revoke", _of, when="决定撤销并经另一人复核同意的"),
    api="revocation/decide",
    body="RevocationDeciding",
)
AGREE = Act(
    name="revocation.agree",
    label="复核撤销决定",
    ground=SUPERVISION,
    may=permissions.may_agree,
    bars=lambda actor, _case: role_may_move(actor, "revoke"),
    form=AgreeForm,
    service=services.agree_to_revocation,
    explain="同意的，验收合格从现在起撤销：本案退出统计，文书核验答“已作废”。不同意的退回重新决定。",
    button="提交复核意见",
    success="复核意见已登记。",
    icon="checks",
    danger=True,
    records={"revocation.disagreed": "复核不同意撤销"},
    path="agree/",
    page="revocations:agree",
    context=weighed("revoke", _of, when="同意撤销的"),
    moves=("revoke",),
    api="revocation/agree",
    body="RevocationAgreeing",
)
SERVE = Act(
    name="revocation.serve",
    label="登记决定书送达",
    ground=SUPERVISION,
    may=permissions.may_serve,
    form=ServiceForm,
    service=services.record_service,
    button="登记",
    success="决定书送达已登记。",
    icon="send",
    records={"revocation.served": "撤销决定书送达"},
    path="serve/",
    page="revocations:serve",
    options=_parties,
    context=_of,
    api="revocation/serve",
    body="RevocationServing",
)
ACTS = (PROPOSE, TELL, STATE, DECIDE, AGREE, SERVE)
