"""The former name of ``digest_audit_day``, for timers that still call it."""

from __future__ import annotations

from apps.audit.management.commands import digest_audit_day


class Command(digest_audit_day.Command):
    help = "digest_audit_day 的旧名，定时任务里仍可使用。"
