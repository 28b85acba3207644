"""Writing a version and submitting it to the checks (R4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import models, transaction

from apps.audit.services import FieldChange
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, text_household, update_case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role
from apps.plans.enums import LineKind, PlanKind, PlanStatus
from apps.plans.models import BudgetLine, Evaluation, Hazard, PlanVersion, Space, SurfacePart
from apps.plans.permissions import may_edit_plan
from apps.plans.queries import (
    checks_of,
    confirmed_plan,
    content_of,
    draft_plan,
    fingerprint,
    latest_plan,
    problems_of,
    stated_content,
    support_source,
)
from apps.plans.rules import (
    HASH_VERSION,
    Check,
    Content,
    Problem,
    changed_fields,
    keyed,
    may_submit,
    values,
)

Kept = TypeVar("Kept", bound=models.Model)


@transaction.atomic
def save_plan_draft(*, case_id: UUID, by: Actor, content: Content, version: int | None = None) -> PlanVersion:
    """Write the draft of the case's plan, complete or not; the first call opens version 1.

    Raises :class:`Refused` when a version waits for the household or is confirmed: those never
    change, a new version is started instead.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    plan = _draft_to_write(case, by)
    changes = _write(plan, content)
    update_case(case=case, by=by, action="plan.draft_saved", facts={"plan": plan.number}, changes=changes)
    return plan


@transaction.atomic
def start_new_version(*, case_id: UUID, by: Actor, version: int | None = None) -> PlanVersion:
    """Open the next version as a copy of the latest one and return it.

    A version that waits for the household is taken back by it; a standing draft is returned as is.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_edit_plan(by, case))
    standing = draft_plan(case)
    if standing is not None:
        return standing
    latest = latest_plan(case)
    # A new enterprise never starts from the plan of its predecessor, which it may not even see.
    if latest is None or latest.enterprise_id != case.enterprise_id:
        plan = create_version(case=case, by=by, kind=PlanKind.INITIAL)
    else:
        if latest.status == PlanStatus.SUBMITTED:
            end_version(latest, PlanStatus.SUPERSEDED, "设计师撤回修改")
        plan = create_version(case=case, by=by, kind=PlanKind(latest.kind), like=latest)
    update_case(case=case, by=by, action="plan.version_started", facts={"plan": plan.number})
    return plan


@transaction.atomic
def submit_plan(
    *,
    case_id: UUID,
    by: Actor,
    version: int | None = None,
    content: Content | None = None,
) -> PlanVersion:
    """Submit the draft: complete, adding up, then checked; every check is stored with its reasons.

    With ``content`` the draft is saved first, in the same transaction. The returned version is
    待户主确认, or 未通过核验: kept and explained while the case stays where it was. Raises
    :class:`Refused` at the first field that is missing or does not add up; nothing is written.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    changes: list[FieldChange] = []
    if content is None:
        plan = draft_plan(case)
        require(may_edit_plan(by, case))
        if plan is None:
            raise Refused("没有可提交的方案草稿，请先填写方案。", code="no_draft")
    else:
        plan = _draft_to_write(case, by)
        changes = _write(plan, content)
    # Read back: what is checked and hashed must be what is stored, not what was sent. The signature is
    # later compared with the stored rows.
    said = stated_content(PlanVersion.objects.with_content().get(pk=plan.pk))
    _refuse_incomplete(case, said)
    # A reason typed while the plan was too long stays with the draft, and no further.
    plan.overrun_reason = said.overrun_reason
    checks = checks_of(case, said)
    now = clock.now()
    plan.status = PlanStatus.SUBMITTED if may_submit(checks) else PlanStatus.FAILED
    plan.submitted_at = plan.updated_at = now
    plan.submitted_by = by.signature
    plan.submitted_by_holder = by.holder
    # Before the hash: fingerprint() spells the content by this version.
    plan.hash_version = HASH_VERSION
    plan.content_hash = fingerprint(plan, said)
    author = ["submitted_by", "submitted_by_holder"]
    kept = ["overrun_reason", "hash_version", "content_hash"]
    plan.save(update_fields=["status", "submitted_at", "updated_at", *author, *kept])
    _store(plan, checks)
    update_case(
        case=case,
        by=by,
        action="plan.submitted" if plan.status == PlanStatus.SUBMITTED else "plan.failed_checks",
        facts={
            "plan": plan.number,
            "hash": plan.content_hash,
            "results": {str(check.code): str(check.result) for check in checks},
        },
        changes=changes,
    )
    if plan.status == PlanStatus.SUBMITTED:
        event = "change_ready" if plan.kind == PlanKind.CHANGE else "plan_ready"
        text_household(case=case, event=event, by=by, key=f"plan:{plan.pk}")
    return plan


def create_version(*, case: Case, by: Actor, kind: PlanKind, like: PlanVersion | None = None) -> PlanVersion:
    """Open a draft on a locked case, numbered after the last version, empty or as a copy."""
    if case.enterprise is None:
        raise Refused("还没有选择装修企业，不能编写方案。", code="no_enterprise")
    # No race for the number: whoever writes a plan holds the lock of its case.
    last = PlanVersion.objects.of_case(case).first()
    now = clock.now()
    plan = PlanVersion.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        kind=kind,
        enterprise=case.enterprise,
        designer_name=by.signature,
        designer_organisation=by.organisation_name,
        entered_on_behalf=by.role != Role.DESIGNER,
        created_at=now,
        updated_at=now,
    )
    if like is not None:
        _write(plan, content_of(like))
    return plan


def end_version(plan: PlanVersion, status: PlanStatus, reason: str) -> None:
    """Take a version out of use; it stays readable."""
    plan.status = status
    plan.ended_at = clock.now()
    plan.end_reason = reason[:300]
    plan.save(update_fields=["status", "ended_at", "end_reason"])


def leave_plan(
    *,
    case: Case,
    by: Actor,
    action: str,
    reason: str,
    closing: str,
    facts: Mapping[str, object],
    values: Mapping[str, object] | None = None,
) -> Case:
    """Let a locked case go on without a plan in force, where no move does: what stood on it closes.

    ``closing``: why, at the holds.
    """
    for kind in (HoldKind.OVERRUN_NOTE, HoldKind.PLAN_CHANGE):
        close_hold(case=case, kind=kind, by=by, reason=closing)
    left = {"planned_days": None, "overrun": False, **(values or {})}
    return update_case(case=case, by=by, action=action, values=left, facts=facts, reason=reason)


def _draft_to_write(case: Case, by: Actor) -> PlanVersion:
    require(may_edit_plan(by, case))
    standing = draft_plan(case)
    if standing is not None:
        return standing
    latest = latest_plan(case)
    if latest is not None and latest.status == PlanStatus.SUBMITTED:
        raise Refused(
            f"方案第 {latest.number} 版正等户主确认，不能直接修改；请先另起一版。", code="submitted"
        )
    kind = PlanKind.INITIAL if confirmed_plan(case) is None else PlanKind.CHANGE
    return create_version(case=case, by=by, kind=kind)


def _write(plan: PlanVersion, content: Content) -> list[FieldChange]:
    """Write a draft as a whole; return which of its fields say something else than before."""
    offered = [line for line in content.lines if line.kind == LineKind.SUPPORT]
    if offered and not support_source(plan.case):
        raise Refused("本地没有设定政府支持的文号，不能列政府支持。", field="lines", code="support")
    former = content_of(plan)
    content = keyed(content, former, lambda: uuid4().hex[:12])
    for name, value in _columns(PlanVersion, content).items():
        setattr(plan, name, value)
    plan.updated_at = clock.now()
    plan.save()
    # Replaced as a whole: no other table points at these rows, so none needs to keep its key.
    plan.spaces.all().delete()
    plan.lines.all().delete()
    plan.hazards.all().delete()
    spaces = Space.objects.bulk_create(
        _row(Space, space, plan=plan, position=place, key=space.key)
        for place, space in enumerate(content.spaces)
    )
    SurfacePart.objects.bulk_create(
        _row(SurfacePart, part, space=row, position=place)
        # bulk_create returns the rows in the order given, with the keys the database gave them.
        for row, space in zip(spaces, content.spaces, strict=True)
        for surface in space.surfaces
        for place, part in enumerate(space.parts_of(surface))
    )
    BudgetLine.objects.bulk_create(
        _row(BudgetLine, line, plan=plan, position=place, key=line.key)
        for place, line in enumerate(content.lines)
    )
    Hazard.objects.bulk_create(
        _row(Hazard, hazard, plan=plan, position=place, key=hazard.key)
        for place, hazard in enumerate(content.hazards)
    )
    return [FieldChange(*each) for each in changed_fields(former, content)]


def _row(table: type[Kept], said: object, **place: object) -> Kept:
    return table(**place, **_columns(table, said))


def _columns(table: type[models.Model], said: object) -> dict[str, object]:
    # A text column keeps '' where nothing is said, also of a method.
    return {
        name: "" if value is None and not table._meta.get_field(name).null else value
        for name, value in values(said).items()
    }


def field_name(problem: Problem) -> str:
    """Return the form field a problem belongs to: ``spaces-0-wall_area``, ``lines``, ``planned_days``."""
    # Compared, not asked for truth: the first row is row 0.
    return "-".join(
        str(word) for word in (problem.group, problem.row, problem.field) if word not in ("", None)
    )


def _refuse_incomplete(case: Case, content: Content) -> None:
    found = problems_of(case, content)
    # One at a time, as a refusal has one field; pages and API list all of them from their form.
    if found:
        raise Refused(found[0].message, field=field_name(found[0]), code="incomplete")


def _store(plan: PlanVersion, checks: tuple[Check, ...]) -> None:
    now = clock.now()
    Evaluation.objects.bulk_create(Evaluation.of(check, at=now, plan=plan) for check in checks)
