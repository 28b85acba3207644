"""Set a real site up from a file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.operations.rules.site import BadSite
from apps.operations.services.site import set_up


class Command(BaseCommand):
    """``setup_site FILE`` (``-``: standard input): repeatable; prints temporary passwords once."""

    help = "按文件建立机构、人员、规则、日历和年度（示例见 docs/site.example.toml）；可重复运行，只补缺少的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文件；- 为标准输入（容器里没有这个文件）")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
            result = set_up(text=text, by=SYSTEM)
        except (BadSite, Refused, ValueError, OSError) as error:
            raise CommandError(f"没有建立任何内容：{error}") from error
        for line in result.made:
            self.stdout.write(f"已建立 {line}")
        for username, password in result.passwords.items():
            self.stdout.write(f"临时密码 {username} {password}（只显示这一次，首次登录须修改）")
        if not result.made:
            self.stdout.write("文件中的内容都已存在，没有改动")
