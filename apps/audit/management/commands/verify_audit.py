"""Prove that the record is as it was written."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.audit import queries, services
from apps.audit.services import Subject, triggers


class Command(BaseCommand):
    """``verify_audit [--subject KIND:ID]``: exit code 0 if whole, 1 with every problem named."""

    help = "核对审计记录：链、封印、日封存与触发器；发现问题时逐条列出并以 1 退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--subject", metavar="类型:编号", help="只核对一个对象，例如 cases.case:12")

    def handle(self, *_args: Any, **options: Any) -> None:
        subject: Subject | None = None
        if options["subject"]:
            kind, colon, key = str(options["subject"]).partition(":")
            if not (kind and colon and key):
                raise CommandError("--subject 请写成 类型:编号，例如 cases.case:12")
            subject = Subject(kind, key)
        result = services.verify_all(subject)
        problems = [str(problem) for problem in result.problems]
        problems += [f"防改触发器缺失：{name}" for name in triggers.missing()]
        if subject is not None and not result.chains:
            problems.append(f"{subject} 没有审计记录")
        scope = f"{result.chains} 个对象、{result.events} 条记录"
        if subject is None:
            scope += f"、{result.digests} 个日封存（其后 {queries.undigested_count()} 条尚未封存）"
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"已核对 {scope}：发现 {len(problems)} 处问题", returncode=1)
        self.stdout.write(f"已核对 {scope}：未发现改动")
