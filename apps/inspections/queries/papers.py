"""验收表 (杭房局〔2024〕43号 附件2), 逐户上门验收清单 and 验收合格报告 as the papers print them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.cases.enums import RenovationScope, Status
from apps.cases.models import Case
from apps.cases.queries import household_view
from apps.cases.queries.as_of import stood_at
from apps.documents.rules.papers import PaperMark, content_hash
from apps.inspections.enums import (
    AppointmentPurpose,
    AttemptResult,
    ItemOutcome,
    Satisfaction,
    Verdict,
)
from apps.inspections.models import AcceptanceAttempt, AcceptanceItem, Appointment, HouseholdOpinion
from apps.inspections.queries.again import items_for
from apps.inspections.queries.appointments import day_bounds
from apps.inspections.queries.attempts import found_of, found_words, latest_attempt
from apps.inspections.queries.notable import UNPATROLLED, patrolled_of
from apps.inspections.queries.route import ROUNDERS, route_stops
from apps.inspections.rules import deviations, papers
from apps.inspections.rules.checklist import place_and_name
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.lib.identity import mask_name
from apps.orgs.enums import DISTRICT_ROLES, SensitiveField, Sight
from apps.orgs.permissions import sight
from apps.plans.queries import confirmed_plan, content_of
from apps.plans.queries.application import UNSTAMPED, stamped_of
from apps.plans.queries.papers import household_signature, paper_check


def _item(row: AcceptanceItem, deviating: frozenset[str]) -> papers.AcceptanceItem:
    agrees: bool | None = None
    if row.outcome:
        agrees = row.outcome != ItemOutcome.DISAGREES and f"{row.space}{row.label}" not in deviating
    return papers.AcceptanceItem(
        space=row.space,
        item=row.label,
        planned=row.planned,
        # 与方案一致 stands in the last column already.
        found="" if row.outcome == ItemOutcome.AGREES else found_words(row),
        agrees=agrees,
        note=row.note,
    )


def _items(rows: list[AcceptanceItem], labels: frozenset[str]) -> tuple[papers.AcceptanceItem, ...]:
    return tuple(_item(row, labels) for row in rows)


def _rest(row: AcceptanceItem) -> list[str]:
    """Return what an item says of a rest; nothing where there is none, as in what was signed before."""
    return [str(row.rest_area), row.rest_method] if row.rest_method else []


def signed_content(attempt: AcceptanceAttempt, satisfaction: Satisfaction, remark: str) -> str:
    """Return the SHA-256 of what the household agreed to: attempt, plan, findings, opinion."""
    stated = {
        "attempt": str(attempt.pk),
        "number": attempt.number,
        "plan": attempt.plan.content_hash,
        "items": [
            # Kept exactly as spelt: what households signed is proved by this text.
            [row.code, row.outcome, str(row.area or ""), row.method, row.note, *_rest(row)]
            for row in attempt.items.order_by("position")
        ],
        "satisfaction": Satisfaction(satisfaction).value,
        "remark": remark,
    }
    return sha256(json.dumps(stated, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def findings_hash(attempt: AcceptanceAttempt) -> str:
    """Return the SHA-256 of what a household is shown before it says anything to it."""
    return sha256(signed_content(attempt, Satisfaction.SATISFIED, "").encode()).hexdigest()


def opinion_record(actor: Actor, opinion: HouseholdOpinion) -> papers.OpinionRecord:
    """Return the paper of a drawn opinion: a paper of its own, as 验收表 is signed in ink.

    The drawing was made for the findings and the opinion whose hash it prints, and stands nowhere else.
    """
    attempt = opinion.attempt
    case = attempt.case
    rows = list(attempt.items.all())
    labels = frozenset(each.label for each in deviations(content_of(attempt.plan), found_of(rows)))
    # Findings may be put right after an early opinion: those were not what the drawing was made under.
    seen = sight(actor, SensitiveField.NAME)
    stood = stood_at(case, opinion.signed_at, seen)
    as_shown = signed_content(attempt, Satisfaction(opinion.value), opinion.remark) == opinion.content_hash
    return papers.OpinionRecord(
        household_name=stood.name,
        address=stood.address,
        attempt=attempt.number,
        plan_version=attempt.plan.number,
        accepted_at=attempt.visited_at,
        inspectors=attempt.inspectors if attempt.visited_at else "",
        satisfied=opinion.value == Satisfaction.SATISFIED,
        remark=opinion.remark,
        items=_items(rows, labels) if as_shown else (),
        signature=household_signature(
            opinion,
            paper="确认意见",
            witness=f"见证人：{opinion.witness_name}" if opinion.witness_name else "",
            seen=seen,
        ),
        later=stood.later,
        mark=PaperMark(
            number=opinion_number(opinion),
            content_hash=opinion.content_hash,
            issued_at=opinion.signed_at,
        ),
    )


def acceptance_paper(
    case: Case, attempt: AcceptanceAttempt, *, actor: Actor | None = None
) -> papers.AcceptanceForm:
    """Return 附件2 of one attempt, to be signed in ink; ``actor`` cuts the name, None is for hashing.

    联系人 and 电话 are the enterprise's, as on 附件1: the form carries no number of the household.
    """
    rows = list(attempt.items.all())
    # Later opinions add and never replace: the last one counts.
    opinion = attempt.opinions.order_by("signed_at").last()
    differing = deviations(content_of(attempt.plan), found_of(rows))
    labels = frozenset(each.label for each in differing)
    seen = Sight.PLAIN if actor is None else sight(actor, SensitiveField.NAME)
    # Once concluded it says what it said then: a name put right later is added, not printed over it.
    stood = stood_at(case, attempt.concluded_at, seen)
    enterprise = attempt.enterprise.as_of(opinion.signed_at if opinion else attempt.concluded_at)
    return papers.AcceptanceForm(
        household_name=stood.name,
        contact=enterprise.contact_name,
        enterprise_name=enterprise.name,
        phone=enterprise.contact_phone,
        address=stood.address,
        accepted_at=attempt.visited_at,
        inspectors=attempt.inspectors if attempt.visited_at else "",
        # '' is not yet said, which the paper leaves blank: neither yes nor no.
        satisfied={"": None}.get(attempt.satisfaction, attempt.satisfaction == Satisfaction.SATISFIED),
        opinion=attempt.opinion,
        attempt=attempt.number,
        passed={"": None}.get(attempt.verdict, attempt.verdict == Verdict.PASS),
        household_remark=opinion.remark if opinion else "",
        remarks="\n".join(_remarks(attempt, tuple(each.line for each in differing))),
        plan_version=attempt.plan.number,
        items=_items(rows, labels),
        checks=tuple(
            paper_check(row, f"规则 {row.rule_version}，按实测值重新核验")
            for row in attempt.evaluations.all()
        ),
        defects=tuple(item.text for item in attempt.rectifications.all()),
        later=(*stood.later, *enterprise.later),
        mark=PaperMark(
            number=attempt_number(attempt),
            content_hash=attempt.content_hash,
            issued_at=attempt.concluded_at,
            status=_stands(case, attempt),
            watermark=Status.REVOKED.label if is_revoked(case, attempt) else "",
        ),
    )


def is_revoked(case: Case, attempt: AcceptanceAttempt) -> bool:
    """Whether the 验收合格 that an attempt found was taken back; of one that failed nothing was decided."""
    return case.status == Status.REVOKED and attempt.result == AttemptResult.PASSED


def _stands(case: Case, attempt: AcceptanceAttempt) -> str:
    """Say in the paper's head what became of it: beside its hash, which stays that of what was issued."""
    if is_revoked(case, attempt):
        return "验收合格已撤销"
    return "" if attempt.concluded_at else "未办结"


def _remarks(attempt: AcceptanceAttempt, differing: tuple[str, ...], *, explained: bool = False) -> list[str]:
    """Return the remarks; ``explained``: with the reason of an overrun even where there was none."""
    lines = [f"与方案不同：{'；'.join(differing)}。"] if differing else []
    reason = attempt.overrun_reason if explained else attempt.stated_overrun
    if reason:
        lines.append(f"超期原因：{reason}")
    if attempt.is_late and attempt.due_on:
        # Part of the hash of every form concluded so far: this day stays as it was written then.
        lines.append(f"验收期限 {attempt.due_on.isoformat()}，逾期组织，责任在住建部门，不影响改造家庭。")
    return lines


def acceptance_hash(case: Case, attempt: AcceptanceAttempt) -> str:
    """Return the hash of everything the concluded 验收表 states, with the household's full name."""
    return content_hash(acceptance_paper(case, attempt))


def states_its_hash(case: Case, attempt: AcceptanceAttempt) -> bool:
    """Whether a concluded 验收表, made again as of then, has the hash that was kept when it was concluded."""
    paper = acceptance_paper(case, attempt)
    hashes = {content_hash(paper)}
    if attempt.result == AttemptResult.RECTIFY:
        # Of what failed in 0.1.0 the hash was taken before its items of rectification were written.
        hashes.add(content_hash(replace(paper, defects=())))
    if attempt.overrun_reason and not attempt.took_too_long:
        # Forms concluded before printed a reason that was known, whether the works took too long or not.
        differing = deviations(content_of(attempt.plan), found_of(list(attempt.items.all())))
        said = _remarks(attempt, tuple(each.line for each in differing), explained=True)
        hashes |= {content_hash(replace(paper, remarks="\n".join(said)))}
    return attempt.content_hash in hashes


def waiting_for_acceptance(actor: Actor, day: date | None = None) -> QuerySet[Case]:
    """Return the actor's completed households that wait for acceptance, the earliest limit first.

    ``day`` keeps those whose visit is arranged for that day.
    """
    rows = Case.objects.visible_to(actor).filter(status=Status.COMPLETED).for_display()
    if day is not None:
        first, end = day_bounds(day)
        arranged = AcceptanceAttempt.objects.open().filter(case=OuterRef("pk"), arranged_on=day)
        agreed = Appointment.objects.of_day(first, end).filter(
            case=OuterRef("pk"), purpose__in=[AppointmentPurpose.ACCEPTANCE, AppointmentPurpose.REACCEPTANCE]
        )
        rows = rows.filter(Exists(arranged) | Exists(agreed))
    return rows.order_by("acceptance_due_on", "street_code", "number")


def round_list(
    actor: Actor,
    day: date | None = None,
    case_ids: list[UUID] | None = None,
    phones: Mapping[UUID, str] | None = None,
) -> papers.RoundList:
    """Return 逐户上门清单: the day's route, and for the district its acceptances with blanks to fill by hand.

    Name and phone masked, but for ``phones`` opened for it; ``case_ids`` narrows it to chosen households.
    """
    if actor.role not in ROUNDERS:
        raise Refused("逐户上门清单由上门的单位打印。", code="post")
    rows = waiting_for_acceptance(actor, day) if actor.role in DISTRICT_ROLES else Case.objects.none()
    if case_ids is not None:
        rows = rows.filter(pk__in=case_ids)
    said = round_remarks(rows)
    on = day or clock.today()
    return papers.RoundList(
        bureau_name=actor.organisation_name,
        day=day,
        inspectors=actor.signature,
        visits=tuple(_visit(actor, case, said[case.pk], phones or {}) for case in rows),
        route_day=on,
        route=route_stops(actor, on, phones or {}) if case_ids is None else (),
    )


def round_remarks(cases: Iterable[Case]) -> dict[UUID, tuple[str, ...]]:
    """Return what the round list says of each case beside what is to be looked at; two queries for all."""
    ids = [case.pk for case in cases]
    stamped = stamped_of(ids)
    seen = patrolled_of(ids)
    return {
        pk: (*(() if pk in stamped else (UNSTAMPED,)), *(() if pk in seen else (UNPATROLLED,))) for pk in ids
    }


def _visit(
    actor: Actor, case: Case, remarks: tuple[str, ...], phones: Mapping[UUID, str]
) -> papers.RoundVisit:
    latest = latest_attempt(case)
    plan = latest.plan if latest and latest.is_open else confirmed_plan(case)
    content = content_of(plan) if plan else None
    household = household_view(actor, case)
    # An attempt that is still open is this round's; a concluded one makes it the next.
    attempt = 1 if latest is None else latest.number + (not latest.is_open)
    items = items_for(case, plan) if plan else ()
    return papers.RoundVisit(
        number=case.number or "",
        address=case.dwelling.address,
        household=mask_name(case.household.name),
        phone=phones.get(case.pk, household.phone),
        enterprise=case.enterprise.name if case.enterprise else "",
        wish=RenovationScope(case.renovation_scope).label,
        items=tuple(
            papers.AcceptanceItem(space=item.space, item=item.label, planned=item.planned) for item in items
        ),
        due_text=formats.day_and_weekday(case.acceptance_due_on) if case.acceptance_due_on else "",
        hazards=tuple(place_and_name(hazard) for hazard in (content.hazards if content else ())),
        attempt=attempt,
        remarks=remarks,
    )


def attempt_number(attempt: AcceptanceAttempt) -> str:
    """Return the number that a 验收表 bears."""
    return f"{attempt.case.number}-验{attempt.number}"


def opinion_number(opinion: HouseholdOpinion) -> str:
    """Return the number that the record of a household's opinion bears."""
    return f"{opinion.attempt.case.number}-意见{opinion.attempt.number}"
