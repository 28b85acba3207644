"""Seal every week whose cut-off has passed; run it once an hour, or more often."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.reports.services import seal_due


class Command(BaseCommand):
    help = "封存数据截止时间已过的各区县周报"

    def handle(self, *args: Any, **options: Any) -> None:
        seals = seal_due()
        for seal in seals:
            self.stdout.write(
                f"{seal.bureau} {seal.program.year} 年第 {seal.number} 期 累计 {seal.closing} 户"
            )
        self.stdout.write(f"新封存 {len(seals)} 期")
