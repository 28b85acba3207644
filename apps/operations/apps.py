"""Start-up of what operators look at: counters and the check of encrypted columns."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed
from django.core import checks
from django.core.signals import got_request_exception
from django.db.backends.signals import connection_created


class OperationsConfig(AppConfig):
    """No tables: health, metrics, backups, key rotation and the first set-up of a site."""

    name = "apps.operations"
    label = "operations"
    verbose_name = "运行维护"

    def ready(self) -> None:
        """Listen for what is counted; look for encrypted columns nobody declared."""
        from apps.operations.checks import check_encrypted_columns
        from apps.operations.middleware import remember_lost_connection
        from apps.operations.services import counters

        connection_created.connect(counters.count_database_errors, dispatch_uid="operations.database")
        user_login_failed.connect(counters.count_failed_login, dispatch_uid="operations.login")
        checks.register(check_encrypted_columns, checks.Tags.models)
        got_request_exception.connect(remember_lost_connection, dispatch_uid="operations.lost")
