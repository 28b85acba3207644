"""Work of the outbox that nobody presses a button for."""

from apps.outbox import services


def forget_old_keys() -> None:
    """Delete idempotency keys no open page can carry any more; run daily."""
    services.forget_old_keys()
