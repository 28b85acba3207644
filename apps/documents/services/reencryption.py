"""Re-encryption of a stored file under the newest key, while it stays readable."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from apps.documents.models import StoredFile
from apps.documents.services.files import FileDamaged, read
from apps.lib import crypto


def encrypted_with(file: StoredFile) -> int:
    """Return the version of the key a file is encrypted with; FileDamaged when it cannot be read."""
    # A name ending in .kN.sealed says the version, which saves fetching the file. Where the storage chose
    # a free name (….kN_x7f.sealed) the part behind .k is no number, and the bytes are asked.
    written, _, version = file.storage_name.removesuffix(".sealed").rpartition(".k")
    if written and version.isdigit():
        return int(version)
    return crypto.key_version(_encrypted_bytes(file))


@transaction.atomic
def reencrypt(*, file_id: UUID) -> bool:
    """Encrypt one file anew under the key that writes; False when there is nothing to do.

    The new bytes get a name of their own and are read back before the row points to them. The old
    ones stay for a day, until content without a row is swept up in the night: whoever just asked for
    the file, and a backup on its way, still find them. Raises FileDamaged when the content is not what was
    stored; the file is then left as it is.
    """
    file = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if file is None:
        return False
    version = crypto.key_ring().current
    if encrypted_with(file) == version:
        return False
    content = read(file)
    aad = crypto.aad_of(file.pk)
    encrypted = crypto.encrypt(content, aad=aad)
    name = default_storage.save(f"{file.pk.hex[:2]}/{file.pk}.k{version}.sealed", ContentFile(encrypted))
    with default_storage.open(name, "rb") as stored:
        again = crypto.decrypt(stored.read(), aad=aad)
    if sha256(again).hexdigest() != file.sha256:
        raise FileDamaged(f"“{file}”重新加密后与原内容不一致，未作改动", code="file_damaged")
    file.storage_name = name
    file.save(update_fields=("storage_name",))
    return True


def _encrypted_bytes(file: StoredFile) -> bytes:
    try:
        with default_storage.open(file.storage_name, "rb") as stored:
            return bytes(stored.read(2))  # the header: cipher and key version
    except OSError as error:
        raise FileDamaged(f"“{file}”在存储中读不到", code="file_missing") from error
