"""Draw the workflow table for the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.cases.queries import workflow_page


class Command(BaseCommand):
    help = "把流程表画成 docs/workflow.md（mermaid 图与岗位表）；--check 只比较，不写。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="文档与流程表不一致时以错误退出")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        page = workflow_page()
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                raise CommandError("docs/workflow.md 与流程表不一致，请运行 manage.py workflow_diagram")
            return
        path.write_text(page, encoding="utf-8")
        self.stdout.write("docs/workflow.md 已更新")
