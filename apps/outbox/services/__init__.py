"""Writes of the outbox: submissions that count once."""

from apps.outbox.services.keys import Claim, claim, forget_old_keys, new_key, settle

__all__ = ["Claim", "claim", "forget_old_keys", "new_key", "settle"]
