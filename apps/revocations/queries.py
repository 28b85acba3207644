"""How a procedure stands, its papers, and the other cases of those involved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.cases.enums import ACCEPTED
from apps.cases.models import Case
from apps.cases.queries.as_of import stood_at
from apps.inspections.enums import AttemptResult
from apps.inspections.models import AcceptanceAttempt
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES, Role, Sight
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of
from apps.revocations.enums import Party, Stage
from apps.revocations.models import Revocation
from apps.revocations.rules.papers import RevocationDecision, RevocationNotice
from apps.revocations.rules.terms import may_decide_on

MOST_RELATED = 20
MOST_WAITING = 1_000
WAITS_FOR: Mapping[Role, tuple[Stage, ...]] = {
    Role.DISTRICT_CLERK: (Stage.PROPOSED, Stage.REVOKED),
    Role.DISTRICT_REVIEWER: (Stage.DECIDED,),
    Role.DISTRICT_LEADER: (Stage.TOLD, Stage.DECIDED),
}
"""Stages of a procedure that wait for a role."""


def open_revocation(case: Case) -> Revocation | None:
    """Return the procedure of a case that is still to be decided; None where there is none."""
    return Revocation.objects.open().filter(case=case).first()


def open_remark(case: Case) -> str:
    """Say in the head of a case that its acceptance is in question; '' where it is not."""
    return "拟撤销，程序在办" if case.status in ACCEPTED and open_revocation(case) else ""


def open_bar(case: Case) -> str:
    """Say why a case is not filed while its acceptance is in question; '' where it is not."""
    return "拟撤销验收合格的程序在办，决定以后才能归档。" if open_revocation(case) else ""


def latest_revocation(case: Case) -> Revocation | None:
    """Return the last procedure of a case, whatever became of it."""
    return Revocation.objects.filter(case=case).order_by("-number").first()


def parties_of(case: Case) -> list[Party]:
    """Return who is told and heard: the household, and the enterprise whose works they are."""
    return [Party.HOUSEHOLD, *([Party.ENTERPRISE] if case.enterprise_id else [])]


def served_on(revocation: Revocation, *, decision: bool) -> Mapping[str, date]:
    """Return when notice or decision was served, by party."""
    # Of all of them, not filtered by the database: lists have fetched them before.
    return {each.party: each.served_on for each in revocation.services.all() if each.of_decision == decision}


def decidable_from(revocation: Revocation) -> date | None:
    """Return the day from which it may be decided; None for today already."""
    return may_decide_on(
        clock.today(),
        served=served_on(revocation, decision=False),
        stated={each.party for each in revocation.statements.all()},
        days=revocation.statement_days,
    )


def steps_waiting(actor: Actor) -> Mapping[str, list[UUID]]:
    """Return the cases whose procedure waits for the actor's role now, by the stage it is at.

    Not what the actor decided, which another one agrees to, nor what may not be decided yet.
    At most ``MOST_WAITING`` of them, the oldest first.
    """
    stages = WAITS_FOR.get(Role(actor.role)) if actor.role in DISTRICT_ROLES else None
    if not stages:
        return {}
    rows = Revocation.objects.filter(stage__in=stages, case__in=Case.objects.visible_to(actor).order_by())
    found: dict[str, list[UUID]] = {}
    for row in rows.prefetch_related("services", "statements").order_by("proposed_at", "pk")[:MOST_WAITING]:
        own = row.stage == Stage.DECIDED and actor.speaks_for(row.decided_by_holder)
        early = row.stage == Stage.TOLD and decidable_from(row) is not None
        if not own and not early:
            found.setdefault(row.stage, []).append(row.case_id)
    return found


def statement_days(case: Case) -> int | None:
    """Return 陈述申辩期限 of the case's body as of today; None where it is 未设定."""
    code = ParameterCode.STATEMENT_DAYS
    return limits_of(case.bureau_id, clock.today(), (code,)).number(code)


@dataclass(frozen=True, slots=True)
class Related:
    """Other accepted cases of one who was involved; ``more``: there are others beyond these."""

    who: str
    cases: list[Case]
    more: bool


def related_cases(actor: Actor, case: Case) -> list[Related]:
    """Return the other accepted cases of the enterprise and of the inspector, of the actor's rows.

    For the bureau and its auditors: what was false once may be false again.
    """
    if actor.role not in DISTRICT_ROLES | {Role.AUDITOR}:
        return []
    rows = Case.objects.visible_to(actor).filter(status__in=ACCEPTED).exclude(pk=case.pk)
    rows = rows.select_related("dwelling").order_by("-passed_on", "pk")
    passed = (
        AcceptanceAttempt.objects.filter(case=case, concluded_at__isnull=False).order_by("-number").first()
    )
    found = []
    if case.enterprise is not None:
        found.append((f"装修企业 {case.enterprise.name}", rows.filter(enterprise=case.enterprise)))
    if passed is not None and passed.inspector_holder:
        same = AcceptanceAttempt.objects.filter(
            inspector_holder=passed.inspector_holder, result=AttemptResult.PASSED
        )
        found.append((f"验收人员 {passed.inspector_name}", rows.filter(pk__in=same.values("case"))))
    return [
        Related(who, listed[:MOST_RELATED], len(listed) > MOST_RELATED)
        for who, each in found
        if (listed := list(each[: MOST_RELATED + 1]))
    ]


def notice_paper(revocation: Revocation) -> RevocationNotice:
    """Return the 拟撤销告知书."""
    case = revocation.case
    stood = stood_at(case, revocation.proposed_at, Sight.PLAIN)
    return RevocationNotice(
        number=case.number or "",
        household_name=stood.name,
        address=stood.address,
        enterprise_name=case.enterprise.name if case.enterprise else "",
        passed_on=case.passed_on,
        facts=revocation.facts,
        grounds=revocation.grounds,
        days=revocation.statement_days if revocation.stage != Stage.PROPOSED else statement_days(case),
        bureau_name=case.bureau.name,
        bureau_phone=case.bureau.phone,
        clerk=revocation.proposed_by,
        on=clock.local(revocation.proposed_at).date(),
    )


def decision_paper(revocation: Revocation) -> RevocationDecision | None:
    """Return the 撤销决定书; None while it is not agreed to by two."""
    if revocation.agreed_at is None or revocation.stage not in (Stage.REVOKED, Stage.SERVED):
        return None
    case = revocation.case
    stood = stood_at(case, revocation.agreed_at, Sight.PLAIN)
    return RevocationDecision(
        number=case.number or "",
        household_name=stood.name,
        address=stood.address,
        enterprise_name=case.enterprise.name if case.enterprise else "",
        passed_on=case.passed_on,
        facts=revocation.facts,
        grounds=revocation.grounds,
        statements=tuple(
            f"{each.get_party_display()}（{formats.day(each.made_on)}）：{each.text}"
            for each in revocation.statements.all()
        ),
        reason=revocation.reason,
        decided_by=revocation.decided_by,
        agreed_by=revocation.agreed_by,
        bureau_name=case.bureau.name,
        bureau_phone=case.bureau.phone,
        on=clock.local(revocation.agreed_at).date(),
    )


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure as its page shows it; ``whole`` is False for who learns only that there is one."""

    row: Revocation
    whole: bool
    decidable_from: date | None


def procedures(actor: Actor, case: Case) -> list[Procedure]:
    """Return a case's procedures, the last first.

    The bureau and its auditors read all of it; the others of the case's desks only how it stands: who is told
    in writing reads the notice, and facts may name people.
    """
    whole = actor.role in DISTRICT_ROLES | {Role.AUDITOR}
    rows = Revocation.objects.filter(case=case).order_by("-number").prefetch_related("services", "statements")
    waits = {row.pk: decidable_from(row) for row in rows if whole and row.stage == Stage.TOLD}
    return [Procedure(row, whole, waits.get(row.pk)) for row in rows]
