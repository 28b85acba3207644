"""The list of materials of each track as data (P3): what is asked for, at which step, in which form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


ALWAYS = frozenset({"authority", APPLICATION_FORM})
"""Papers no list leaves out: an agent's authority rests on the law, the 申请表 is the programme's own."""
MOST_MATERIALS, LONGEST_NAME = 12, 30
_NAME = re.compile(r"[\w（）、·]{2,30}")


def line_of(material: Material) -> dict[str, object]:
    """Return a paper as a list of a body keeps it."""
    return {
        "name": material.name,
        "step": material.step.value,
        "original": material.original,
        "source": material.source,
        "agent_only": material.agent_only,
    }


def materials_from(track: str, lines: Iterable[Mapping[str, Any]]) -> tuple[Material, ...]:
    """Return a track's list as a body has set it; without lines the house's.

    A paper the house knows keeps its code and its kind of files; another's name is its code, so that what was
    handed in or asked for keeps its words whatever becomes of the list.
    """
    known = {each.name: each for each in materials_of(track)}
    made = [_made(track, line, known.get(str(line["name"]))) for line in lines]
    if not made:
        return materials_of(track)
    codes = {each.code for each in made}
    return (*(each for each in known.values() if each.code in ALWAYS - codes), *made)


def _made(track: str, line: Mapping[str, Any], known: Material | None) -> Material:
    return Material(
        code=known.code if known else line["name"],
        track=track,
        name=line["name"],
        step=MaterialStep(line["step"]),
        original=line["original"],
        source=line["source"],
        agent_only=line["agent_only"],
        kind=known.kind if known else "material",
    )


def unsound(lines: Sequence[Mapping[str, Any]]) -> str:
    """Return what is wrong with the lines of a list, '' where nothing is."""
    names = [str(each["name"]) for each in lines]
    odd = next((name for name in names if not _NAME.fullmatch(name)), None)
    if odd is not None:
        return f"材料名称用 2 到 {LONGEST_NAME} 个汉字、字母或数字，不含空格和引号：“{odd[:20]}”"
    if len(set(names)) < len(names):
        return "有两行写了同一种材料"
    return f"最多 {MOST_MATERIALS} 种材料" if len(names) > MOST_MATERIALS else ""


def brought(listed: Iterable[Material], *, has_agent: bool) -> tuple[Material, ...]:
    """Return what a household may hand in: the list without what only an agent brings."""
    return tuple(each for each in listed if has_agent or not each.agent_only)


def askable(
    listed: Iterable[Material], *, has_agent: bool, handed_in: Collection[str]
) -> tuple[Material, ...]:
    """Return what a return before 备案 may name: what the application needs, and what came early."""
    return tuple(
        each
        for each in brought(listed, has_agent=has_agent)
        if each.step == MaterialStep.APPLICATION or each.code in handed_in
    )


def told_late(targets: Iterable[str], asked_before: Collection[str], changed: Collection[str]) -> list[str]:
    """Return those of ``targets`` that an earlier return could have named: 首次未告知 (P4).

    ``asked_before`` were named by an earlier return, ``changed`` have another content since the first.
    """
    return [each for each in targets if each not in asked_before and each not in changed]
