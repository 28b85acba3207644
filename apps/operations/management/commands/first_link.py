"""Print the link by which a new site is set up in a browser."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.administration.services.first_link import HOURS, first_link


class Command(BaseCommand):
    """``first_link [http://host]``: prints nothing once somebody administers a body."""

    help = "打印首次启用的链接；已有管理员时不打印。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("origin", nargs="?", default="", help="网站地址，如 https://chuwei.example")

    def handle(self, *_args: Any, **options: Any) -> None:
        path = first_link()
        if path:
            self.stdout.write(
                f"首次启用：{options['origin'].rstrip('/')}{path}\n"
                f"（{HOURS} 小时内有效，启用后失效；只给负责启用的人）"
            )
