"""机构与管辖: add, contacts, coverage, reporting line, rename, merge, close, call off."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act, Preview
from apps.administration import permissions
from apps.administration.acts.on_bodies import ON_BODY, ON_CHANGE
from apps.administration.forms.bodies import (
    AddBodyForm,
    CallOffForm,
    ContactsForm,
    CoverageForm,
    DatedForm,
    MergeForm,
    RenameForm,
    ReportingForm,
    ReportingStartForm,
    SuccessionForm,
)
from apps.administration.queries import bodies as queries
from apps.administration.services import bodies as services
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.models import BodyChange, Organisation
from apps.orgs.queries import reporting_since


def _said(change: BodyChange) -> str:
    what = f"{change.organisation.name}{change.get_kind_display()}"
    if change.done_at:
        return f"{what}已生效，移交办件 {change.moved} 件。"
    if change.under_way:
        return f"{what}已定，正在办理：办件移交完成后，双方都会收到消息。"
    return f"{what}已定，{formats.day(change.effective_on)} 0:00 生效；此前可以取消。"


def _day(form: Any) -> Any:
    return getattr(form, "cleaned_data", {}).get("effective_on")


def _coverage(_actor: Actor, body: Organisation, form: CoverageForm) -> dict[str, Any]:
    regions, on = form.cleaned_data.get("regions"), _day(form)
    if not regions or on is None or on < clock.today():
        return {"moves": None}
    return {"moves": queries.coverage_moves(body, regions, on), "body": body}


def _merger(_actor: Actor, body: Organisation, form: MergeForm) -> dict[str, Any]:
    into, on = form.cleaned_data.get("into"), _day(form)
    if into is None or on is None or on < clock.today():
        return {"moves": None}
    return {"moves": queries.merger_moves(body, on), "body": into}


def _reporting(_actor: Actor, body: Organisation, form: ReportingForm) -> dict[str, Any]:
    upper, on = form.cleaned_data.get("reports_to"), _day(form)
    if upper is None or on is None or on < clock.today():
        return {"moves": None}
    return {"moves": queries.reporting_moves(body, on), "body": upper, "upper": True}


def _succession(_actor: Actor, body: Organisation, form: SuccessionForm) -> dict[str, Any]:
    region, on = form.cleaned_data.get("region"), _day(form)
    if not region or on is None or on < clock.today():
        return {"moves": None}
    heirs = form.cleaned_data.get("heirs") or []
    moves, after = queries.succession_moves(region, heirs, on)
    return {"moves": moves, "body": after, "kept": after == body}


def _today(_actor: Actor, _body: Organisation) -> dict[str, Any]:
    return {"effective_on": clock.today()}


def _start(_actor: Actor, body: Organisation) -> dict[str, Any]:
    return {"effective_on": reporting_since(body)}


def _names(_actor: Actor, body: Organisation) -> dict[str, Any]:
    return {"name": body.name, "short_name": body.short_name}


def _contacts(_actor: Actor, body: Organisation) -> dict[str, Any]:
    return ContactsForm.standing(body)


def _page_of(_parent: Organisation, body: Organisation) -> str:
    return reverse("administration:body", kwargs={"pk": body.pk})


MOVES = "administration/body_moves.html"

ADD = Act(
    name="bodies.add",
    label="添加下级机构",
    ground=ON_BODY,
    may=permissions.may_add,
    form=AddBodyForm,
    service=services.add_body,
    explain="住建局、乡镇（街道）添加后即可任免人员；报送关系由本单位指向上级。",
    button="添加",
    success=lambda body: f"已添加{body.name}。",
    initial=_today,
    path="bodies/<int:pk>/add/",
    page="administration:body-add",
    after=_page_of,
)
CONTACTS = Act(
    name="bodies.contacts",
    label="电话和联系人",
    ground=ON_BODY,
    may=permissions.may_set_contacts,
    form=ContactsForm,
    service=services.set_contacts,
    explain="各市、县明确分管领导和 1 名联络员（浙建管发〔2024〕80号）；"
    "没有报送周报的，上级在周报和总览里按这里的电话联系。",
    button="保存",
    success="已保存。",
    initial=_contacts,
    path="bodies/<int:pk>/contacts/",
    page="administration:body-contacts",
)
COVERAGE = Act(
    name="bodies.coverage",
    label="调整管辖范围",
    ground=ON_BODY,
    may=permissions.may_move,
    form=CoverageForm,
    service=services.move_coverage,
    explain="从那天起街道和街道里没有办结的办件归这个机构；已封存的周报不变，移交的户数在当期分别计为划出、划入。",
    success=_said,
    path="bodies/<int:pk>/coverage/",
    page="administration:body-coverage",
    template="administration/body_coverage.html",
    preview=Preview(
        path="bodies/<int:pk>/coverage/preview/",
        page="administration:body-coverage-preview",
        template=MOVES,
        context=_coverage,
    ),
)
SUCCESSION = Act(
    name="bodies.succession",
    label="区划更替",
    ground=ON_BODY,
    may=permissions.may_succeed,
    form=SuccessionForm,
    service=services.succeed,
    explain="街道合并、更名、分设：从那天起只能登记在继任的街道，没有办结的办件编号不变、随之改记；"
    "已办结的和以前的文书仍写原来的街道。管辖范围随原来的街道办，需要另定的再用“调整管辖范围”。",
    success=_said,
    path="bodies/<int:pk>/succession/",
    page="administration:body-succession",
    preview=Preview(
        path="bodies/<int:pk>/succession/preview/",
        page="administration:body-succession-preview",
        template=MOVES,
        context=_succession,
    ),
)
REPORTING = Act(
    name="bodies.reporting",
    label="调整报送关系",
    ground=ON_BODY,
    may=permissions.may_change_reporting,
    form=ReportingForm,
    service=services.change_reporting,
    explain="从那天起报送的周报由新的上级接收，全部办件由新的上级汇总；此前各期仍由原上级接收。",
    success=_said,
    path="bodies/<int:pk>/reporting/",
    page="administration:body-reporting",
    preview=Preview(
        path="bodies/<int:pk>/reporting/preview/",
        page="administration:body-reporting-preview",
        template=MOVES,
        context=_reporting,
    ),
)
REPORTING_START = Act(
    name="bodies.reporting_start",
    label="周报启用日期",
    ground=ON_BODY,
    may=permissions.may_set_start,
    form=ReportingStartForm,
    service=services.set_reporting_start,
    explain="从哪一天起报送周报。机构先用起来、后开始报送的，或者原来写错的，在这里更改；启用以前的累计数另登记为期初数。",
    button="保存",
    success="已保存。",
    initial=_start,
    path="bodies/<int:pk>/reporting-start/",
    page="administration:body-reporting-start",
)
RENAME = Act(
    name="bodies.rename",
    label="更名",
    ground=ON_BODY,
    may=permissions.may_rename,
    form=RenameForm,
    service=services.rename,
    explain="生效前出的文书、报送的周报仍用原名称。",
    success=_said,
    initial=_names,
    path="bodies/<int:pk>/rename/",
    page="administration:body-rename",
)
MERGE = Act(
    name="bodies.merge",
    label="并入其他机构",
    ground=ON_BODY,
    may=permissions.may_merge,
    form=MergeForm,
    service=services.merge,
    explain="从那天起它的管辖范围、全部办件和待办归另一机构，它停用，人员在它的岗位随之结束；以前的文书仍用它的名称。",
    button="并入",
    success=_said,
    danger=True,
    path="bodies/<int:pk>/merge/",
    page="administration:body-merge",
    preview=Preview(
        path="bodies/<int:pk>/merge/preview/",
        page="administration:body-merge-preview",
        template=MOVES,
        context=_merger,
    ),
)
CLOSE = Act(
    name="bodies.close",
    label="停用",
    ground=ON_BODY,
    may=permissions.may_close,
    form=DatedForm,
    service=services.close,
    explain="没有管辖范围、没有机构报送至它的，可以停用；人员在它的岗位随之结束，记录保留。",
    success=_said,
    danger=True,
    path="bodies/<int:pk>/close/",
    page="administration:body-close",
)
CALL_OFF = Act(
    name="bodies.call_off",
    label="取消计划中的变更",
    ground=ON_CHANGE,
    may=permissions.may_call_off,
    form=CallOffForm,
    service=services.call_off,
    explain="取消后管辖范围、报送关系都和决定以前一样。",
    button="取消这项变更",
    success=lambda change: f"已取消{change.get_kind_display()}。",
    danger=True,
    path="bodies/<int:pk>/changes/<int:change>/call-off/",
    page="administration:body-call-off",
)

ON_BODIES = (CONTACTS, COVERAGE, SUCCESSION, REPORTING, REPORTING_START, RENAME, MERGE, CLOSE, ADD)
"""What a body's page offers, in this order."""
BODIES = (*ON_BODIES, CALL_OFF)
