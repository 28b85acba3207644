"""Returns and materials as the API tells them: plain values by name."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case, HandedIn, ReturnNotice
from apps.cases.queries.materials import asked_of, brought_by, target_label
from apps.lib.actors import Actor
from apps.orgs.permissions import may_read_sensitive_papers

_ITEM = (
    *("number", "kind", "problem", "text", "basis", "late_reason", "of_old_form"),
    *("answer", "word", "before", "after", "judgement", "judged_text"),
)
_NOTICE = (
    *("number", "returned_at", "returned_by", "resubmitted_at", "resubmitted_by"),
    *("judged_at", "judged_by", "lifted_at"),
)
_PAPER = ("material", "form", "pages", "handed_in_at", "taken_by", "compared_by", "compared_at", "file_ids")


def return_told(notice: ReturnNotice) -> dict[str, Any]:
    """Return one return with its items."""
    items = [
        {
            "field": item.target,
            "label": target_label(item.target),
            **{name: getattr(item, name) for name in _ITEM},
        }
        for item in notice.items.all()
    ]
    told_late = sum(bool(item["late_reason"]) for item in items)
    return {**{name: getattr(notice, name) for name in _NOTICE}, "told_late": told_late, "items": items}


def materials_told(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Return the list of materials of a case; papers only to roles that may fetch them."""
    rows = list(case.handed_in.all()) if may_read_sensitive_papers(actor) else []
    asked = {each.code for each in asked_of(case)}
    return [
        {
            "code": each.code,
            "name": each.name,
            "step": each.step,
            "original": each.original,
            "basis": each.source,
            "can_be_asked": each.code in asked,
            "handed_in": [_paper(row) for row in rows if row.material == each.code],
        }
        for each in brought_by(case)
    ]


def _paper(row: HandedIn) -> dict[str, Any]:
    return {"label": target_label(row.material), **{name: getattr(row, name) for name in _PAPER}}
