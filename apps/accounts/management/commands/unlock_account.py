"""Lift the lock-out of an account."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.services.lockout import unlock
from apps.lib.actors import SYSTEM
from apps.orgs.models import User


class Command(BaseCommand):
    help = "解除一个账号的登录锁定。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="账号")
        parser.add_argument("--reason", metavar="原因", default="运维命令解锁")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("没有这个账号。")
        unlock(user=user, by=SYSTEM, reason=options["reason"])
        self.stdout.write(f"{user.username} 已解除锁定。")
