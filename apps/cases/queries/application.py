"""The 申请 tab: Attachment 1 as registered, each personal field cut by the actor's policy."""

from __future__ import annotations

from apps.cases.enums import CHOICE_STATEMENT, AreaType, CorrectionKind
from apps.cases.facts import FACTS, SAME_OWNER, Box, Fact, Holder, rows_of
from apps.cases.models import Case
from apps.cases.queries import acknowledged, acknowledged_words, household_view, returns_of
from apps.cases.queries.case_page import seen_text
from apps.cases.queries.header import visible_tags
from apps.documents.enums import FileKind
from apps.documents.queries import files_of
from apps.lib.actors import Actor
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import may_read_sensitive_papers, sight

PAPERS = (
    FileKind.POWER_OF_ATTORNEY,
    FileKind.OWNERSHIP_PROOF,
    FileKind.CORRECTION_PROOF,
    CHOICE_STATEMENT,
    FileKind.APPLICATION_SCAN,
)


def application_view(actor: Actor, case: Case) -> dict[str, object]:
    """Return what the tab shows; roles that may not know 困难家庭 get no free text about the home."""
    facts = [fact for fact in FACTS if fact.box is Box.DWELLING and fact.holder is not Holder.CASE]
    people = household_view(actor, case)
    trusted = sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN
    names_plain = sight(actor, SensitiveField.NAME) is Sight.PLAIN
    files = files_of("case", case.pk, *PAPERS)
    if not may_read_sensitive_papers(actor):
        files = [file for file in files if not file.sensitive]
    return {
        "people": people,
        "dwelling_rows": [
            *rows_of(facts, lambda fact: _told(actor, case, fact)),
            ("城镇或农村", AreaType(case.area_type).label),
            ("巡查主体", case.patrol_organisation.name if case.patrol_organisation else "乡镇（街道）"),
        ],
        "told": acknowledged_words(acknowledged(case)),
        "tags_text": "、".join(visible_tags(actor, case)) or "无",
        "note": case.household.note if trusted else "",
        # What changed after a return stands there with names in full.
        "returns": returns_of(case) if trusted and names_plain else [],
        "corrections": _corrections(case) if trusted else [],
        "choices": list(case.choices.select_related("enterprise").order_by("-recorded_at")),
        "files": files,
        "rule_version": case.rule_set.version,
        "program_name": case.program.name,
    }


def _told(actor: Actor, case: Case, fact: Fact) -> str:
    text = seen_text(actor, case, fact)
    same = fact.name == "owner_name" and case.dwelling.owner_is_household
    return f"{text}（{SAME_OWNER}）" if same else text


def _corrections(case: Case) -> list[dict[str, object]]:
    return [
        {
            "kind": CorrectionKind(row.kind).label,
            "fields": "、".join(row.fields),
            "reason": row.reason,
            "at": row.made_at,
            "by": row.made_by,
        }
        for row in case.corrections.order_by("-made_at")
    ]
