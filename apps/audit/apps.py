"""Start-up of the record: keys, the clock of a demonstration, triggers and their check."""

from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """The lowest app: it also hands the process its keys and its clock."""

    name = "apps.audit"
    label = "audit"
    verbose_name = "审计记录"

    def ready(self) -> None:
        """Configure keys and clock, and keep the triggers in place."""
        from django.conf import settings

        from apps.audit.checks import check_role
        from apps.audit.services import grants, triggers
        from apps.lib import clock, crypto

        crypto.configure(
            crypto.KeyRing.from_settings_values(
                settings.CASEFLOW_KEYS,
                settings.CASEFLOW_INDEX_KEY,
                settings.CASEFLOW_AUDIT_KEY,
                settings.CASEFLOW_WRITING_KEY,
            )
        )
        if settings.CASEFLOW_CLOCK:
            start = datetime.fromisoformat(settings.CASEFLOW_CLOCK)
            clock.start_at(start if start.tzinfo else start.replace(tzinfo=clock.SHANGHAI))
        # SQLite drops triggers silently whenever a migration remakes their table.
        post_migrate.connect(triggers.install_after_migrate, sender=self)
        post_migrate.connect(grants.grant_to_application, sender=self)
        # Database checks run only where a database is named: by migrate, and by check --database.
        checks.register(triggers.check_triggers, checks.Tags.database)
        checks.register(check_role, checks.Tags.security, deploy=True)
