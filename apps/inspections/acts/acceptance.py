"""安排、逐项核验、验收意见、户主意见、办结."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act, Preview
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.acts.grounds import ACCEPTANCE
from apps.inspections.enums import ItemKind, Satisfaction, Verdict
from apps.inspections.forms import (
    ConcludeForm,
    ItemsForm,
    OpenForm,
    OpinionForm,
    VerdictForm,
    WithdrawVerdictForm,
)
from apps.inspections.queries import built_items, found_of, open_attempt, preview_checks, recheck
from apps.inspections.queries.again import befores
from apps.inspections.queries.appointments import agreed_acceptance_day
from apps.inspections.queries.attempts import found_words
from apps.inspections.queries.reported import open_reports
from apps.inspections.rules import why_not_pass
from apps.inspections.rules.verdicts import took_too_long
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.plans.enums import Signer


def _attempt(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"attempt": open_attempt(case)}


def _unchecked(case: Case) -> bool:
    attempt = open_attempt(case)
    return attempt is not None and any(
        not item.outcome for item in attempt.items.all() if item.kind != ItemKind.REFERENCE
    )


def _has_verdict(case: Case) -> bool:
    attempt = open_attempt(case)
    return attempt is not None and bool(attempt.verdict)


def _arrange(_actor: Actor, case: Case) -> str:
    return "安排二次验收" if case.attempts.exists() else ""


# --- 逐项核验 ---


def _go_on(_actor: Actor, case: Case) -> str:
    attempt = open_attempt(case)
    if attempt is None or not attempt.visited_at:
        return ""
    return "继续核验" if _unchecked(case) else "修改核验"


def _items(_actor: Actor, case: Case) -> dict[str, Any]:
    attempt = open_attempt(case)
    if attempt is None:
        return {"rows": [], "befores": {}}
    return {"rows": list(attempt.items.all()), "befores": befores(attempt)}


def _saved(_actor: Actor, case: Case) -> dict[str, Any]:
    """Go on from what was saved."""
    attempt = open_attempt(case)
    if attempt is None:
        return {}
    at = attempt.visited_at
    visited = {"visited_at": clock.local(at).replace(tzinfo=None)} if at else {}
    return {"companions": attempt.companions, **visited}


def _checks(_actor: Actor, case: Case) -> dict[str, Any]:
    """Show the checks as last computed."""
    attempt = open_attempt(case)
    checks = preview_checks(case, attempt, found_of(list(attempt.items.all()))) if attempt else []
    return {"attempt": attempt, "checks": checks}


def _checks_as_typed(_actor: Actor, case: Case, form: ItemsForm) -> dict[str, Any] | None:
    attempt = open_attempt(case)
    return {"checks": preview_checks(case, attempt, form.found())} if attempt else None


# --- 意见 ---


def _findings(_actor: Actor, case: Case) -> dict[str, Any]:
    """Show what the household is asked about: the very findings that its signature is tied to."""
    attempt = open_attempt(case)
    rows = list(attempt.items.all()) if attempt else []
    return {"attempt": attempt, "findings": [(row, found_words(row)) for row in rows]}


def _what_stands_against(actor: Actor, case: Case) -> dict[str, Any]:
    """Show what the checks allow, before anything is typed."""
    attempt = open_attempt(case)
    if attempt is None:
        return {}
    rows = list(attempt.items.all())
    checks = recheck(case, attempt, rows)
    reasons = why_not_pass(built_items(rows), found_of(rows), checks)
    return {
        **_checks(actor, case),
        "reasons": reasons,
        "over": took_too_long(checks),
        "reports": open_reports(actor, case),
    }


def _known_reason(_actor: Actor, case: Case) -> dict[str, Any]:
    """Go on with the reason of an overrun that is known already."""
    attempt = open_attempt(case)
    return {"overrun_reason": attempt.overrun_reason} if attempt else {}


def _expected_signer(actor: Actor, case: Case) -> dict[str, Any]:
    """Expect the agent where one registered."""
    agent = case.household.applicant == "agent"
    return {
        "signer": Signer.AGENT.value if agent else Signer.SELF.value,
        "signer_name": case.household.agent_name if agent else "",
        # Who judges is not the only witness: an inspector names somebody else (R26).
        "witness_name": ""
        if actor.role == Role.DISTRICT_INSPECTOR
        else f"{actor.organisation_name} {actor.signature}"[:80],
    }


def _again(_actor: Actor, case: Case) -> str:
    attempt = open_attempt(case)
    return "重新记录户主意见" if attempt and attempt.satisfaction else "记录户主意见"


def _ending(_actor: Actor, case: Case) -> str:
    attempt = open_attempt(case)
    if attempt is None:
        return ""
    if attempt.verdict == Verdict.FAIL or attempt.satisfaction == Satisfaction.DISSATISFIED:
        return "办结：要求整改"
    return "办结：验收合格" if attempt.verdict and attempt.satisfaction else "办结验收"


def _what_follows(_actor: Actor, case: Case) -> dict[str, Any]:
    attempt = open_attempt(case)
    both = (Verdict.PASS, Satisfaction.SATISFIED)
    return {"attempt": attempt, "passes": attempt and (attempt.verdict, attempt.satisfaction) == both}


def _agreed_day(_actor: Actor, case: Case) -> dict[str, Any]:
    """Fill in the day that the household chose, where it was asked."""
    agreed = agreed_acceptance_day(case)
    return {"arranged_on": agreed} if agreed and agreed >= clock.today() else {}


OPEN = Act(
    name="acceptance.open",
    label="安排现场验收",
    ground=ACCEPTANCE,
    may=permissions.may_open_acceptance,
    form=OpenForm,
    service=services.open_acceptance,
    explain=(
        "验收人员采用现场踏勘的方式，对照清单逐户上门、对照方案逐项核验（杭房局〔2024〕43号 三（一）4）。"
    ),
    button="安排验收",
    success="已安排现场验收。",
    describe="安排现场验收。",
    icon="calendar",
    offer=_arrange,
    forward=True,
    records={"acceptance.opened": "开始验收"},
    path="<uuid:pk>/acceptance/open/",
    page="inspections:acceptance-open",
    initial=_agreed_day,
    api="acceptance/open",
    body="AcceptanceOpening",
    creates=True,
)

ITEMS = Act(
    name="acceptance.items",
    label="逐项核验",
    ground=ACCEPTANCE,
    may=permissions.may_record_items,
    form=ItemsForm,
    service=services.record_items,
    explain="每一项或与方案一致，或填写实测面积和工法；可以先保存一部分，稍后继续。",
    button="保存",
    success="核验内容已保存，三项核验已按实测重新计算。",
    describe="逐项核验：与方案一致，或填写实测面积和工法；可以先保存一部分。",
    icon="clipboard-check",
    offer=_go_on,
    forward=lambda _actor, case: _unchecked(case),
    records={"acceptance.items": "记录验收项目"},
    path="<uuid:pk>/acceptance/items/",
    page="inspections:acceptance-items",
    template="inspections/items.html",
    initial=_saved,
    options=_items,
    context=_checks,
    preview=Preview(
        path="<uuid:pk>/acceptance/items/preview/",
        page="inspections:acceptance-preview",
        template="inspections/parts/live_checks.html",
        context=_checks_as_typed,
    ),
    api="acceptance/items",
    body="AcceptanceItemsWrite",
    creates=True,
)

VERDICT = Act(
    name="acceptance.verdict",
    label="出具验收意见",
    ground=ACCEPTANCE,
    may=permissions.may_give_verdict,
    form=VerdictForm,
    service=services.give_verdict,
    explain="验收意见与改造家庭的满意与否分别记录，两项都成立才算验收合格。",
    button="出具意见",
    success="验收意见已记录。",
    describe="出具住建部门验收人员意见。",
    icon="signature",
    forward=lambda _actor, case: not _unchecked(case),
    records={"acceptance.verdict": "记录验收意见"},
    path="<uuid:pk>/acceptance/verdict/",
    page="inspections:acceptance-verdict",
    entry="inspections:acceptance",
    template="inspections/verdict.html",
    initial=_known_reason,
    context=_what_stands_against,
    api="acceptance/verdict",
    body="VerdictWrite",
    creates=True,
    answers=frozenset({HoldKind.VISIT_PASSED}),
)

OPINION = Act(
    name="acceptance.opinion",
    label="改造家庭确认意见",
    ground=ACCEPTANCE,
    may=permissions.may_take_opinion,
    form=OpinionForm,
    service=services.record_satisfaction,
    explain="请户主看过上面的逐项核验内容后，在本机签字，或在纸质验收表上签字后上传扫描件，效力相同。"
    "在本机签的字只用于这一次确认，不印到验收表上；验收表须在纸上签字。",
    button="记录意见",
    success="改造家庭意见已记录。",
    describe="记录改造家庭确认意见：现场手写（signature）或签字扫描件（scan）。",
    icon="user",
    offer=_again,
    forward=lambda actor, case: _has_verdict(case) and not permissions.may_conclude(actor, case),
    records={"acceptance.satisfaction": "记录改造家庭意见"},
    path="<uuid:pk>/acceptance/opinion/",
    page="inspections:acceptance-opinion",
    entry="inspections:acceptance",
    template="inspections/opinion.html",
    initial=_expected_signer,
    context=_findings,
    api="acceptance/opinion",
    body="HouseholdOpinionWrite",
    creates=True,
    answers=frozenset({HoldKind.HOUSEHOLD_SATISFIED}),
)

CONCLUDE = Act(
    name="acceptance.conclude",
    label="办结本次验收",
    ground=ACCEPTANCE,
    may=permissions.may_conclude,
    form=ConcludeForm,
    service=services.conclude,
    button="办结",
    success="本次验收已办结。",
    describe="办结本次验收：合格，或要求整改。",
    icon="circle-check",
    offer=_ending,
    forward=lambda actor, case: bool(permissions.may_conclude(actor, case)),
    path="<uuid:pk>/acceptance/conclude/",
    page="inspections:acceptance-conclude",
    entry="inspections:acceptance",
    template="inspections/conclude.html",
    context=_what_follows,
    api="acceptance/conclude",
    body="AcceptanceConclusion",
    creates=True,
    moves=("pass_acceptance", "require_rectification"),
)

WITHDRAW_VERDICT = Act(
    name="acceptance.withdraw_verdict",
    label="撤回验收意见",
    ground=ACCEPTANCE,
    may=permissions.may_withdraw_verdict,
    form=WithdrawVerdictForm,
    service=services.withdraw_verdict,
    button="撤回",
    success="意见已撤回，可以修改核验内容。",
    describe="办结以前撤回验收意见。",
    danger=True,
    offer="撤回意见",
    records={"acceptance.verdict_withdrawn": "收回验收意见"},
    path="<uuid:pk>/acceptance/verdict/withdraw/",
    page="inspections:acceptance-withdraw",
    context=_attempt,
    api="acceptance/verdict/withdraw",
    body="VerdictWithdrawal",
    creates=True,
)

ON_ATTEMPT = (ITEMS, VERDICT, OPINION, CONCLUDE, WITHDRAW_VERDICT)
"""Acts on the attempt that is being worked on, in the order of their buttons."""
