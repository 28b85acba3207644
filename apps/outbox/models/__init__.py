"""Tables of the outbox."""

from apps.outbox.models.keys import IdempotencyKey

__all__ = ["IdempotencyKey"]
