"""Register the sound rows of a street's workbook and say why the others were refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.demo.services.workbook import NoTable, load_workbook
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.models import User
from apps.orgs.queries import actor_of, memberships_of


class Command(BaseCommand):
    help = "按登记页面的校验规则逐行登记一份登记汇总表；有问题的行不登记，并说明原因。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="xlsx 文件")
        parser.add_argument("--by", default="jingban", help="以谁的账号登记（默认 jingban）")
        parser.add_argument("--json", type=Path, help="把逐行结果另存为 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get(username=options["by"])
            by = actor_of(memberships_of(user.pk, clock.today())[0])
            outcomes = load_workbook(path=options["path"], by=by)
        except (User.DoesNotExist, IndexError) as error:
            raise CommandError(f"账号 {options['by']} 不存在或没有岗位") from error
        except (NoTable, Refused, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        for outcome in outcomes:
            if outcome.accepted:
                self.stdout.write(f"第 {outcome.row} 行  已登记 {outcome.number}")
            else:
                reasons = "；".join(message for _, message in outcome.errors)
                self.stdout.write(f"第 {outcome.row} 行  未登记：{reasons}")
        sound = sum(outcome.accepted for outcome in outcomes)
        self.stdout.write(f"共 {len(outcomes)} 行，登记 {sound} 户，未登记 {len(outcomes) - sound} 行")
        if options["json"]:
            rows = [
                {"row": outcome.row, "number": outcome.number, "errors": [list(e) for e in outcome.errors]}
                for outcome in outcomes
            ]
            options["json"].write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
