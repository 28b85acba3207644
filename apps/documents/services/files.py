"""Keeping files and giving them out: encrypted, hashed, never under a guessable name."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from apps.audit.services import Subject, log_access, record
from apps.documents.enums import FileKind, Media, kind_label
from apps.documents.forms.checks import check
from apps.documents.models import StoredFile
from apps.documents.rules.images import BadImage, drawn_image
from apps.documents.rules.names import ascii_name, safe_name
from apps.documents.rules.uploads import BadUpload, CheckedUpload
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.decisions import Refused


@dataclass(frozen=True, slots=True)
class Owner:
    """The record of another app that a file belongs to, as plain texts."""

    kind: str
    id: str


class FileDamaged(Refused):
    """The stored bytes are gone or are not those that were stored."""


@transaction.atomic
def store_upload(
    *,
    by: Actor,
    upload: File[bytes] | CheckedUpload,
    owner: Owner,
    kind: str,
    sensitive: bool,
    label: str = "",
    field: str = "",
) -> StoredFile:
    """Check and keep an upload; raise :class:`Refused` at ``field`` with the reason if it is bad.

    ``sensitive`` says that it contains a 身份证号 or the 困难家庭 status.
    """
    if not isinstance(upload, CheckedUpload):
        try:
            upload = check(upload, kind=kind)
        except BadUpload as error:
            raise Refused(str(error), field=field, code="bad_upload") from error
    return _store(
        by=by,
        content=upload.content,
        name=upload.name,
        media_type=upload.media_type,
        owner=owner,
        kind=kind,
        label=label or kind_label(kind),
        sensitive=sensitive,
        source=upload,
    )


@transaction.atomic
def store_generated(
    *,
    by: Actor,
    content: bytes,
    name: str,
    owner: Owner,
    kind: str = FileKind.PAPER,
    sensitive: bool = True,
    label: str = "",
    media_type: str = Media.PDF,
) -> StoredFile:
    """Keep a paper made here; it is not examined, unlike an upload."""
    return _store(
        by=by,
        content=content,
        name=safe_name(name),
        media_type=media_type,
        owner=owner,
        kind=kind,
        label=label or kind_label(kind),
        sensitive=sensitive,
    )


@transaction.atomic
def store_drawn_signature(
    *, by: Actor, data_url: str, owner: Owner, label: str = "", field: str = ""
) -> StoredFile:
    """Keep a signature drawn on a screen; raise :class:`Refused` at ``field`` if it is empty."""
    try:
        content = drawn_image(data_url)
    except BadImage as error:
        raise Refused(str(error), field=field, code="bad_signature") from error
    return store_generated(
        by=by,
        content=content,
        name="签名.png",
        owner=owner,
        kind=FileKind.SIGNATURE,
        sensitive=False,
        label=label,
        media_type=Media.PNG,
    )


def read(file: StoredFile) -> bytes:
    """Return the content as it was stored; raise :class:`FileDamaged` if it is not the same."""
    try:
        with default_storage.open(file.storage_name, "rb") as stored:
            content = crypto.decrypt(stored.read(), aad=crypto.aad_of(file.id))
    except FileNotFoundError as error:
        raise FileDamaged(f"“{file}”在存储中找不到，请联系系统管理员", code="file_missing") from error
    except OSError as error:
        raise FileDamaged(f"“{file}”暂时取不到：文件存储没有应答，请稍后再试", code="store_away") from error
    except crypto.DecryptionFailed as error:
        raise _damaged(file) from error
    # The tag proves that these bytes were once kept under this row's id; only the digest proves that they
    # are the ones the row speaks of.
    if sha256(content).hexdigest() != file.sha256:
        raise _damaged(file)
    return content


def is_whole(file: StoredFile) -> bool:
    """Whether a file can be read as it was stored; raise :class:`FileDamaged` where the store is away."""
    try:
        read(file)
    except FileDamaged as error:
        if error.code == "store_away":
            raise
        return False
    return True


def file_response(
    file: StoredFile,
    *,
    filename: str | None = None,
    inline: bool = False,
    by: Actor | None = None,
    purpose: str = "",
) -> HttpResponse:
    """Return a stored file as a download that no browser runs or keeps.

    Check scope and field policy before. ``inline=True`` shows a picture that was drawn anew here;
    anything else stays an attachment. With ``by`` the download is written to the access log.
    """
    # Read before it is logged: what cannot be opened was not looked at.
    content = read(file)
    if by is not None:
        log_access(
            by=by,
            subject=Subject("stored_file", str(file.id)),
            kind="download",
            field=file.kind,
            purpose=purpose,
        )
    return bytes_response(
        content,
        filename=filename or file.original_name,
        media_type=file.media_type,
        inline=inline and file.is_image,
    )


def bytes_response(
    content: bytes, *, filename: str, media_type: str = Media.PDF, inline: bool = False
) -> HttpResponse:
    """Return bytes made for one person with the same headers as a stored file."""
    response = HttpResponse(content, content_type=str(media_type))
    _guard(response, filename=filename, size=len(content), inline=inline)
    return response


def stream_response(
    pieces: Iterable[bytes], *, filename: str, size: int, media_type: str
) -> StreamingHttpResponse:
    """Return ``size`` bytes that are made while they are sent, with the same headers as a stored file.

    Where making them fails the connection breaks off, and the size says that something is missing.
    """
    response = StreamingHttpResponse(pieces, content_type=str(media_type))
    _guard(response, filename=filename, size=size)
    return response


def _guard(response: HttpResponseBase, *, filename: str, size: int, inline: bool = False) -> None:
    name = safe_name(filename)
    # filename= is for clients that do not know filename*= (RFC 6266).
    plain = ascii_name(name)
    response["Content-Disposition"] = (
        f"{'inline' if inline else 'attachment'}; "
        f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"


def _store(
    *,
    by: Actor,
    content: bytes,
    name: str,
    media_type: str,
    owner: Owner,
    kind: str,
    label: str,
    sensitive: bool,
    source: CheckedUpload | None = None,
) -> StoredFile:
    file_id = uuid.uuid4()
    # The id is drawn here and not by the database: the content is tied to it before there is a row.
    encrypted = crypto.encrypt(content, aad=crypto.aad_of(file_id))
    try:
        # Content first: a row without content could never be opened, content without a row is swept up.
        storage_name = default_storage.save(f"{file_id.hex[:2]}/{file_id}.sealed", ContentFile(encrypted))
    except OSError as error:
        raise Refused("文件存储暂时不可用，文件没有保存，请稍后再试", code="store_away") from error
    try:
        with transaction.atomic():
            stored = StoredFile.objects.create(
                id=file_id,
                owner_kind=owner.kind,
                owner_id=owner.id,
                kind=kind,
                label=label,
                original_name=name,
                media_type=str(media_type),
                size=len(content),
                sha256=sha256(content).hexdigest(),
                source_sha256=source.source_sha256 if source else "",
                source_size=source.source_size if source else None,
                storage_name=storage_name,
                sensitive=sensitive,
                uploaded_by_id=by.user_id,
                uploaded_by_name=by.signature,
                uploaded_by_role=by.role,
                uploaded_by_organisation=by.organisation_name,
                created_at=clock.now(),
                captured_at=source.captured_at if source else None,
                camera_time=source.camera_time if source else "",
            )
            record(
                by=by,
                subject=Subject("stored_file", str(file_id)),
                action="file_stored",
                facts={
                    "kind": kind,
                    "sha256": stored.sha256,
                    "size": stored.size,
                    "source_sha256": stored.source_sha256,
                },
            )
    except BaseException:
        with suppress(OSError):  # what stays is swept up as content without a row
            default_storage.delete(storage_name)
        raise
    return stored


def _damaged(file: StoredFile) -> FileDamaged:
    return FileDamaged(
        f"“{file}”的内容与存入时不一致，可能已被改动，系统不提供下载，请联系系统管理员",
        code="file_damaged",
    )
