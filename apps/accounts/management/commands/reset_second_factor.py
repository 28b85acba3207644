"""Take away the authenticator of an account."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.services import recovery
from apps.lib.actors import SYSTEM
from apps.orgs.models import User


class Command(BaseCommand):
    help = "重置一个账号的二次验证，并退出其全部登录。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="账号")
        parser.add_argument("--reason", metavar="原因", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("没有这个账号。")
        if getattr(user, "second_factor", None) is None:
            raise CommandError("这个账号没有启用二次验证。")
        recovery.reset_factor(user=user, by=SYSTEM, reason=options["reason"])
        self.stdout.write(f"{user.username} 的二次验证已重置，全部登录已退出。")
