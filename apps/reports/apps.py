"""Start-up of the weekly reports: the triggers that keep the counts of the moment."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ReportsConfig(AppConfig):
    """Keeps its triggers in place."""

    name = "apps.reports"
    verbose_name = "周报"

    def ready(self) -> None:
        """Install the triggers after each migration."""
        from apps.reports.services import live, triggers

        pre_migrate.connect(triggers.drop_before_migrate, sender=self)
        post_migrate.connect(live.install_after_migrate, sender=self)
