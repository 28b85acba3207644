"""What changed between two versions of a plan, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.lib import formats
from apps.lib.amounts import Yuan
from apps.lib.formats import area, money
from apps.lib.labelled import Labelled
from apps.plans.enums import LineKind, Surface
from apps.plans.rules.content import Content, PartInput, SpaceInput, total, values

NOTHING = "（无）"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what it concerns, before and after."""

    label: str
    before: str
    after: str


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Return the differences from ``before`` to ``after``, in the order of the plan."""
    found = (*_spaces(before, after), *_lines(before, after), *_hazards(before, after), *_rest(before, after))
    return tuple(each for each in found if each.before != each.after)


def _words(part: PartInput) -> tuple[str, ...]:
    """Return all that a part says, last first: product, method, area."""
    return tuple(_word(said) for name, said in reversed(values(part).items()) if name != "surface")


def _word(said: object) -> str:
    if isinstance(said, Decimal):
        return f"{area(said)} ㎡"
    return said.label if isinstance(said, Labelled) else str(said or "")


def _surface(label: str, old: tuple[PartInput, ...], new: tuple[PartInput, ...]) -> Difference:
    """Name only what differs of a surface of one part: product, method, area; else every part."""
    if len(old) != 1 or len(new) != 1:
        before, after = (
            "；".join(" ".join(filter(None, _words(part))) for part in side) for side in (old, new)
        )
        return Difference(label, before or NOTHING, after or NOTHING)
    pairs = [(a, b) for a, b in zip(_words(old[0]), _words(new[0]), strict=True) if a != b]
    before, after = (
        (" ".join(word for word in side if word) for side in zip(*pairs, strict=True)) if pairs else ("", "")
    )
    return Difference(label, before or NOTHING, after or NOTHING)


def _spaces(before: Content, after: Content) -> Iterator[Difference]:
    # By name: rows are written anew with every draft, so nothing else tells which space is which.
    old = {space.name: space for space in before.spaces}
    new = {space.name: space for space in after.spaces}
    for name in dict.fromkeys((*old, *new)):
        yield from _space(name, old.get(name), new.get(name))


def _space(name: str, old: SpaceInput | None, new: SpaceInput | None) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference(name, "装修" if old else NOTHING, "装修" if new else NOTHING)
        return
    for surface in Surface:
        yield _surface(f"{name}{surface.label}", old.parts_of(surface), new.parts_of(surface))


def _money(amount: Yuan | None, kind: LineKind = LineKind.ITEM) -> str:
    if amount is None:
        return NOTHING
    return f"{money(amount if kind == LineKind.ITEM else -amount)} 万元"


def _lines(before: Content, after: Content) -> Iterator[Difference]:
    old = {(line.kind, line.name): line for line in before.lines}
    new = {(line.kind, line.name): line for line in after.lines}
    for key in dict.fromkeys((*old, *new)):
        kind, name = key
        yield Difference(
            name or kind.label,
            _money(old[key].amount, kind) if key in old else NOTHING,
            _money(new[key].amount, kind) if key in new else NOTHING,
        )
    yield Difference("总价", _money(total(before.lines)), _money(total(after.lines)))


def _hazards(before: Content, after: Content) -> Iterator[Difference]:
    old = {hazard.name: hazard for hazard in before.hazards}
    new = {hazard.name: hazard for hazard in after.hazards}
    for name in dict.fromkeys((*old, *new)):
        yield Difference(
            f"隐患设施 {name}",
            (old[name].product or "应更换") if name in old else NOTHING,
            (new[name].product or "应更换") if name in new else NOTHING,
        )


def _rest(before: Content, after: Content) -> Iterator[Difference]:
    starts = (formats.day(each.planned_start, nothing=NOTHING) for each in (before, after))
    yield Difference("计划开工", *starts)
    yield Difference(
        "工期",
        f"{before.planned_days} 天" if before.planned_days else NOTHING,
        f"{after.planned_days} 天" if after.planned_days else NOTHING,
    )
    yield Difference("超期原因", before.overrun_reason or NOTHING, after.overrun_reason or NOTHING)
    yield Difference("说明", before.note or NOTHING, after.note or NOTHING)
