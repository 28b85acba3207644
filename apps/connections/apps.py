from django.apps import AppConfig
from django.core import checks


class ConnectionsConfig(AppConfig):
    """对接: every call to a system outside."""

    name = "apps.connections"
    label = "connections"
    verbose_name = "对接"

    def ready(self) -> None:
        """Look at the addresses and secrets of the systems outside."""
        from apps.connections.checks import check_partners

        checks.register(check_partners)
