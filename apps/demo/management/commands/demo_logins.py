"""Print one login per role of the demonstration, and its tokens."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from apps.demo.services.slip import SLIP, demo_slip
from apps.demo.services.tokens import TOKENS
from apps.demo.services.world import ADMINISTRATORS, LOGINS, PASSWORD


class Command(BaseCommand):
    help = "列出演示账号（每个岗位一个）和演示接口令牌。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}）")
        for login in (*LOGINS, *ADMINISTRATORS):
            self.stdout.write(f"  {login.username:<10}{login.label}")
        self.stdout.write("演示接口令牌（公开，仅供演示；接口文档在 /api/v1/docs/，用法见 docs/api.md）")
        for token in TOKENS:
            self.stdout.write(f"  {token.secret:<38}{token.label}")
        opened = demo_slip()
        if opened is not None:
            number, digits = opened
            link = reverse("household:scanned", kwargs={"token": SLIP.token})
            self.stdout.write("演示凭条（住户自己的页面，不用账号）")
            self.stdout.write(f"  {link}  电话后四位 {digits}")
            self.stdout.write(f"  /my/  办件编号 {number}  查询码 {SLIP.grouped}  电话后四位 {digits}")
