"""Who reports a defect for a household, who answers it, and who says that it is settled."""

from __future__ import annotations

from apps.cases.enums import STARTED, Status
from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.inspections.enums import DefectStatus
from apps.inspections.models import Defect
from apps.inspections.models.visits import DefectQuerySet
from apps.inspections.permissions.common import speaks_for_works
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.orgs.permissions import HOUSEHOLD

REPORTABLE = STARTED | {Status.CONVERTED}
"""From 开工 on, whatever became of the case: a warranty outlives it."""
READERS = (
    DISTRICT_ROLES | ENTERPRISE_ROLES | {Role.STREET_CLERK, Role.PROPERTY_PATROL, Role.AUDITOR, HOUSEHOLD}
)


def may_read_reported(actor: Actor) -> bool:
    """Whether a role reads what a household reports; city and province need no household's words."""
    return actor.role in READERS


def may_report_defect(actor: Actor, case: Case) -> Decision:
    """The household reports; what it says on paper, at the desk or by telephone the counter writes down."""
    if not (at_counter(actor) or actor.role == HOUSEHOLD):
        return Denied("住户口头、书面反映的问题，由街道或区县经办代记。", code="post")
    if case.status not in REPORTABLE or case.enterprise_id is None:
        return Denied("还没有开工，没有施工质量问题可以反映。", code="status")
    return Allowed()


def may_answer_defect(actor: Actor, case: Case, defect: Defect) -> Decision:
    """The enterprise answers; the counter enters it for one that has no account (R3)."""
    by_role = speaks_for_works(actor, case)
    if not by_role:
        return Denied("住户反映的问题由装修企业答复。", code="post") if not at_counter(actor) else by_role
    if not defect.is_reported:
        return Denied("这是巡查发现的问题，由企业整改后报告。", code="kind")
    if defect.status != DefectStatus.OPEN:
        return Denied(f"这一问题现在是“{defect.stand.label}”。", code="status")
    return Allowed()


OPEN_TO_INSIST = (DefectStatus.RECTIFIED, DefectStatus.DISPUTED)
"""What the enterprise says is mended, or no defect: the household may say that it is not so."""


def spoke_for_enterprise(actor: Actor, defect: Defect) -> bool:
    """Whether an official entered what the enterprise says of a defect: the other side's word is not his."""
    return actor.speaks_for(defect.rectified_holder) or actor.speaks_for(defect.answered_holder)


def may_settle_defect(actor: Actor, case: Case) -> Decision:
    """修好了 is the household's own word; the counter writes it down for it."""
    return _household_says(actor, case, standing_reports(case))


def may_insist_on_defect(actor: Actor, case: Case) -> Decision:
    """没有修好 is the household's own word, on what the enterprise says is mended or no defect."""
    return _household_says(actor, case, standing_reports(case).filter(status__in=OPEN_TO_INSIST))


def _household_says(actor: Actor, case: Case, rows: DefectQuerySet) -> Decision:
    if not (at_counter(actor) or actor.role == HOUSEHOLD):
        return Denied("修好没有由住户自己说，或者由街道、区县经办代记。", code="post")
    # Asked last: most cases never have any.
    if case.status not in REPORTABLE or not rows.exists():
        return Denied("现在没有住户反映的、等这样答复的问题。", code="status")
    return Allowed()


def standing_reports(case: Case) -> DefectQuerySet:
    """Return what this household reported to the present enterprise and is not settled."""
    return Defect.objects.of_works(case).of_household().of_this_household().unsettled().order_by("number")
