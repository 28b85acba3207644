"""What a leader should know before a case passes.

No patrol, 禁止事项 that nobody looked at, one person twice, a photo seen elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.enums import VisitKind
from apps.inspections.models import AcceptanceAttempt, Visit, VisitItem
from apps.inspections.queries.checklists import Checklists
from apps.inspections.queries.photos import cases_with_same_photos
from apps.lib.actors import Actor

UNPATROLLED = "未经巡查"


def unpatrolled_remark(case: Case) -> str:
    """Return 未经巡查 of finished works that no patrol saw; '' otherwise. It is allowed, and said (R26)."""
    if case.completed_on is None:
        return ""
    return "" if case.pk in patrolled_of([case.pk]) else UNPATROLLED


def patrolled_of(case_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these cases whose present works a patrol has seen; one query."""
    rows = Visit.objects.filter(
        case__in=list(case_ids), kind=VisitKind.PATROL, enterprise=F("case__enterprise")
    )
    return set(rows.values_list("case_id", flat=True))


def same_person(case: Case) -> tuple[str, ...]:
    """Return the names of those who patrolled these works and accepted them too, by who they are."""
    attempts = AcceptanceAttempt.objects.filter(case=case).exclude(inspector_holder="")
    visits = Visit.objects.filter(case=case, inspector_holder__in=attempts.values("inspector_holder"))
    found = visits.exclude(kind=VisitKind.ACCEPTANCE).order_by("inspector_name")
    return tuple(dict.fromkeys(found.values_list("inspector_name", flat=True)))


def forbidden_unseen(case: Case) -> list[str]:
    """Return the 禁止事项 in force that no visit to these works looked at, until they pass.

    What a visit found broken is a defect, and stands as one.
    """
    if case.completed_on is None or case.passed_on is not None or case.status == Status.CONVERTED:
        return []
    items = Checklists().further(case.bureau_id)
    if not items:
        return []
    looked = VisitItem.objects.filter(
        visit__case=case,
        visit__enterprise=F("visit__case__enterprise"),
        code__in=[each.code for each in items],
    )
    seen = set(looked.values_list("code", flat=True))
    return [
        f"禁止事项“{each.label}”没有巡查看过，验收时请现场看。" for each in items if each.code not in seen
    ]


def notable(actor: Actor, case: Case) -> list[str]:
    """Return what the district, and above all its leader, should look at."""
    lines = []
    if unpatrolled_remark(case):
        lines.append("施工期间没有巡查记录。")
    lines += forbidden_unseen(case)
    if names := same_person(case):
        lines.append(f"{'、'.join(names)}既巡查（现场检查）又验收这一户。")
    count, others = cases_with_same_photos(actor, case)
    if count:
        numbers = "、".join(str(other.number) for other in others)
        where = f"（{numbers}）" if numbers else "（不在您的管辖范围）"
        lines.append(f"有 {count} 张照片也出现在其他案件{where}，请核对。")
    return lines
