"""Who brings papers into the archive, and why not yet."""

from __future__ import annotations

from apps.cases.enums import ENDED, Status
from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied


def may_add_scan(actor: Actor, case: Case) -> Decision:
    """The counter scans the 申请表 in ink: as issued, or brought along before a plan is entered (R1, R8)."""
    if not at_counter(actor):
        return Denied("申请表扫描件由街道或区县经办上传。", code="post")
    if case.status == Status.DRAFT or case.status in ENDED:
        return Denied(f"案件现在是“{Status(case.status).label}”，不能上传申请表扫描件。", code="status")
    return Allowed()
