"""What was agreed so far, and the plan in plain words for the household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from apps.cases.facts.masking import veiled_name
from apps.cases.models import Case
from apps.cases.queries import household_view, own_time_from
from apps.documents.models import StoredFile
from apps.lib.actors import Actor
from apps.lib.amounts import ZERO, Yuan
from apps.orgs.enums import ScopeLevel, SensitiveField, Sight
from apps.orgs.permissions import may_read_sensitive_papers, row_scope, sight
from apps.plans.enums import LineKind, Method, Signer
from apps.plans.models import ApplicationAppendix, ApplicationForm, Contract, PlanVersion
from apps.plans.queries.application import ApplicationState, application_state
from apps.plans.queries.content import rules_for, stated_content
from apps.plans.queries.differing import BudgetGap, budget_gap
from apps.plans.queries.state import confirmed_plan, is_overrun, seen_plan
from apps.plans.rules import Difference, SpaceInput, differences, total


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract version with its scan, None where the actor may not fetch it."""

    contract: Contract
    change: Yuan | None
    file: StoredFile | None

    @property
    def signed_as(self) -> str:
        """The enterprise's name when the contract was entered; it may have another one since."""
        return self.contract.enterprise.as_of(self.contract.recorded_at).name


@dataclass(frozen=True, slots=True)
class Agreement:
    """Confirmation, contract and 申请表 of a case as the actor may see them."""

    plan: PlanVersion | None
    agent: str
    """Who signed for the household, as the actor may see it; '' where it signed itself."""
    signature: StoredFile | None
    overrun: bool
    contracts: tuple[ContractRow, ...]
    gap: BudgetGap | None
    """What a change of the plan left between its budget and the contract."""
    form: ApplicationForm | None
    application: ApplicationState
    application_file: StoredFile | None
    """Scan of 附件 1 in ink, None where there is none or the actor may not fetch it."""


def agreement_of(actor: Actor, case: Case) -> Agreement:
    """Return what household, enterprise and district have agreed; an enterprise sees its own.

    Reasons of 更正 are free text and may speak of the household: for those who read everything of it.
    """
    scope = row_scope(actor)
    plan = confirmed_plan(case)
    contracts = (
        Contract.objects.filter(case=case)
        .select_related("enterprise", "plan")
        .prefetch_related("corrections")
        .order_by("number")
    )
    if scope.level is ScopeLevel.ENTERPRISE and scope.organisation_id is not None:
        contracts = contracts.filter(enterprise__organisation_id=scope.organisation_id)
    rows = list(contracts)
    application = application_state(case)
    ink = application.latest
    ids = [row.scan_file_id for row in rows] + ([ink.file_id] if ink else [])
    files = _files(case, ids, readable=may_read_sensitive_papers(actor))
    form = _form(actor, case)
    if sight(actor, SensitiveField.HARDSHIP) is not Sight.PLAIN:
        # Never saved: the rows are only read.
        for correction in (each for row in rows for each in row.corrections.all()):
            correction.reason = ""
        for note in form.appendices.all() if form else ():
            note.text = note.unexplained
    agent, signature = "", None
    if plan is not None:
        said = plan.confirmation
        if said.signer == Signer.AGENT:
            agent = veiled_name(sight(actor, SensitiveField.NAME), lambda: said.signer_name)
        # A drawing or scan under a plan carries no 身份证号: whoever may see the plan may see it.
        if said.signature_file_id is not None:
            signature = _files(case, [said.signature_file_id], readable=True).get(said.signature_file_id)
    listed: list[ContractRow] = []
    for number, row in enumerate(rows):
        # The row before is what it changed: a supplement follows a contract of the same enterprise.
        before = rows[number - 1] if number and row.kind == "supplement" else None
        listed.append(
            ContractRow(row, row.amount - before.amount if before else None, files.get(row.scan_file_id))
        )
    return Agreement(
        plan=plan,
        agent=agent,
        signature=signature,
        overrun=plan is not None and is_overrun(case, plan.planned_days),
        contracts=tuple(reversed(listed)),
        gap=budget_gap(case) if listed else None,
        form=form,
        application=application,
        application_file=files.get(ink.file_id) if ink else None,
    )


def _form(actor: Actor, case: Case) -> ApplicationForm | None:
    """Return the 申请表 with what was appended in the actor's time: what was agreed before is not its own."""
    own_from = own_time_from(actor, case)
    appended = ApplicationAppendix.objects.all()
    if own_from is not None:
        appended = appended.filter(appended_at__gte=own_from)
    return (
        ApplicationForm.objects.filter(case=case).prefetch_related(Prefetch("appendices", appended)).first()
    )


def _files(case: Case, ids: list[UUID], *, readable: bool) -> dict[UUID, StoredFile]:
    rows = StoredFile.objects.owned_by("case", case.pk).filter(pk__in=ids)
    return {row.pk: row for row in rows if readable or not row.sensitive}


@dataclass(frozen=True, slots=True)
class HouseholdSummary:
    """A plan for the household: what it costs, what is done where, what is replaced, how long."""

    name: str
    total: Yuan
    discount: Yuan
    spaces: tuple[tuple[str, str], ...]
    replaced: tuple[str, ...]
    hazards: str
    """What the survey says where nothing is replaced; '' where nobody has said anything."""
    planned_start: date | None
    planned_days: int | None
    limit_days: int | None
    overrun_reason: str
    changes: tuple[Difference, ...]
    previous: int | None


_WORDS = {
    Method.PREFAB: "用装配式",
    Method.DRY: "用其他干法",
    Method.WET: "用湿作业",
    Method.KEPT: "保留不动",
}


def _in_words(space: SpaceInput) -> str:
    """Return 墙面、吊顶用装配式，地面用湿作业; one method everywhere reads 都; a mixed one says areas."""
    groups: dict[Method, list[str]] = {}
    mixed = []
    for surface in space.surfaces:
        parts = space.parts_of(surface)
        methods = {part.method for part in parts}
        if len(methods) > 1:
            said = "、".join(f"{part.area} ㎡{_WORDS[part.method]}" for part in parts if part.method)
            mixed.append(f"{surface.label} {said}")
        elif (method := parts[0].method) is not None:
            groups.setdefault(method, []).append(surface.label)
    every = "都" if len(groups) == 1 and not mixed else ""
    alike = [f"{'、'.join(names)}{every}{_WORDS[method]}" for method, names in groups.items()]
    return "，".join([*alike, *mixed])


def household_summary(actor: Actor, plan: PlanVersion) -> HouseholdSummary:
    """Return a submitted version in words an elderly person can follow."""
    content, before = stated_content(plan), seen_plan(plan)
    return HouseholdSummary(
        name=household_view(actor, plan.case).name,
        total=total(content.lines),
        discount=sum(
            (line.amount or ZERO for line in content.lines if line.kind == LineKind.DISCOUNT),
            ZERO,
        ),
        spaces=tuple((space.name, _in_words(space)) for space in content.spaces),
        replaced=tuple(
            hazard.name + (f"，换成{hazard.product}" if hazard.product else "") for hazard in content.hazards
        ),
        planned_start=plan.planned_start,
        planned_days=plan.planned_days,
        limit_days=rules_for(plan.case).max_works_days,
        hazards=content.hazard_survey.sentence if content.hazard_survey else "",
        overrun_reason=content.overrun_reason,
        changes=differences(stated_content(before), content) if before else (),
        previous=before.number if before else None,
    )
