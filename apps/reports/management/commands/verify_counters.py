"""Work out anew what is kept beside the weeks, and say where it differs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.reports.models import WeekSnapshot
from apps.reports.queries.live_counts import bureaus_counted, live_differences
from apps.reports.queries.weeks import bureaus_that_report
from apps.reports.services import fold_live_counts, mend_live_counts, rebuild_counts, verify_all


class Command(BaseCommand):
    help = (
        "从第一条记录起复算各区县最近一期的名单、合计和逐日数，以及现在的数，逐家说明是否一致；"
        "有不一致时以错误结束"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bureau", type=int, help="只复算这一家（机构编号）")
        parser.add_argument(
            "--rebuild", action="store_true", help="先按变动和流转记录重建名单和逐日数；已报送的内容不变"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["bureau"]
        bureaus = [each for each in bureaus_that_report() if wanted in (None, each.pk)]
        if options["rebuild"]:
            for snapshot in WeekSnapshot.objects.filter(bureau__in=bureaus, next__isnull=True):
                rebuild_counts(newest=snapshot)
        proofs = verify_all(bureaus=bureaus)
        for proof in proofs:
            snapshot = proof.snapshot
            outcome = "一致" if proof.agrees else f"不一致（{proof.count} 户）"
            self.stdout.write(
                f"{snapshot.bureau} {snapshot.program.year} 年第 {snapshot.number} 期 {outcome}"
            )
        different = sum(1 for proof in proofs if not proof.agrees) + self._live(wanted, options["rebuild"])
        if different:
            raise CommandError(f"{different} 家不一致")

    def _live(self, wanted: int | None, rebuild: bool) -> int:
        different = 0
        for bureau_id in bureaus_counted():
            if wanted not in (None, bureau_id):
                continue
            if rebuild:
                mend_live_counts(bureau_id=bureau_id)
                fold_live_counts(bureau_id=bureau_id)
            differing = sum(abs(count) for count in live_differences(bureau_id).values())
            if differing:
                different += 1
                self.stdout.write(f"机构 {bureau_id} 现在的数 不一致（{differing} 户）")
        return different
