from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """诉求件: complaints and clues, whom they are with, and how each ended."""

    name = "apps.tickets"
    label = "tickets"
    verbose_name = "诉求件"
