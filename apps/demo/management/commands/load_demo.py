"""Load the believable programme of the demonstration into an empty database."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from apps.demo.services.loader import load_demo
from apps.orgs.models import Organisation


class Command(BaseCommand):
    help = "把演示数据装入空数据库；已有数据时什么也不做。"

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.exists():
            self.stdout.write("数据库里已有数据，没有改动。")
            return
        started = time.monotonic()
        loaded = load_demo()
        self.stdout.write(
            f"演示数据已装入：{loaded.cases} 户，{loaded.snapshots} 份周封存，"
            f"登记汇总表登记 {loaded.sound_rows} 户、退回 {loaded.refused_rows} 行，"
            f"用时 {time.monotonic() - started:.0f} 秒"
        )
