"""Keys by which a submission counts once."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class IdempotencyKey(models.Model):
    """One submission of one form, and the row it led to.

    A page carries a fresh key in a hidden field; a double click, a reload or a retry over a bad
    line sends the same key again and is answered with the first result.
    """

    key = models.CharField(max_length=64)
    purpose = models.CharField(max_length=80)
    organisation_id = models.BigIntegerField(default=0)
    """0 for people without an organisation: NULL would not take part in the unique constraint."""
    user_id = models.BigIntegerField(null=True)
    # bulk_create with ignore_conflicts returns neither a pk nor whether the row is new.
    claim = models.UUIDField(default=uuid4, editable=False)
    """Tells the request that inserted the row from the one that found it."""
    fingerprint = models.CharField(max_length=64, blank=True)
    """SHA-256 of what the API was sent; a key sent again with another content is refused."""
    result_kind = models.CharField(max_length=60, blank=True)
    result_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "outbox_idempotencykey"  # where the keys lay before; their rows stayed
        constraints = [
            models.UniqueConstraint(
                fields=["key", "purpose", "organisation_id"], name="outbox_idempotency_unique"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="outbox_idempotency_created")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"
