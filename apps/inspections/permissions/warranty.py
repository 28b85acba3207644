"""Who registers the enterprise's 质量保修书."""

from __future__ import annotations

from apps.cases.enums import Status
from apps.cases.frame import barred_by
from apps.cases.models import Case
from apps.inspections.permissions.common import COUNTER, in_status
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied
from apps.orgs.enums import ENTERPRISE_ROLES


def may_record_warranty(actor: Actor, case: Case) -> Decision:
    """登记质量保修书: the enterprise itself, or the counter that was handed the paper; after 验收合格.

    Enterprises often issue it after the 件 was filed: then it joins it as 补充归档.
    """
    if actor.role not in ENTERPRISE_ROLES | COUNTER:
        return Denied("质量保修书由装修企业登记，或由收到的街道、区县经办代为登记。", code="post")
    decision = in_status(case, Status.PASSED, Status.ARCHIVED, doing="登记质量保修书")
    if decision and (stopped := barred_by(case, "warranty.record")):
        return Denied("；".join(stopped), code="package")
    return decision
