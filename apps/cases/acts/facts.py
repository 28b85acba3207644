"""What was registered is put right: 更正, 变更装修人, 补录, the patrol body; and the household's choice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

from apps.acts.acts import Act
from apps.cases import permissions, services
from apps.cases.acts.grounds import APPLICATION, HANDED_ON
from apps.cases.enums import BEFORE_FILING, CorrectionKind, Status
from apps.cases.forms import AnswersForm, BackfillForm, ChooseForm, CorrectForm, PatrolForm, StreetForm
from apps.cases.models import Case, Correction
from apps.cases.queries import answers_of, facts_standing
from apps.enterprises.queries import directory
from apps.lib import clock
from apps.lib.actors import Actor


def _corrected(made: Correction | None) -> str:
    if made is not None and made.kind == CorrectionKind.SUCCESSOR:
        return "已变更装修人。原装修人签过的文书保留在记录中。"
    return "已更正。"


def _listed(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"listed": directory(clock.today(), regions=case.regions)}


def _as_intended(_actor: Actor, case: Case) -> dict[str, Any]:
    """Go on from what was typed at registration; which enterprise it is stays unchosen (R3)."""
    said = case.household
    return {
        # Text: a ReadField reads it. Asked now: a plain date would be that of the day the process started.
        "chosen_on": clock.today().isoformat(),
        "off_name": said.intended_enterprise,
        "off_contact": said.intended_contact,
        "off_phone": said.intended_phone,
    }


CHOOSE = Act(
    name="cases.choose_enterprise",
    label="登记自主选择的企业",
    ground=APPLICATION,
    may=permissions.may_choose,
    bars=lambda actor, _case: permissions.role_may_move(actor, "choose_enterprise"),
    moves=("choose_enterprise",),
    # After 备案 it is the move's own button; before it, an offer beside 受理 and 备案.
    menu=lambda _actor, case: case.status in BEFORE_FILING,
    offer=lambda _actor, case: "登记已选定的企业" if case.status in BEFORE_FILING else "",
    records={"case.enterprise_chosen": "登记自主选择的企业"},
    form=ChooseForm,
    service=services.record_choice,
    button="登记这一选择",
    success="已登记装修人自主选择的企业，企业可以上门设计了。",
    describe="登记装修人自主选择的企业：名录内外同等，不指定、不排序。备案以前已经选定的可以先登记，备案时随即生效。"
    "名录中的填 enterprise，名录以外的填 off_list，只填一种。",
    help="名录内外同等，不指定、不排序。备案以前已经选定的可以先登记，备案时随即生效。",
    path="cases/<uuid:pk>/enterprise/",
    page="cases:choose-enterprise",
    template="cases/choose_enterprise.html",
    initial=_as_intended,
    options=_listed,
    api="choose-enterprise",
    body="ChooseBody",
)

CORRECT = Act(
    name="cases.correct",
    label="更正",
    ground=APPLICATION,
    may=permissions.may_correct,
    form=CorrectForm,
    service=services.correct_facts,
    button="保存更正",
    success=_corrected,
    describe="更正登记事项，或变更装修人（须有证明材料）。",
    records={"case.corrected.fact": "更正登记事项", "case.corrected.successor": "变更装修人"},
    menu=lambda _actor, case: case.status != Status.DRAFT,
    path="cases/<uuid:pk>/correct/",
    page="cases:correct",
    template="cases/correct.html",
    initial=facts_standing,
    api="correct",
    body="CorrectBody",
)


def _answered(_actor: Actor, case: Case) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in answers_of(case):
        name = services.condition_field(each.condition.pk)
        found |= {name: each.answer, f"{name}-word": each.word}
    return found


def _answers_corrected(forbidden: object) -> str:
    if not forbidden:
        return "已更正。"
    return "已更正。更正后的回答不符合申请条件，已列为待办事项，由区县住建部门处理；处理以前不能备案、开工。"


ANSWERS = Act(
    name="cases.correct_answers",
    label="更正申请条件的回答",
    ground=APPLICATION,
    may=permissions.may_correct_answers,
    form=AnswersForm,
    service=services.correct_answers,
    explain="登记时答错、填错的在这里更正，原来的回答和原因都留在申请条件下面。问题照登记时的问法。"
    "更正后的回答不予登记的，申请不因此作废，先列为待办，由区县住建部门不予备案、终止，或者写明原因解除。",
    button="保存更正",
    success=_answers_corrected,
    describe="更正登记时对申请条件的回答；更正后的回答不予登记的，列为待办事项。",
    records={"case.answers_corrected": "更正申请条件的回答"},
    path="cases/<uuid:pk>/conditions/",
    page="cases:correct-answers",
    initial=_answered,
    api="conditions",
    body="AnswersBody",
)

BACKFILL = Act(
    name="cases.backfill",
    label="补录",
    ground=APPLICATION,
    may=permissions.may_backfill,
    form=BackfillForm,
    service=services.backfill_case,
    explain="先施工、后登记的，写明原因。缺少隐蔽工程照片将不再妨碍验收，但会在各处标明“补录”。",
    button="标记为补录",
    success="已标记为补录。",
    describe="补录：先施工、后登记的，写明原因。",
    records={"case.backfilled": "标记为补录"},
    path="cases/<uuid:pk>/backfill/",
    page="cases:backfill",
    api="backfill",
    body="BackfillBody",
)

PATROL = Act(
    name="cases.patrol",
    label="巡查主体",
    ground=APPLICATION,
    may=permissions.may_correct,
    form=PatrolForm,
    service=services.set_patrol,
    explain="城镇住宅由物业服务企业巡查；没有物业的，以及农村房屋，由乡镇（街道）巡查。",
    button="保存",
    success="巡查主体已更新。",
    describe="变更巡查主体：城镇住宅由物业服务企业巡查，没有物业的由乡镇（街道）巡查。",
    records={"case.patrol_set": "变更巡查主体"},
    path="cases/<uuid:pk>/patrol/",
    page="cases:patrol",
    initial=lambda _actor, case: {"organisation": str(case.patrol_organisation_id or "")},
    api="patrol",
    body="PatrolBody",
)


def _moved_to(before: Case, after: Any) -> str:
    # Of another bureau it is no longer the reader's to see.
    if isinstance(after, Case) and after.bureau_id != before.bureau_id:
        return resolve_url(settings.CASE_LIST_URL)
    return reverse("cases:case", kwargs={"pk": before.pk})


MOVE_STREET = Act(
    name="cases.move_street",
    label="改属街道",
    ground=HANDED_ON,
    may=permissions.may_move_street,
    form=StreetForm,
    service=services.move_street,
    explain="街道分设时，没有办结的办件先随第一个街道。住宅其实在另一部分的，在这里改过去：编号和以前的记录不变，"
    "今天起由那里的街道（和住建局）办理，已开工的在周报里划出、划入。划给另一个住建局的由分管领导办理。",
    button="改属",
    success="已改属，接手的街道已收到消息。",
    menu=lambda _actor, case: bool(case.former_street),
    path="cases/<uuid:pk>/street/",
    page="cases:move-street",
    describe="街道分设时随了第一个街道、住宅其实在另一部分的办件，改属那里：street_code 为那里的区划代码。"
    "划给另一个住建局的由分管领导办理，办后不再属于本单位，答复里只有编号、状态和版次。",
    api="street",
    body="StreetBody",
    after=_moved_to,
)
