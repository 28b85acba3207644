"""Who may visit, and settle what a visit found."""

from __future__ import annotations

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.enums import DefectStatus, VisitKind
from apps.inspections.models import Defect
from apps.inspections.permissions.common import (
    PATROLLED,
    in_status,
    is_patrol,
    patrol_body,
    speaks_for_works,
    stands_in_for_silent,
)
from apps.inspections.permissions.defects import spoke_for_enterprise
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role


def may_visit(actor: Actor, case: Case, kind: VisitKind = VisitKind.PATROL) -> Decision:
    """巡查 by the household's patrol body, 现场检查 by the district."""
    if kind is VisitKind.ACCEPTANCE:
        return Denied("现场验收在“验收”页办理。", code="kind")
    if kind is VisitKind.SPOT_CHECK:
        if actor.role not in (Role.DISTRICT_INSPECTOR, Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER):
            return Denied("现场检查由区、县（市）住建局办理。", code="post")
    elif not is_patrol(actor, case):
        return Denied(f"这一户由{patrol_body(case)}巡查。", code="post")
    return in_status(case, *PATROLLED, doing="登记巡查")


def may_rectify_defect(actor: Actor, case: Case, defect: Defect) -> Decision:
    """The enterprise mends what a visit found; the counter enters it where it has no account.

    For one with an account that answers no more the district's clerk does, as for what an acceptance asked
    for; while works go on the household changes such an enterprise.
    """
    stands_in = actor.role == Role.DISTRICT_CLERK and stands_in_for_silent(actor, case)
    if not stands_in and not speaks_for_works(actor, case):
        return Denied("整改由装修企业办理。", code="post")
    if not (here := _goes_on_here(case, defect)):
        return here
    # Whoever disputed what a household reported may think better of it.
    thinks_better = defect.is_reported and defect.status == DefectStatus.DISPUTED
    if defect.status != DefectStatus.OPEN and not thinks_better:
        return Denied(f"这一问题现在是“{defect.state.label}”。", code="status")
    if stands_in and case.status == Status.BUILDING:
        return Denied("施工期间由装修企业整改；企业失联的，由户主更换企业。", code="status")
    return Allowed()


def may_verify_defect(actor: Actor, case: Case, defect: Defect) -> Decision:
    """复查 by the patrol body or the district, never by who had to mend it."""
    if not (is_patrol(actor, case) or actor.role in DISTRICT_ROLES or actor.role == Role.STREET_CLERK):
        return Denied(f"复查由{patrol_body(case)}或区县住建部门办理。", code="post")
    if not (here := _goes_on_here(case, defect)):
        return here
    if defect.is_reported:
        # Whoever is there says what became of it, whatever the enterprise has answered.
        if defect.status == DefectStatus.VERIFIED:
            return Denied("住户反映的这个问题已经办结。", code="status")
    elif defect.status != DefectStatus.RECTIFIED:
        return Denied(f"这一问题现在是“{defect.state.label}”，等企业报告整改后再复查。", code="status")
    if spoke_for_enterprise(actor, defect):
        return Denied("这一问题的整改或答复是您报告的，由他人复查。", code="own_entry")
    return Allowed()


def _goes_on_here(case: Case, defect: Defect) -> Decision:
    """Whether a defect is still dealt with on its case: what patrols of a converted one found went along."""
    if case.status == Status.CONVERTED and not defect.is_reported:
        return Denied("案件已转为其他装修，巡查发现的问题在“其他装修”里处理。", code="status")
    return Allowed()


FIELD_ROLES = frozenset({Role.PROPERTY_PATROL, Role.STREET_CLERK, Role.DISTRICT_INSPECTOR})
"""Roles that go on site with the phone: patrols and the district's inspector."""


def may_work_in_field(actor: Actor) -> Decision:
    """现场 is for who patrols and who accepts."""
    if actor.role in FIELD_ROLES:
        return Allowed()
    return Denied("“现场”供物业或街道巡查、区县验收人员使用。", code="post")
