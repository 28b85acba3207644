"""Who there is in the programme, and how much of a household each may see."""

from django.db import models


class RegionLevel(models.TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "设区市"
    COUNTY = "county", "县（市、区）"
    STREET = "street", "乡镇（街道）"


class OrganisationKind(models.TextChoices):
    """Kinds of body; names differ by place and are data (浙建管发〔2024〕80号, 杭房局〔2024〕43号)."""

    PROVINCE = "province", "省建设厅"
    CITY_BUREAU = "city_bureau", "市住保房管局"
    DISTRICT_BUREAU = "district_bureau", "区、县（市）住建局"
    STREET_OFFICE = "street_office", "乡镇（街道）"
    ENTERPRISE = "enterprise", "装修企业"
    PROPERTY = "property", "物业服务企业"
    AUDIT = "audit", "审计机关"
    CITY_CONSTRUCTION = "city_construction", "市建委"
    CITY_FINANCE = "city_finance", "市财政局"


class Role(models.TextChoices):
    """岗位: a function at an organisation; what a person may do hangs on the role, never on the person."""

    STREET_CLERK = "street_clerk", "城建线经办"
    DISTRICT_CLERK = "district_clerk", "经办"
    DISTRICT_REVIEWER = "district_reviewer", "审核"
    DISTRICT_INSPECTOR = "district_inspector", "验收人员"
    DISTRICT_LEADER = "district_leader", "分管领导"
    CITY_OFFICER = "city_officer", "市级主管"
    PROVINCE_OFFICER = "province_officer", "省级主管"
    DESIGNER = "designer", "设计师"
    SITE_MANAGER = "site_manager", "项目经理"
    PROPERTY_PATROL = "property_patrol", "物业巡查"
    AUDITOR = "auditor", "审计"
    ADMINISTRATOR = "administrator", "管理员"
    DIRECTORY_KEEPER = "directory_keeper", "名录管理"
    FINANCE_READER = "finance_reader", "财政查阅"


DISTRICT_ROLES = frozenset(
    {Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER, Role.DISTRICT_INSPECTOR, Role.DISTRICT_LEADER}
)
ENTERPRISE_ROLES = frozenset({Role.DESIGNER, Role.SITE_MANAGER})
OFFICIAL_ROLES = DISTRICT_ROLES | {Role.STREET_CLERK, Role.CITY_OFFICER, Role.PROVINCE_OFFICER}

LEADERS = frozenset({Role.DISTRICT_LEADER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER})
"""Who answers for a bureau and may act as its administrator."""

WORK_OF_KIND: dict[str, frozenset[Role]] = {
    OrganisationKind.PROVINCE: frozenset({Role.PROVINCE_OFFICER}),
    OrganisationKind.CITY_BUREAU: frozenset({Role.CITY_OFFICER}),
    OrganisationKind.DISTRICT_BUREAU: DISTRICT_ROLES,
    OrganisationKind.STREET_OFFICE: frozenset({Role.STREET_CLERK}),
    OrganisationKind.ENTERPRISE: ENTERPRISE_ROLES,
    OrganisationKind.PROPERTY: frozenset({Role.PROPERTY_PATROL}),
    OrganisationKind.AUDIT: frozenset({Role.AUDITOR}),
    OrganisationKind.CITY_CONSTRUCTION: frozenset({Role.DIRECTORY_KEEPER}),
    OrganisationKind.CITY_FINANCE: frozenset({Role.FINANCE_READER}),
}
"""Roles that do a body's own work; messages about the work go to these."""
ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    kind: roles | {Role.ADMINISTRATOR} for kind, roles in WORK_OF_KIND.items()
}
"""All roles of a kind of body: its work, and the 管理员 who keeps its accounts and settings."""


class GrantState(models.TextChoices):
    """Where a grant of a role stands; one that is 待确认 gives nothing yet."""

    PENDING = "pending", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤销"


class ContactDuty(models.TextChoices):
    """Whom a city or district names for the programme (浙建管发〔2024〕80号, last paragraph and 附件2)."""

    LEADER = "leader", "分管领导"
    LIAISON = "liaison", "联络员"


class ChangeKind(models.TextChoices):
    """What is changed of a body from a day on (机构变更)."""

    COVERAGE = "coverage", "调整管辖范围"
    SUCCESSION = "succession", "区划更替"
    REPORTING = "reporting", "调整报送关系"
    RENAME = "rename", "更名"
    MERGE = "merge", "并入其他机构"
    CLOSE = "close", "停用"


class SensitiveField(models.TextChoices):
    """Personal values with a sight of their own (R18)."""

    NAME = "name", "姓名"
    ID_NUMBER = "id_number", "身份证号"
    PHONE = "phone", "联系方式"
    HARDSHIP = "hardship", "困难家庭"


class Sight(models.TextChoices):
    """How much of a sensitive field (敏感) a role sees."""

    HIDDEN = "hidden", "不可见"
    MASKED = "masked", "脱敏"
    REVEALABLE = "revealable", "脱敏，说明用途后可查看"
    PLAIN = "plain", "可见"


class ScopeLevel(models.TextChoices):
    """Which column of a row is compared with the actor's organisation."""

    PROVINCE = "province", "全省"
    CITY = "city", "本市"
    BUREAU = "bureau", "本区县"
    STREET = "street", "本街道"
    ENTERPRISE = "enterprise", "本企业"
    PROPERTY = "property", "本物业"
    NONE = "none", "无"
