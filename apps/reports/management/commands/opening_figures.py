"""Enter what a bureau's year counted on paper before its first week here, or correct it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.lib import formats
from apps.lib.actors import SYSTEM
from apps.lib.amounts import from_wan
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.rules.initial import Initial
from apps.reports.services import set_opening_figures


class Command(BaseCommand):
    help = (
        "登记期初数：启用以前书面统计的累计已完成、正在装修、验收合格户数和合同金额；"
        "已有期次报送的，从下一期起作为更正计入并写明原因"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bureau", type=int, required=True, help="机构编号")
        parser.add_argument("--year", type=int, required=True, help="年度")
        parser.add_argument("--done", type=int, required=True, help="已完成装修（户）")
        parser.add_argument("--ongoing", type=int, required=True, help="正在装修（户）")
        parser.add_argument("--passed", type=int, default=0, help="已完成中验收合格（户）")
        parser.add_argument("--amount", type=Decimal, required=True, help="装修合同金额（万元）")
        parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="截至哪天")
        parser.add_argument("--source", required=True, help="来源，如某份统计表")
        parser.add_argument("--basis", required=True, help="依据，如文号或会议纪要")
        parser.add_argument("--reason", default="", help="更正的原因，已有期次报送时必填")

    def handle(self, *args: Any, **options: Any) -> None:
        bureau = Organisation.objects.filter(pk=options["bureau"]).first()
        program = Program.objects.filter(year=options["year"]).first()
        if bureau is None or program is None:
            raise CommandError("没有这个机构或年度")
        try:
            amount = from_wan(options["amount"])
        except ValueError:
            raise CommandError("合同金额最多写到分") from None
        try:
            row = set_opening_figures(
                by=SYSTEM,
                bureau=bureau,
                program=program,
                figures=Initial(options["done"], options["ongoing"], options["passed"], amount),
                as_of=options["as_of"],
                source=options["source"],
                basis=options["basis"],
                reason=options["reason"],
            )
        except Refused as refused:
            raise CommandError(refused.reason) from None
        self.stdout.write(
            f"{bureau}：期初数（截至 {formats.day(row.as_of)}）"
            f"自 {program.year} 年第 {row.from_number} 期起计入"
        )
