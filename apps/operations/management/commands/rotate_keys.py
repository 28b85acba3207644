"""Encrypt everything anew under the newest key."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.lib.actors import SYSTEM
from apps.operations.services import rotation


class Command(BaseCommand):
    """``rotate_keys [--dry-run | --verify | --index]``: 0 when older keys are needed no more."""

    help = "把所有加密字段和文件改用最新密钥；可中断、可重复运行，网站照常运行。"

    _shown = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dry-run", action="store_true", help="只统计仍在使用旧密钥的内容")
        what.add_argument("--verify", action="store_true", help="逐项解密核对，不作改动")
        what.add_argument("--index", action="store_true", help="用现在的索引密钥重算查找索引（须先停网站）")
        parser.add_argument("--batch", type=int, default=200, help="每一步的行数，默认 200")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["verify"]:
            problems = list(rotation.verify_encrypted())
            self._tell(problems)
            if problems:
                raise CommandError(f"有 {len(problems)} 项无法解密")
            self.stdout.write("全部加密内容均可解密")
            return
        if options["index"]:
            count = rotation.recompute_indexes(by=SYSTEM, progress=self._progress)
            self.stdout.write(f"已重算 {count} 个查找索引")
            return
        if options["dry_run"]:
            found = rotation.survey()
        else:
            found = rotation.rotate(by=SYSTEM, batch=options["batch"], progress=self._progress)
            for name, count in found.done.items():
                if count:
                    self.stdout.write(f"{name}：已改用密钥 {found.version} 的 {count} 项")
        for name, count in found.left.items():
            if count:
                self.stdout.write(f"{name}：仍在使用旧密钥的 {count} 项")
        self._tell(found.problems)
        if not found.finished:
            if options["dry_run"] and not found.problems:
                return
            raise CommandError("尚未完成：旧密钥还不能删除，请再次运行")
        self.stdout.write(f"全部内容都使用密钥 {found.version}；旧密钥可以删除")

    def _progress(self, what: str, done: int, total: int) -> None:
        line = f"{what} {done}/{total}"
        if total and line != self._shown and (done % 1000 == 0 or done == total):
            self._shown = line
            self.stderr.write(line)

    def _tell(self, problems: list[str]) -> None:
        for problem in problems:
            self.stderr.write(problem)
