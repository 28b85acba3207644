"""禁止事项: what a plan says of the lines that a decree draws, and the check of it. Pure.

A line that nobody has compared with the original stops nothing: the plan may answer it, and is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from apps.plans.enums import CheckCode, CheckResult, Touch
from apps.plans.rules.checks import Check
from apps.plans.rules.content import Content
from apps.programs.rules.statutes import BEARING, DECREE, GAS, OVER_DRY_ROOM, UNREAD, Standing

RED_LINES = (OVER_DRY_ROOM, BEARING, GAS)
"""Codes of the lines, each the name of what the content says of it, in the order of the plan."""
NEVER = "不涉及"
LABELS = {
    OVER_DRY_ROOM: "厨房、卫生间设在没有防水的房间、阳台，或下层房间上方",
    BEARING: "拆改承重结构",
    GAS: "拆改燃气管道和设施",
}


def answer(content: Content, code: str) -> Touch | None:
    """Return what a plan says of a line; None where nobody has said anything."""
    said: Touch | None = getattr(content, code)
    return said


def words(content: Content) -> tuple[str, ...]:
    """Return what a plan says of each line that it answers, as pages and papers say it."""
    found = []
    for code in RED_LINES:
        said = answer(content, code)
        if said is not None:
            note = f"（{content.approval_note}）" if said is Touch.APPROVED and content.approval_note else ""
            found.append(f"{LABELS[code]}：{said.label}{note}")
    return tuple(found)


def touched(content: Content) -> tuple[str, ...]:
    """Return the lines of which a plan says that it touches them without consent, read by a bureau or not."""
    return tuple(LABELS[code] for code in RED_LINES if answer(content, code) is Touch.YES)


def missing(content: Content, lines: Sequence[Standing]) -> Iterator[tuple[str, str]]:
    """Yield field and words of what the lines in force still ask of a plan."""
    for line in lines:
        if answer(content, line.code) is None:
            yield line.code, f"请选择是否涉及（{line.source}）。"
    if not content.approval_note.strip() and any(
        line.approvable and answer(content, line.code) is Touch.APPROVED for line in lines
    ):
        yield "approval_note", "请写明谁同意的、文件名称和日期。"


def red_line_check(content: Content, lines: Sequence[Standing]) -> tuple[Check, ...]:
    """Return the check of the 禁止事项 in force; none where a bureau has not compared one with the original.

    What the plan touches fails, with the article; consent counts only where the original lets it. A plan that
    passes is told line by line of what: a line not compared yet may be touched all the same.
    """
    if not lines:
        return ()
    bad = [line for line in lines if _touches(content, line)]
    open_ = [line for line in lines if answer(content, line.code) is None]
    if bad:
        result = CheckResult.FAILED
        explanation = [
            f"{LABELS[line.code]}：{line.source}规定“{line.words}”，不能提交户主"
            + ("；原文没有写经同意可以做" if answer(content, line.code) is Touch.APPROVED else "")
            for line in bad
        ]
    elif open_:
        result = CheckResult.INCOMPLETE
        explanation = [f"{LABELS[line.code]}：还没有填写" for line in open_]
    else:
        result = CheckResult.PASSED
        allowed = f"已取得同意，{content.approval_note}"
        stated = (allowed if answer(content, line.code) is Touch.APPROVED else NEVER for line in lines)
        explanation = [f"{LABELS[line.code]}：{each}" for line, each in zip(lines, stated, strict=True)]
        unread = len(RED_LINES) - len(lines)
        explanation += [f"另有 {unread} 条{UNREAD}，没有核验"] if unread else []
    return (
        Check(
            code=CheckCode.RED_LINES,
            title="不触碰已核对原文的住宅装修禁止事项",
            result=result,
            passed={CheckResult.PASSED: True, CheckResult.FAILED: False}.get(result),
            inputs={
                "lines": [
                    {
                        "code": line.code,
                        "said": None if (said := answer(content, line.code)) is None else str(said),
                        "article": line.article,
                        "words": line.words,
                        "approvable": line.approvable,
                        "reading": line.reading,
                    }
                    for line in lines
                ],
                "approval_note": content.approval_note,
            },
            threshold=NEVER,
            formula_id="",
            rule_version="已核对原文",
            explanation=tuple(explanation),
        ),
    )


def _touches(content: Content, line: Standing) -> bool:
    said = answer(content, line.code)
    return said is Touch.YES or (said is Touch.APPROVED and not line.approvable)


def articles(inputs: object) -> str:
    """Return decree and articles of a check as it was kept, each once: 办法第五条、第六条."""
    lines = inputs.get("lines", []) if isinstance(inputs, dict) else []
    found = [name for name, _ in groupby(str(line["article"]) for line in lines)]
    return DECREE + "、".join(dict.fromkeys(found))
