"""What happens to a household's case meanwhile: it goes over to another, or gets another plan."""

from __future__ import annotations

from apps.cases.enums import CorrectionKind
from apps.cases.models import Case
from apps.cases.services import correct_facts
from apps.plans.enums import Method
from apps.plans.models import PlanVersion
from apps.plans.services import reject_plan
from tests.factories.people import id_number
from tests.factories.plans import bathroom, content, kitchen, submit
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, later


def succeed(world: World, case: Case, *, phone: str = "13800000055") -> None:
    """周示例 registers that the dwelling was sold; without ``phone`` the new household names no number."""
    changes = {"name": "李样本", "owner_name": "李样本", "id_number": id_number("19700101")}
    correct_facts(
        case_id=case.pk,
        by=world.zhou,
        changes=changes | ({"phone": phone} if phone else {}),
        reason="房屋出售",
        proof=upload("证明.pdf", pdf()),
        kind=CorrectionKind.SUCCESSOR,
    )


def another_plan(world: World, case: Case, **bath: Method) -> PlanVersion:
    """张示例 objects to the plan; 陈样本 submits another one, its bathroom worked as ``bath`` says."""
    shown = PlanVersion.objects.of_case(case)[0]
    reject_plan(case_id=case.pk, by=world.zhou, opinion="换一种墙面", content_hash=shown.content_hash)
    submit(world, case, plan=content(kitchen(), bathroom(**bath), start=later(9).date()))
    return PlanVersion.objects.of_case(case)[0]
