"""Create an account with a role, with a password that must be changed at the first sign-in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.services.passwords import change_password, temporary_password
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.orgs.models import Organisation, User
from apps.orgs.services import appoint, create_user


class Command(BaseCommand):
    help = "建立一个账号并任命岗位，打印临时密码（只显示一次）；首次登录时须先修改。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="账号")
        parser.add_argument("name", metavar="姓名")
        parser.add_argument("--organisation", metavar="单位名称", required=True)
        parser.add_argument("--post", metavar="岗位代码", required=True, choices=Role.values)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.active().filter(name=options["organisation"]).first()
        if organisation is None:
            raise CommandError("没有这个单位，请写全称。")
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError("这个账号已经有了。")
        # Without a password here: change_password sets it below, and marks it as to be changed.
        user = create_user(by=SYSTEM, username=options["username"], name=options["name"], password=None)
        try:
            appoint(
                by=SYSTEM,
                user=user,
                organisation=organisation,
                role=Role(options["post"]),
                valid_from=clock.today(),
            )
        except Refused as refused:
            raise CommandError(refused.reason) from refused
        password = temporary_password()
        change_password(user=user, password=password, by=SYSTEM, temporary=True)
        self.stdout.write(password)
