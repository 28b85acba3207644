"""巡查、现场检查、问题整改与复查."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from apps.acts.acts import Act
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.acts.grounds import DEFECT, WORKS
from apps.inspections.enums import VisitKind
from apps.inspections.forms import RectifyDefectForm, VerifyDefectForm, VisitForm
from apps.inspections.models import Defect
from apps.inspections.queries.checklists import Checklists, list_of_day
from apps.inspections.queries.reported import defect_photos
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.plans.queries import confirmed_plan


def _list(_actor: Actor, case: Case) -> dict[str, Any]:
    """Derive the list from the confirmed plan and what the bureau asks further."""
    plan = confirmed_plan(case)
    return {"items": Checklists().of(case, plan), "lines": partial(list_of_day, case, plan)}


def _plan(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"plan": confirmed_plan(case)}


def _spot_check(actor: Actor, case: Case) -> Decision:
    return permissions.may_visit(actor, case, VisitKind.SPOT_CHECK)


def _settle(*, result: str, verified_on: date, note: str, **on: Any) -> Defect:
    """Verify the defect, or send it back with the words that say why."""
    # One page with two outcomes and two services, since an act has one form and one service.
    if result == "back":
        return services.send_back_defect(reason=note, **on)
    return services.verify_defect(verified_on=verified_on, note=note, **on)


PATROL = Act(
    name="visits.patrol",
    label="登记巡查",
    ground=WORKS,
    may=permissions.may_visit,
    form=VisitForm,
    service=partial(services.record_visit, kind=VisitKind.PATROL),
    explain="对照户主确认的方案逐项检查。不符合的写明情况，自动列为问题，由企业整改后复查。",
    button="提交巡查记录",
    success="巡查记录已保存。",
    describe="登记巡查：清单逐项填写，不符合的写明情况，自动列为问题。",
    icon="clipboard-check",
    forward=True,
    records={
        "visit.patrol": "巡查",
        "visit.noted": "补交现场情况",
        "visit.discarded": "放弃一份手机现场记录",
    },
    path="<uuid:pk>/works/patrol/",
    page="inspections:patrol",
    template="inspections/visit.html",
    options=_list,
    context=_plan,
    api="visits/patrol",
    body="VisitWrite",
    creates=True,
)

SPOT_CHECK = Act(
    name="visits.spot_check",
    label="登记现场检查",
    ground=WORKS,
    may=_spot_check,
    form=VisitForm,
    service=partial(services.record_visit, kind=VisitKind.SPOT_CHECK),
    explain=PATROL.explain,
    button="提交现场检查记录",
    success="现场检查记录已保存。",
    describe="登记现场检查。",
    icon="clipboard-check",
    records={"visit.spot_check": "现场检查"},
    path="<uuid:pk>/works/spot-check/",
    page="inspections:spot-check",
    template="inspections/visit.html",
    options=_list,
    context=_plan,
    api="visits/spot-check",
    body="VisitWrite",
    creates=True,
)

RECTIFY_DEFECT = Act(
    name="defects.rectify",
    label="报告整改",
    ground=DEFECT,
    may=lambda actor, defect: permissions.may_rectify_defect(actor, defect.case, defect),
    form=RectifyDefectForm,
    service=services.rectify_defect,
    button="提交",
    success="已报告整改，等现场复查。",
    describe="报告一个问题已整改，等现场复查。",
    records={"defect.rectified": "报告问题已整改"},
    path="<uuid:pk>/works/defects/<uuid:defect_id>/rectify/",
    page="inspections:defect-rectify",
    template="inspections/defect.html",
    context=defect_photos,
    api="defects/<uuid:defect_id>/rectify",
    body="DefectRectification",
    creates=True,
)

VERIFY_DEFECT = Act(
    name="defects.verify",
    label="现场复查",
    offer=lambda _actor, defect: "写明现场看到的" if defect.is_reported else "",
    ground=DEFECT,
    may=lambda actor, defect: permissions.may_verify_defect(actor, defect.case, defect),
    form=VerifyDefectForm,
    service=_settle,
    button="提交复查结果",
    success="复查结果已记录。",
    describe="现场复查：整改到位（ok），或写明原因退回（back）。",
    help="整改到位的销号，没有到位的写明原因退回。",
    records={"defect.verified": "整改通过复查", "defect.sent_back": "整改未通过复查"},
    path="<uuid:pk>/works/defects/<uuid:defect_id>/verify/",
    page="inspections:defect-verify",
    entry="inspections:works",
    template="inspections/defect.html",
    context=defect_photos,
    api="defects/<uuid:defect_id>/verify",
    body="DefectVerification",
    creates=True,
    answers=frozenset({HoldKind.DEFECT}),
)
