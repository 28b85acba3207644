"""Words of a plan: spaces, surfaces, methods, budget lines, the life of a version.

Plain Python, so that the rules may use them without Django.
"""

from __future__ import annotations

from apps.lib.labelled import Labelled


class SpaceKind(Labelled):
    """Spaces the programme renews (杭房局〔2024〕43号 附件1 改造意愿)."""

    KITCHEN = "kitchen", "厨房"
    BATHROOM = "bathroom", "卫生间"


class Surface(Labelled):
    """部位: the three surfaces of a space (杭房局〔2024〕43号 二(一): 墙面、地面、吊顶 3 个部位)."""

    WALL = "wall", "墙面"
    FLOOR = "floor", "地面"
    CEILING = "ceiling", "吊顶"


class Method(Labelled):
    """做法 (工法): how a part of a surface is worked."""

    PREFAB = "prefab", "装配式干法"
    DRY = "dry", "其他干法"
    WET = "wet", "湿作业"
    KEPT = "kept", "保留不动"

    @property
    def short(self) -> str:
        """Its name in narrow places."""
        return "装配式" if self is Method.PREFAB else self.label


DRY_METHODS = frozenset({Method.PREFAB, Method.DRY})


class CheckCode(Labelled):
    """The three checks of a plan (浙建管发〔2024〕80号, 杭房局〔2024〕43号 二(一)), and what is forbidden."""

    PREFAB_SURFACES = "prefab_surfaces", "每个空间的墙面、地面、吊顶中采用装配式的部位数"
    DRY_RATIO = "dry_ratio", "单个空间干式工法应用比例"
    WORKS_DAYS = "works_days", "整体施工期"
    RED_LINES = "red_lines", "住宅装修禁止事项"
    """Made only where a bureau has compared a line of the decree with the original."""


class CheckResult(Labelled):
    """Outcome of a check: FLAGGED passes with a stated reason, NOT_SET has no threshold to check by."""

    PASSED = "passed", "符合"
    FAILED = "failed", "不符合"
    FLAGGED = "flagged", "超期说明"
    INCOMPLETE = "incomplete", "未填完"
    NOT_SET = "not_set", "未设定，不核验"


class PlanStatus(Labelled):
    """Life of a plan version; a small machine of its own beside the case's status."""

    DRAFT = "draft", "草稿"
    FAILED = "failed", "未通过核验"
    SUBMITTED = "submitted", "待户主确认"
    REJECTED = "rejected", "户主有意见"
    CONFIRMED = "confirmed", "户主已确认"
    SUPERSEDED = "superseded", "已被新版替代"
    VOID = "void", "已作废"


class PlanKind(Labelled):
    """Whether a version was made before or after a first confirmation."""

    INITIAL = "initial", "方案"
    CHANGE = "change", "变更方案"


class HazardSurvey(Labelled):
    """What the survey on site says of 隐患设施 (Z 四): a blank list alone says nothing."""

    NONE_FOUND = "none", "没有发现需要更换的"
    FOUND = "found", "有需要更换的，逐项列出"
    NOT_SURVEYED = "not_surveyed", "没有查看"

    @property
    def sentence(self) -> str:
        """What papers and pages print of it; '' where the list says it."""
        return _HAZARD_SENTENCES.get(self, "")


class Touch(Labelled):
    """What a plan says of a 禁止事项: blank says nothing."""

    NO = "no", "不涉及"
    APPROVED = "approved", "涉及，已取得同意"
    YES = "yes", "涉及，没有取得同意"


class LineKind(Labelled):
    """Kinds of budget line; 政府支持 is offered only where a local 文号 is configured (R4)."""

    ITEM = "item", "项目"
    DISCOUNT = "discount", "企业让利"
    SUPPORT = "support", "政府支持"


class Means(Labelled):
    """How the household signed (《中华人民共和国电子签名法》; paper is an equal alternative)."""

    DRAWN = "drawn", "在工作人员的设备上手写签名"
    SIGNED_SCAN = "signed_scan", "纸质签字扫描件"
    CODED = "coded", "户主本人在自己的手机上确认，短信验证码"

    @classmethod
    def at_desk(cls) -> list[tuple[str, str]]:
        """Return the ways in which an official takes a signature: a code is the household's alone."""
        return [choice for choice in cls.choices() if choice[0] != cls.CODED]


class Signer(Labelled):
    """Who signed for the household."""

    SELF = "self", "装修人本人"
    AGENT = "agent", "代办人（持委托书）"


class ContractKind(Labelled):
    """A contract and its supplements are versions of one another (R5)."""

    MAIN = "main", "装修合同"
    SUPPLEMENT = "supplement", "补充协议"


class AppendixKind(Labelled):
    """What is appended to an issued 申请表, never printed over it (R1)."""

    PLAN_CHANGED = "plan_changed", "变更方案与预算"
    ENTERPRISE_REPLACED = "enterprise_replaced", "变更装修企业"
    CONTRACT_SUPPLEMENT = "contract_supplement", "合同补充"
    CORRECTED = "corrected", "更正"


_HAZARD_SENTENCES = {
    HazardSurvey.NONE_FOUND: "上门勘测没有发现需要更换的隐患设施。",
    HazardSurvey.NOT_SURVEYED: "上门勘测没有查看隐患设施。",
}
