"""Examine packages of 一户一档, one or many in one, as they lie on a disk, without the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.archives.rules.examination import examine_file
from apps.lib import signing


class Command(BaseCommand):
    """Name everything that differs from what was signed; exit code 1 where something does."""

    help = "核对一户一档存档包和汇总存档包：每个文件的摘要、清单的签名、压缩包的每一个字节。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files, and the key of another site where it was not this one that signed."""
        parser.add_argument("files", nargs="+", type=Path, help="存档包或汇总存档包（.zip）")
        parser.add_argument("--key", type=Path, help="签名站点的公钥（PEM）；不给的用本站的")

    def handle(self, *_args: Any, files: list[Path], key: Path | None, **_options: Any) -> None:
        """Examine each file in turn."""
        try:
            trusted = key.read_bytes() if key else signing.public_key()
            signing.key_id(trusted)
        except (OSError, ValueError) as error:
            raise CommandError(f"公钥读不出来：{error}") from error
        bad = 0
        for file in files:
            try:
                with file.open("rb") as opened:
                    faults = examine_file(opened, trusted)
            except OSError as error:
                faults = [f"打不开：{error}"]
            bad += bool(faults)
            self.stdout.write(f"{file.name}：{'一致' if not faults else f'有 {len(faults)} 处不符'}")
            for fault in faults:
                self.stdout.write(f"  {fault}")
        if bad:
            raise CommandError(f"{bad} 个存档包与签名时不一致")
