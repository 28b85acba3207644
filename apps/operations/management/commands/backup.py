"""Take a backup of the running site."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.operations.services import backups
from apps.operations.services.keys import backup_key


class Command(BaseCommand):
    """``backup FOLDER [--plain]``: 0 complete; 1 nothing written; 3 complete, but files were damaged."""

    help = "备份数据库与文件到一个新目录；网站可照常运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="新目录；已存在则拒绝")
        parser.add_argument(
            "--plain", action="store_true", help="数据库不加密（姓名等未加密字段将以明文写出）"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            key = None if options["plain"] else backup_key()
            if key is None and not options["plain"] and settings.PROFILE == "production":
                raise Refused("请设定 CASEFLOW_BACKUP_KEY，或用 --plain 明确表示不加密")
            taken = backups.take(folder=folder.absolute(), by=SYSTEM, version=settings.VERSION, key=key)
        except (Refused, backups.ProgramMissing, RuntimeError, OSError) as error:
            raise CommandError(str(error)) from error
        manifest = taken.manifest
        rows = sum(table.rows for table in manifest.facts.tables.values())
        self.stdout.write(
            f"已备份到 {taken.folder}：{len(manifest.facts.tables)} 张表 {rows} 行，"
            f"{manifest.file_count} 个文件（{manifest.file_bytes} 字节），"
            f"数据库{'已加密' if manifest.encrypted else '未加密'}"
        )
        if manifest.damaged:
            names = "、".join(manifest.damaged[:20])
            raise CommandError(
                f"备份已完成，但存储中有 {len(manifest.damaged)} 个文件缺失或损坏：{names}", returncode=3
            )
