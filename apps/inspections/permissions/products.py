"""Who writes down products and their batches, and says what is wrong with one."""

from __future__ import annotations

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.models import Product
from apps.inspections.permissions.common import in_status, is_patrol, speaks_for_works
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of

KEPT = ParameterCode.PRODUCT_BATCHES
BUILT = (Status.BUILDING, Status.COMPLETED, Status.RECTIFYING, Status.PASSED)
READERS = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}


def keeps_products(case: Case) -> bool:
    """Whether the case's bureau has products and their batches written down today."""
    return bool(limits_of(case.bureau_id, clock.today(), (KEPT,)).value(KEPT))


def _is_kept(case: Case) -> Decision:
    if keeps_products(case):
        return Allowed()
    return Denied("主管部门没有开启产品批次的登记（本级参数）。", code="none")


def may_record_product(actor: Actor, case: Case) -> Decision:
    """登记产品批次 by the enterprise, the counter where it has no account."""
    decision = speaks_for_works(actor, case)
    if not decision:
        return decision
    decision = in_status(case, *BUILT, doing="登记产品批次")
    return _is_kept(case) if decision else decision


def may_report_fault(actor: Actor, case: Case) -> Decision:
    """反馈产品问题 by whoever builds, patrols or looks after the household."""
    roles = ENTERPRISE_ROLES | DISTRICT_ROLES | {Role.STREET_CLERK}
    if actor.role not in roles and not is_patrol(actor, case):
        return Denied("产品问题由装修企业、巡查的物业、街道和区县反馈。", code="post")
    decision = in_status(case, *BUILT, Status.ARCHIVED, doing="反馈产品问题")
    if decision:
        decision = _is_kept(case)
    if decision and not Product.objects.filter(case=case, enterprise=case.enterprise_id).exists():
        return Denied("还没有登记产品批次。", code="none")
    return decision
