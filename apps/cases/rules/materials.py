"""The list of materials of each track as data (P3): what is asked for, at which step, in which form."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from apps.lib.labelled import Labelled

ASSEMBLED, OTHER = "assembled", "other"
"""Codes of :class:`apps.cases.enums.Track`, which rules do not import: it knows Django."""
H_ASSEMBLED = "杭房局〔2024〕43号 三（一）1、附件1"
H_OTHER = "杭房局〔2024〕43号 三（二）"
AGENCY = "《民法典》第一百六十五条"


class MaterialStep(Labelled):
    """The step of a case to which a paper of the list belongs (P3)."""

    APPLICATION = "application", "申请时"
    PLAN = "plan", "方案商定时，住户先带来的也收"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One line of a list: a paper that a household hands in."""

    code: str
    track: str
    name: str
    step: MaterialStep
    """The step it belongs to; it may be brought earlier, and is asked for there alone."""
    original: bool
    """Whether the original is handed in; otherwise a copy that is compared with it."""
    source: str
    """文号 and clause that ask for it."""
    agent_only: bool = False
    """Asked for only where somebody acts for the household."""
    kind: str = "material"
    """Kind of its files."""

    @property
    def form_words(self) -> str:
        """原件 or 复印件, as the list says it."""
        return "原件" if self.original else "复印件"


APPLICATION_FORM = "application_form"
"""附件 1 in ink: whatever way it comes in, it is the one of the archive."""

MATERIALS: tuple[Material, ...] = (
    Material(
        code="authority",
        track=ASSEMBLED,
        name="委托书",
        step=MaterialStep.APPLICATION,
        original=True,
        source=AGENCY,
        agent_only=True,
        kind="power_of_attorney",
    ),
    Material(
        code=APPLICATION_FORM,
        track=ASSEMBLED,
        name="申请表（附件1）",
        step=MaterialStep.PLAN,
        original=True,
        source=H_ASSEMBLED,
    ),
    Material(
        code="ownership",
        track=OTHER,
        name="不动产权证",
        step=MaterialStep.APPLICATION,
        original=False,
        source=H_OTHER,
        kind="ownership_proof",
    ),
    Material(
        code="contract_copy",
        track=OTHER,
        name="装修合同",
        step=MaterialStep.APPLICATION,
        original=False,
        source=H_OTHER,
    ),
)
"""The assembled track asks no 不动产权证; identity is looked at and not copied on either."""


def materials_of(track: str) -> tuple[Material, ...]:
    """Return the 材料清单 of a track, in its order."""
    return tuple(each for each in MATERIALS if each.track == track)


def brought(track: str, *, has_agent: bool) -> tuple[Material, ...]:
    """Return what a household may hand in: the list without what only an agent brings."""
    return tuple(each for each in materials_of(track) if has_agent or not each.agent_only)


def askable(track: str, *, has_agent: bool, handed_in: Collection[str]) -> tuple[Material, ...]:
    """Return what a return before 备案 may name: what the application needs, and what came early."""
    return tuple(
        each
        for each in brought(track, has_agent=has_agent)
        if each.step == MaterialStep.APPLICATION or each.code in handed_in
    )


def told_late(targets: Iterable[str], asked_before: Collection[str], changed: Collection[str]) -> list[str]:
    """Return those of ``targets`` that an earlier return could have named: 首次未告知 (P4).

    ``asked_before`` were named by an earlier return, ``changed`` have another content since the first.
    """
    return [each for each in targets if each not in asked_before and each not in changed]
