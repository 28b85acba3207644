"""Print one login per role of the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.demo.services.world import LOGINS, PASSWORD


class Command(BaseCommand):
    help = "列出演示账号：每个岗位一个。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}）")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<10}{login.label}")
