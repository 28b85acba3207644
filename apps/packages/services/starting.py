"""A plan that starts from packages: their methods, lines and prices become its draft."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.packages.models import Package, PackageVersion, PlanOrigin
from apps.packages.permissions import may_start_plan
from apps.packages.rules.content import MOST_LINES
from apps.packages.rules.departures import together
from apps.plans.enums import SpaceKind
from apps.plans.models import PlanVersion
from apps.plans.services import save_plan_draft


@transaction.atomic
def start_plan(
    *,
    case_id: UUID,
    by: Actor,
    kitchen: Package | None = None,
    bathroom: Package | None = None,
    version: int | None = None,
) -> PlanVersion:
    """Write the first draft of a case as a copy of packages, and keep from which versions it came.

    Raises :class:`Refused` where nothing is chosen, a package is another's or no longer published, or a
    plan was begun already.
    """
    case = Case.objects.select_related("enterprise", "rule_set").get(pk=case_id)
    require(may_start_plan(by, case))
    chosen = [each for each in (kitchen, bathroom) if each is not None]
    if not chosen:
        raise Refused("请至少选择一个套餐。", field="bathroom" if case.wants_bathroom else "kitchen")
    versions = [_current(each, case) for each in chosen]
    content = together((SpaceKind(made.package.kind), made.content()) for made in versions)
    if len(content.lines) > MOST_LINES:
        raise Refused(
            f"两个套餐合起来有 {len(content.lines)} 行明细，方案最多 {MOST_LINES} 行，请只选一个。",
            code="too_many",
        )
    plan = save_plan_draft(case_id=case_id, by=by, content=content, version=version)
    PlanOrigin.objects.bulk_create(PlanOrigin(plan=plan, version=made) for made in versions)
    record(
        by=by,
        subject=Subject("case", str(case_id)),
        action="plan.started_from_package",
        facts={"plan": plan.number, "packages": [f"{made.package_id}:{made.number}" for made in versions]},
    )
    return plan


def _current(package: Package, case: Case) -> PackageVersion:
    row = Package.objects.filter(pk=package.pk, enterprise_id=case.enterprise_id or 0).first()
    if row is None or row.current_id is None or row.withdrawn_on is not None:
        raise Refused("这个套餐已经不再公布，请另选。", field=package.kind, code="gone")
    return PackageVersion.objects.select_related("package").prefetch_related("lines").get(pk=row.current_id)
