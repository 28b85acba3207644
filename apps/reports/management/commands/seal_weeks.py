"""The former name of ``take_week_snapshots``, for timers that still call it."""

from __future__ import annotations

from apps.reports.management.commands import take_week_snapshots


class Command(take_week_snapshots.Command):
    help = "take_week_snapshots 的旧名，定时任务里仍可使用。"
