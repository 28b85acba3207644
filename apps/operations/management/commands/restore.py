"""Go back to a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.operations.rules.backups import BadArchive
from apps.operations.services import backups
from apps.operations.services.backups.verification import require_fitting
from apps.operations.services.keys import backup_key


class Command(BaseCommand):
    """``restore FOLDER [--replace] [--check]``: 0 only when everything is as it was."""

    help = "从备份恢复数据库与文件，并逐项核对；有任何不符即以 1 退出。"
    requires_system_checks = ()  # they ask a database that is still empty

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录")
        parser.add_argument("--replace", action="store_true", help="替换非空的数据库；原有数据移到一旁保留")
        parser.add_argument("--check", action="store_true", help="只核对备份本身，什么也不写")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            archive = backups.examine(folder.absolute())
            key = backup_key()
            if options["check"]:
                require_fitting(archive, key=key)
                self.stdout.write(
                    f"备份完好：{archive.manifest.made_at}，{archive.manifest.file_count} 个文件"
                )
                return
            result = backups.restore(archive=archive, by=SYSTEM, key=key, replace=options["replace"])
        except (BadArchive, Refused, backups.ProgramMissing, OSError) as error:
            raise CommandError(f"没有恢复：{error}") from error
        for line in result.warnings:
            self.stderr.write(f"备份时已损坏：{line}")
        for line in result.problems:
            self.stderr.write(line)
        if result.set_aside:
            self.stdout.write(f"原有数据保留在 {result.set_aside}，确认无误后可自行删除")
        told = f"{result.tables} 张表 {result.rows} 行、{result.events} 条审计记录、{result.files} 个文件"
        if result.problems:
            raise CommandError(f"已恢复 {told}，但有 {len(result.problems)} 处与备份不符")
        upgraded = "，并已升级数据库结构" if result.migrated else ""
        self.stdout.write(f"已恢复 {told}：与备份一致，审计记录完好{upgraded}")
