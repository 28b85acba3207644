"""Enumerations and sets of roles for sign-in and sessions."""

from django.db import models

from apps.orgs.enums import DISTRICT_ROLES, Role


class PasswordProfile(models.TextChoices):
    """密码规则: which rules a password follows; the least length is a setting of both."""

    DJBH = "djbh", "网络安全等级保护第三级（GB/T 22239-2019）"
    ASVS5 = "asvs5", "OWASP ASVS 5.0"


class SecondFactorRule(models.TextChoices):
    """Who must sign in with a one-time code as well."""

    EVERYONE = "everyone", "所有岗位"
    BUREAU = "bureau", "主管部门和审计岗位"
    OPTIONAL = "optional", "自愿启用"
    OFF = "off", "不使用"


class FactorState(models.TextChoices):
    """How far a session has come with its second factor."""

    NONE = "", "未启用"
    PENDING = "pending", "待验证"
    PASSED = "passed", "已验证"


class SessionEnd(models.TextChoices):
    """Why a session is over; the labels are what the sign-in page says."""

    IDLE = "idle", "较长时间没有操作，系统已自动退出。请重新登录。"
    ABSOLUTE = "absolute", "本次登录已满规定时长，系统已自动退出。请重新登录。"
    REVOKED = "revoked", "这个账号已在别处修改密码或退出全部登录。请重新登录。"
    UNKNOWN = "unknown", "登录状态已失效。请重新登录。"


BUREAU_ROLES = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR}
"""Roles that see a whole jurisdiction, or keep its accounts."""
ON_SITE_ROLES = frozenset({Role.SITE_MANAGER, Role.PROPERTY_PATROL, Role.DISTRICT_INSPECTOR})
"""Roles whose work is on building sites, phone in hand."""
