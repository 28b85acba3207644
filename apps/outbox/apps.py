"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    """Idempotency keys, background work, messages."""

    name = "apps.outbox"
    label = "outbox"
    verbose_name = "提交与后续处理"

    def ready(self) -> None:
        """Let every app declare its tasks."""
        autodiscover_modules("tasks")
