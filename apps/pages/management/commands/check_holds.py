"""Compare every case's open holds with the stage tables; exit 1 if any disagrees."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.pages.queries.consistency import hold_problems


class Command(BaseCommand):
    help = "核对待办事项与各环节记录是否一致"

    def handle(self, *args: Any, **options: Any) -> None:
        problems = 0
        for problem in hold_problems():
            problems += 1
            self.stderr.write(str(problem))
        if problems:
            self.stderr.write(self.style.ERROR(f"有 {problems} 处不一致"))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("待办事项与各环节记录一致"))
