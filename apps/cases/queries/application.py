"""The 申请 tab: Attachment 1 as registered, each personal field cut by the actor's policy."""

from __future__ import annotations

from django.urls import reverse

from apps.acts.acts import Offer, act_named, offers
from apps.cases.enums import CHOICE_STATEMENT, AreaType, CorrectionKind, Status
from apps.cases.facts import FACTS, SAME_OWNER, Box, Fact, Holder, rows_of
from apps.cases.models import Case
from apps.cases.permissions import may_hand_in
from apps.cases.queries import acknowledged, acknowledged_words, household_view, papers_of, returns_of
from apps.cases.queries.case_page import seen_text
from apps.cases.queries.conditions import answers_seen
from apps.cases.queries.header import visible_tags
from apps.cases.queries.privacy import told_by
from apps.documents.enums import FileKind
from apps.documents.queries import files_of
from apps.enterprises.queries import contacts_of
from apps.lib.actors import Actor
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import may_read_sensitive_papers, sight

PAPERS = (
    FileKind.POWER_OF_ATTORNEY,
    FileKind.OWNERSHIP_PROOF,
    FileKind.CORRECTION_PROOF,
    FileKind.ENDING_PAPER,
    CHOICE_STATEMENT,
    FileKind.APPLICATION_SCAN,
)


def application_view(actor: Actor, case: Case) -> dict[str, object]:
    """Return what the tab shows; roles that may not know 困难家庭 get no free text about the home."""
    told = acknowledged(case)
    facts = [fact for fact in FACTS if fact.box is Box.DWELLING and fact.holder is not Holder.CASE]
    people = household_view(actor, case)
    trusted = sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN
    files = files_of("case", case.pk, *PAPERS)
    reads = may_read_sensitive_papers(actor)
    handed_in = papers_of(case) if reads else []
    listed_here = {url for paper in handed_in for url in paper.urls}
    files = [
        file
        for file in files
        if (reads or not file.sensitive)
        and reverse("documents:file", kwargs={"pk": file.pk}) not in listed_here
    ]
    return {
        "people": people,
        "dwelling_rows": [
            *rows_of(facts, lambda fact: _told(actor, case, fact)),
            ("城镇或农村", AreaType(case.area_type).label),
            ("巡查主体", case.patrol_organisation.name if case.patrol_organisation else "乡镇（街道）"),
        ],
        "told": acknowledged_words(told),
        "told_by": told_by(told) if told else "",
        "tags_text": "、".join(visible_tags(actor, case)) or "无",
        "note": case.household.note if trusted else "",
        "conditions": (asked := answers_seen(actor, case)),
        "answers_act": _answers_act(actor, case) if asked else None,
        "returns": returns_of(case, None if reads else ()) if reads_returns(actor) else [],
        "handed_in": handed_in,
        "may_hand_in": bool(may_hand_in(actor, case)),
        "follows": earlier_case(actor, case),
        "followed_by": later_cases(actor, case),
        "corrections": _corrections(case) if trusted else [],
        "choices": list(case.choices.select_related("enterprise").order_by("-recorded_at")),
        "contacts": contacts_of(case.enterprise, actor),
        "files": files,
        "rule_version": case.rule_set.version,
        "program_name": case.program.name,
    }


def _answers_act(actor: Actor, case: Case) -> Offer | None:
    return next(
        offers(actor, case, (act_named("cases.correct_answers"),), hidden=frozenset({"status"})), None
    )


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


def reads_returns(actor: Actor) -> bool:
    """Whether the role reads returns: names stand there in full, and free text may tell of hardship."""
    return all(sight(actor, field) is Sight.PLAIN for field in (SensitiveField.NAME, SensitiveField.HARDSHIP))


def earlier_case(actor: Actor, case: Case) -> Case | None:
    """Return the withdrawn case that this one follows, if the actor sees it (P4)."""
    if case.follows_id is None:
        return None
    return Case.objects.visible_to(actor).filter(pk=case.follows_id).first()


def later_cases(actor: Actor, case: Case) -> list[Case]:
    """Return the cases that follow a withdrawn one, as far as the actor sees them."""
    if case.status != Status.WITHDRAWN:
        return []
    return list(Case.objects.visible_to(actor).filter(follows=case).order_by("created_at"))
