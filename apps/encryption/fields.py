"""A column whose values are encrypted, each tied to its own row and column (R18).

The field alone knows the associated data (AAD) of its values. Reading a row decrypts nothing: the
attribute is an :class:`Encrypted`, which opens when asked and shows nothing when printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from apps.lib import crypto


class Tie(StrEnum):
    """What a value is authenticated with, beside its key: moved elsewhere it does not open.

    Never change one: what was encrypted with it would not open any more.
    """

    COLUMN = "{pk}/{column}"
    OLDER_COLUMN = "{pk}:{column}"
    """The household's columns, which are older than the way of writing above."""
    ROW = "{pk}"
    """For the only encrypted value of a row."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A value on its way into an encrypted column: ``row.phone_encrypted = Plain(number)``.

    Named, because a column also takes what is encrypted already (bytes, as the database gives them).
    """

    value: str | bytes

    def __repr__(self) -> str:
        return "Plain(…)"


class Encrypted:
    """A value of an encrypted column, still closed; false when nothing stands there."""

    __slots__ = ("_aad", "_blob")

    def __init__(self, blob: bytes, aad: str) -> None:
        self._blob, self._aad = blob, aad

    def text(self) -> str:
        """Return the plain text, '' where nothing stands; DecryptionFailed if it was changed or moved."""
        return self.data().decode()

    def data(self) -> bytes:
        """Return the plain bytes, for what is no text."""
        return crypto.decrypt(self._blob, aad=self._aad) if self._blob else b""

    @property
    def key_version(self) -> int:
        """Version of the key it hangs on."""
        return crypto.key_version(self._blob)

    def __bytes__(self) -> bytes:
        return self._blob

    def __bool__(self) -> bool:
        return bool(self._blob)

    # Ciphertexts are compared, so this says “the same value untouched”, never “the same words”: each
    # encryption draws a new nonce. Words are compared after text().
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Encrypted) and (self._blob, self._aad) == (other._blob, other._aad)

    def __hash__(self) -> int:
        return hash(self._blob)

    def __repr__(self) -> str:
        return "Encrypted(…)" if self._blob else "Encrypted()"


class _Attribute(DeferredAttribute):
    """The attribute of a row: closed when read, encrypted at once when a plain value is given."""

    field: EncryptedField

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        # DeferredAttribute's own reading: a column left out by only() or defer() is still fetched.
        blob = super().__get__(instance, cls)
        return Encrypted(bytes(blob or b""), self.field.aad(instance.pk))

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, Plain):
            value = self.field.encrypt(instance.pk, value.value)
        elif isinstance(value, Encrypted):
            value = bytes(value)
        # Bytes pass as they are: that is how Django fills a row it has read. A text can only be a mistake.
        elif isinstance(value, str):
            raise TypeError(f"{self.field.name}: say Plain(…) for a value that is to be encrypted")
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.BinaryField[Any, Encrypted]):
    """A binary column that holds nothing but encrypted values of its own rows.

    The row's primary key must stand before a value is given. In migrations it is what the database
    sees, a ``BinaryField``: a migration reads no personal value.
    """

    descriptor_class = _Attribute

    def __init__(self, *args: Any, tie: Tie = Tie.COLUMN, **kwargs: Any) -> None:
        self.tie = tie
        super().__init__(*args, **kwargs)

    def aad(self, pk: object) -> str:
        """Return what ties a value to this column of the row ``pk``."""
        # By the column, which never changes its name as the field may. The suffix is cut off because
        # older values were tied without it: they must go on opening.
        return self.tie.format(pk=pk, column=(self.column or self.name).removesuffix("_sealed"))

    def encrypt(self, pk: object, value: str | bytes) -> bytes:
        """Return a value as the column of the row ``pk`` keeps it; nothing stays nothing."""
        if pk is None:
            raise ValueError(f"{self.name}: the row has no key yet to tie the value to")
        return crypto.encrypt(value, aad=self.aad(pk)) if value else b""

    def decrypt(self, pk: object, blob: bytes | memoryview) -> bytes:
        """Open what the column of the row ``pk`` keeps; DecryptionFailed if it was changed or moved."""
        return crypto.decrypt(blob, aad=self.aad(pk))

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Say BinaryField: how values are tied is no matter of the schema."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        """Give the database bytes; a Plain here came past the row, by ``update()`` or a look-up."""
        if isinstance(value, Plain):
            raise TypeError(f"{self.name}: a plain value is given to a row, not to a query")
        return super().get_prep_value(bytes(value) if isinstance(value, Encrypted) else value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Save what the row keeps as it is, so that NULL stays NULL."""
        return model_instance.__dict__[self.attname]

    def value_from_object(self, obj: models.Model) -> Any:
        """Return the encrypted bytes, for whatever copies a row field by field."""
        return obj.__dict__.get(self.attname)
