"""App configuration."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Idempotency keys."""

    name = "apps.outbox"
    label = "outbox"
    verbose_name = "提交与后续处理"
