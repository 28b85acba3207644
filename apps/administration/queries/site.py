"""How the site is set up, in words that hold no secret: each setting as it stands, version, source.

A setting is declared once, with what may be shown of it. Of a secret only that it is there is ever asked for;
of an address, where it leads, never its user, password, path or query.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.db import connection

from apps.audit.services import grants

GIVEN, DEFAULT = "环境变量", "默认"


def _words(value: object) -> str:
    """Return a plain value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(map(str, value)) or "空"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if value not in (None, "") else "空"


def _plain(attribute: str) -> Callable[[Any], str]:
    return lambda settings: _words(getattr(settings, attribute))


def _kept(attribute: str) -> Callable[[Any], str]:
    """Say whether a secret is there, and nothing of it."""
    return lambda settings: "已设定" if getattr(settings, attribute) else "未设定"


def _host(address: str) -> str:
    """Return where an address leads: its scheme, host and port."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}" if address else "空"


def _leads(attribute: str) -> Callable[[Any], str]:
    return lambda settings: _host(getattr(settings, attribute))


def _database(settings: Any) -> str:
    values = settings.DATABASES["default"]
    if values["ENGINE"].endswith("sqlite3"):
        return "SQLite（试用）"
    host = values.get("HOST") or values.get("OPTIONS", {}).get("host", "")
    return f"PostgreSQL：{values['NAME']}@{host or '本机'}，角色 {values.get('USER') or '默认'}"


def _of_database(key: str) -> Callable[[Any], str]:
    return lambda settings: _words(settings.DATABASES["default"].get(key, "不适用"))


def _limit(name: str) -> Callable[[Any], str]:
    return lambda settings: _words(settings.DATABASE_LIMITS[name])


def _start_options(settings: Any) -> str:
    return _words("options" in settings.DATABASES["default"].get("OPTIONS", {}))


def _store(key: str) -> Callable[[Any], str]:
    def shown(settings: Any) -> str:
        value = settings.STORAGES["default"]["OPTIONS"].get(key) if settings.S3_BUCKET else None
        if key in ("access_key", "secret_key"):
            return "已设定" if value else "未设定"
        return _host(value or "") if key == "endpoint_url" else _words(value)

    return shown


def _key_versions(settings: Any) -> str:
    return f"版本 {'、'.join(sorted(settings.CASEFLOW_KEYS, key=int))}"


def _of_process(name: str, default: str) -> Callable[[Any], str]:
    # Read by the commands that start gunicorn and celery, not by settings.
    return lambda _settings: os.environ.get(name, default)


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting: the variable that gives it, its meaning, and what may be shown of it."""

    name: str
    meaning: str
    shown: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together."""

    label: str
    settings: tuple[Variable, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "运行",
        (
            Variable("CASEFLOW_PROFILE", "运行方式（trial 为试用）", _plain("PROFILE")),
            Variable("DEBUG", "调试", _plain("DEBUG")),
            Variable("CASEFLOW_CLOCK", "演示时钟", _plain("CASEFLOW_CLOCK")),
            Variable("CASEFLOW_VAR", "文件目录", _plain("VAR_DIR")),
            Variable("SOURCE_URL", "本版本源代码的地址", _plain("SOURCE_URL")),
            Variable("WEB_CONCURRENCY", "网页进程数", _of_process("WEB_CONCURRENCY", "4")),
            Variable("WORKER_CONCURRENCY", "后台并发数", _of_process("WORKER_CONCURRENCY", "2")),
            Variable("JOB_LEASE_SECONDS", "后台进程失联几秒后任务交给别的进程", _plain("JOB_LEASE_SECONDS")),
        ),
    ),
    Group(
        "网址与代理",
        (
            Variable("ALLOWED_HOSTS", "网站域名", _plain("ALLOWED_HOSTS")),
            Variable("CSRF_TRUSTED_ORIGINS", "可信来源", _plain("CSRF_TRUSTED_ORIGINS")),
            Variable("PUBLIC_URL", "公众访问的地址（印在文书上）", _plain("PUBLIC_URL")),
            Variable(
                "UNKNOWN_CODES_PER_ADDRESS",
                "10 分钟内可试的不存在校验码",
                _plain("UNKNOWN_CODES_PER_ADDRESS"),
            ),
            Variable("PUBLIC_PAGE_SECONDS", "公开页面保留几秒", _plain("PUBLIC_PAGE_SECONDS")),
            Variable(
                "PUBLIC_PAGES_PER_ADDRESS",
                "一个来客地址一分钟内可打开的公开页面",
                _plain("PUBLIC_PAGES_PER_ADDRESS"),
            ),
            Variable(
                "COMPLAINTS_PER_ADDRESS", "10 分钟内可送出的投诉、线索", _plain("COMPLAINTS_PER_ADDRESS")
            ),
            Variable("HOUSEHOLD_SLIP_DAYS", "查询凭条有效天数", _plain("HOUSEHOLD_SLIP_DAYS")),
            Variable("HOUSEHOLD_VISIT_MINUTES", "住户页面闲置几分钟退出", _plain("HOUSEHOLD_VISIT_MINUTES")),
            Variable("ARCHIVE_PDF", "存档包里文书的 PDF/A", _plain("ARCHIVE_PDF")),
            Variable("MAP_LINK", "地址打开哪个地图", _plain("MAP_LINK")),
            Variable("BEHIND_TLS_PROXY", "在 TLS 代理后面", _plain("BEHIND_TLS_PROXY")),
            Variable("TRUSTED_PROXY_COUNT", "自有代理的层数", _plain("TRUSTED_PROXY_COUNT")),
            Variable("SSL_REDIRECT", "强制 HTTPS", _plain("SECURE_SSL_REDIRECT")),
            Variable("HSTS_SECONDS", "HSTS 秒数", _plain("SECURE_HSTS_SECONDS")),
        ),
    ),
    Group(
        "数据库",
        (
            Variable("DATABASE_URL", "数据库", _database),
            Variable(
                "DATABASE_APPLICATION_ROLE", "迁移时授权的应用角色", _plain("DATABASE_APPLICATION_ROLE")
            ),
            Variable("DATABASE_CONN_MAX_AGE", "连接保留秒数", _of_database("CONN_MAX_AGE")),
            Variable("DATABASE_STATEMENT_TIMEOUT", "单条语句上限（毫秒）", _limit("statement_timeout")),
            Variable("DATABASE_LOCK_TIMEOUT", "等锁上限（毫秒）", _limit("lock_timeout")),
            Variable(
                "DATABASE_IDLE_TIMEOUT",
                "事务空闲上限（毫秒）",
                _limit("idle_in_transaction_session_timeout"),
            ),
            Variable("DATABASE_START_OPTIONS", "上限随连接设定", _start_options),
            Variable("PG_PROGRAMS", "pg_dump 所在目录", _plain("PG_PROGRAMS")),
        ),
    ),
    Group(
        "队列、文件与短信",
        (
            Variable("REDIS_URL", "队列", _leads("REDIS_URL")),
            Variable("S3_BUCKET", "文件存储桶", _plain("S3_BUCKET")),
            Variable("S3_ENDPOINT_URL", "文件存储地址", _store("endpoint_url")),
            Variable("S3_REGION", "文件存储区域", _store("region_name")),
            Variable("S3_ACCESS_KEY", "文件存储的存取密钥", _store("access_key")),
            Variable("S3_SECRET_KEY", "文件存储的存取密钥（保密部分）", _store("secret_key")),
            Variable("MESSAGE_ADAPTER", "短信方式", _plain("MESSAGE_ADAPTER")),
            Variable("MESSAGE_GATEWAY_URL", "短信网关", _leads("MESSAGE_GATEWAY_URL")),
            Variable("MESSAGE_GATEWAY_SECRET", "短信网关签名密钥", _kept("MESSAGE_GATEWAY_SECRET")),
            Variable("RATING_PLATFORM_URL", "“好差评”系统", _leads("RATING_PLATFORM_URL")),
            Variable("RATING_PLATFORM_SECRET", "“好差评”签名密钥", _kept("RATING_PLATFORM_SECRET")),
            Variable("RATING_PLATFORM_MATTER", "“好差评”事项编码", _plain("RATING_PLATFORM_MATTER")),
            Variable("CONSTRUCTION_PLATFORM_URL", "浙里建造的地址", _leads("CONSTRUCTION_PLATFORM_URL")),
            Variable(
                "CONSTRUCTION_PLATFORM_SECRET", "浙里建造签名密钥", _kept("CONSTRUCTION_PLATFORM_SECRET")
            ),
            Variable("SITE_CODE_URL", "一码监管的地址", _leads("SITE_CODE_URL")),
            Variable("SITE_CODE_SECRET", "一码监管签名密钥", _kept("SITE_CODE_SECRET")),
            Variable("FILING_SYSTEM_URL", "装修备案系统的地址", _leads("FILING_SYSTEM_URL")),
            Variable("FILING_SYSTEM_SECRET", "装修备案系统签名密钥", _kept("FILING_SYSTEM_SECRET")),
            Variable("HOTLINE_URL", "12345 的地址", _leads("HOTLINE_URL")),
            Variable("HOTLINE_SECRET", "12345 签名密钥", _kept("HOTLINE_SECRET")),
            Variable("EMAIL_URL", "邮件服务器", _plain("EMAIL_HOST")),
            Variable("EMAIL_FROM", "邮件的发件人", _plain("DEFAULT_FROM_EMAIL")),
            Variable("CLAMD_SOCKET", "病毒扫描", _plain("CLAMD_SOCKET")),
            Variable("CLAMD_SECONDS", "扫描等待秒数", _plain("CLAMD_SECONDS")),
            Variable("CLAMD_REQUIRED", "扫描不可用时拒收", _plain("CLAMD_REQUIRED")),
        ),
    ),
    Group(
        "登录与会话",
        (
            Variable("CASEFLOW_SECOND_FACTOR", "二次验证", _plain("SECOND_FACTOR")),
            Variable("SECOND_FACTOR_ISSUER", "验证器中显示的名称", _plain("SECOND_FACTOR_ISSUER")),
            Variable("PASSWORD_PROFILE", "密码规则", _plain("PASSWORD_PROFILE")),
            Variable("PASSWORD_MIN_LENGTH", "密码最短位数", _plain("PASSWORD_MIN_LENGTH")),
            Variable("PASSWORD_CLASSES", "字符种类", _plain("PASSWORD_CLASSES")),
            Variable("PASSWORD_HISTORY", "不得重复的次数", _plain("PASSWORD_HISTORY")),
            Variable("PASSWORD_MAX_AGE_DAYS", "密码有效天数（0 不限）", _plain("PASSWORD_MAX_AGE_DAYS")),
            Variable("PASSWORD_CONTEXT_WORDS", "密码中不得含有的词", _plain("PASSWORD_CONTEXT_WORDS")),
            Variable("LOGIN_FAILURE_LIMIT", "登录失败几次锁定", _plain("AXES_FAILURE_LIMIT")),
            Variable(
                "LOGIN_FAILURE_LIMIT_ANYWHERE",
                "各处合计失败几次锁定",
                _plain("LOGIN_FAILURE_LIMIT_ANYWHERE"),
            ),
            Variable("LOGIN_LOCK_MINUTES", "锁定分钟数", _plain("LOGIN_LOCK_MINUTES")),
            Variable("SESSION_IDLE_MINUTES", "闲置分钟数", _plain("SESSION_IDLE_MINUTES")),
            Variable(
                "SESSION_FIELD_IDLE_MINUTES", "现场岗位闲置分钟数", _plain("SESSION_FIELD_IDLE_MINUTES")
            ),
            Variable("SESSION_HOURS", "最长登录小时数", _plain("SESSION_HOURS")),
        ),
    ),
    Group(
        "统一身份认证",
        (
            Variable("SIGN_IN_GATE", "账号密码以外的登录", _plain("SIGN_IN_GATE")),
            Variable("SIGN_IN_GATE_LABEL", "登录页按钮上的名称", _plain("SIGN_IN_GATE_LABEL")),
            Variable("SIGN_IN_GATE_ORIGINS", "可以跳转到的来源", _plain("SIGN_IN_GATE_ORIGINS")),
            Variable("OIDC_ISSUER", "对方", _leads("OIDC_ISSUER")),
            Variable("OIDC_CLIENT_ID", "客户端编号", _plain("OIDC_CLIENT_ID")),
            Variable("OIDC_CLIENT_SECRET", "客户端密钥", _kept("OIDC_CLIENT_SECRET")),
            Variable("OIDC_ACR_VALUES", "要求的登录强度", _plain("OIDC_ACR_VALUES")),
            Variable("OIDC_VOUCHING", "算已做二次验证的值", _plain("OIDC_VOUCHING")),
            Variable("OIDC_SECONDS", "等对方应答秒数", _plain("OIDC_SECONDS")),
        ),
    ),
    Group(
        "日志、监控与接口",
        (
            Variable("ACCESS_LOG", "访问日志（- 为标准输出）", _plain("ACCESS_LOG")),
            Variable("ACCESS_LOG_ADDRESS", "日志中的来客地址", _plain("ACCESS_LOG_ADDRESS")),
            Variable("LOG_RETENTION_DAYS", "登录与查看记录保存天数", _plain("LOG_RETENTION_DAYS")),
            Variable("METRICS_NETWORKS", "可直接读取监控的网段", _plain("METRICS_NETWORKS")),
            Variable("METRICS_TOKEN", "监控令牌", _kept("METRICS_TOKEN")),
            Variable("API_CALLS_PER_MINUTE", "接口每分钟次数", _plain("API_CALLS_PER_MINUTE")),
            Variable("API_BODY_BYTES", "接口请求上限（字节）", _plain("API_BODY_BYTES")),
            Variable("API_UPLOAD_BYTES", "接口上传上限（字节）", _plain("API_UPLOAD_BYTES")),
        ),
    ),
    Group(
        "密钥",
        (
            Variable("SECRET_KEY", "会话与表单签名", _kept("SECRET_KEY")),
            Variable("CASEFLOW_KEYS", "加密密钥", _key_versions),
            Variable("CASEFLOW_WRITING_KEY", "写入所用版本（0 为最新）", _plain("CASEFLOW_WRITING_KEY")),
            Variable("CASEFLOW_INDEX_KEY", "查找索引密钥", _kept("CASEFLOW_INDEX_KEY")),
            Variable("CASEFLOW_AUDIT_KEY", "审计记录密钥", _kept("CASEFLOW_AUDIT_KEY")),
            Variable("CASEFLOW_BACKUP_KEY", "备份密钥", _kept("CASEFLOW_BACKUP_KEY")),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A setting as it stands."""

    name: str
    meaning: str
    value: str
    source: str


def lines(
    settings: Any = django_settings, environment: Mapping[str, str] = os.environ
) -> list[tuple[str, list[Line]]]:
    """Return every setting as it stands, by group."""
    return [
        (
            group.label,
            [
                Line(
                    each.name,
                    each.meaning,
                    each.shown(settings),
                    GIVEN if each.name in environment else DEFAULT,
                )
                for each in group.settings
            ],
        )
        for group in GROUPS
    ]


@dataclass(frozen=True, slots=True)
class About:
    """What runs here."""

    version: str
    python: str
    database: str
    open_tables: list[str]
    """Tables of the record that the site's own database role could open; empty is right."""


def about() -> About:
    """Say what runs here; asks the database twice at most."""
    database = "SQLite"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            database = f"PostgreSQL {cursor.fetchone()[0]}"
    return About(django_settings.VERSION, platform.python_version(), database, grants.could_change())
