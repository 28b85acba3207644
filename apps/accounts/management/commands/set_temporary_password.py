"""Set a password that must be changed at the next sign-in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.services.recovery import give_temporary_password
from apps.lib.actors import SYSTEM
from apps.orgs.models import User


class Command(BaseCommand):
    help = "为一个账号生成临时密码（只显示一次），下次登录时须先修改。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="账号")
        parser.add_argument("--reason", metavar="原因", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("没有这个账号。")
        self.stdout.write(give_temporary_password(user=user, by=SYSTEM, reason=options["reason"]))
