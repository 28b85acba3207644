"""App configuration."""

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    """Background work and messages."""

    name = "apps.outbox"
    label = "outbox"
    verbose_name = "提交与后续处理"

    def ready(self) -> None:
        """Let every app declare its tasks, and look at the gateway's settings."""
        from apps.outbox.checks import check_gateway

        autodiscover_modules("tasks")
        checks.register(check_gateway)
