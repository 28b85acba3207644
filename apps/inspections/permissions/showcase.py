"""Who marks an accepted household as 样板工程, and who looks at the list."""

from __future__ import annotations

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.models import Showcase
from apps.inspections.permissions.common import in_status
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role

MARKERS = frozenset({Role.DISTRICT_CLERK, Role.DISTRICT_LEADER})
READERS = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}


def reads_consent(actor: Actor) -> bool:
    """Whether an actor reads how the household agreed, in its own words: its district alone."""
    return actor.role in DISTRICT_ROLES


def _may(actor: Actor, case: Case) -> Decision:
    if actor.role not in MARKERS:
        return Denied("样板工程由区县住建部门的经办或分管领导确定、取消。", code="post")
    return in_status(case, Status.PASSED, Status.ARCHIVED, doing="确定样板工程")


def may_mark_showcase(actor: Actor, case: Case) -> Decision:
    """确定样板工程: after 验收合格, once."""
    decision = _may(actor, case)
    if decision and Showcase.objects.of(case) is not None:
        return Denied("这一户已经是样板工程。", code="open")
    return decision


def may_unmark_showcase(actor: Actor, case: Case) -> Decision:
    """取消样板工程, with a reason."""
    decision = _may(actor, case)
    if decision and Showcase.objects.of(case) is None:
        return Denied("这一户不是样板工程。", code="none")
    return decision
