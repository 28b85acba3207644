"""The encrypted column of a table: a model field. No tables, no pages; knows no app."""

from apps.encryption.fields import Encrypted, EncryptedField, Plain, Tie

__all__ = ["Encrypted", "EncryptedField", "Plain", "Tie"]
