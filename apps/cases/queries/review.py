"""What stands beside the three pages of a return: the application, its papers, the returns before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.cases.facts import BY_NAME
from apps.cases.models import Case
from apps.cases.queries.case_page import seen_text
from apps.cases.queries.materials import (
    PaperView,
    brought_by,
    is_material,
    papers_of,
    target_label,
    targets_of,
)
from apps.cases.queries.returns import ReturnView, returns_of
from apps.lib.actors import Actor


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the application as it stands, and whether a return may name it."""

    target: str
    label: str
    text: str
    mended: bool
    """Whether an answer to a return has changed it."""


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper of the list, what was handed in of it, and whether a return may name it now."""

    target: str
    label: str
    handed_in: tuple[PaperView, ...]
    can_be_asked: bool


def beside(actor: Actor, case: Case) -> dict[str, Any]:
    """Return application, list of papers and earlier returns, as the actor may see them."""
    targets, returns = targets_of(case), returns_of(case)
    mended = {item.target for each in returns for item in each.items if item.after}
    handed_in = papers_of(case)
    return {
        "facts": [
            Fact(name, target_label(name), seen_text(actor, case, BY_NAME[name]), name in mended)
            for name in targets
            if not is_material(name)
        ],
        "listed": [
            ListedPaper(
                each.code,
                each.name,
                tuple(paper for paper in handed_in if paper.name == each.name),
                each.code in targets,
            )
            for each in brought_by(case)
        ],
        "returns": returns,
    }


def answering_page(actor: Actor, case: Case) -> dict[str, Any]:
    """Return the return that waits, and those before it."""
    told = returns_of(case)
    return {"waiting": _last(told), "returns": told[:-1]}


def judging_page(actor: Actor, case: Case) -> dict[str, Any]:
    """Return the answered return with the application beside it."""
    shown = beside(actor, case)
    return {**shown, "waiting": _last(shown["returns"]), "returns": shown["returns"][:-1]}


def _last(told: list[ReturnView]) -> ReturnView | None:
    return told[-1] if told else None
