"""Words of a case: its track, states, needs and the options of the official form."""

from django.db import models

from apps.lib.labelled import Labelled


class Track(models.TextChoices):
    ASSEMBLED = "assembled", "装配化“厨卫换新”"
    OTHER = "other", "其他旧房装修和厨卫等局部改造"


class Status(models.TextChoices):
    """Where a case stands. Everything parallel (returns, notes, pauses) is a Hold, not a status."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已登记"
    RECEIVED = "received", "已受理"
    FILED = "filed", "已备案"
    DESIGNING = "designing", "方案设计"
    CONFIRMED = "confirmed", "方案已确认"
    CONTRACTED = "contracted", "已签合同"
    BUILDING = "building", "施工中"
    COMPLETED = "completed", "已完工"
    RECTIFYING = "rectifying", "整改中"
    PASSED = "passed", "验收合格"
    ARCHIVED = "archived", "已归档"
    CLOSED_UNCONFIRMED = "closed_unconfirmed", "办结（户主未确认）"
    CONVERTED = "converted", "已转为其他装修"
    REVOKED = "revoked", "已撤销"
    DECLINED = "declined", "不予备案"
    WITHDRAWN = "withdrawn", "已撤回"
    TERMINATED = "terminated", "已终止"


ENDED = frozenset(
    {
        Status.ARCHIVED,
        Status.CLOSED_UNCONFIRMED,
        Status.CONVERTED,
        Status.REVOKED,
        Status.DECLINED,
        Status.WITHDRAWN,
        Status.TERMINATED,
    }
)
NOT_HOLDING_SPACE = frozenset(
    {Status.DRAFT, Status.DECLINED, Status.WITHDRAWN, Status.TERMINATED, Status.REVOKED}
)
"""States in which a case does not occupy its dwelling's kitchen or bathroom (R13).

A converted case still occupies it: the space was renovated, only not counted on this track.
"""

BEFORE_FILING = frozenset({Status.SUBMITTED, Status.RECEIVED})
"""待备案: enterprise, plan and contract may be taken down already, and pass at once after 备案 (R1)."""

STARTED = frozenset(
    {
        Status.BUILDING,
        Status.COMPLETED,
        Status.RECTIFYING,
        Status.PASSED,
        Status.ARCHIVED,
        Status.CLOSED_UNCONFIRMED,
    }
)
"""Started and not removed: what the weekly report counts (R10)."""

FINISHED = STARTED - {Status.BUILDING}
"""已完成装修: a case in rectification stays completed (R10)."""

ACCEPTED = frozenset({Status.PASSED, Status.ARCHIVED})
"""Passed 验收 and not taken back."""

REMOVED = frozenset({Status.CONVERTED, Status.TERMINATED, Status.REVOKED})
"""End states that take a started case out of the count (R10)."""


class AreaType(models.TextChoices):
    """城镇/农村: decides who patrols when no body is named (R6)."""

    URBAN = "urban", "城镇"
    RURAL = "rural", "农村"


class BuildingType(models.TextChoices):
    ELEVATOR = "elevator", "电梯房"
    STAIRS = "stairs", "楼梯房"
    BUNGALOW = "bungalow", "平房"


class Hardship(models.TextChoices):
    """Whether a household is a 困难家庭; sensitive, never told to an enterprise (R18)."""

    HARDSHIP = "hardship", "困难家庭"
    ORDINARY = "ordinary", "一般家庭"


class RenovationScope(models.TextChoices):
    """“厨卫换新”改造意愿."""

    KITCHEN = "kitchen", "厨房换新"
    BATHROOM = "bathroom", "卫生间换新"
    BOTH = "both", "厨卫均换新"


class Applicant(models.TextChoices):
    """Who stands at the counter: the household itself or an agent with 委托书."""

    SELF = "self", "装修人本人"
    AGENT = "agent", "代办人"


class LinkedProgramme(models.TextChoices):
    """Programmes whose combination is encouraged (杭房局〔2024〕43号 四(二), 浙建管发〔2024〕80号 一(二))."""

    OLD_ESTATE = "old_estate", "老旧小区改造"
    SELF_RENEWAL = "self_renewal", "自主更新"
    RURAL_HOUSE = "rural_house", "农房改造"
    HAZARD = "hazard", "困难家庭危房改造"
    AGEING = "ageing", "适老化改造"


class DefectKind(models.TextChoices):
    """Types of defect a return itemises (R2)."""

    MISSING = "missing", "缺失"
    WRONG = "wrong", "错误"
    EXPIRED = "expired", "过期"


class PaperForm(models.TextChoices):
    """What was scanned or sent: each paper handed in says it (P3)."""

    ORIGINAL = "original", "原件扫描"
    COPY = "copy", "复印件"
    ELECTRONIC = "electronic", "电子原生"


class AnswerKind(models.TextChoices):
    """By what an item of a return was answered."""

    UPLOAD = "upload", "交了材料"
    CORRECTION = "correction", "已更正"
    WORD = "word", "说明"


class Judgement(models.TextChoices):
    """What the bureau says of an answer; nothing is judged until it says so."""

    FINE = "fine", "可以"
    WANTING = "wanting", "还不行"


class HoldKind(models.TextChoices):
    """Why a case may not go on. NEED kinds are opened by the workflow table on entry to a state."""

    # needs
    PLAN_CONFIRMED = "plan_confirmed", "方案及预算经装修人确认"
    CONTRACT_RECORDED = "contract_recorded", "登记装修合同"
    FINISH_CONFIRMED = "finish_confirmed", "完工日期经户主或巡查确认"
    VISIT_PASSED = "visit_passed", "验收人员意见为合格"
    HOUSEHOLD_SATISFIED = "household_satisfied", "改造家庭确认满意"
    RECTIFICATION_DONE = "rectification_done", "整改完成"
    ARCHIVE_COMPLETE = "archive_complete", "一户一档资料齐全"
    # parallel matters
    RETURNED = "returned", "退回补正"
    ANSWERED = "answered", "补正的答复待查看"
    OVERRUN_NOTE = "overrun_note", "超过规定工期须有原因和区县知悉意见"
    DEFECT = "defect", "巡查问题待整改"
    STOP_WORK = "stop_work", "停工"
    PLAN_CHANGE = "plan_change", "方案变更待确认"
    MEDIATION = "mediation", "调解中"
    DUPLICATE = "duplicate", "疑似重复待判定"
    CONDITION = "condition", "不符合申请条件待处理"


class PausedClock(models.TextChoices):
    NONE = "", "不停"
    WORKS = "works", "施工期"
    ACCEPTANCE = "acceptance", "验收期"


class NoticeMeans(models.TextChoices):
    """How a household was told what becomes of its personal information."""

    SPOKEN = "spoken", "当面念读"
    PAPER = "paper", "阅读纸质告知"
    SCREEN = "screen", "在屏幕上阅读"


class CorrectionKind(models.TextChoices):
    """Corrections of facts without a status change (R24)."""

    FACT = "fact", "更正"
    SUCCESSOR = "successor", "变更装修人"
    BACKFILL = "backfill", "补录"
    BODY = "body", "变更巡查主体"


class Removal(models.TextChoices):
    """Why a case is 终止; of a started one it stands in the weekly table's footnote."""

    LEFT = "left", "装修人施工中退出"
    UNREACHABLE = "unreachable", "联系不上装修人"
    DECEASED = "deceased", "装修人去世，无人继续"
    SOLD = "sold", "房屋已转让，受让人不继续"
    DEMOLISHED = "demolished", "房屋拆除、征收或者灭失"
    ENTERPRISE_GONE = "enterprise_gone", "装修企业停业，装修人不另选"
    DUPLICATE = "duplicate", "与另一案件为同一住宅"
    NOT_ELIGIBLE = "not_eligible", "不属于本项目范围"
    FRAUD = "fraud", "弄虚作假"
    OTHER = "other", "其他"


CHOICE_STATEMENT = "choice_statement"
"""Kind of the file by which the household signs for its choice of an enterprise (R3)."""


class TextFault(Labelled):
    """Why a text to a household did not get through."""

    NO_NUMBER = "no_number", "没有登记电话"
    NO_MOBILE = "no_mobile", "登记的电话收不到短信"
    NUMBER = "number", "号码不能接收"
    REFUSED = "refused", "短信网关拒收"
    NO_ANSWER = "no_answer", "短信网关没有应答"
    OFF = "off", "短信没有开通"

    @property
    def advice(self) -> str:
        """What to do about it."""
        return _ADVICE[self]


_ADVICE = {
    TextFault.NO_NUMBER: "先登记电话，再重发。",
    TextFault.NO_MOBILE: "登记的电话改成手机号了，可以重发。",
    TextFault.NUMBER: "号码多半不对：和住户核对，更正后重发。",
    TextFault.REFUSED: "核对号码；号码没有错的请维护人员看短信网关，也可以打电话告知。",
    TextFault.NO_ANSWER: "号码不一定有错：稍后重发，着急的打电话告知。",
    TextFault.OFF: "短信停用时没有发出：开通后重发，或者打电话告知。",
}


class TextMended(Labelled):
    """What was done about a text that did not get through."""

    RESENT = "resent", "重发"
    PHONE = "phone", "打电话说了"
    FACE = "face", "当面说了"
    PAPER = "paper", "送了书面通知"
