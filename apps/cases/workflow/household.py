"""What each turn, end and stretch of the way means to the household, in plain words.

Whose turn a case is, ``turns`` alone decides; here its turns only get other words. A turn with ``yours``
is one where the household has something to do, whoever keeps the desk.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.enums import Status
from apps.cases.workflow.turns import Turn


@dataclass(frozen=True, slots=True)
class HouseholdWords:
    """``theirs``: what others do meanwhile. ``yours``: what the household does, with ``text`` how.

    ``here``: how instead, where it can be done on the phone that shows it, with a code.
    """

    theirs: str = ""
    yours: str = ""
    text: str = ""
    here: str = ""
    heading: str = "现在不用您做什么"


_HERE = "看完在手机上定，要发到登记电话的验证码；到街道办也一样。"
_SIGN = "同意就签字，不同意就说要改什么。可以到街道办，也可以请街道上门。"

HOUSEHOLD_WORDS: dict[str, HouseholdWords] = {
    "return": HouseholdWords(
        yours="补材料",
        text="您的申请要补正，要补什么写在“一次性告知书”里，没有拿到的，向街道要。材料交到街道，去之前可以先打电话。",
    ),
    "answered": HouseholdWords("看您补的材料"),
    "duplicate": HouseholdWords("核对这套房子是不是登记过"),
    "condition": HouseholdWords("核对您登记时的回答"),
    "mediation": HouseholdWords("调解"),
    "change_confirm": HouseholdWords(
        yours="看变更的方案，定下同意不同意",
        text=f"您不同意，就还按原来的方案。{_SIGN}",
        here=f"您不同意，就还按原来的方案。{_HERE}",
    ),
    "change": HouseholdWords("改方案"),
    "overrun": HouseholdWords("看工期为什么比规定的长"),
    "defect_check": HouseholdWords("复查巡查发现的问题"),
    "defect": HouseholdWords("整改巡查发现的问题"),
    "pause_confirm": HouseholdWords("核实停工"),
    "finish_confirm": HouseholdWords("核实是不是完工了"),
    "rectified_confirm": HouseholdWords("核实是不是整改好了"),
    "stopped": HouseholdWords("恢复施工（现在停工）"),
    "plan_confirm": HouseholdWords(
        yours="看装修方案，定下同意不同意",
        text=f"方案和预算都在里面。您不同意，就不会开工。{_SIGN}",
        here=f"方案和预算都在里面。您不同意，就不会开工。{_HERE}",
    ),
    "building": HouseholdWords("施工"),
    "conclude": HouseholdWords("办结这次验收"),
    "opinion": HouseholdWords(
        yours="说满意还是不满意",
        text="验收人员已经逐项看过。满意或者不满意由您自己说，验收人员会请您签字。",
        here="验收人员已经逐项看过。满意还是不满意，在手机上说就行，要发到登记电话的验证码；签字也一样。",
    ),
    **dict.fromkeys(
        ("archive", "archive_check", "archive_compile"),
        HouseholdWords("整理您家的档案", heading="验收合格"),
    ),
    Status.DRAFT: HouseholdWords("登记"),
    Status.SUBMITTED: HouseholdWords("核对登记，受理申请"),
    Status.RECEIVED: HouseholdWords("备案"),
    Status.FILED: HouseholdWords(
        yours="选一家装修企业",
        text="备案已经通过。装修企业由您自己选，名录里的、名录以外的都可以，谁也不能替您指定。选好了告诉街道。",
    ),
    Status.DESIGNING: HouseholdWords("上门量尺寸，做方案和预算"),
    Status.CONFIRMED: HouseholdWords(
        yours="和装修企业签合同",
        text="方案定好了，现在签合同。合同由您和装修企业签，金额看清楚再签；签好由装修企业或街道登记。",
    ),
    Status.CONTRACTED: HouseholdWords("准备开工"),
    Status.BUILDING: HouseholdWords("施工"),
    Status.COMPLETED: HouseholdWords("上门验收"),
    Status.RECTIFYING: HouseholdWords("整改验收发现的问题"),
}
"""By the name of the turn; a turn that a state alone makes is called as the state."""

HOUSEHOLD_ENDS: dict[str, tuple[str, str]] = {
    Status.ARCHIVED: ("都办好了", "验收合格，档案也归好了。验收合格报告在“我的文书”里。"),
    Status.CLOSED_UNCONFIRMED: ("已经办结", "办结时您没有确认验收意见。有话要说，请打电话给街道。"),
    Status.CONVERTED: ("已转为其他装修", "您家改按其他旧房装修办理，不再走装配化“厨卫换新”。"),
    Status.REVOKED: ("已撤销", "这个办件已经撤销。不清楚的，请打电话给街道。"),
    Status.DECLINED: (
        "没有通过备案",
        "原因写在“不予备案告知书”里，没有拿到的，向街道要。这套房子可以重新申请。",
    ),
    Status.WITHDRAWN: ("您已经撤回", "您不装了，这个办件已经撤回。以后想装，可以重新申请。"),
    Status.TERMINATED: ("已终止", "这个办件已经终止。不清楚的，请打电话给街道。"),
}
"""Heading and sentence of a case that waits for nobody."""


HOUSEHOLD_STEPS: tuple[tuple[str, frozenset[Status], Status], ...] = (
    ("街道登记", frozenset({Status.DRAFT, Status.SUBMITTED}), Status.RECEIVED),
    ("区住建局备案", frozenset({Status.RECEIVED}), Status.FILED),
    ("选企业、定方案", frozenset({Status.FILED, Status.DESIGNING}), Status.CONFIRMED),
    ("签合同", frozenset({Status.CONFIRMED}), Status.CONTRACTED),
    ("施工", frozenset({Status.CONTRACTED, Status.BUILDING}), Status.COMPLETED),
    ("验收、拿合格报告", frozenset({Status.COMPLETED, Status.RECTIFYING}), Status.PASSED),
)
"""The household's six steps: each with the states in which it is under way, and the state that ends it."""


def household_words(turn: Turn) -> HouseholdWords:
    """Return what a turn means to the household."""
    return HOUSEHOLD_WORDS[turn.name]
