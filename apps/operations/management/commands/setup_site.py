"""Set a real site up from a file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.administration.rules.setup import BadSite
from apps.administration.services.setup import set_up
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused


class Command(BaseCommand):
    """``setup_site FILE`` (``-``: standard input): repeatable; prints first links once, and what differs."""

    help = (
        "按文件建立机构、人员、规则、日历、年度和企业（示例见 docs/site.example.toml）；"
        "可重复运行，补缺少的；与网站不同的逐项列出，在“管理”里决定改不改。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文件；- 为标准输入（容器里没有这个文件）")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
            result = set_up(text=text, by=SYSTEM)
        except BadSite as error:
            faults = "\n".join(str(fault) for fault in error.faults)
            raise CommandError(f"没有建立任何内容：\n{faults}") from error
        except (Refused, ValueError, OSError) as error:
            raise CommandError(f"没有建立任何内容：{error}") from error
        for line in result.made:
            self.stdout.write(f"已建立 {line}")
        for username, link in result.links.items():
            self.stdout.write(f"首次登录链接 {username} {link}（只显示这一次，三天内有效，只给本人）")
        if others := [each for each in result.people if each not in result.links]:
            self.stdout.write(
                f"另有 {len(others)} 人在登录页点“首次登录或忘记密码”取号，管理员、负责人核实放行后自己设密码"
            )
        for item in result.kept:
            where = item.page or "管理 › 导入"
            self.stdout.write(
                f"与网站不同，没有更改：{item.what}，网站 {item.before}，文件 {item.after}（{where}）"
            )
        if not result.made and not result.kept:
            self.stdout.write("文件中的内容都已存在，没有改动")
