"""A row per state: where it stands in the stepper, its colour, and every word pages have for it.

Labels stand in :class:`Status`. The sets of states that constraints of the database read (ENDED,
STARTED, FINISHED, NOT_HOLDING_SPACE) stand beside it in ``enums``: models may not read this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from apps.cases.enums import Status
from apps.cases.workflow.periods import ACCEPTANCE, FILING, RECTIFICATION, WORKS, Period

S = Status


@dataclass(frozen=True, slots=True)
class State:
    """What pages, messages and figures say of a case in one state."""

    group: str = ""
    """Group of the case list, a key of :data:`GROUPS`."""
    chapter: str = ""
    """Chapter of the record; states in a row with the same one share it."""
    step: str = ""
    """Step of the case page's stepper. States in a row with the same step share it."""
    tone: str = ""
    """Colour of the state's pill: accent | warn | ok, '' for none."""
    task: str = ""
    """What the 工作台 asks of the desks the state lands on."""
    message: str = ""
    """The same as a sentence, in the message to these desks."""
    funnel: str = ""
    """Name in the overview's funnel; states of one name are counted together."""
    span: str = ""
    """Name of the time from entering the state to the move that carries the case on."""
    figure: tuple[str, str] = ("", "")
    """Label and note of the key figure that counts the state."""
    period: Period | None = None
    """The period that runs in the state."""


GROUPS: dict[str, str] = {
    "apply": "申请",
    "design": "设计与合同",
    "works": "施工",
    "accept": "验收",
    "done": "合格与归档",
    "ended": "其他办结",
}
"""Groups of the case list by their word in the URL, in the order shown."""

STATES: dict[Status, State] = {
    S.DRAFT: State(chapter="登记"),
    S.SUBMITTED: State(
        group="apply",
        chapter="受理",
        step="已登记",
        tone="accent",
        task="受理申请",
        message="请受理申请。",
        funnel="已登记，待受理",
        span="受理",
        figure=("待受理", "已登记未受理"),
    ),
    S.RECEIVED: State(
        group="apply",
        chapter="备案",
        step="已受理",
        tone="accent",
        task="备案",
        message="请备案。",
        funnel="已受理，待备案",
        span="备案",
        figure=("待备案", "含等待补正的"),
        period=FILING,
    ),
    S.FILED: State(
        group="design",
        chapter="定企业",
        step="已备案",
        tone="accent",
        task="登记自主选择的企业",
        message="请登记住户自主选择的企业。",
        funnel="已备案，待选企业",
        span="选定企业",
    ),
    S.DESIGNING: State(
        group="design",
        chapter="方案",
        step="方案设计",
        tone="accent",
        task="编制方案与预算",
        message="请编制方案与预算。",
        funnel="方案设计",
        span="方案设计与户主确认",
        figure=("方案设计", "一户一策"),
    ),
    S.CONFIRMED: State(
        group="design",
        chapter="合同",
        step="方案设计",
        tone="accent",
        task="签订并登记装修合同",
        message="请签订并登记装修合同。",
        funnel="方案已确认，待签合同",
        span="签订合同",
        figure=("待签合同", "户主已确认方案"),
    ),
    S.CONTRACTED: State(
        group="design",
        chapter="开工准备",
        step="已签合同",
        tone="accent",
        task="准备开工",
        message="请准备开工。",
        funnel="已签合同，待开工",
        span="等待开工",
        figure=("待开工", "已签合同"),
    ),
    S.BUILDING: State(
        group="works",
        chapter="施工",
        step="施工",
        tone="accent",
        message="已开工，请按要求巡查或报进度。",
        funnel="施工中",
        span="施工",
        figure=("施工中", "按方案施工"),
        period=WORKS,
    ),
    # Completed for the count also while it is rectified (R10): both share the step.
    S.COMPLETED: State(
        group="accept",
        chapter="验收",
        step="完工",
        tone="accent",
        task="组织验收",
        message="请组织验收。",
        funnel="已完工，待验收",
        span="验收（含整改）",
        figure=("待验收", "完工后 1 个月内组织"),
        period=ACCEPTANCE,
    ),
    S.RECTIFYING: State(
        group="accept",
        chapter="验收",
        step="完工",
        tone="warn",
        task="完成整改",
        message="请完成整改。",
        funnel="整改中",
        figure=("整改中", "整改后二次验收"),
        period=RECTIFICATION,
    ),
    S.PASSED: State(
        group="done",
        chapter="归档",
        step="验收",
        tone="ok",
        task="补齐一户一档资料",
        message="请补齐一户一档资料。",
        funnel="验收合格",
    ),
    S.ARCHIVED: State(group="done", chapter="归档", step="归档", tone="ok", funnel="验收合格"),
    S.CLOSED_UNCONFIRMED: State(
        group="ended",
        chapter="办结",
        message="已办结：计入已完成，不出具验收合格报告。",
        funnel="办结（户主未确认）",
    ),
    S.CONVERTED: State(group="ended", chapter="办结", message="已转为其他装修，这个案件不再办理。"),
    S.REVOKED: State(group="ended", chapter="办结"),
    S.DECLINED: State(group="ended", chapter="办结", message="没有备案，告知书请交给装修人。"),
    S.WITHDRAWN: State(group="ended", chapter="办结", message="装修人已撤回，不再办理。"),
    S.TERMINATED: State(group="ended", chapter="办结", message="案件已终止，不再办理。"),
}

PERIODS: dict[Status, Period] = {status: row.period for status, row in STATES.items() if row.period}
"""What can be late: in no other state does a period run."""


def grouped(field: str) -> tuple[tuple[str, tuple[Status, ...]], ...]:
    """Return the words of one field in the table's order, each with the states that share it."""
    named = [(str(getattr(row, field)), status) for status, row in STATES.items() if getattr(row, field)]
    return tuple(
        (word, tuple(status for _, status in pairs))
        for word, pairs in groupby(named, key=lambda pair: pair[0])
    )


STEPPER = grouped("step")
"""The steps the case page draws, in order, each with its states; the first state gives it its name."""
