"""Words of the programme year: binding strength, rule codes, day kinds."""

from django.db import models

from apps.programs.rules.parameters import (
    BITS,
    CONTRACTS,
    DAYS,
    DEVIATIONS,
    FONDS,
    HOMES,
    HOURS,
    MINUTES,
    PERCENT,
    SLOTS,
    TIME,
    TIMES,
    WORKDAYS,
    YES,
    Kind,
)


class Strength(models.TextChoices):
    """约束力: how strongly a source binds; every rule carries it."""

    BINDING = "binding", "遵照执行"
    BY_REFERENCE = "by_reference", "参照执行"
    ORIENTATION = "orientation", "参考借鉴"
    LOCAL = "local", "本地约定"


class RuleCode(models.TextChoices):
    """Parameters that checks and clocks read; an absent or empty value means 未设定: checks nothing."""

    MIN_PREFAB_SURFACES = "min_prefab_surfaces", "每个空间采用装配式的部位数下限"
    MIN_DRY_RATIO = "min_dry_ratio", "单个空间干式工法比例下限（%）"
    PREFAB_OVER = "prefab_over", "部位计为装配式：装配式面积超过该部位面积的（%）"
    KEPT_COUNTS = "kept_counts", "保留不动的面积是否计入分母"
    MAX_WORKS_DAYS = "max_works_days", "整体施工期上限（天）"
    FIRST_DAY_COUNTS = "first_day_counts", "工期是否计首日"
    ACCEPTANCE_MONTHS = "acceptance_months", "完工后组织验收期限（月）"
    RECTIFICATION_DAYS = "rectification_days", "整改期限（天）"
    FILING_WORKDAYS = "filing_workdays", "备案时限（工作日）"
    RETURN_EFFECT = "return_effect", "退回补正期间备案时限（suspend 停计，restart 重新计算）"
    REPORT_DUE_TIME = "report_due_time", "周报截止时刻"
    REPORT_CUTOFF_DAYS = "report_cutoff_days", "周报数据截至报送日前几日 24:00"


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", "休息"
    MAKEUP = "makeup", "调休上班"


class SurfaceMethodCode(models.TextChoices):
    """Id of the dry-ratio formula, by which a rule set and each stored check name the one they used."""

    AREA = "dry-area-v1", "干式工法面积 ÷ 墙面、地面、吊顶总面积"


class ParameterCode(models.TextChoices):
    """本级参数: what a body may set that no source fixes; unset until it does (P4, P5, P9)."""

    FILING_WORKDAYS = "filing_workdays", "备案时限"
    RECTIFICATION_DAYS = "rectification_days", "整改期限"
    VISIT_SLOTS = "visit_slots", "验收上门预约：一次至少提出的时段"
    VISIT_ATTEMPTS = "visit_attempts", "上门联系不上认定：上门次数"
    VISIT_NOTICE_DAYS = "visit_notice_days", "上门前提前告知"
    VISIT_OUT_OF_HOURS = "visit_out_of_hours", "上门次数中安排在工作时间以外的"
    WORK_ENDS = "work_ends", "下班时间"
    DEFECT_ANSWER_DAYS = "defect_answer_days", "住户反映问题：企业几天以内答复"
    VISIT_WAITING_DAYS = "visit_waiting_days", "书面告知后等待"
    FONDS_NUMBER = "fonds_number", "全宗号"
    STATEMENT_DAYS = "statement_days", "撤销验收合格：陈述申辩期限"
    REPORT_FOUR_EYES = "report_four_eyes", "周报由填报人以外的人核对后报送"
    PRODUCT_BATCHES = "product_batches", "登记主要产品的批次和绿色建材证书，反馈产品问题"
    QUALITY_REFERENCE = "quality_reference", "巡查、验收列入质量参考项（建办保〔2022〕6号，参考借鉴）"
    DOUBLE_RANDOM = "double_random", "项目抽查称为“双随机抽查”"
    PATROL_ENTRY_DAYS = "patrol_entry_days", "巡查：开工后几天以内到场（进场）"
    PATROL_CONCEALED_DAYS = "patrol_concealed_days", "巡查：报送隐蔽工程后几天以内到场（隐蔽）"
    PATROL_FINISH_DAYS = "patrol_finish_days", "巡查：报完工后几天以内到场（完工）"
    NUMBER_DAYS = "number_days", "登记电话更正后多少天内不能收验证码签字"

    QUIET_HOURS = "quiet_hours", "不给住户发短信的时段"
    PRICE_RAISE_DAYS = "price_raise_days", "套餐涨价提示：签合同前多少天以内"
    SIGNAL_PACKAGE_OVER = "signal_package_over", "疑点：合同高于套餐超过"
    SIGNAL_PEERS_OVER = "signal_peers_over", "疑点：单价高于同类中位数超过"
    SIGNAL_PEERS_TIMES = "signal_peers_times", "疑点：单价超出同类中位差的倍数"
    SIGNAL_PEERS_LEAST = "signal_peers_least", "疑点：同类合同至少多少份才比"
    SIGNAL_STREET_SHARE = "signal_street_share", "疑点：一家企业占街道合同达到"
    SIGNAL_STREET_LEAST = "signal_street_least", "疑点：街道合同至少多少份才看占比"
    SIGNAL_PHOTO_SAME = "signal_photo_same", "疑点：同一张照片用于两户"
    SIGNAL_PHOTO_BITS = "signal_photo_bits", "疑点：两户照片的画面指纹相差不超过"
    SIGNAL_WORKS_DAYS = "signal_works_days", "疑点：工期少于"
    SIGNAL_MILESTONE_DAYS = "signal_milestone_days", "疑点：年度节点前几天以内完工"
    SIGNAL_TYPED_MINUTES = "signal_typed_minutes", "疑点：开工、完工录入相隔不超过"
    SIGNAL_BUDGET_EQUAL = "signal_budget_equal", "疑点：合同金额与申请时的装修预算分毫不差"
    SIGNAL_PHONE_HOMES = "signal_phone_homes", "疑点：一个联系电话登记的住宅达到"
    SIGNAL_SAME_PERSON = "signal_same_person", "疑点：巡查和验收是同一账号"
    TICKET_CALL_DAYS = "ticket_call_days", "诉求件回访期限"
    TICKET_SETTLE_DAYS = "ticket_settle_days", "诉求件办结期限"
    ACCOUNT_WARN_DAYS = "account_warn_days", "账号久未登录：提醒"
    ACCOUNT_LOCK_DAYS = "account_lock_days", "账号久未登录：锁定"
    ACCOUNT_ARCHIVE_DAYS = "account_archive_days", "账号久未登录：停用归档"

    @property
    def kind(self) -> Kind:
        """What its value can be."""
        return KINDS[self]

    @property
    def explain(self) -> str:
        """What it does, in a sentence for the official who sets it."""
        return EXPLAINED[self]

    @property
    def applies_to(self) -> str:
        """What a version holds for from its day on, behind “自……起”."""
        return APPLIES.get(self, "申请的办件适用")


KINDS: dict[ParameterCode, Kind] = {
    ParameterCode.FILING_WORKDAYS: WORKDAYS,
    ParameterCode.RECTIFICATION_DAYS: DAYS,
    ParameterCode.VISIT_SLOTS: SLOTS,
    ParameterCode.VISIT_ATTEMPTS: TIMES,
    ParameterCode.VISIT_NOTICE_DAYS: DAYS,
    ParameterCode.VISIT_OUT_OF_HOURS: TIMES,
    ParameterCode.WORK_ENDS: TIME,
    ParameterCode.DEFECT_ANSWER_DAYS: DAYS,
    ParameterCode.VISIT_WAITING_DAYS: DAYS,
    ParameterCode.FONDS_NUMBER: FONDS,
    ParameterCode.STATEMENT_DAYS: DAYS,
    ParameterCode.REPORT_FOUR_EYES: YES,
    ParameterCode.PRODUCT_BATCHES: YES,
    ParameterCode.QUALITY_REFERENCE: YES,
    ParameterCode.DOUBLE_RANDOM: YES,
    ParameterCode.PATROL_ENTRY_DAYS: DAYS,
    ParameterCode.PATROL_CONCEALED_DAYS: DAYS,
    ParameterCode.PATROL_FINISH_DAYS: DAYS,
    ParameterCode.NUMBER_DAYS: DAYS,
    ParameterCode.QUIET_HOURS: HOURS,
    ParameterCode.PRICE_RAISE_DAYS: DAYS,
    ParameterCode.SIGNAL_PACKAGE_OVER: PERCENT,
    ParameterCode.SIGNAL_PEERS_OVER: PERCENT,
    ParameterCode.SIGNAL_PEERS_TIMES: DEVIATIONS,
    ParameterCode.SIGNAL_PEERS_LEAST: CONTRACTS,
    ParameterCode.SIGNAL_STREET_SHARE: PERCENT,
    ParameterCode.SIGNAL_STREET_LEAST: CONTRACTS,
    ParameterCode.SIGNAL_PHOTO_SAME: YES,
    ParameterCode.SIGNAL_PHOTO_BITS: BITS,
    ParameterCode.SIGNAL_WORKS_DAYS: DAYS,
    ParameterCode.SIGNAL_MILESTONE_DAYS: DAYS,
    ParameterCode.SIGNAL_TYPED_MINUTES: MINUTES,
    ParameterCode.SIGNAL_BUDGET_EQUAL: YES,
    ParameterCode.SIGNAL_PHONE_HOMES: HOMES,
    ParameterCode.SIGNAL_SAME_PERSON: YES,
    ParameterCode.TICKET_CALL_DAYS: DAYS,
    ParameterCode.TICKET_SETTLE_DAYS: DAYS,
    ParameterCode.ACCOUNT_WARN_DAYS: DAYS,
    ParameterCode.ACCOUNT_LOCK_DAYS: DAYS,
    ParameterCode.ACCOUNT_ARCHIVE_DAYS: DAYS,
}
SIGNAL_CODES = tuple(code for code in ParameterCode if code.startswith("signal_"))
"""Lines beyond which a 疑点 is listed for a person to look at (R13)."""
_ARCHIVES = "归档的适用，此前登记、到时还没有归档的也按它"
_PATROLS = "要求的巡查适用，此前已经开工的也按它"
APPLIES: dict[ParameterCode, str] = {
    ParameterCode.DEFECT_ANSWER_DAYS: "反映的问题适用",
    ParameterCode.FONDS_NUMBER: _ARCHIVES,
    ParameterCode.STATEMENT_DAYS: "登记送达的告知书适用",
    ParameterCode.REPORT_FOUR_EYES: "报送的周报适用",
    ParameterCode.PRODUCT_BATCHES: "登记的产品适用",
    ParameterCode.QUALITY_REFERENCE: "登记的巡查、安排的验收适用",
    ParameterCode.DOUBLE_RANDOM: "发起的抽查适用",
    ParameterCode.PATROL_ENTRY_DAYS: _PATROLS,
    ParameterCode.PATROL_CONCEALED_DAYS: _PATROLS,
    ParameterCode.PATROL_FINISH_DAYS: _PATROLS,
    ParameterCode.NUMBER_DAYS: "用手机验证码办的适用",
    ParameterCode.QUIET_HOURS: "写的短信适用",
    ParameterCode.PRICE_RAISE_DAYS: "签订的合同适用",
    **dict.fromkeys(SIGNAL_CODES, "每天查找时适用，此前登记的办件也按它"),
    ParameterCode.TICKET_CALL_DAYS: "收到的诉求件适用",
    ParameterCode.TICKET_SETTLE_DAYS: "收到的诉求件适用",
    ParameterCode.ACCOUNT_WARN_DAYS: "的账号适用",
    ParameterCode.ACCOUNT_LOCK_DAYS: "的账号适用",
    ParameterCode.ACCOUNT_ARCHIVE_DAYS: "的账号适用",
}
"""What is not decided by the day of an application."""
_UNSET = "未设定的不查找。"
EXPLAINED: dict[ParameterCode, str] = {
    ParameterCode.FILING_WORKDAYS: "从受理次日起按工作日计算；未设定的按规则版本，都没有的不检查。",
    ParameterCode.RECTIFICATION_DAYS: "从要求整改之日起按日历天计算；未设定的按规则版本，都没有的不检查。",
    ParameterCode.VISIT_SLOTS: (
        "请住户选验收时间的，一次至少提出这么多时段；电话、当面说定的不受限。未设定的不检查。"
    ),
    ParameterCode.VISIT_ATTEMPTS: "满几次才能按“联系不上”登记调解、办结，一天计一次。未设定的不检查。",
    ParameterCode.VISIT_NOTICE_DAYS: "提前几天、用两种方式告知的上门未遇才计次数。未设定的都计。",
    ParameterCode.VISIT_OUT_OF_HOURS: "计入的次数中至少几次在工作日下班以后或休息日。未设定的不检查。",
    ParameterCode.WORK_ENDS: "上门算不算下班以后，看这一时刻。未设定的按规则版本里周报“下班前”报送的时刻。",
    ParameterCode.DEFECT_ANSWER_DAYS: (
        "从住户反映的次日起按日历天计算，到时没有答复的在工作台提示企业和区县。未设定的没有期限。"
    ),
    ParameterCode.PRODUCT_BATCHES: (
        "企业登记用了哪些产品、哪一批、有没有绿色建材认证证书；发现产品本身的问题在案件里反馈，区县看得到同一批次还有哪些户。"
        "只作记录，不影响办理。未设定的不登记。"
    ),
    ParameterCode.DOUBLE_RANDOM: (
        "页面和抽取记录称“双随机抽查”，旁边注明文号；办法不变。未设定的称“项目抽查”。"
    ),
    ParameterCode.QUALITY_REFERENCE: (
        "防水层高度、套管、平整度、水封等，按通知写明的数值看，写下实际情况；原文对保障性住房，这里只作参考，"
        "没有达到不影响巡查和验收的结论。未设定的不列入。"
    ),
    ParameterCode.PATROL_ENTRY_DAYS: "从开工日期起按日历天计算；未设定的不要求进场巡查。",
    ParameterCode.PATROL_CONCEALED_DAYS: (
        "从第一次报送隐蔽工程的日期起按日历天计算；未设定的不要求隐蔽巡查。"
    ),
    ParameterCode.PATROL_FINISH_DAYS: "从企业报的完工日期起按日历天计算；未设定的不要求完工巡查。",
    ParameterCode.VISIT_WAITING_DAYS: "书面告知张贴、寄出次日起满几天，才能按“联系不上”办结。未设定的不等。",
    ParameterCode.STATEMENT_DAYS: (
        "从告知书后送达的一方起按日历天计算，届满才能决定；双方都陈述过的不必等。未设定的不等。"
    ),
    ParameterCode.FONDS_NUMBER: "写在每件档案的归档标识里，由档案主管部门编给。",
    ParameterCode.REPORT_FOUR_EYES: (
        "填报的人和代他值班的人不能报送；上级设了“是”的，所辖单位都照办。未设定的，填报人可以自己报送。"
    ),
    ParameterCode.QUIET_HOURS: (
        "这段时间里的短信等到时段结束再发；住户自己要的验证码随到随发。未设定的随时发。"
    ),
    ParameterCode.PRICE_RAISE_DAYS: (
        "签合同前这么多天以内套餐涨过价的，在“合同与套餐”和“疑点”里提示区县和市里核看；不是认定，不公开。未设定的不提示。"
    ),
    ParameterCode.SIGNAL_PACKAGE_OVER: (
        "合同（连同政府支持）比所依据的套餐连同超出面积的加价高出这个比例以上的，列入“疑点”核看。" + _UNSET
    ),
    ParameterCode.SIGNAL_PEERS_OVER: (
        "同一区县、年度、改造意愿的合同，按每平方米地面的金额比；高于中位数这个比例以上、"
        "并且超出中位差的倍数也达到的，列入“疑点”。三项都设了才比，缺一项的不查找。"
    ),
    ParameterCode.SIGNAL_PEERS_TIMES: (
        "中位差是各份单价与中位数之差的中位数，个别高价不影响它。与上一项同时达到才列入“疑点”。" + _UNSET
    ),
    ParameterCode.SIGNAL_PEERS_LEAST: "同类合同不满这么多份的不比。" + _UNSET,
    ParameterCode.SIGNAL_STREET_SHARE: (
        "一个年度一个街道的合同里，一家企业占到这个比例的，列入“疑点”核看有没有地方保护、指定企业；"
        "与下一项都设了才看。" + _UNSET
    ),
    ParameterCode.SIGNAL_STREET_LEAST: "街道当年合同不满这么多份的不看占比。" + _UNSET,
    ParameterCode.SIGNAL_PHOTO_SAME: "原文件完全相同的照片出现在两户的，列入“疑点”。" + _UNSET,
    ParameterCode.SIGNAL_PHOTO_BITS: (
        "照片缩小成 128 位的画面指纹，两户照片相差不超过这么多位的，列入“疑点”对着看；"
        "画面单一的不比。0 位最严，7 位最宽。" + _UNSET
    ),
    ParameterCode.SIGNAL_WORKS_DAYS: "从开工到完工首尾都算，不到这么多天的列入“疑点”。" + _UNSET,
    ParameterCode.SIGNAL_MILESTONE_DAYS: "在年度节点当天或以前这么多天以内完工的列入“疑点”。" + _UNSET,
    ParameterCode.SIGNAL_TYPED_MINUTES: "开工和完工的录入时间相隔不超过这么多分钟的列入“疑点”。" + _UNSET,
    ParameterCode.SIGNAL_BUDGET_EQUAL: (
        "申请以后签订的合同，金额与申请表上的装修预算分毫不差的列入“疑点”。" + _UNSET
    ),
    ParameterCode.SIGNAL_PHONE_HOMES: (
        "一个联系电话登记了这么多处住宅的列入“疑点”；按加密索引比，不显示号码。" + _UNSET
    ),
    ParameterCode.SIGNAL_SAME_PERSON: "一户的巡查和验收用同一账号办的列入“疑点”。" + _UNSET,
    ParameterCode.TICKET_CALL_DAYS: (
        "从收到次日起按日历天计算，到时没有给留了电话的人回电的显示超期。"
        "可参考浙江 2019 年政务服务“好差评”：1 天。未设定的没有期限。"
    ),
    ParameterCode.TICKET_SETTLE_DAYS: (
        "从收到次日起按日历天计算；有 12345 工单期限的按工单。"
        "可参考浙江 2019 年政务服务“好差评”：15 天。未设定的没有期限。"
    ),
    ParameterCode.NUMBER_DAYS: (
        "住户更正登记电话以后，这么多天内不能用手机验证码同意、退出，到街道办。未设定的，更正过的一律到街道办。"
    ),
    ParameterCode.ACCOUNT_WARN_DAYS: (
        "这么多天没有登录的，提醒本人和管理员；也适用于所管的街道、物业和企业。未设定的不提醒，也不锁定。"
    ),
    ParameterCode.ACCOUNT_LOCK_DAYS: (
        "提醒以后仍没有登录、满这么多天的锁定，由管理员解除；唯一的管理员、负责人不锁定。"
    ),
    ParameterCode.ACCOUNT_ARCHIVE_DAYS: "锁定以后没有解除、满这么多天的停用，岗位结束，办过的记录照旧。",
}
