"""Put right from when on a bureau, or every bureau, owes its weekly report."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.lib import formats
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.reports.queries.weeks import bureaus_that_report
from apps.reports.services import correct_reporting_start


class Command(BaseCommand):
    help = "更改周报从哪天起报送：此前的期次不再算未报，此后照常；已经报送过的期次不能划到启用以前"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="on", required=True, type=date.fromisoformat, help="启用日期")
        parser.add_argument("--reason", required=True, help="原因，记入记录")
        parser.add_argument("--bureau", type=int, help="只改这一家（机构编号）；不写为全部报送机构")

    def handle(self, *args: Any, **options: Any) -> None:
        bureaus = bureaus_that_report()
        if options["bureau"] is not None:
            bureaus = list(Organisation.objects.filter(pk=options["bureau"]))
        if not bureaus:
            raise CommandError("没有这个机构")
        for bureau in bureaus:
            try:
                owed = correct_reporting_start(
                    by=SYSTEM, bureau=bureau, on=options["on"], reason=options["reason"]
                )
            except Refused as refused:
                raise CommandError(f"{bureau}：{refused.reason}") from None
            self.stdout.write(f"{bureau}：自 {formats.day(options['on'])} 起报送，已封存的应报 {owed} 期")
