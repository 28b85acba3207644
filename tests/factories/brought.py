"""What a household brings along to the counter before 备案, each paper with its own day (R1)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from apps.cases import services as cases
from apps.cases.models import Case
from apps.plans import services
from apps.plans.enums import Means
from apps.plans.models import Contract
from apps.plans.queries import submitted_plan
from tests.factories.plans import submit
from tests.factories.uploads import pdf, upload
from tests.factories.world import NOON, World

ARRIVED = NOON.date()


def ago(days: int) -> date:
    """Return a day before the household arrived."""
    return ARRIVED - timedelta(days=days)


def choose(world: World, case: Case, days_ago: int = 10) -> None:
    """The household says which enterprise it chose itself."""
    cases.record_choice(case_id=case.pk, by=world.zhou, enterprise=world.shili, chosen_on=ago(days_ago))


def signed_on_paper(world: World, case: Case, days_ago: int = 6) -> None:
    """The household brings the plan it signed with its enterprise; 周示例 keeps the scan."""
    plan = submitted_plan(case)
    assert plan is not None
    services.confirm_plan(
        case_id=case.pk,
        by=world.zhou,
        content_hash=plan.content_hash,
        means=Means.SIGNED_SCAN,
        scan=upload("方案.pdf", pdf()),
        signed_on=ago(days_ago),
    )


def bring_contract(world: World, case: Case, days_ago: int = 5) -> Contract:
    """The household brings its contract; 周示例 records it."""
    return services.record_contract(
        case_id=case.pk,
        by=world.zhou,
        amount=Decimal("76200"),
        signed_on=ago(days_ago),
        scan=upload("合同.pdf", pdf()),
    )


def bring_all(world: World, case: Case) -> None:
    """Enterprise, plan with its signature, contract: all before 备案."""
    choose(world, case)
    submit(world, case)
    signed_on_paper(world, case)
    bring_contract(world, case)
