"""材料清单: set by who sets a body's parameters (decision 0126)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.acts.acts import Act
from apps.administration.acts.grounds import MATERIALS
from apps.administration.forms.materials import MaterialsForm
from apps.administration.queries.materials import standing
from apps.administration.queries.years import OfBody
from apps.cases.enums import Track
from apps.lib import clock
from apps.programs import services
from apps.programs.permissions import may_set_limit
from apps.programs.queries import material_list_versions


def _now(subject: OfBody) -> dict[str, Any]:
    said: dict[str, Any] = {"valid_from": clock.today() + timedelta(days=1)}
    for number, each in enumerate(standing(subject.organisation, subject.track)):
        said |= {
            f"lines-{number}-name": each.name,
            f"lines-{number}-step": each.step.value,
            f"lines-{number}-form": "original" if each.original else "copy",
            f"lines-{number}-basis": each.source,
            f"lines-{number}-who": "agent" if each.agent_only else "",
        }
    return said


SET_MATERIALS = Act(
    name="materials.set",
    label="设定材料清单",
    ground=MATERIALS,
    may=lambda actor, subject: may_set_limit(actor, subject.organisation),
    form=MaterialsForm,
    service=services.set_materials,
    button="保存",
    explain=(
        "整张清单另出一版。收材料、退回补正都按办件申请当日的清单；已登记的办件不受影响。"
        "全部删去则恢复原有清单。装配化“厨卫换新”的委托书（代办）和申请表始终在清单里。"
    ),
    success="材料清单已保存，自生效日起申请的办件适用。",
    records={"materials.set": "设定材料清单"},
    path="years/bodies/<int:pk>/materials/<slug:track>/",
    page="administration:materials",
    template="administration/years/materials.html",
    initial=lambda _actor, subject: _now(subject),
    context=lambda _actor, subject: {
        "about": f"{subject.organisation.name} · {Track(subject.track).label}",
        "versions": material_list_versions(subject.organisation, subject.track),
    },
)
