"""住户反映的问题: what the counter writes down, what the enterprise answers."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.acts.grounds import DEFECT, WORKS, ReportedGround
from apps.inspections.forms import (
    DisputeDefectForm,
    InsistDefectForm,
    RecordDefectForm,
    ScheduleDefectForm,
    SettleDefectForm,
)
from apps.inspections.models import Defect
from apps.inspections.queries.reported import defect_photos
from apps.lib.actors import Actor
from apps.lib.decisions import Decision

SAID = ReportedGround(tab="works", back="inspections:works", tag=WORKS.tag, template="inspections/said.html")


def _may_answer(actor: Actor, defect: Defect) -> Decision:
    return permissions.may_answer_defect(actor, defect.case, defect)


def _standing(_actor: Actor, case: Case) -> dict[str, Any]:
    rows = permissions.standing_reports(case)
    return {"standing": [(row.number, f"第 {row.number} 项：{row.text[:60]}") for row in rows]}


def _insisted(_actor: Actor, case: Case) -> dict[str, Any]:
    rows = permissions.standing_reports(case).filter(status__in=permissions.OPEN_TO_INSIST)
    return {"standing": [(row.number, f"第 {row.number} 项：{row.text[:60]}") for row in rows]}


RECORD = Act(
    name="defects.record",
    label="代记住户反映的问题",
    ground=SAID,
    may=permissions.may_report_defect,
    form=RecordDefectForm,
    service=services.record_defect,
    explain="住户在窗口、电话里或书面说的质量问题照原话记下，和住户自己在手机上报的一样，由装修企业答复。"
    "它不阻止办理，验收时逐项写明现场看到的情况。",
    button="记下",
    success="已记下，装修企业收到消息。",
    describe="代记住户反映的施工质量问题：text 照住户的话，channel 怎样说的。施工中和验收合格以后都可以。",
    icon="message",
    records={"defect.recorded": "代记住户反映的问题", "defect.reported": "住户反映质量问题"},
    path="<uuid:pk>/works/reported/record/",
    page="inspections:defect-record",
    api="defects/record",
    body="DefectRecord",
    creates=True,
)

SETTLE = Act(
    name="defects.settle",
    label="登记住户说修好了",
    ground=SAID,
    may=permissions.may_settle_defect,
    form=SettleDefectForm,
    service=services.settle_defect,
    explain="修好没有由住户自己说。这里照住户的话登记，登记以后这一项就办结了。",
    button="登记",
    success="已登记，这一项办结。",
    describe="登记住户说反映的问题已经修好或者不用修了：number 为第几项，channel 怎样说的。",
    icon="circle-check",
    records={"defect.settled": "住户说问题已经解决"},
    path="<uuid:pk>/works/reported/settle/",
    page="inspections:defect-settle",
    options=_standing,
    api="defects/settle",
    body="DefectSettlement",
)

INSIST = Act(
    name="defects.insist",
    label="登记住户说没有修好",
    ground=SAID,
    may=permissions.may_insist_on_defect,
    form=InsistDefectForm,
    service=services.insist_on_defect,
    button="登记",
    success="已登记，由装修企业再答复。",
    describe="登记住户说没有修好、或者不同意企业的说法：number 为第几项，words 照住户的话。",
    icon="rotate",
    records={"defect.insisted": "住户说没有修好"},
    path="<uuid:pk>/works/reported/insist/",
    page="inspections:defect-insist",
    options=_insisted,
    api="defects/insist",
    body="DefectInsistence",
)

SCHEDULE = Act(
    name="defects.schedule",
    label="答复：约时间来修",
    ground=DEFECT,
    may=_may_answer,
    form=ScheduleDefectForm,
    service=services.schedule_defect,
    button="答复",
    success="已答复，住户看得到。修好以后请报告整改、附照片。",
    describe="答复住户反映的问题：哪天来修。修好以后用 rectify 报告。",
    icon="calendar",
    records={"defect.scheduled": "企业答复何时来修"},
    path="<uuid:pk>/works/defects/<uuid:defect_id>/schedule/",
    page="inspections:defect-schedule",
    template="inspections/defect.html",
    context=defect_photos,
    api="defects/<uuid:defect_id>/schedule",
    body="DefectSchedule",
)

DISPUTE = Act(
    name="defects.dispute",
    label="答复：不是质量问题",
    ground=DEFECT,
    may=_may_answer,
    form=DisputeDefectForm,
    service=services.dispute_defect,
    button="答复",
    success="已答复，住户和区县住建局看得到。",
    describe="答复住户反映的问题不是质量问题，写明原因。",
    icon="ban",
    records={"defect.disputed": "企业答复不是质量问题"},
    path="<uuid:pk>/works/defects/<uuid:defect_id>/dispute/",
    page="inspections:defect-dispute",
    template="inspections/defect.html",
    context=defect_photos,
    api="defects/<uuid:defect_id>/dispute",
    body="DefectDispute",
)

BY_HOUSEHOLD = (RECORD, SETTLE, INSIST)
"""What the household says, as the counter writes it down."""
BY_ENTERPRISE = (SCHEDULE, DISPUTE)
"""What the enterprise answers beside 报告整改."""
