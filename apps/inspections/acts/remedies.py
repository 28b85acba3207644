"""整改、调解、转为其他装修、办结（户主未确认）."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.cases.acts.grounds import weighed
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.acts.ends import ENDS_OF_RECTIFICATION
from apps.inspections.acts.grounds import ACCEPTANCE, ITEM
from apps.inspections.enums import Channel
from apps.inspections.forms import (
    CONVERT_ROOM,
    AbsenceForm,
    ConvertForm,
    MediationForm,
    MediationRecordForm,
    ReasonForm,
    RectifyForm,
)
from apps.inspections.models import Rectification
from apps.inspections.queries.appointments import acceptance_kept_by_one
from apps.inspections.queries.attempts import measured_ground, measured_short
from apps.inspections.rules.absences import TellingWay
from apps.lib.actors import Actor


def _item(_actor: Actor, item: Rectification) -> dict[str, Any]:
    return {"item": item}


RECTIFY_ITEM = Act(
    name="rectification.item",
    label="报告整改完成",
    ground=ITEM,
    may=lambda actor, item: permissions.may_rectify_item(actor, item.attempt.case, item),
    form=RectifyForm,
    service=services.rectify,
    button="提交",
    success="整改情况已记录。",
    describe="报告一个整改事项完成。",
    records={"acceptance.rectified": "报告整改完成"},
    path="<uuid:pk>/acceptance/rectify/<uuid:item_id>/",
    page="inspections:acceptance-rectify",
    entry="inspections:acceptance",
    template="inspections/rectify.html",
    context=_item,
    api="acceptance/rectifications/<uuid:item_id>",
    body="ItemRectification",
    creates=True,
    answers=frozenset({HoldKind.RECTIFICATION_DONE}),
)

OPEN_MEDIATION = Act(
    name="mediation.open",
    label="登记调解",
    ground=ACCEPTANCE,
    may=permissions.may_open_mediation,
    form=MediationForm,
    service=services.open_mediation,
    explain="户主不满意、联系不上或去世的，先组织调解并如实记录；记录后才能由分管领导办结。",
    success="已登记调解。",
    describe="登记调解。",
    records={"mediation.opened": "开始调解"},
    path="<uuid:pk>/acceptance/mediation/",
    page="inspections:mediation-open",
    api="mediation",
    body="MediationOpening",
    creates=True,
)


def _agreed(_actor: Actor, case: Case) -> dict[str, Any]:
    """Begin with the time that was agreed and how, where there is one: less to type, and the same day."""
    row = acceptance_kept_by_one(case)
    if row is None:
        return {}
    by_phone = [TellingWay.PHONE.value] if row.channel == Channel.PHONE else []
    return {
        "visited_at": row.starts,
        "officers": row.officers,
        "told_on": row.agreed_on if by_phone else None,
        "told_by_ways": by_phone,
    }


RECORD_ABSENCE = Act(
    name="absence.record",
    label="登记上门未遇",
    ground=ACCEPTANCE,
    may=permissions.may_record_absence,
    form=AbsenceForm,
    service=services.record_absence,
    initial=_agreed,
    button="登记",
    explain="上门没有见到户主的，每次登记。本单位设定了次数和告知要求的，满足以后才能按“联系不上”办理；没有设定的不检查。",
    success=lambda row: f"已登记第 {row.number} 次上门未遇。",
    describe="登记一次上门未遇：时间、上门人员、怎样提前告知、见证人、书面告知的日期。",
    records={"absence.recorded": "上门未遇"},
    path="<uuid:pk>/acceptance/absence/",
    page="inspections:absence",
    api="acceptance/absences",
    body="AbsenceRecord",
    creates=True,
)

RECORD_MEDIATION = Act(
    name="mediation.record",
    label="记录调解",
    ground=ACCEPTANCE,
    may=permissions.may_record_mediation,
    form=MediationRecordForm,
    service=services.record_mediation,
    button="保存调解记录",
    success="调解记录已保存。",
    describe="记录调解经过和结果。",
    records={"mediation.recorded": "记录调解结果"},
    path="<uuid:pk>/acceptance/mediation/record/",
    page="inspections:mediation-record",
    entry="inspections:acceptance",
    api="mediation/record",
    body="MediationRecord",
    creates=True,
    answers=frozenset({HoldKind.MEDIATION}),
)


def _measured(_actor: Actor, case: Case) -> dict[str, Any]:
    said = "；".join(measured_short(case))
    found = measured_ground(case)
    ground = {"shortfall": found.value} if found else {}
    # Longer ones are summed up by who converts: cut off they would say something else.
    return {**ground, **({"measured": said} if len(said) <= CONVERT_ROOM else {})}


CONVERT = Act(
    name="acceptance.convert",
    label="转为其他装修",
    ground=ACCEPTANCE,
    may=permissions.may_convert,
    form=ConvertForm,
    service=services.convert,
    explain="只限实测低于要求、又不能整改的：写明低于哪一项、实测多少，附实测记录或者照片。转入其他旧房装修和厨卫等局部改造。本案件退出装配化一行的统计，在“其他装修”里接着办，不能转回；各次验收记录保留。"
    "没有复查的巡查问题转过去由街道或者区县处理，住户反映的问题由装修企业在本案件接着答复。",
    success="已转为其他装修，不再计入装配化装修；在“其他装修”里接着办。",
    describe="转为其他装修，不再计入装配化装修；由区县分管领导办理。"
    "shortfall 不是最近一次现场验收实测不符合的那一项的，evidence 必传。",
    danger=True,
    context=weighed("convert"),
    initial=_measured,
    path="<uuid:pk>/acceptance/convert/",
    page="inspections:convert",
    entry="inspections:acceptance",
    api="convert",
    body="CaseConversion",
    creates=True,
    moves=("convert",),
)

CLOSE_UNCONFIRMED = Act(
    name="acceptance.close_unconfirmed",
    label="办结（户主未确认）",
    ground=ACCEPTANCE,
    may=permissions.may_close_unconfirmed,
    form=ReasonForm,
    service=services.close_unconfirmed,
    explain="经调解仍不满意、联系不上或户主去世的，由分管领导办结：计入已完成装修，不出具验收合格报告。",
    button="办结",
    success="已办结。计入已完成，不出具验收合格报告。",
    describe="办结（户主未确认）：经调解仍不能确认的，由区县分管领导办理。",
    danger=True,
    context=weighed("close_unconfirmed"),
    path="<uuid:pk>/acceptance/close/",
    page="inspections:close-unconfirmed",
    entry="inspections:acceptance",
    api="close-unconfirmed",
    body="UnconfirmedClosing",
    creates=True,
    moves=("close_unconfirmed",),
)

AFTERWARDS = (
    *ENDS_OF_RECTIFICATION,
    RECORD_MEDIATION,
    OPEN_MEDIATION,
    RECORD_ABSENCE,
    CONVERT,
    CLOSE_UNCONFIRMED,
)
"""Acts after an acceptance that did not pass, in the order of their buttons."""
