"""Who brings papers into the archive, and why not yet."""

from __future__ import annotations

from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied


def may_add_scan(actor: Actor, case: Case) -> Decision:
    """The counter scans the 申请表 once it was issued, signed and stamped (R1, R8)."""
    if not at_counter(actor):
        return Denied("申请表扫描件由街道或区县经办上传。", code="post")
    if getattr(case, "application_form", None) is None:
        return Denied("方案和预算经户主确认、出具申请表以后，才能上传扫描件。", code="status")
    return Allowed()
