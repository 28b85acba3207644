"""A case as the API shows it: plain values by name, each cut to what the actor's role may see (R18)."""

from __future__ import annotations

from typing import Any

from apps.cases.enums import LinkedProgramme, RenovationScope, Status
from apps.cases.facts import BY_NAME, Holder, held_by
from apps.cases.models import Case, Hold
from apps.cases.queries.case_page import actions_for, clocks, seen
from apps.cases.queries.conditions import answers_seen
from apps.cases.queries.privacy import acknowledged
from apps.cases.queries.waiting import Wait, wait_of
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.identity import mask_name
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight


def case_row(actor: Actor, case: Case) -> dict[str, Any]:
    """Return a case as a list shows it; asks no further query of a case loaded ``for_display``."""
    name_sight = sight(actor, SensitiveField.NAME)
    names = {Sight.HIDDEN: None, Sight.MASKED: mask_name(case.household.name)}
    return {
        "id": case.pk,
        "number": case.number,
        "status": case.status,
        "status_label": Status(case.status).label,
        "version": case.version,
        "will": case.renovation_scope,
        "will_label": RenovationScope(case.renovation_scope).label,
        "household_name": names.get(name_sight, case.household.name),
        "address": case.dwelling.address,
        "street_code": case.street_code,
        "street_office": case.street_office.name,
        "bureau": case.bureau.name,
        "enterprise": _enterprise(case),
        "applied_on": case.applied_on,
        "started_on": case.started_on,
        "completed_on": case.completed_on,
        "passed_on": case.passed_on,
        "filing_due_on": case.filing_due_on,
        "works_due_on": case.works_due_on,
        "acceptance_due_on": case.acceptance_due_on,
        "rectifying_from": case.rectifying_from,
        "rectified_on": case.rectified_on,
        "rectification_due_on": case.rectification_due_on,
        "contract_amount": case.contract_amount,
        "overrun": case.overrun,
        "backfilled": case.backfilled,
        "updated_at": case.updated_at,
    }


def case_shown(actor: Actor, case: Case) -> dict[str, Any]:
    """Return a whole case: people, dwelling, open matters, clocks and what the role may do next."""
    all_holds = list(case.holds.all())
    holds = [hold for hold in all_holds if hold.closed_at is None]
    periods = clocks(case, clock.today())
    patrol = case.patrol_organisation
    return {
        **case_row(actor, case),
        "track": case.track,
        "setting": case.area_type,
        "linked_programmes": _linked(actor, case),
        "intended_budget": case.intended_budget,
        "planned_days": case.planned_days,
        "backfill_reason": case.backfill_reason if _trusted(actor) else None,
        "rule_version": case.rule_set.version,
        "patrol": {"id": patrol.pk, "name": patrol.name} if patrol else None,
        "household": _household(actor, case),
        "dwelling": {
            **_told(actor, case, Holder.DWELLING),
            "owner_is_household": case.dwelling.owner_is_household,
        },
        "privacy_notice": _notice(case),
        "conditions": _conditions(actor, case),
        "holds": [_hold(hold) for hold in holds if not hold.is_need],
        "needs": [_hold(hold) for hold in holds if hold.is_need],
        "waits_for": _waits_for(wait_of(actor, case, holds=all_holds, clocks=periods)),
        "clocks": periods if case.started_on or case.received_on else [],
        "actions": [
            {
                "name": action.name,
                "label": action.label,
                # decision leaves needs out: a page leads to where they are answered, a caller must be told.
                "allowed": bool(action.decision) and not action.by_need,
                "reason": action.reason or ("还有未完成的事项，见 needs。" if action.by_need else ""),
                "needs_reason": action.needs_reason,
            }
            for action in actions_for(actor, case, holds)
        ],
        "created_at": case.created_at,
        "created_by": case.created_by_name,
    }


def _waits_for(wait: Wait | None) -> dict[str, Any] | None:
    if wait is None:
        return None
    return {
        "doing": wait.doing,
        "desks": [
            {"organisation": {"id": each.body.pk, "name": each.body.name}, "role": each.role}
            for each in wait.places
        ],
        "mine": wait.mine,
        "since": wait.since,
        "day": wait.day,
        "until": wait.clock.due_on if wait.clock else None,
    }


def _trusted(actor: Actor) -> bool:
    """Free text about a home may tell of hardship: it goes with that field."""
    return sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN


def _linked(actor: Actor, case: Case) -> list[str]:
    if _trusted(actor):
        return list(case.linked_programmes)
    return [code for code in case.linked_programmes if code != LinkedProgramme.HAZARD]


def _enterprise(case: Case) -> dict[str, Any] | None:
    enterprise = case.enterprise
    if enterprise is None:
        return None
    return {"id": enterprise.pk, "name": enterprise.name, "credit_code": enterprise.credit_code}


def _told(actor: Actor, case: Case, *holders: Holder) -> dict[str, Any]:
    """Return what these hold as far as the role sees it; None for what is hidden or absent."""
    found = {fact.name: seen(actor, case, fact) for fact in held_by(*holders) if fact.told}
    # '' by comparison, not by truth: 0 halls is a fact.
    return {name: None if value == "" else value for name, value in found.items()}


def _household(actor: Actor, case: Case) -> dict[str, Any]:
    hardship = BY_NAME["hardship"]
    numbers = (SensitiveField.ID_NUMBER, SensitiveField.PHONE)
    return {
        **_told(actor, case, Holder.HOUSEHOLD, Holder.AGENT, Holder.ENTERPRISE),
        "hardship": hardship.text(seen(actor, case, hardship)) or None,
        "note": case.household.note if _trusted(actor) else None,  # '' is seen, and empty
        "applicant": case.household.applicant,
        "can_reveal": [field.value for field in numbers if sight(actor, field) is Sight.REVEALABLE],
    }


def _conditions(actor: Actor, case: Case) -> list[dict[str, Any]] | None:
    answers = answers_seen(actor, case)
    if answers is None:
        return None
    return [
        {
            "id": each.condition.pk,
            "text": each.condition.text,
            "answer": each.answer,
            "word": each.word,
            "source": each.condition.source,
        }
        for each in answers
    ]


def _notice(case: Case) -> dict[str, Any] | None:
    told = acknowledged(case)
    if told is None:
        return None
    return {
        "code": told.notice.code,
        "means": told.means,
        "acknowledged_by": told.acknowledged_by,
        "recorded_at": told.recorded_at,
        "recorded_by": told.recorded_by,
    }


def _hold(hold: Hold) -> dict[str, Any]:
    return {
        "id": hold.pk,
        "kind": hold.kind,
        "label": hold.get_kind_display(),
        "text": hold.text,
        "blocks": hold.blocks,
        "opened_on": hold.opened_on,
    }
