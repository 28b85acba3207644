"""What is done for an account, when accounts are looked through, what becomes of an unused one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MONTHS = 6
"""Half a year between two reviews of the accounts."""


def half_a_year_after(day: date) -> date:
    """Return the same day six months later, or the last day of that month where it has none."""
    year, month = divmod(day.month - 1 + MONTHS, 12)
    first = date(day.year + year, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


@dataclass(frozen=True, slots=True)
class UnusedDays:
    """久未登录: after how many days without a sign-in an account is warned, locked, archived; None: never."""

    warn: int | None = None
    lock: int | None = None
    archive: int | None = None


@dataclass(frozen=True, slots=True)
class Unused:
    """How long nobody has used an account, and what has been done about it since, in days."""

    days: int
    warned: int | None = None
    locked: int | None = None


WARN, LOCK, ARCHIVE = "warn", "lock", "archive"


def unused_step(found: Unused, limits: UnusedDays) -> str:
    """Return what is due for an account that nobody uses: :data:`WARN`, :data:`LOCK`, :data:`ARCHIVE` or ''.

    One step follows the other and leaves the days between both limits to answer it, at least one: an account
    long unused when the days are set is warned first, and locked only after a warning.
    """
    if found.locked is not None:
        return ARCHIVE if _due(found, limits.archive, limits.lock, found.locked) else ""
    if found.warned is not None:
        return LOCK if _due(found, limits.lock, limits.warn, found.warned) else ""
    return WARN if limits.warn is not None and found.days >= limits.warn else ""


def _due(found: Unused, limit: int | None, before: int | None, since: int) -> bool:
    return (
        limit is not None and before is not None and found.days >= limit and since >= max(1, limit - before)
    )


@dataclass(frozen=True, slots=True)
class ForAccount:
    """Something that whoever keeps accounts does for one of them: the words of its page and of 帮助."""

    title: str
    button: str
    hint: str
    done: str


FOR_ACCOUNT = {
    "unlock": ForAccount(
        "解除登录锁定", "解除锁定", "清除登录失败的次数，本人可以立即再试。", "已解除锁定。"
    ),
    "factor": ForAccount(
        "重置二次验证",
        "重置二次验证",
        "原来的验证器和恢复码立即失效，本人所有登录退出；下次登录时重新设置。请先当面或电话核实本人身份。",
        "二次验证已重置，本人下次登录时重新设置。",
    ),
    "sessions": ForAccount(
        "退出全部登录", "退出全部登录", "本人在所有设备上的登录立即退出。", "已退出本人的全部登录。"
    ),
}
FOR_IDENTITY = {
    "link": ForAccount(
        "关联统一身份认证",
        "关联",
        "本人先用统一身份认证登录一次，页面上有十位关联码。系统不按姓名、电话自动匹配，是不是本人由您当面或打单位电话核实。",
        "已关联，已通知本人。",
    ),
    "unlink": ForAccount(
        "解除统一身份认证",
        "解除关联",
        "解除以后本人所有登录立即退出，只能用账号和密码登录。",
        "已解除，已通知本人。",
    ),
}
