"""Words of 其他旧房装修和厨卫等局部改造, without Django (杭房局〔2024〕43号 三(二))."""

from __future__ import annotations

from apps.lib.labelled import Labelled


class Status(Labelled):
    """Where an application stands; what was looked at and done of it are its facts."""

    OPENED = "opened", "转来，待补申请"
    SUBMITTED = "submitted", "已申请，待核查"
    RETURNED = "returned", "退回补正"
    VERIFIED = "verified", "已核查，待区县审查"
    REVIEWED = "reviewed", "已审查，待结果核准"
    APPROVED = "approved", "装修结果已核准"
    DECLINED = "declined", "审查不通过"
    WITHDRAWN = "withdrawn", "已撤回"


ENDED = (Status.APPROVED, Status.DECLINED, Status.WITHDRAWN)
"""In order: a constraint is written from it."""
LEFT = (Status.DECLINED, Status.WITHDRAWN)
"""Ends without a result. They end an application; works that had begun are 传统装修 all the same."""
WITH_APPLICANT = (Status.OPENED, Status.RETURNED)
"""It waits for papers or words of the household, which its counter takes down."""
BEFORE_REVIEW = (Status.SUBMITTED, Status.VERIFIED)


class Extent(Labelled):
    """What kind of renovation it is (43号 二(二): 整体或部分改造)."""

    WHOLE = "whole", "旧房装修（整体改造）"
    PART = "part", "厨卫等局部改造"


class Item(Labelled):
    """改造内容: what is renovated (43号 二(二))."""

    CEILING = "ceiling", "吊顶"
    FLOOR = "floor", "地板"
    WALL = "wall", "墙面"
    WATER_POWER = "water_power", "水电"
    PIPES = "pipes", "管路"
    CABINETS = "cabinets", "不可移动橱柜"
    FITTINGS = "fittings", "厨卫设施"


class Proof(Labelled):
    """权属证明: what shows whose home it is (43号 三(二): 不动产权证等; 农房可参照执行)."""

    TITLE = "title", "不动产权证"
    OTHER = "other", "其他权属证明（限农房）"


class FactKind(Labelled):
    """What happened, or was looked at, on a day."""

    APPLIED = "applied", "个人申请"
    FILING = "filing", "装修备案"
    CODE = "code", "一码监管"
    CONTRACT = "contract", "合同真实性"
    STARTED = "started", "开工"
    FINISHED = "finished", "完工"
    REVIEW = "review", "区县审查"
    RESULT = "result", "装修结果核准"
    RETURNED = "returned", "退回补正"
    AMENDED = "amended", "补正"
    CONVERTED = "converted", "装配化办件转来"
    DECLINED = "declined", "审查不通过"
    WITHDRAWN = "withdrawn", "撤回申请"


CHECKS = (FactKind.FILING, FactKind.CODE, FactKind.CONTRACT)
"""What the receiving body looks up before a review (43号 三(二)), in the order of the source."""
DATED_CHECKS = (FactKind.FILING, FactKind.CODE)
"""Looks that say since when something stands in another system."""
WORKS = (FactKind.STARTED, FactKind.FINISHED)


class Finding(Labelled):
    """What a look found."""

    FOUND = "found", "查到，相符"
    DIFFERS = "differs", "查到，不相符"
    ABSENT = "absent", "查不到"
    EXEMPT = "exempt", "不适用（农房）"


SETTLED = (Finding.FOUND, Finding.EXEMPT)
"""Findings that hold up no review: a farmhouse that no such system takes in follows the source by analogy."""


class Means(Labelled):
    """How it was looked at."""

    BY_HAND = "by_hand", "人工核查"
    BY_SYSTEM = "by_system", "系统核查"


class Verdict(Labelled):
    """What 装修结果核准 says."""

    PASSED = "passed", "相符，核准"
    FAILED = "failed", "不相符，暂不核准"


class Ground(Labelled):
    """Why a review ends in no, as far as the count of 传统装修 asks (附件3 备注1、2)."""

    UNFIT = "unfit", "不合申请条件"
    NEW_HOME = "new_home", "新房首次装修"
    REPEAT = "repeat", "重复登记"
    NO_WORKS = "no_works", "没有施工"


STRUCK = (Ground.NEW_HOME, Ground.REPEAT, Ground.NO_WORKS)
"""Grounds by which there is no renovation of its own to count."""


REVIEW_PASSED = "审查通过"
"""What the reviewer said; whether the result agrees is said after the works alone."""


def found_words(kind: str, finding: str) -> str:
    """Return what a fact found, in the words of who found it; '' where it found nothing."""
    if kind == FactKind.REVIEW and finding:
        return REVIEW_PASSED
    words: dict[str, str] = {each.value: each.label for each in (*Finding, *Verdict, *Ground)}
    return words.get(finding, "")


class Seen(Labelled):
    """What a patrol found."""

    SOUND = "sound", "没有发现问题"
    DISSUADED = "dissuaded", "有问题，已劝阻，当场改正"
    OPEN = "open", "有问题，报告街道和住建局"
    CARRIED = "carried", "装配化办件转来时没有复查"


FOUND_NOW = (Seen.SOUND, Seen.DISSUADED, Seen.OPEN)
"""What a patrol here may say; the last word is of problems that came over with a converted case."""
PROBLEMS = (Seen.OPEN, Seen.CARRIED)
"""Findings that wait for the street or the bureau. In order: an index is written from it."""
