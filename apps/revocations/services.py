"""The procedure of 撤销验收合格, step by step (P9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject
from apps.cases.models import Case
from apps.cases.services import lock_case, move, text_household, update_case
from apps.cases.services.notices import desks_of
from apps.documents.enums import FileKind
from apps.documents.services import Owner, keep
from apps.inspections.services.photos import Upload
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import ENTERPRISE_ROLES, Role
from apps.outbox.services import tell
from apps.revocations.enums import Opinion, Outcome, Party, Stage, Way
from apps.revocations.models import Revocation, Service, Statement
from apps.revocations.permissions import (
    may_agree,
    may_decide,
    may_propose,
    may_record_statement,
    may_serve,
    may_tell,
)
from apps.revocations.queries import latest_revocation, parties_of, served_on, statement_days


@transaction.atomic
def propose_revocation(
    *,
    case_id: UUID,
    by: Actor,
    facts: str,
    grounds: str,
    evidence: Sequence[Upload] = (),
    version: int | None = None,
) -> Revocation:
    """拟撤销: facts, grounds and evidence; nothing of the acceptance changes."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_propose(by, case))
    number = Revocation.objects.filter(case=case).count() + 1
    kept = [
        keep(
            by=by,
            file=file,
            owner=Owner("case", str(case.pk)),
            kind=FileKind.REVOCATION_PAPER,
            sensitive=True,
            label=f"撤销证据（第 {number} 次）",
            field="evidence",
        )
        for file in evidence
    ]
    row = Revocation.objects.create(
        case=case,
        number=number,
        facts=facts,
        grounds=grounds,
        evidence=[str(file.pk) for file in kept],
        proposed_by=by.signature,
        proposed_by_holder=by.holder,
        proposed_at=clock.now(),
    )
    _record(case, by, "proposed", {"number": number, "evidence": [file.sha256 for file in kept]})
    return row


@transaction.atomic
def record_notice(
    *,
    case_id: UUID,
    by: Actor,
    household_on: date,
    household_way: str,
    enterprise_on: date | None = None,
    enterprise_way: str = "",
    version: int | None = None,
) -> Revocation:
    """Record when the 拟撤销告知书 was served; from then on they may be heard."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_tell(by, case))
    row = _latest(case)
    days = {
        Party.HOUSEHOLD: (household_on, household_way),
        Party.ENTERPRISE: (enterprise_on, enterprise_way),
    }
    _serve(row, case, by, days, decision=False)
    row.stage = Stage.TOLD
    row.statement_days = statement_days(case)
    row.save(update_fields=["stage", "statement_days"])
    _record(case, by, "told", {"number": row.number})
    text_household(case=case, event="revocation_proposed", by=by, key=f"revocation:{row.pk}")
    _tell(case, by, ENTERPRISE_ROLES, "拟撤销验收合格，可以陈述申辩", f"told:{row.pk}")
    _tell(case, by, {Role.DISTRICT_LEADER}, "拟撤销告知书已送达，听取陈述申辩后请决定", f"decide:{row.pk}")
    return row


@transaction.atomic
def record_statement(
    *,
    case_id: UUID,
    by: Actor,
    party: str,
    text: str,
    made_on: date,
    scan: Upload | None = None,
    version: int | None = None,
) -> Statement:
    """Take down what a party says, in words and with its paper; each may speak more than once."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_record_statement(by, case))
    row = _latest(case)
    if party not in parties_of(case):
        raise Refused("这个办件没有这一方。", field="party", code="none")
    told = served_on(row, decision=False)[party]
    if not told <= made_on <= clock.today():
        raise Refused("日期应在告知书送达以后、今天以前。", field="made_on", code="day")
    file = scan and keep(
        by=by,
        file=scan,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.REVOCATION_PAPER,
        sensitive=True,
        label=f"陈述申辩（{Party(party).label}）",
        field="scan",
    )
    statement = Statement.objects.create(
        revocation=row,
        party=party,
        text=text,
        made_on=made_on,
        file_id=file.pk if file else None,
        recorded_by=by.signature,
        recorded_at=clock.now(),
    )
    _record(case, by, "stated", {"number": row.number, "party": party})
    return statement


@transaction.atomic
def decide_revocation(
    *, case_id: UUID, by: Actor, outcome: str, reason: str, version: int | None = None
) -> Revocation:
    """The leader decides: to revoke, which another one must agree to, or to keep, which ends it."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_decide(by, case))
    row = _latest(case)
    revokes = outcome == Outcome.REVOKE
    row.stage = Stage.DECIDED if revokes else Stage.KEPT
    row.decided_by, row.decided_by_holder = by.signature, by.holder
    row.decided_at, row.reason = clock.now(), reason
    row.save()
    _record(case, by, "decided" if revokes else "kept", {"number": row.number}, reason)
    if revokes:
        # Not the leaders' desk: who decided would be told, too. Another leader finds it in the queue.
        _tell(
            case,
            by,
            {Role.DISTRICT_REVIEWER},
            "撤销决定等另一人复核",
            f"decided:{row.pk}:{row.decided_at.isoformat()}",
        )
    else:
        text_household(case=case, event="revocation_kept", by=by, key=f"revocation:{row.pk}")
        _tell(case, by, ENTERPRISE_ROLES, "决定不撤销验收合格", f"kept:{row.pk}")
    return row


@transaction.atomic
def agree_to_revocation(
    *, case_id: UUID, by: Actor, opinion: str, reason: str = "", version: int | None = None
) -> Revocation:
    """The second person agrees, and the acceptance is revoked; or does not, and it is decided anew."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_agree(by, case))
    row = _latest(case)
    if opinion != Opinion.AGREE:
        if not reason.strip():
            raise Refused("请写明不同意的理由。", field="reason", code="reason")
        row.stage = Stage.TOLD
        row.save(update_fields=["stage"])
        _record(case, by, "disagreed", {"number": row.number}, reason)
        _tell(case, by, {Role.DISTRICT_LEADER}, "撤销决定没有通过复核", f"no:{row.pk}:{case.version}")
        return row
    row.stage = Stage.REVOKED
    row.agreed_by, row.agreed_by_holder, row.agreed_at = by.signature, by.holder, clock.now()
    row.save()
    move(
        case=case,
        name="revoke",
        by=by,
        reason=row.reason,
        facts={"number": row.number},
    )
    _tell(case, by, ENTERPRISE_ROLES, "验收合格已撤销", f"revoked:{row.pk}")
    _tell(case, by, {Role.DISTRICT_CLERK}, "撤销已经复核同意，请送达决定书", f"serve:{row.pk}")
    return row


@transaction.atomic
def record_service(
    *,
    case_id: UUID,
    by: Actor,
    household_on: date,
    household_way: str,
    enterprise_on: date | None = None,
    enterprise_way: str = "",
    version: int | None = None,
) -> Revocation:
    """Record when the 撤销决定书 was served."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_serve(by, case))
    row = _latest(case)
    days = {
        Party.HOUSEHOLD: (household_on, household_way),
        Party.ENTERPRISE: (enterprise_on, enterprise_way),
    }
    _serve(row, case, by, days, decision=True)
    row.stage = Stage.SERVED
    row.save(update_fields=["stage"])
    _record(case, by, "served", {"number": row.number})
    return row


def _latest(case: Case) -> Revocation:
    row = latest_revocation(case)
    if row is None:
        raise Refused("没有撤销程序。", code="none")
    return row


def _serve(
    row: Revocation,
    case: Case,
    by: Actor,
    days: dict[Party, tuple[date | None, str]],
    *,
    decision: bool,
) -> None:
    first = clock.local((row.agreed_at if decision else None) or row.proposed_at).date()
    for party in parties_of(case):
        on, way = days[party]
        if on is None or way not in Way.values:
            raise Refused("请写明送达日期和方式。", field=f"{party}_on", code="missing")
        if not first <= on <= clock.today():
            raise Refused("送达日期应在出具以后、今天以前。", field=f"{party}_on", code="day")
        Service.objects.create(
            revocation=row,
            of_decision=decision,
            party=party,
            way=way,
            served_on=on,
            recorded_by=by.signature,
            recorded_at=clock.now(),
        )


def _record(case: Case, by: Actor, what: str, facts: dict[str, object], reason: str = "") -> None:
    update_case(case=case, by=by, action=f"revocation.{what}", facts=facts, reason=reason)


def _tell(case: Case, by: Actor, roles: frozenset[Role] | set[Role], title: str, key: str) -> None:
    tell(
        to=desks_of(case, roles),
        kind="revocation",
        title=f"{case.number} {title}",
        by=by,
        key=f"revocation:{key}",
        subject=Subject("case", str(case.pk)),
        page="revocations:page",
    )
