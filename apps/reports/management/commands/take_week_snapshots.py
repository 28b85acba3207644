"""Take the snapshot of every week whose cut-off has passed; run it once an hour, or more often."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.reports.services import take_due_snapshots


class Command(BaseCommand):
    help = "封存数据截止时间已过的各区县周报"

    def handle(self, *args: Any, **options: Any) -> None:
        snapshots = take_due_snapshots()
        for snapshot in snapshots:
            self.stdout.write(
                f"{snapshot.bureau} {snapshot.program.year} 年第 {snapshot.number} 期"
                f" 累计 {snapshot.closing} 户"
            )
        self.stdout.write(f"新封存 {len(snapshots)} 期")
