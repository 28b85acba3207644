"""开工、进度、隐蔽工程、停工."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.acts.grounds import PAUSE, WORKS
from apps.inspections.forms import (
    ConcealedForm,
    CorrectDaysForm,
    ProgressForm,
    ResumeForm,
    SettlePauseForm,
    StartForm,
    StopForm,
)
from apps.inspections.models import StopWork
from apps.inspections.queries.concealed import spaces_of
from apps.lib import clock
from apps.lib.actors import Actor
from apps.plans.queries import confirmed_plan


def _planned_start(_actor: Actor, case: Case) -> dict[str, Any]:
    """Expect the planned day where it has come."""
    plan = confirmed_plan(case)
    start = plan.planned_start if plan else None
    return {"started_on": start} if start and start <= clock.today() else {}


def _plan(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"plan": confirmed_plan(case)}


def _spaces(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"spaces": list(spaces_of(case))}


def _stopped(stop: Any) -> str:
    return "已登记停工，施工期暂停计算。" if stop.counts else "已登记停工，经街道或区县确认后不计入施工期。"


def _pause(_actor: Actor, stop: StopWork) -> dict[str, Any]:
    return {"stop": stop}


START = Act(
    name="works.start",
    label="登记开工",
    ground=WORKS,
    may=permissions.may_start,
    form=StartForm,
    service=services.start_works,
    explain="施工期从开工当日起按日历天计算；停工须登记，停工期间不计。",
    success="已登记开工，施工期开始计算。",
    describe="登记开工；施工期从开工当日起按日历天计算。",
    icon="player-play",
    forward=True,
    records={"works.start": "报告开工"},
    path="<uuid:pk>/works/start/",
    page="inspections:start",
    entry="inspections:works",
    initial=_planned_start,
    context=_plan,
    api="works/start",
    body="WorksStart",
    creates=True,
    moves=("start_works",),
)

PROGRESS = Act(
    name="works.progress",
    label="填报进度",
    ground=WORKS,
    may=permissions.may_report,
    form=ProgressForm,
    service=services.report_progress,
    button="提交",
    success="施工进度已记录。",
    describe="填报施工进度。",
    icon="tool",
    forward=True,
    records={"works.progress": "填报施工进度"},
    path="<uuid:pk>/works/progress/",
    page="inspections:progress",
    api="works/progress",
    body="WorksProgress",
    creates=True,
)

CONCEALED = Act(
    name="works.concealed",
    label="隐蔽工程照片",
    ground=WORKS,
    may=permissions.may_report,
    form=ConcealedForm,
    service=services.report_progress,
    explain="管线、防水层、基层封闭以后看不见，封闭之前拍照留存。可以一次选择多张。",
    button="上传",
    success="隐蔽工程照片已保存。",
    describe="隐蔽工程封闭前照片；space 填方案中的空间名称。",
    icon="camera",
    records={"works.concealed": "上传隐蔽工程照片"},
    path="<uuid:pk>/works/concealed/",
    page="inspections:concealed",
    options=_spaces,
    api="works/concealed",
    body="ConcealedWork",
    creates=True,
)

RESUME = Act(
    name="works.resume",
    label="登记复工",
    ground=WORKS,
    may=permissions.may_resume,
    form=ResumeForm,
    service=services.resume_works,
    success="已登记复工。企业登记的停工起止经街道或区县确认后扣除。",
    describe="登记复工。",
    records={"works.resumed": "恢复施工"},
    path="<uuid:pk>/works/resume/",
    page="inspections:resume",
    api="works/resume",
    body="WorksResumption",
    creates=True,
    answers=frozenset({HoldKind.STOP_WORK}),
)

STOP = Act(
    name="works.stop",
    label="登记停工",
    ground=WORKS,
    may=permissions.may_stop,
    form=StopForm,
    service=services.stop_works,
    success=_stopped,
    describe="登记停工；企业登记的、补登过去日期的，经街道或区县确认后才不计入施工期。",
    records={"works.stopped": "记录停工"},
    path="<uuid:pk>/works/stop/",
    page="inspections:stop",
    api="works/stop",
    body="WorksStop",
    creates=True,
)

SETTLE_PAUSE = Act(
    name="works.settle_pause",
    label="核实停工",
    ground=PAUSE,
    may=lambda actor, stop: permissions.may_settle_pause(actor, stop.case, stop),
    form=SettlePauseForm,
    service=services.settle_pause,
    explain="确认后这次停工的天数从施工期中扣除；没有确认的照常计算。",
    button="提交",
    success="核实结果已记录，期限已重新计算。",
    describe="核实停工：属实（ok，扣除停工天数），或写明原因不予确认（back）。",
    records={"works.pause_confirmed": "确认停工", "works.pause_refused": "停工不予确认"},
    path="<uuid:pk>/works/stops/<uuid:stop_id>/",
    page="inspections:settle-pause",
    entry="inspections:works",
    context=_pause,
    api="stops/<uuid:stop_id>/settle",
    body="PauseSettlement",
    creates=True,
)

CORRECT_DAYS = Act(
    name="works.correct_days",
    label="更正施工日期",
    ground=WORKS,
    may=permissions.may_correct_days,
    form=CorrectDaysForm,
    service=services.correct_days,
    explain="登记时填错的开工日期、完工日期在这里更正，原来的日期、原因和经手人都留在记录里；施工期、验收期随之重算。"
    "完工日期由户主或巡查确认，更正须有其书面说明。",
    button="保存更正",
    success="施工日期已更正，期限已重新计算。",
    describe="更正开工日期、完工日期，写明原因；不填的一项不变。更正完工日期须有户主或巡查的书面说明。"
    "周报按登记时间计数，各数不变，当期表下注明。",
    records={"works.days_corrected": "更正施工日期"},
    path="<uuid:pk>/works/days/",
    page="inspections:correct-days",
    api="works/correct-days",
    body="WorksDaysCorrection",
    creates=True,
)

REPORTING = (PROGRESS, CONCEALED)
PAUSING = (RESUME, STOP)
