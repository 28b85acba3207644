"""In which order the facts of 43号 三(二) may lie, and what a change of the application leaves of them. Pure.

The source names a sequence: 装修备案、一码监管、个人申请、区县审查. It orders those four alone; when works
begin and end it does not say, so an application before, during and after works is as good (decision 0165).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from apps.lib import formats
from apps.othertrack.enums import CHECKS, DATED_CHECKS, SETTLED, FactKind, Finding, Status

ADDRESSED = frozenset({"name", "address", "street_code"})
"""Whose home it is, and where: both systems are asked with it."""
CONTRACTED = frozenset({"name", "address", "contractor", "contract_amount", "contract_signed_on", "contract"})
"""What a contract says, and the copy of it."""


@dataclass(frozen=True, slots=True)
class Look:
    """The last look at one thing: what it found and, of a system, since when it stands there."""

    finding: str
    on: date | None = None

    @property
    def is_found(self) -> bool:
        """Whether it was there and agreed with the application."""
        return self.finding == Finding.FOUND

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be looked up: found, or of a farmhouse not applicable."""
        return self.finding in SETTLED


Looks = Mapping[FactKind, Look]


def unchecked(looks: Looks) -> list[FactKind]:
    """Return what is still to be looked up, or does not agree with the application, in the order of 43号."""
    return [kind for kind in CHECKS if kind not in looks or not looks[kind].is_settled]


def order_faults(
    applied_on: date | None, looks: Looks, *, started_on: date | None = None, finished_on: date | None = None
) -> list[str]:
    """Return which dates lie in an order that the source does not permit, in words.

    一码监管 not before 装修备案; 个人申请 not before either: the receiving body looks both up when somebody
    applies. Works end not before they begin. Everything else may lie as it does.
    """
    filed, coded = (_on(looks, kind) for kind in (FactKind.FILING, FactKind.CODE))
    pairs = (
        ("装修备案", filed, "一码监管", coded),
        ("装修备案", filed, "个人申请", applied_on),
        ("一码监管", coded, "个人申请", applied_on),
        ("开工", started_on, "完工", finished_on),
    )
    return [
        f"{later}（{formats.day(after)}）早于{first}（{formats.day(before)}）"
        for first, before, later, after in pairs
        if before is not None and after is not None and after < before
    ]


def works_cautions(
    started_on: date | None, *, signed_on: date | None, looks: Looks, patrolled_on: Collection[date] = ()
) -> list[str]:
    """Return where works began before what goes before them, or after they were seen, in words.

    To be looked at, no fault: the source orders none of it, so nothing is refused (decision 0165); whoever
    reviews is told. A patrol that saw works before they began says that one of the days is wrong.
    """
    early = [on for on in patrolled_on if started_on is not None and on < started_on]
    seen = [f"巡查（{formats.day(min(early))}）早于开工（{formats.day(started_on)}）"] if early else []
    befores = (("装修合同签订", signed_on), ("装修备案", _on(looks, FactKind.FILING)))
    return [
        f"开工（{formats.day(started_on)}）早于{name}（{formats.day(on)}）"
        for name, on in befores
        if started_on is not None and on is not None and started_on < on
    ] + seen


def _on(looks: Looks, kind: FactKind) -> date | None:
    look = looks.get(kind)
    return look.on if look is not None and look.is_found else None


def status_after_look(status: Status, *, is_checked: bool) -> Status:
    """Return where an application stands after a look or a change of a date.

    ``is_checked``: everything was found, in a permitted order. A look that takes back what a review rested
    on takes the review back with it.
    """
    if is_checked:
        return Status.VERIFIED if status == Status.SUBMITTED else status
    return Status.SUBMITTED if status in (Status.VERIFIED, Status.REVIEWED) else status


def copies_wanted(changed: Collection[str]) -> list[str]:
    """Return the copies asked for anew: of another proof or contract than the kept copy was made of."""
    wanted = []
    if {"proof", "proof_name"} & set(changed):
        wanted.append("proof_files")
    if {"contractor", "contract_amount", "contract_signed_on"} & set(changed):
        wanted.append("contract_files")
    return wanted


def looks_undone(changed: Collection[str]) -> list[FactKind]:
    """Return which looks no longer hold because what they were made for was changed."""
    undone = []
    if ADDRESSED & set(changed):
        undone += [FactKind.FILING, FactKind.CODE]
    if "area_type" in changed:
        # 不适用 is a farmhouse's alone; what stands in the systems is asked for once more with it.
        undone += [kind for kind in DATED_CHECKS if kind not in undone]
    if CONTRACTED & set(changed):
        undone.append(FactKind.CONTRACT)
    return undone
