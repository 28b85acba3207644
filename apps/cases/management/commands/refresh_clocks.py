"""Recompute due days that rest on an older work calendar; run daily, or after loading a calendar."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.cases.services import refresh_clocks


class Command(BaseCommand):
    help = "按最新工作日历重算验收到期日"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"重算后有变化 {refresh_clocks()} 件")
