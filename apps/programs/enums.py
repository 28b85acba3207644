"""Words of the programme year: binding strength, rule codes, day kinds."""

from django.db import models


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
