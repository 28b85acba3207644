"""When an inspector may pass a household, and what a failed attempt asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from apps.inspections.enums import ItemKind, ItemOutcome
from apps.inspections.rules.as_built import BuiltItem, Found
from apps.plans.enums import CheckCode, CheckResult
from apps.plans.rules import Check

LONGEST_LINE = 300
"""Characters of one line of a 整改意见告知单."""
_ASKED = "（仍未整改到位，上次要求："


def name_of(item: BuiltItem) -> str:
    """Return 厨房墙面, 厨房设施安装与使用, 隐患设施燃气软管."""
    prefix = "隐患设施" if item.kind is ItemKind.HAZARD else item.space
    return f"{prefix}{item.label}"


def unchecked(items: Sequence[BuiltItem], found: Mapping[str, Found]) -> tuple[str, ...]:
    """Return the items nobody has gone through yet."""
    return tuple(
        name_of(item)
        for item in items
        if item.kind is not ItemKind.REFERENCE and found.get(item.code, Found()).outcome is None
    )


def why_not_pass(
    items: Sequence[BuiltItem], found: Mapping[str, Found], checks: Sequence[Check]
) -> tuple[str, ...]:
    """Return why the verdict cannot be 验收合格; empty when it can.

    Checks a and b decide on the as-built values; c must at least have a stated reason. Every
    hazard must have been replaced (浙建管发〔2024〕80号 四).
    """
    # Alone, as long as there are any: checks on half a round would fail for what nobody has looked at.
    missing = unchecked(items, found)
    if missing:
        return (f"还有 {len(missing)} 项没有核验：{'、'.join(missing)}",)
    reasons = (*_bad_items(items, found), *(_words(check) for check in checks if _failed(check)))
    # A disagreeing surface leaves its space incomplete: the item itself already says so.
    return reasons or tuple(_words(check) for check in checks if check.result is CheckResult.INCOMPLETE)


def _failed(check: Check) -> bool:
    return check.result is CheckResult.FAILED


def _words(check: Check) -> str:
    if check.findings:
        bad = "；".join(
            f"{finding.space} {finding.measured}" for finding in check.findings if finding.passed is not True
        )
    else:
        bad = "；".join(check.explanation)
    return f"按实测核验不符合“{check.title}”：{bad}"


def bad_lines(
    items: Sequence[BuiltItem], found: Mapping[str, Found], twins: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what to mend of each item that is not as it should be, by its code.

    ``twins``: by the code of a carried item that of the plan's item it came from; both give one line.
    """
    bad = {
        item.code: item
        for item in items
        if item.kind is not ItemKind.REFERENCE
        and found.get(item.code, Found()).outcome is ItemOutcome.DISAGREES
    }
    notes = {code: found[code].note for code in bad}
    for code, twin in (twins or {}).items():
        if code in bad and twin in bad:
            both = "；".join(dict.fromkeys((notes[code], notes[twin])))
            # What would not fit into one line keeps its own.
            if len(both) <= LONGEST_LINE:
                notes[code] = both
                del bad[twin]
    return {code: _bad_words(item, notes[code]) for code, item in bad.items()}


def _bad_items(items: Sequence[BuiltItem], found: Mapping[str, Found]) -> tuple[str, ...]:
    return tuple(bad_lines(items, found).values())


def _bad_words(item: BuiltItem, note: str) -> str:
    if item.kind is ItemKind.CARRIED:
        return _still_bad(item.planned, note)
    return f"{name_of(item)}{'未更换' if item.kind is ItemKind.HAZARD else '不符合'}：{note}"


def _still_bad(asked: str, note: str) -> str:
    """Return the note of today, then what was asked at first, as far as the line has room."""
    # Of a third acceptance: what was asked at first, not the words about it wrapped once more.
    first = asked.partition(_ASKED)[2].removesuffix("）") or asked
    room = LONGEST_LINE - len(f"{note}{_ASKED}）")
    if len(first) > room:
        first = f"{first[: room - 1]}…" if room > 1 else ""
    return f"{note}{_ASKED}{first}）" if first else note


def needs_overrun_reason(checks: Sequence[Check]) -> bool:
    """Whether the works took longer than the limit and nobody has said why."""
    return any(check.code is CheckCode.WORKS_DAYS and check.result is CheckResult.FAILED for check in checks)


class Judged(Protocol):
    """A check just made, or one that was kept."""

    @property
    def code(self) -> str: ...
    @property
    def result(self) -> str: ...


def took_too_long(checks: Iterable[Judged]) -> bool:
    """Whether the works took longer than the limit, said why or not."""
    over = (CheckResult.FAILED, CheckResult.FLAGGED)
    return any(check.code == CheckCode.WORKS_DAYS and check.result in over for check in checks)


def rectification_items(
    items: Sequence[BuiltItem],
    found: Mapping[str, Found],
    checks: Sequence[Check],
    household_remark: str = "",
    opinion: str = "",
    twins: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Return what must be mended, one line an item; never empty when something failed.

    An overrun cannot be mended any more, so it is no item. Where nothing but the inspector's words
    or the household's dissatisfaction speaks, these are the item. ``twins``: see :func:`bad_lines`.
    """
    lines = [*bad_lines(items, found, twins).values()]
    lines += [_words(check) for check in checks if _failed(check) and check.code is not CheckCode.WORKS_DAYS]
    if household_remark:
        lines.append(f"户主意见：{household_remark}")
    if not lines and opinion:
        lines.append(opinion)
    return tuple(lines)
