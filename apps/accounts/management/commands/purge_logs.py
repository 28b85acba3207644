"""Remove logs that are over age."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.services.retention import purge_logs
from apps.lib import formats
from apps.lib.decisions import Refused


class Command(BaseCommand):
    help = "删除超过留存期的登录日志和敏感信息查看日志（不少于 183 天）；审计记录不在其内。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            purged = purge_logs()
        except Refused as refused:
            raise CommandError(refused.reason) from refused
        self.stdout.write(
            f"{formats.day(purged.before)} 以前：登录 {purged.sign_ins} 条，"
            f"登录失败 {purged.failures} 条，查看敏感信息 {purged.looks} 条，已删除。"
        )
