"""Delete uploads that waited for a form longer than a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.documents import services
from apps.lib.actors import SYSTEM


class Command(BaseCommand):
    """Run it daily."""

    help = "删除暂存超过一天的上传文件，以及没有登记的残留文件"

    def handle(self, *args: Any, **options: Any) -> None:
        count = services.discard_stale_parked(by=SYSTEM)
        self.stdout.write(f"已删除 {count} 个文件")
