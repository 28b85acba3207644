"""登记质量保修书."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.acts.grounds import ACCEPTANCE
from apps.inspections.forms import WarrantyForm
from apps.lib import clock
from apps.lib.actors import Actor
from apps.programs.queries import statutes_of
from apps.programs.rules.statutes import LEAKS, WARRANTY

_FIELDS = {WARRANTY: "years", LEAKS: "leak_years"}


def _least(_actor: Actor, case: Case) -> dict[str, Any]:
    lines = statutes_of(case.bureau_id, clock.today())
    return {
        "least": {
            _FIELDS[line.code]: f"从验收合格之日起；{line.source}：不短于 {line.years} 年"
            for line in lines
            if line.code in _FIELDS
        }
    }


RECORD_WARRANTY = Act(
    name="warranty.record",
    label="登记质量保修书",
    ground=ACCEPTANCE,
    may=permissions.may_record_warranty,
    form=WarrantyForm,
    service=services.record_warranty,
    explain="按企业出具的质量保修书填写。后登记的一份代替先登记的，先登记的留在记录里。",
    button="登记",
    success="质量保修书已登记，住户在自己的页面看得到保修期限。",
    describe="登记质量保修书；短于已核对原文的最低年限的不能登记。",
    icon="certificate",
    records={"warranty.recorded": "登记质量保修书"},
    path="<uuid:pk>/acceptance/warranty/",
    page="inspections:warranty",
    options=_least,
    api="warranty",
    body="WarrantyWrite",
    creates=True,
)
