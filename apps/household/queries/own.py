"""What a household is shown where it decides, each with the hash that binds its word to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from apps.cases.models import Case
from apps.cases.queries.household import leaving_content
from apps.connections.queries import why_not
from apps.household.enums import Holder
from apps.household.models import ShownPlan, Slip
from apps.household.queries.numbers import phone_tail
from apps.household.queries.plan import day_of, is_of_predecessor
from apps.inspections.enums import DefectStatus, ReportKind, ReportStatus
from apps.inspections.models import WorksReport
from apps.inspections.permissions import standing_reports
from apps.inspections.queries import acceptance_paper, findings_hash, open_attempt
from apps.inspections.services import content_of_report
from apps.inspections.services.ends import signed_content
from apps.lib.actors import Actor
from apps.orgs.permissions import HOUSEHOLD
from apps.plans.enums import Means, Signer
from apps.plans.queries import (
    confirmed_plan,
    content_of,
    contract_in_force,
    statement_of,
    submitted_plan,
)
from apps.plans.rules import total
from apps.ratings.enums import BAD_LEVELS, Level
from apps.ratings.models import FollowUp, Rating
from apps.ratings.services.pushing import PARTNER
from apps.tickets.rules.routes import NOBODY_ABOVE


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown, and its hash; ``read_first``: the page to read before, where it was not read yet."""

    content_hash: str
    facts: Mapping[str, object] = field(default_factory=dict)
    read_first: str = ""
    names: Mapping[str, object] = field(default_factory=dict)
    """Hidden fields of the form that say which of several it is."""


def plan_to_decide(slip: Slip) -> Shown | None:
    """Return the plan that waits for the household; it is decided on once its page was opened."""
    plan = submitted_plan(slip.case)
    if plan is None:
        return None
    standing = confirmed_plan(slip.case)
    seen = ShownPlan.objects.filter(slip=slip, plan=plan).exists()
    return Shown(
        plan.content_hash,
        {
            "plan": plan,
            "total": total(content_of(plan).lines),
            "sent": day_of(plan),
            "statement": statement_of(plan, Means.CODED, is_agent=slip.holder == Holder.AGENT),
            "is_change": standing is not None,
            "standing": standing,
            "standing_total": total(content_of(standing).lines) if standing else None,
            "contract": contract_in_force(slip.case) if standing else None,
        },
        read_first="" if seen else "household:plan",
    )


def end_that_waits(case: Case) -> WorksReport | None:
    """Return the enterprise's report of 完工 or 整改完成 that waits to be confirmed."""
    finish = WorksReport.objects.open_of(case, ReportKind.FINISH)
    return finish or WorksReport.objects.open_of(case, ReportKind.RECTIFIED)


NOT_YET = {ReportKind.FINISH: "还没有完工", ReportKind.RECTIFIED: "还没有整改好"}
"""What the household says to a reported end that is none."""


def own_refusal(slip: Slip) -> WorksReport | None:
    """Return the newest end that was reported, if this household or its agent said on the phone it is none.

    A report that waits is looked past: it came after what was said.
    """
    rows = WorksReport.objects.filter(case=slip.case, kind__in=NOT_YET, enterprise=slip.case.enterprise_id)
    newest = rows.exclude(status=ReportStatus.PENDING).order_by("-reported_at").first()
    if newest is None or newest.status != ReportStatus.REJECTED or newest.confirmed_role != HOUSEHOLD:
        return None
    return None if is_of_predecessor(slip.case, newest.confirmed_at) else newest


def end_to_confirm(slip: Slip, kind: ReportKind) -> Shown | None:
    """Return the report of an end that waits, bound to its own day."""
    report = WorksReport.objects.open_of(slip.case, kind)
    if report is None:
        return None
    facts = {
        "report": report,
        "enterprise": report.enterprise.name,
        "not_yet": NOT_YET[kind],
        "denied": own_refusal(slip),
        "items": list(report.attempt.rectifications.order_by("number")) if report.attempt else [],
    }
    return Shown(signed_content(report, report.on), facts)


def works_to_judge(slip: Slip) -> Shown | None:
    """Return what the inspector found, item by item, of the acceptance that is not concluded yet."""
    attempt = open_attempt(slip.case)
    if attempt is None or attempt.visited_at is None:
        return None
    said = attempt.opinions.order_by("-signed_at").first()
    facts = {"attempt": attempt, "paper": acceptance_paper(slip.case, attempt), "said_before": said}
    return Shown(findings_hash(attempt), facts)


def satisfaction_recorded(case: Case) -> str:
    """Return which word on the acceptance was recorded; '' where none stands."""
    attempt = open_attempt(case)
    return f"已经记下：您说了{attempt.satisfaction_label}" if attempt and attempt.satisfaction else ""


def own_rating(case: Case) -> Rating | None:
    """Return the rating that this household gave; one of a household before it is not shown to it."""
    rating = Rating.objects.filter(case=case).select_related("follow_up").first()
    return None if rating is None or is_of_predecessor(case, rating.recorded_at) else rating


def called_back_by_nobody(case: Case) -> str:
    """Return whom a household calls whose bad rating no body here calls back; '' otherwise."""
    rating = own_rating(case)
    return NOBODY_ABOVE if rating is not None and rating.is_uncalled else ""


def who_calls_back(case: Case) -> str:
    """Return what follows a bad rating: that somebody calls, or whom to call; '' after any other."""
    rating = own_rating(case)
    if rating is None or rating.level not in BAD_LEVELS:
        return ""
    return called_back_by_nobody(case) or "会有人打电话回访您，听您说哪里不满意。"


def service_to_rate(slip: Slip) -> Shown:
    """Return the case whose service is rated, once."""
    shown = sha256(f"rating\n{slip.case_id}\n{slip.case.number}".encode()).hexdigest()
    return Shown(shown, {"rating_is_sent": not why_not(PARTNER)})


def rating_to_add_to(slip: Slip) -> Shown | None:
    """Return the rating to which something is added, once."""
    rating = own_rating(slip.case)
    if rating is None or FollowUp.objects.filter(rating=rating).exists():
        return None
    level = Level(rating.level).label
    return Shown(
        sha256(f"follow-up\n{rating.pk}".encode()).hexdigest(), {"rating": rating, "rated_level": level}
    )


def report_to_settle(slip: Slip, number: int | None = None) -> Shown | None:
    """Return one report that the household may call settled; the first that waits where none is named."""
    rows = standing_reports(slip.case).select_related("enterprise")
    if number is None:
        # What the enterprise says is mended, before what is merely open.
        found = rows.filter(status=DefectStatus.RECTIFIED).first() or rows.first()
    else:
        found = rows.filter(number=number).first()
    if found is None:
        return None
    facts = {"defect": found, "stand": found.stand}
    return Shown(content_of_report(found), facts, names={"number": found.number})


def case_to_leave(slip: Slip) -> Shown:
    """Return the case itself: whoever leaves is shown its number and address."""
    return Shown(leaving_content(slip.case))


def signed_as(by: Actor, case: Case) -> dict[str, Any]:
    """Return who signs with a code: the household itself, or its agent by the 委托书 on file."""
    if not by.is_agent:
        return {"means": Means.CODED, "phone_tail": phone_tail(case)}
    named = {"signer": Signer.AGENT, "signer_name": case.household.agent_name}
    return {"means": Means.CODED, "phone_tail": phone_tail(case, Holder.AGENT), **named}
