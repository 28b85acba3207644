"""Take the digest of a day of the record."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.audit import services
from apps.lib import formats
from apps.lib.decisions import Refused


class Command(BaseCommand):
    """``digest_audit_day [--day YYYY-MM-DD]``: for the daily timer; repeating is harmless."""

    help = "封存一天的审计记录（默认昨天），可重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *_args: Any, **options: Any) -> None:
        day: date | None = options["day"]
        try:
            digest = services.digest_day(day) if day else services.digest_until_yesterday()
        except Refused as refused:
            raise CommandError(refused.reason) from refused
        self.stdout.write(f"{formats.day(digest.day)}已封存：{digest.count} 条记录，摘要 {digest.hash}")
