"""The list of materials of a case, what of it was handed in, and what a return may name (P3, P4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from apps.cases.enums import PaperForm
from apps.cases.facts import CORRECTABLE
from apps.cases.models import Case, HandedIn
from apps.cases.rules.materials import (
    H_ASSEMBLED,
    MATERIALS,
    Material,
    askable,
    brought,
    materials_from,
    told_late,
)
from apps.programs.queries import material_list_of

NAMES = {each.code: each.name for each in MATERIALS}
OLD_TARGETS = {"other": "其他", "ownership": "房屋权属证明"}
"""Targets of returns made before the list of materials; told, never asked for again."""


def material_names() -> dict[str, str]:
    """Return the papers of all lists by code."""
    return dict(NAMES)


def material_kind(code: str) -> str:
    """Return the kind of files that a paper has."""
    return next((each.kind for each in MATERIALS if each.code == code), "material")


def list_of(case: Case) -> tuple[Material, ...]:
    """Return the 材料清单 of a case: its body's on the day of the application, else the house's (P3)."""
    # Asked several times of one row while a page is drawn; what it was on that day does not change.
    kept: tuple[Material, ...] | None = case.__dict__.get("material_list")
    if kept is None:
        row = material_list_of(case.bureau_id or 0, case.track, case.applied_on)
        kept = case.__dict__["material_list"] = materials_from(case.track, row.lines if row else ())
    return kept


def brought_by(case: Case) -> tuple[Material, ...]:
    """Return what this household may hand in."""
    return brought(list_of(case), has_agent=bool(case.household.agent_name))


def asked_of(case: Case) -> tuple[Material, ...]:
    """Return the papers that a return of this application may name."""
    handed_in = set(case.handed_in.values_list("material", flat=True))
    return askable(list_of(case), has_agent=bool(case.household.agent_name), handed_in=handed_in)


def targets_of(case: Case) -> dict[str, str]:
    """Return what a return of this application may name, with its words: papers first, then fields."""
    facts = {
        name: label
        for name, label in CORRECTABLE.items()
        if name != "agent_name" or case.household.agent_name
    }
    return {each.code: each.name for each in asked_of(case)} | facts


def target_label(target: str) -> str:
    """Return the words of a target, also of one no list knows any more."""
    return CORRECTABLE.get(target) or NAMES.get(target) or OLD_TARGETS.get(target, target)


def is_material(target: str) -> bool:
    """Whether a target is a paper, not a field of the form; one that a body added is known by its name."""
    return target in NAMES or (target not in CORRECTABLE and target not in OLD_TARGETS)


def basis_of(case: Case, target: str) -> str:
    """Return the 文号 that asks for a paper or a field."""
    found = next((each for each in brought_by(case) if each.code == target), None)
    return found.source if found else H_ASSEMBLED


def late_targets(case: Case, targets: Iterable[str]) -> list[str]:
    """Return the 首次未告知 of ``targets``: unchanged since the first return, and not named by one."""
    first = case.returns.order_by("number").first()
    if first is None:
        return []
    asked: set[str] = set()
    changed: set[str] = set()
    for notice in case.returns.prefetch_related("items"):
        asked |= {item.target for item in notice.items.all()}
        changed |= {each["field"] for each in notice.changes}
    since = first.returned_at
    changed |= set(case.handed_in.filter(handed_in_at__gt=since).values_list("material", flat=True))
    changed |= _corrected(case, since)
    return told_late(targets, asked, changed)


def _corrected(case: Case, since: datetime) -> set[str]:
    labels = {
        label
        for fields in case.corrections.filter(made_at__gt=since).values_list("fields", flat=True)
        for label in fields
    }
    return {name for name, label in CORRECTABLE.items() if label in labels}


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper handed in, as pages and papers show it."""

    name: str
    form: str
    pages: int | None
    at: datetime
    by: str
    compared_by: str
    compared_at: datetime | None
    urls: tuple[str, ...]

    @property
    def said(self) -> str:
        """复印件，2 页."""
        pages = "页数未说明" if self.pages is None else f"{self.pages} 页"
        return f"{self.form}，{pages}"


def paper_view(row: HandedIn, files: Collection[str] | None = None) -> PaperView:
    """Return a paper in words; ``files``: ids its reader may open, None where that was asked before."""
    shown = [each for each in row.file_ids if files is None or each in files]
    return PaperView(
        name=NAMES.get(row.material, row.material),
        form=PaperForm(row.form).label if row.form else "形式未说明",
        pages=row.pages,
        at=row.handed_in_at,
        by=row.taken_by,
        compared_by=row.compared_by,
        compared_at=row.compared_at,
        urls=tuple(reverse("documents:file", kwargs={"pk": each}) for each in shown),
    )


def papers_of(case: Case) -> list[PaperView]:
    """Return what was handed in, oldest first: for roles that may read the household's papers."""
    return [paper_view(row) for row in case.handed_in.all()]
