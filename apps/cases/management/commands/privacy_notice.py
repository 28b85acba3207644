"""个人信息处理告知 of a body, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.cases.queries import wording_for
from apps.cases.services import set_privacy_notice
from apps.lib.actors import SYSTEM
from apps.orgs.models import Organisation


class Command(BaseCommand):
    """``privacy_notice show|set|reset``."""

    help = "查看（show）、启用（set）机构自己的个人信息处理告知，或改回默认文本（reset）。"

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for act, words in (
            ("show", "显示现行文本"),
            ("set", "启用自己的文本"),
            ("reset", "改回默认文本"),
        ):
            made = acts.add_parser(act, help=words)
            made.add_argument("--organisation", required=True, help="乡镇（街道）或住建局的全称")
            if act == "set":
                made.add_argument("path", type=Path, help="UTF-8 文本文件，一行一段")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act; a file that cannot be read ends with its reason."""
        organisation = Organisation.objects.active().filter(name=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"没有在用的机构“{options['organisation']}”。")
        if options["act"] != "show":
            text = self._text(options["path"]) if options["act"] == "set" else ""
            set_privacy_notice(by=SYSTEM, organisation=organisation, text=text)
        wording = wording_for(organisation)
        whose = "机构自己的文本" if wording.kept else "默认文本"
        self.stdout.write(f"{organisation.name}：{whose}，文本编号 {wording.code}\n{wording.text}")

    def _text(self, path: Path) -> str:
        try:
            text = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不出 {path}：{error}") from error
        if not text:
            raise CommandError("文件是空的；改回默认文本请用 reset。")
        return text
