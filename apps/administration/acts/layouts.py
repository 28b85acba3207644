"""统计表栏目: a city and the province say which columns their own form prints in a year (decision 0137)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.acts.acts import Act, Preview
from apps.administration.acts.grounds import TargetGround
from apps.administration.forms.layouts import LINES, LayoutForm
from apps.administration.queries.layouts import held_now, sample_of, years_layouts
from apps.administration.queries.years import OfBody
from apps.administration.serializers import LayoutsShown
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.reports.models import FormLayout
from apps.reports.permissions import may_lay_out
from apps.reports.queries.layouts import layout_versions
from apps.reports.services import set_layout


class LayoutGround(TargetGround):
    """The columns of a body's form in a year; its version is the number that the next one gets."""

    title = "统计表栏目"
    path = "bodies/<int:pk>/years/<int:year>/form-columns"
    operation = "api-form-columns"
    tag = "项目"
    result_class = LayoutsShown

    def version(self, subject: OfBody) -> int:
        """Return the number of the next one."""
        # A body of the API is made upon a version that is there: from 1 on.
        versions = _versions(subject)
        return versions[0].number + 1 if versions else 1

    def stands(self, actor: Actor, subject: OfBody, record: object) -> Any:
        """Return the columns in force and every version."""
        return years_layouts(subject)


LAYOUT = LayoutGround()


def _versions(subject: OfBody) -> list[FormLayout]:
    return layout_versions(subject.organisation, subject.program) if subject.program else []


def _now(subject: OfBody) -> dict[str, Any]:
    tomorrow = clock.today() + timedelta(days=1)
    opens_on = subject.program.opens_on if subject.program else tomorrow
    said: dict[str, Any] = {"valid_from": max(tomorrow, opens_on)}
    versions = _versions(subject)
    if versions:
        said["source"] = versions[0].source
    columns = versions[0].layout.columns if versions else held_now(subject).columns
    for number, column in enumerate(columns):
        said |= {f"{LINES.spell(number)}-{name}": value for name, value in column.kept().items()}
    return said


def _sample(actor: Actor, subject: OfBody, form: LayoutForm) -> dict[str, Any]:
    return {"sample": sample_of(actor, subject, form.sketch)}


SET_LAYOUT = Act(
    name="layouts.set",
    label="设定统计表栏目",
    ground=LAYOUT,
    may=lambda actor, subject: may_lay_out(actor, subject.organisation),
    form=LayoutForm,
    service=set_layout,
    button="保存",
    explain=(
        "上级另有表式的，在这里定印哪些栏、什么次序、怎样称呼；各数的算法不变。"
        "汇总表和没有另设栏目的所属单位的统计表，PDF 和 Excel 都按它印；已经结束的各期照原来的印。"
    ),
    success=lambda row: f"栏目已保存，{formats.day(row.valid_from)} 起结束的各期按它印。",
    describe="设定一个年度统计表的栏目：从报送时定稿的各数中选，整张另出一版，自生效日起结束的各期适用。",
    records={"layout.set": "设定统计表栏目"},
    path="years/bodies/<int:pk>/<int:year>/columns/",
    page="administration:layout",
    template="administration/years/layout.html",
    initial=lambda _actor, subject: _now(subject),
    context=lambda _actor, subject: {
        "about": f"{subject.organisation.name} · {subject.program.name if subject.program else ''}",
        "body": subject.organisation,
        "year": subject.program.year if subject.program else 0,
        "versions": _versions(subject),
    },
    preview=Preview(
        path="years/bodies/<int:pk>/<int:year>/columns/sample/",
        page="administration:layout-sample",
        template="administration/years/layout_sample.html",
        context=_sample,
    ),
    api="set",
    body="FormColumns",
)
