"""Every write of 诉求件."""

from apps.tickets.services.opening import add_pictures, open_ticket

__all__ = ["add_pictures", "open_ticket"]
