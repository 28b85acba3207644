"""The workflow table as a page of the documentation."""

from __future__ import annotations

from apps.cases.enums import HoldKind, Status
from apps.cases.workflow import ENDINGS, HOLDS, MOVES, TABLE
from apps.orgs.enums import Role


def workflow_page() -> str:
    """Return docs/workflow.md: a state diagram, the table of moves, and what holds them up."""
    lines = [
        "# 办件流程",
        "",
        "本页由 `manage.py workflow_diagram` 从 `apps/cases/workflow/` 生成，测试会比较两者。",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> draft",
    ]
    used = {Status.DRAFT} | {state for move in MOVES for state in (*move.sources, move.target)}
    lines += [f"    {state.value} : {state.label}" for state in Status if state in used]
    for move in MOVES:
        # A set's order changes from run to run, and --check compares texts.
        for source in sorted(move.sources, key=list(Status).index):
            lines.append(f"    {source.value} --> {move.target.value} : {move.label}")
    lines += [
        "```",
        "",
        "| 动作 | 原状态 | 新状态 | 办理岗位 | 进入后还需 | 已有记录的 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for move in MOVES:
        sources = "、".join(s.label for s in Status if s in move.sources)
        roles = "、".join(p.label for p in Role if p in move.roles)
        opens = "、".join(HoldKind(kind).label for kind in move.opens)
        at_once = f"随“{TABLE[move.follows].label}”一并办理" if move.follows else ""
        lines.append(f"| {move.label} | {sources} | {move.target.label} | {roles} | {opens} | {at_once} |")
    lines += ["", "| 待办事项 | 挡住的动作 |", "| --- | --- |"]
    for kind in HoldKind:
        blocked = "、".join(TABLE[name].label for name in sorted(HOLDS[kind].blocks) if name in TABLE)
        if blocked:
            lines.append(f"| {kind.label} | {blocked} |")
    lines += ["", *_endings()]
    return "\n".join(lines) + "\n"


def _endings() -> list[str]:
    """Return for which causes a case is 终止, from which states, with which paper."""
    lines = ["| 终止的原因 | 什么时候 | 依据材料 | 不在这些状态的 |", "| --- | --- | --- | --- |"]
    for cause, row in ENDINGS.items():
        sources = "、".join(state.label for state in Status if state in row.sources)
        lines.append(f"| {cause.label} | {sources} | {row.paper or '不要求'} | {row.instead} |")
    return lines
