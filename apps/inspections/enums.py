"""Enumerations of works and acceptance: visits, defects, reports, attempts, opinions.

Plain Python, so that the rules may use them without Django.
"""

from __future__ import annotations

from apps.lib.labelled import Labelled


class VisitKind(Labelled):
    """Why somebody came (杭房局〔2024〕43号 三(一) 3-4); 项目抽查 is a draw (decision 0179)."""

    PATROL = "patrol", "巡查"
    SPOT_CHECK = "spot_check", "现场检查"
    ACCEPTANCE = "acceptance", "现场验收"


class Outcome(Labelled):
    """What a checklist item showed."""

    OK = "ok", "符合"
    BAD = "bad", "不符合"
    NOT_APPLICABLE = "na", "不适用"


class Severity(Labelled):
    ORDINARY = "ordinary", "一般"
    SERIOUS = "serious", "较重"
    HAZARD = "hazard", "安全隐患"


class DefectStatus(Labelled):
    """Life of a defect; a small machine of its own beside the case's status."""

    OPEN = "open", "待整改"
    RECTIFIED = "rectified", "待复查"
    VERIFIED = "verified", "已复查"
    DISPUTED = "disputed", "企业认为不是质量问题"


class WorksDay(Labelled):
    """The two days from which works are counted; a slip in one is put right by 更正."""

    START = "started", "开工日期"
    FINISH = "finished", "完工日期"


class ReportKind(Labelled):
    START = "start", "开工"
    PROGRESS = "progress", "施工进度"
    CONCEALED = "concealed", "隐蔽工程"
    FINISH = "finish", "完工"
    RECTIFIED = "rectified", "整改完成"


class ReportStatus(Labelled):
    """Only what ends works or rectification waits for anyone: for the household or the patrol (P1)."""

    RECORDED = "recorded", "已登记"
    PENDING = "pending", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "未获确认"


class PauseStatus(Labelled):
    """Whether the days of a 停工 count: an enterprise's or a back-dated one waits for an authority (P1)."""

    PENDING = "pending", "待街道或区县确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"


class ConcealedWork(Labelled):
    """What is out of sight once the panels are on; photographed before."""

    WATER = "water", "给排水管路"
    ELECTRIC = "electric", "电气线路"
    WATERPROOF = "waterproof", "防水层"
    GAS = "gas", "燃气管路"
    BASE = "base", "龙骨与基层"
    OTHER = "other", "其他隐蔽部位"


class FinishConfirmer(Labelled):
    """Who says that works or rectification are finished: never the enterprise or a district alone (P1)."""

    HOUSEHOLD = "household", "户主确认"
    PATROL = "patrol", "巡查确认"


class PatrolStage(Labelled):
    """Stages of works of which a bureau may want a patrol each (H 三(一)3: 强化装修过程管理)."""

    ENTRY = "entry", "进场"
    CONCEALED = "concealed", "隐蔽"
    FINISH = "finish", "完工"


class ItemKind(Labelled):
    """What acceptance goes through, item by item (对照方案逐项核验)."""

    SURFACE = "surface", "部位"
    FITTING = "fitting", "设施"
    HAZARD = "hazard", "隐患设施"
    CARRIED = "carried", "上次要求整改"
    """An item of the last 整改意见告知单, looked at again (整改后二次验收)."""
    REFERENCE = "reference", "质量参考项"
    """参考借鉴: written down, never a ground to refuse (rules/reference)."""


class ItemOutcome(Labelled):
    """Finding on one item; 实测 exists for surfaces only."""

    AGREES = "agrees", "与方案一致"
    MEASURED = "measured", "实测"
    DISAGREES = "disagrees", "不符合"


class Verdict(Labelled):
    """住建部门验收人员意见."""

    PASS = "pass", "验收合格"
    FAIL = "fail", "需整改"


class Satisfaction(Labelled):
    """改造家庭确认意见 (杭房局〔2024〕43号 附件2)."""

    SATISFIED = "satisfied", "满意"
    DISSATISFIED = "dissatisfied", "不满意"


class AttemptResult(Labelled):
    """How an acceptance attempt ended; failed attempts are kept."""

    OPEN = "open", "验收中"
    PASSED = "passed", "验收合格"
    RECTIFY = "rectify", "要求整改"
    ENDED = "ended", "未完成，案件另行办结"


class MediationCause(Labelled):
    """Why a completed household cannot be closed by its own signature (R7)."""

    DISSATISFIED = "dissatisfied", "户主不满意"
    UNREACHABLE = "unreachable", "联系不上户主"
    DECEASED = "deceased", "户主去世"


class Shortfall(Labelled):
    """What works fall short of as they were built (43号 二(一)): the ground of a conversion (R7)."""

    SURFACES = "surfaces", "采用装配式施工工艺的部位不够"
    RATIO = "ratio", "单个空间的干式工法应用比例不够"
    BOTH = "both", "部位和干式工法应用比例都不够"


class PhotoOf(Labelled):
    """What a photo shows."""

    VISIT = "visit", "现场"
    VISIT_ITEM = "visit_item", "检查项目"
    DEFECT_BEFORE = "defect_before", "整改前"
    DEFECT_AFTER = "defect_after", "整改后"
    REPORT = "report", "施工"
    ITEM = "item", "验收项目"
    RECTIFICATION = "rectification", "整改后"
    MEDIATION = "mediation", "调解材料"
    FIELD_NOTE = "field_note", "补交的现场照片"


class FieldStatus(Labelled):
    """Life of a visit that was begun on a phone, as the server knows it."""

    OPEN = "open", "同步中"
    CLOSED = "closed", "已记录"
    NOTED = "noted", "作为情况说明补交"
    DISCARDED = "discarded", "已放弃"


class FieldPhotoStatus(Labelled):
    """Life of a photo on its way from a phone."""

    RECEIVING = "receiving", "接收中"
    STORED = "stored", "已上传"
    REFUSED = "refused", "不能接收"


class AppointmentPurpose(Labelled):
    """What a 上门预约 is for."""

    SURVEY = "survey", "复量"
    PATROL = "patrol", "巡查"
    ACCEPTANCE = "acceptance", "验收"
    REACCEPTANCE = "reacceptance", "二次验收"


class AppointmentState(Labelled):
    """Where a 上门预约 stands; a small machine of its own beside the case's status."""

    OFFERED = "offered", "等住户选时间"
    AGREED = "agreed", "已约定"
    WISHED = "wished", "住户要另约时间"
    KEPT = "kept", "已按约上门"
    MISSED = "missed", "按约上门未遇"
    DECLINED = "declined", "住户说不用来"
    CANCELLED = "cancelled", "已取消"


class AppointmentAct(Labelled):
    """What was done about a 上门预约, by either side."""

    OFFER = "offer", "提出时间"
    CHOOSE = "choose", "选定时间"
    WISH = "wish", "要求另约时间"
    DECLINE = "decline", "说不用来"
    MOVE = "move", "改约"
    CANCEL = "cancel", "取消"
    KEEP = "keep", "按约上门"
    MISS = "miss", "上门未遇"


class Channel(Labelled):
    """How a household said it: under its slip, by telephone, or face to face."""

    SLIP = "slip", "持凭条"
    PHONE = "phone", "电话"
    DESK = "desk", "窗口、当面"
