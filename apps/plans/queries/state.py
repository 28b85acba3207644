"""Which version stands where, and which needs of a case the plan tables answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.lib.calendars import days_over
from apps.orgs.enums import ScopeLevel
from apps.orgs.permissions import row_scope
from apps.plans.enums import ContractKind, PlanKind, PlanStatus, SpaceKind
from apps.plans.models import Contract, OverrunNote, PlanVersion
from apps.plans.models.plan import PlanQuerySet
from apps.plans.queries.content import content_of, rules_for

OPEN_CHANGE = (
    PlanStatus.DRAFT.value,
    PlanStatus.FAILED.value,
    PlanStatus.SUBMITTED.value,
    PlanStatus.REJECTED.value,
)


def versions_for(actor: Actor, case: Case) -> PlanQuerySet:
    """Versions the actor may see, newest first: an enterprise sees its own, not a competitor's."""
    rows = PlanVersion.objects.of_case(case)
    scope = row_scope(actor)
    if scope.level is ScopeLevel.ENTERPRISE and scope.organisation_id is not None:
        rows = rows.filter(enterprise__organisation_id=scope.organisation_id)
    return rows


def confirmed_plan(case: Case) -> PlanVersion | None:
    """Return the version in force: what is built and what acceptance is held against."""
    return PlanVersion.objects.of_case(case).confirmed().with_content().first()


def latest_plan(case: Case) -> PlanVersion | None:
    """Return the newest version of a case, whatever its state; what it says is not loaded with it."""
    return PlanVersion.objects.of_case(case).first()


def draft_plan(case: Case) -> PlanVersion | None:
    """Return the version being written, if there is one."""
    return PlanVersion.objects.of_case(case).filter(status=PlanStatus.DRAFT).with_content().first()


def submitted_plan(case: Case) -> PlanVersion | None:
    """Return the version that waits for the household's signature."""
    return PlanVersion.objects.of_case(case).filter(status=PlanStatus.SUBMITTED).with_content().first()


def previous_plan(plan: PlanVersion) -> PlanVersion | None:
    """Return the version an official compares with: what the household saw last, else the one before."""
    return seen_plan(plan) or (
        PlanVersion.objects.of_case(plan.case)
        .filter(number__lt=plan.number, enterprise=plan.enterprise)
        .with_content()
        .first()
    )


def seen_plan(plan: PlanVersion) -> PlanVersion | None:
    """Return the version the household saw last before this one: it signed it or gave its opinion on it."""
    return (
        PlanVersion.objects.of_case(plan.case)
        .filter(number__lt=plan.number, enterprise=plan.enterprise)
        .filter(Q(confirmed_at__isnull=False) | Q(rejected_at__isnull=False))
        .with_content()
        .first()
    )


def open_change(case: Case) -> PlanVersion | None:
    """Return the newest version of a 方案变更 that is neither confirmed nor withdrawn."""
    # The newest alone decides: a change is one chain of versions, and withdrawing it ends all of them.
    latest = latest_plan(case)
    if latest is None or latest.kind != PlanKind.CHANGE or latest.status not in OPEN_CHANGE:
        return None
    # after a change of enterprise nothing is in force, so nothing can be changed
    return latest if PlanVersion.objects.of_case(case).confirmed().exists() else None


def last_submitted(case: Case) -> PlanVersion | None:
    """Return what a draft is held against: what the household saw last, else what last left the desk."""
    left = (
        PlanVersion.objects.of_case(case).filter(enterprise=case.enterprise).exclude(status=PlanStatus.DRAFT)
    )
    latest = left.with_content().first()
    if latest is None or latest.confirmed_at or latest.rejected_at:
        return latest
    return seen_plan(latest) or latest


def contracts_in_force(case: Case) -> list[Contract]:
    """Return the contract and its supplements that are not void, newest first."""
    rows = Contract.objects.filter(case=case, voided_at__isnull=True)
    return list(rows.select_related("enterprise", "plan__confirmation").order_by("-number"))


def plans_held_against(case: Case, contracts: Iterable[Contract]) -> dict[int, PlanVersion]:
    """Return by a contract's number the plan whose budget its amount is held against.

    That is the plan it was signed on; for a supplement the plan in force, where there is one.
    """
    standing = confirmed_plan(case)
    ids = {
        row.number: row.plan_id if row.kind == ContractKind.MAIN or standing is None else standing.pk
        for row in contracts
    }
    plans = PlanVersion.objects.of_case(case).with_content().in_bulk(set(ids.values()))
    return {number: plans[pk] for number, pk in ids.items()}


def contract_in_force(case: Case) -> Contract | None:
    """Return the newest contract version that is not void; its amount is the case's amount."""
    return (
        Contract.objects.filter(case=case, voided_at__isnull=True)
        .select_related("enterprise", "plan")
        .order_by("-number")
        .first()
    )


def is_overrun(case: Case, planned_days: int | None) -> bool:
    """Whether a duration is longer than the pinned limit; an unset limit is never exceeded."""
    return days_over(planned_days, rules_for(case).max_works_days) > 0


def stated_overrun(plan: PlanVersion) -> str:
    """Return why a version plans longer than the limit; '' while it does not, whatever was typed before."""
    return plan.overrun_reason if is_overrun(plan.case, plan.planned_days) else ""


def is_of_asked_spaces(case: Case, plan: PlanVersion) -> bool:
    """Whether a version, loaded ``with_content``, plans exactly the spaces of the household's 改造意愿."""
    planned = {space.kind for space in content_of(plan).spaces}
    asked = (case.wants_kitchen, case.wants_bathroom)
    return (SpaceKind.KITCHEN in planned, SpaceKind.BATHROOM in planned) == asked


def needs_met(case: Case) -> dict[HoldKind, bool]:
    """Recompute from the plan tables which holds of a case are answered."""
    plan = PlanVersion.objects.of_case(case).confirmed().first()
    noted = plan is not None and OverrunNote.objects.filter(plan=plan).exists()
    contracts = Contract.objects.filter(case=case, voided_at__isnull=True, kind=ContractKind.MAIN)
    return {
        HoldKind.PLAN_CONFIRMED: plan is not None,
        HoldKind.CONTRACT_RECORDED: contracts.exists(),
        HoldKind.OVERRUN_NOTE: plan is None or noted or not is_overrun(case, plan.planned_days),
        HoldKind.PLAN_CHANGE: open_change(case) is None,
    }
