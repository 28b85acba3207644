from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """诉求件: complaints and clues, whom they are with, and how each ended."""

    name = "apps.tickets"
    label = "tickets"
    verbose_name = "诉求件"

    def ready(self) -> None:
        """Declare the system outside that is told how tickets ended."""
        from apps.connections.rules.partners import register_partner
        from apps.tickets.services.hotline import PARTNER

        register_partner(PARTNER)
