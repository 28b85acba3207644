"""What changed between two versions of a plan, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from apps.lib import formats
from apps.lib.amounts import Yuan
from apps.lib.formats import area, money, yuan
from apps.lib.labelled import Labelled
from apps.plans.enums import LineKind, Surface
from apps.plans.rules.content import Content, LineInput, PartInput, SpaceInput, total, values
from apps.plans.rules.red_lines import LABELS, RED_LINES, answer

NOTHING = "（无）"

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what it concerns, before and after."""

    label: str
    before: str
    after: str


Written = Callable[[Yuan], str]
"""How an amount is written, with its unit."""


def in_wan_words(amount: Yuan) -> str:
    """Write an amount as papers and officials' tables do: 3.86 万元."""
    return f"{money(amount)} 万元"


def in_yuan_words(amount: Yuan) -> str:
    """Write an amount as a household counts it: 38,600 元."""
    return f"{yuan(amount)} 元"


def differences(
    before: Content, after: Content, *, written: Written = in_wan_words
) -> tuple[Difference, ...]:
    """Return the differences from ``before`` to ``after``, in the order of the plan."""
    lines = _lines(before, after, written)
    found = (*_spaces(before, after), *lines, *_hazards(before, after), *_rest(before, after))
    return tuple(each for each in found if each.before != each.after)


def _pairs(
    old: Sequence[Row], new: Sequence[Row], *keys: Callable[[Row], object]
) -> Iterator[tuple[Row, Row | None, Row | None]]:
    """Pair the rows of two versions, each once: equal ones, then those alike by each key in turn.

    Yields one of the two, and both. Rows are written anew with every draft, so nothing else tells which
    is which; names may repeat.
    """
    left: list[Row] = list(new)
    found: dict[int, Row] = {}
    for key in (_itself, *keys):
        for place, row in enumerate(old):
            alike = (each for each in left if key(each) == key(row))
            if place not in found and (match := next(alike, None)) is not None:
                left.remove(match)
                found[place] = match
    for place, row in enumerate(old):
        yield row, row, found.get(place)
    for row in left:
        yield row, None, row


def _itself(row: object) -> object:
    return row


def _size(value: Decimal | None) -> str:
    return "" if value is None else f"{area(value)} ㎡"


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
    for space, old, new in _pairs(before.spaces, after.spaces, lambda each: each.name):
        if old and new:
            yield from _space(old, new)
        else:
            yield Difference(space.name, "装修" if old else NOTHING, "装修" if new else NOTHING)


def _space(old: SpaceInput, new: SpaceInput) -> Iterator[Difference]:
    name = new.name
    yield Difference(f"{name}类别", old.kind.label, new.kind.label)
    yield Difference(
        f"{name}勘测总面积", _size(old.declared_total) or NOTHING, _size(new.declared_total) or NOTHING
    )
    for surface in Surface:
        yield _surface(f"{name}{surface.label}", old.parts_of(surface), new.parts_of(surface))


def _lines(before: Content, after: Content, written: Written) -> Iterator[Difference]:
    def amount_of(line: LineInput | None) -> str:
        if line is None or line.amount is None:
            return NOTHING
        return written(line.amount if line.kind == LineKind.ITEM else -line.amount)

    for line, old, new in _pairs(before.lines, after.lines, lambda each: (each.kind, each.name)):
        label = line.name or line.kind.label
        yield Difference(label, amount_of(old), amount_of(new))
        if old and new:
            yield Difference(f"{label}数量", old.quantity or NOTHING, new.quantity or NOTHING)
    yield Difference("总价", written(total(before.lines)), written(total(after.lines)))


def _hazards(before: Content, after: Content) -> Iterator[Difference]:
    surveys = (each.hazard_survey.label if each.hazard_survey else NOTHING for each in (before, after))
    yield Difference("隐患设施查看情况", *surveys)
    sides = [[each.name for each in version.hazards] for version in (before, after)]
    for hazard, old, new in _pairs(
        before.hazards, after.hazards, lambda each: (each.name, each.location), lambda each: each.name
    ):
        label = f"隐患设施 {hazard.name}"
        if hazard.location and any(names.count(hazard.name) > 1 for names in sides):
            label += f"（{hazard.location}）"
        yield Difference(label, *((each.product or "应更换") if each else NOTHING for each in (old, new)))
        if old and new:
            yield Difference(f"{label}位置", old.location or NOTHING, new.location or NOTHING)


def _rest(before: Content, after: Content) -> Iterator[Difference]:
    surveys = (formats.day(each.survey_on, nothing=NOTHING) for each in (before, after))
    yield Difference("上门勘测日期", *surveys)
    yield Difference("勘测情况", before.survey_note or NOTHING, after.survey_note or NOTHING)
    starts = (formats.day(each.planned_start, nothing=NOTHING) for each in (before, after))
    yield Difference("计划开工", *starts)
    yield Difference(
        "工期",
        f"{before.planned_days} 天" if before.planned_days else NOTHING,
        f"{after.planned_days} 天" if after.planned_days else NOTHING,
    )
    yield Difference("超期原因", before.overrun_reason or NOTHING, after.overrun_reason or NOTHING)
    for code in RED_LINES:
        touched = (said.label if (said := answer(each, code)) else NOTHING for each in (before, after))
        yield Difference(LABELS[code], *touched)
    yield Difference("同意情况", before.approval_note or NOTHING, after.approval_note or NOTHING)
    yield Difference("说明", before.note or NOTHING, after.note or NOTHING)
