"""What ``check --deploy`` says about an environment before it takes real data (GB/T 22239-2019 8.1.4)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from apps.accounts.enums import PasswordProfile, SecondFactorRule
from apps.accounts.services.retention import LEAST_DAYS
from apps.lib import clock

_TRIAL = re.compile(
    r"trial|insecure|change.?me|example|password|secret-?key|not-secret|default", re.IGNORECASE
)
_LEAST_BITS = 128
_RANDOM = '生成办法：python -c "import secrets; print(secrets.token_urlsafe(64))"'


def bits_of(secret: str) -> float:
    """Return how many bits a secret holds at most, by how its letters are spread."""
    counts = Counter(secret)
    spread = -sum(n / len(secret) * math.log2(n / len(secret)) for n in counts.values()) if secret else 0.0
    return spread * len(secret)


def check_environment(**_: Any) -> list[CheckMessage]:
    """Refuse an environment that must not see real households."""
    if settings.PROFILE != "production":
        return [
            Warning(
                "现在是试用环境（CASEFLOW_PROFILE=trial）：密钥是公开的，只能放演示数据。",
                hint="正式使用请设 CASEFLOW_PROFILE=production，并由环境变量提供全部密钥。",
                id="accounts.W001",
            )
        ]
    return [*_secrets(), *_hosts(), *_services(), *_sign_in(), *_logs()]


def _secrets() -> Iterator[CheckMessage]:
    texts = {
        "SECRET_KEY": settings.SECRET_KEY,
        "CASEFLOW_INDEX_KEY": settings.CASEFLOW_INDEX_KEY,
        "CASEFLOW_AUDIT_KEY": settings.CASEFLOW_AUDIT_KEY,
        **{f"CASEFLOW_KEYS[{version}]": key for version, key in settings.CASEFLOW_KEYS.items()},
    }
    for name, text in texts.items():
        # Encryption keys are base64: the trial key says what it is only once it is decoded.
        if _TRIAL.search(text) or _TRIAL.search(_decoded(text)):
            yield Error(f"{name} 是试用或示例密钥。", hint=_RANDOM, id="accounts.E001")
        elif bits_of(text) < _LEAST_BITS:
            yield Error(
                f"{name} 太短或太有规律（不足 {_LEAST_BITS} 位随机性）。", hint=_RANDOM, id="accounts.E002"
            )
    same = [name for name, text in texts.items() if list(texts.values()).count(text) > 1]
    if same:
        yield Error(f"不同用途的密钥不能相同：{'、'.join(same)}。", hint=_RANDOM, id="accounts.E003")


def _decoded(text: str) -> str:
    import base64
    import binascii

    try:
        return base64.b64decode(text, validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""


def _hosts() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG 在正式环境必须关闭。", hint="去掉环境变量 DEBUG。", id="accounts.E010")
    # To Django a leading dot means all subdomains.
    wide = [host for host in settings.ALLOWED_HOSTS if "*" in host or host.startswith(".")]
    if wide or not settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS 须逐个写明域名，不用通配。",
            hint="例如 ALLOWED_HOSTS=chuwei.example.gov.cn",
            id="accounts.E011",
        )
    plain = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if not origin.startswith("https://")]
    if plain or any("*" in origin for origin in settings.CSRF_TRUSTED_ORIGINS):
        yield Error(
            "CSRF_TRUSTED_ORIGINS 只能写明确的 https:// 来源。",
            hint="例如 CSRF_TRUSTED_ORIGINS=https://chuwei.example.gov.cn",
            id="accounts.E012",
        )
    if not settings.SECURE_SSL_REDIRECT and not settings.BEHIND_TLS_PROXY:
        yield Error(
            "没有强制使用 HTTPS。",
            hint="去掉 SSL_REDIRECT=false，或设 BEHIND_TLS_PROXY=true。",
            id="accounts.E013",
        )
    if settings.BEHIND_TLS_PROXY and settings.TRUSTED_PROXY_COUNT < 1:
        yield Error(
            "在代理后面却不采信任何代理：登录锁定会把所有人当成同一个地址。",
            hint="设 TRUSTED_PROXY_COUNT 为自有代理的层数。",
            id="accounts.E014",
        )


def _services() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        yield Error("正式环境须使用 PostgreSQL。", hint="设 DATABASE_URL=postgres://…", id="accounts.E020")
    if not getattr(settings, "REDIS_URL", ""):
        yield Warning(
            "没有设置 REDIS_URL：后台任务在网页进程内执行，只适合单台部署。",
            hint="多个进程时设 REDIS_URL 并运行 worker 与 beat。",
            id="accounts.W021",
        )
    if settings.CASEFLOW_CLOCK or clock.is_shifted():
        yield Error("CASEFLOW_CLOCK 只用于演示。", hint="去掉环境变量 CASEFLOW_CLOCK。", id="accounts.E022")


def _sign_in() -> Iterator[CheckMessage]:
    rule = settings.SECOND_FACTOR
    if rule not in (SecondFactorRule.BUREAU, SecondFactorRule.EVERYONE):
        yield Error(
            "正式环境须至少让主管部门岗位使用二次验证（等保三级：两种或以上鉴别技术）。",
            hint="设 CASEFLOW_SECOND_FACTOR=bureau 或 everyone。",
            id="accounts.E030",
        )
    if settings.PASSWORD_PROFILE not in PasswordProfile.values:
        yield Error("PASSWORD_PROFILE 只能是 djbh 或 asvs5。", hint="等保三级用 djbh。", id="accounts.E031")
    if settings.PASSWORD_MIN_LENGTH < 8:
        yield Error("密码长度要求低于 8 位。", hint="PASSWORD_MIN_LENGTH 不小于 8。", id="accounts.E032")
    if settings.PASSWORD_PROFILE == PasswordProfile.DJBH and (
        settings.PASSWORD_CLASSES < 2 or settings.PASSWORD_MAX_AGE_DAYS < 1
    ):
        yield Error(
            "等保三级要求密码有复杂度并定期更换。",
            hint="PASSWORD_CLASSES 不小于 2，PASSWORD_MAX_AGE_DAYS 不为 0。",
            id="accounts.E033",
        )
    if not 1 <= settings.AXES_FAILURE_LIMIT <= 20 or settings.LOGIN_LOCK_MINUTES < 1:
        yield Error(
            "登录失败锁定没有起作用。",
            hint="LOGIN_FAILURE_LIMIT 1 至 20，LOGIN_LOCK_MINUTES 不小于 1。",
            id="accounts.E034",
        )
    if (
        settings.SESSION_IDLE_MINUTES < 1
        or settings.SESSION_IDLE_MINUTES > 8 * 60
        or settings.SESSION_HOURS > 24
    ):
        yield Error(
            "会话时限过长或无效。",
            hint="SESSION_IDLE_MINUTES 1 至 480，SESSION_HOURS 不超过 24。",
            id="accounts.E035",
        )


def _logs() -> Iterator[CheckMessage]:
    if settings.LOG_RETENTION_DAYS < LEAST_DAYS:
        yield Error(
            f"日志留存少于 {LEAST_DAYS} 天（网络安全法 第二十一条：不少于六个月）。",
            hint="LOG_RETENTION_DAYS 不小于 183，建议 1095。",
            id="accounts.E040",
        )
    if not settings.ACCESS_LOG:
        yield Error("没有访问日志。", hint="设 ACCESS_LOG=-（标准输出）或一个文件路径。", id="accounts.E041")
