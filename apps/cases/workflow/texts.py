"""短信: every text that a household is sent, one row an event; words only, each once.

Sign, link and the street's telephone are put around them by :func:`composed`. Nothing personal stands in a
text: no name, address, number of a document or telephone of the household's; a telephone lies about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NUMBER, NEXT = "办件编号", "下一步"
COUNT, MISSING, BODY, PURPOSE, TIME = "几项", "缺什么", "单位", "事由", "时间"
SIGN = "【厨卫换新】"
PART, LONG_PART = 70, 67
"""Characters of a text that goes out as one, and of each part of a longer one (GSM 03.38, UCS-2)."""


@dataclass(frozen=True, slots=True)
class Text:
    """One event: what it is called and its words, with known placeholders in braces."""

    label: str
    words: str
    next: str = ""
    """What the words go on with where the case stays where a move brought it; stands for ``{下一步}``."""
    parts: int = 1
    """As how many texts it may go out."""
    sample: Mapping[str, str] = field(default_factory=dict)
    """Longest value of each placeholder besides the number."""

    @property
    def known(self) -> tuple[str, ...]:
        """Placeholders it has."""
        return (NUMBER, *((NEXT,) if self.next else ()), *self.sample)


ROOM = 40
"""Characters for what is missing: with them a return stays within two."""
_PURPOSE = {PURPOSE: "二次验收"}
_SLOT = {TIME: "12月13日周四09:00—11:00"}

TEXTS: Mapping[str, Text] = {
    # Moves, by their name.
    "receive": Text("受理", "{办件编号} 申请已受理。"),
    "file": Text("备案", "{办件编号} 已备案。{下一步}", next="请自主选企业。"),
    "decline": Text("不予备案", "{办件编号} 未予备案，可问街道。"),
    "start_works": Text("开工", "{办件编号} 已登记开工。"),
    "finish_works": Text("确认完工", "{办件编号} 已确认完工，等验收。"),
    "pass_acceptance": Text("验收合格", "{办件编号} 验收合格，可看报告。"),
    "require_rectification": Text("要求整改", "{办件编号} 验收后需整改。"),
    "replace_enterprise": Text("更换企业", "{办件编号} 装修企业已换登记。"),
    "convert": Text("转为其他装修", "{办件编号} 转其他装修，请补材料。"),
    "close_unconfirmed": Text("办结（户主未确认）", "{办件编号} 已办结，可问街道。"),
    "revoke": Text("撤销验收合格", "{办件编号} 验收合格已撤销。"),
    "withdraw": Text("户主撤回", "{办件编号} 已撤回。"),
    "terminate": Text("终止", "{办件编号} 已终止，可问街道。"),
    # What happens beside the moves.
    "revocation_proposed": Text("拟撤销验收合格", "{办件编号} 拟撤销，可申辩。"),
    "revocation_kept": Text("决定不撤销验收合格", "{办件编号} 决定不撤销，仍合格。"),
    "recheck_refused": Text("抽中复核，记了不同意", "抽查复核记您不同意，有误请说。"),
    "returned": Text(
        "退回补正",
        "{办件编号} 要补 {几项} 项：{缺什么}。",
        parts=2,
        sample={COUNT: "12", MISSING: "房屋所有权人身份证明、代办人的授权委托书等"},
    ),
    "plan_ready": Text("方案提交户主确认", "{办件编号} 方案好了，请您看。"),
    "change_ready": Text("变更方案提交户主确认", "{办件编号} 变更方案好了，请看。"),
    "finish_reported": Text("企业报完工", "{办件编号} 企业说完工了，请看。"),
    "rectified_reported": Text("企业报整改完成", "{办件编号} 企业说整改好了，请看。"),
    "opinion": Text("请户主说是否满意", "{办件编号} 是否满意，请您说。"),
    "handed_over": Text(
        "移交其他单位负责", "您的办件现由{单位}负责。", sample={BODY: "淳安县住房和城乡建设局"}
    ),
    "appointment_offered": Text("上门：请选时间", "{事由}上门：请选一个时间。", sample=_PURPOSE),
    "appointment_moved": Text("上门：时间要改", "{事由}上门要改时间，请另选。", sample=_PURPOSE),
    "appointment_agreed": Text("上门：约定", "{事由}{时间}。", sample=_PURPOSE | _SLOT),
    "appointment_cancelled": Text("上门：取消", "{事由}上门取消了。", sample=_PURPOSE),
    "appointment_tomorrow": Text(
        "上门：前一天提醒", "明天{事由}{时间}。", sample=_PURPOSE | {TIME: "09:00—11:00"}
    ),
    "letter": Text("新留言", "{办件编号} 您有一条新留言。"),
    "letter_asks": Text("留言请答复", "{办件编号} 有留言请您答复。"),
    "letter_answered": Text("留言有答复", "{办件编号} 您的留言有答复了。"),
    "put_right": Text("办结后更正联系方式、变更装修人", "{办件编号} 现按此号码联系您。"),
    "defect_answered": Text("反映的问题有答复", "{办件编号} 您报的问题有答复。"),
}
"""By event; a move's is called as the move."""


def composed(words: str, *, link: str, asks: str) -> str:
    """Return a text as it goes out: sign, words, where to look, whom to ask (the street)."""
    return f"{SIGN}{words}{link} 问{asks}" if link else f"{SIGN}{words}问{asks}"


def parts_of(text: str) -> int:
    """Return as how many texts it goes out."""
    return 1 if len(text) <= PART else -(-len(text) // LONG_PART)


def listed(labels: list[str], room: int) -> str:
    """Return the first of some names as far as there is room, with 等 where more follow; never none."""
    said = labels[0][:room]
    for place, label in enumerate(labels[1:], start=2):
        more = f"{said}、{label}"
        if len(more) + (place < len(labels)) > room:
            return f"{said}等"
        said = more
    return said
