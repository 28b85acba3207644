"""Taking a backup of a running site: first the database at one moment, then the files it names.

Files are only ever added, so whatever the snapshot names can still be copied afterwards. Two things
may happen meanwhile: a parked upload is discarded (its row is gone as well), or a key rotation gives
a file new encrypted bytes under a new name (they open under the old row just the same).
"""

from __future__ import annotations

import hmac
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import connection, transaction

from apps.audit.services import Subject, record
from apps.documents.models import StoredFile
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.lib.encrypted_streams import encrypt_stream
from apps.operations.queries.facts import facts, stored_files
from apps.operations.rules import backups as shape
from apps.operations.rules.backups import Facts, Listed, Manifest, Part
from apps.operations.services.backups import databases

_MAC_PURPOSE = b"caseflow backup manifest\0"


@dataclass(frozen=True, slots=True)
class Taken:
    """A finished backup."""

    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class _Snapshot:
    facts: Facts
    files: list[tuple[str, str]]
    schema: str = ""


def take(*, folder: Path, by: Actor, version: str, key: bytes | None) -> Taken:
    """Write a backup to a new folder; with ``key`` the database is encrypted.

    The folder appears under its name only when it is complete. Raises Refused when it exists, and
    :class:`ProgramMissing` when there is no pg_dump for the server.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    for path in (folder, partial):
        if path.exists():
            raise Refused(f"{path} 已经存在，备份不会覆盖它", code="exists")
    partial.mkdir(mode=0o700, parents=True)
    try:
        manifest = _write(partial, version, key)
        partial.rename(folder)
    # Ctrl-C included: half a backup must not lie about.
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    with transaction.atomic():
        record(
            by=by,
            subject=Subject("site", "backup"),
            action="backup.taken",
            facts={"made_at": manifest.made_at, "files": manifest.file_count, "encrypted": key is not None},
        )
    return Taken(folder, manifest)


def mac_of(manifest: bytes) -> str:
    """Return the MAC by which it shows that only holders of the audit key wrote a manifest."""
    return crypto.audit_mac(_MAC_PURPOSE + manifest).hex()


def key_check(key: bytes) -> str:
    """Return a value that tells whether a key is the one, and nothing of the key."""
    return hmac.new(key, b"caseflow key check", sha256).hexdigest()[:16]


def key_checks() -> dict[str, str]:
    """Return the check value of every key in the ring."""
    return {str(version): key_check(key) for version, key in crypto.key_ring().keys.items()}


def _write(folder: Path, version: str, key: bytes | None) -> Manifest:
    made_at = clock.now().isoformat()
    vendor = connection.vendor
    name = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}[vendor]
    target = folder / (f"{name}.sealed" if key else name)
    snapshot = _postgresql(target, key) if vendor == "postgresql" else _sqlite(target, key)
    files, gone, damaged = _copy_files(folder, snapshot.files)
    listing = "".join(each.line() for each in files).encode()
    _new_file(folder / shape.FILE_LIST, listing)
    manifest = Manifest(
        made_at=made_at,
        version=version,
        vendor=vendor,
        schema=snapshot.schema,
        database=_part(target),
        backup_key=key_check(key) if key else "",
        files=_part(folder / shape.FILE_LIST),
        file_count=len(files),
        file_bytes=sum(each.size for each in files),
        gone=tuple(gone),
        damaged=tuple(damaged),
        keys=key_checks(),
        facts=snapshot.facts,
    )
    text = shape.dump(manifest)
    _new_file(folder / shape.MAC, mac_of(text).encode())
    _new_file(folder / shape.MANIFEST, text)
    return manifest


def _postgresql(target: Path, key: bytes | None) -> _Snapshot:
    dump = databases.program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        # Figures, list of files and dump must see one moment; READ COMMITTED would take one per statement.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for limit in ("idle_in_transaction_session_timeout", "statement_timeout"):
            cursor.execute(f"SET LOCAL {limit} = 0")  # a large dump takes its time
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        snapshot, schema = cursor.fetchone()
        # One schema: an extension the server's owner added cannot be restored by us.
        command = [dump, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        command += ["--schema", schema]
        found = _Snapshot(facts(cursor, "postgresql"), stored_files(cursor), str(schema))
        with (
            _created(target) as out,
            subprocess.Popen(command, stdout=subprocess.PIPE, env=databases.environment()) as process,  # noqa: S603
        ):
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            _put(process.stdout, out, key, target.name)
        if process.returncode:
            raise RuntimeError(f"pg_dump ended with {process.returncode}")
    return found


def _sqlite(target: Path, key: bytes | None) -> _Snapshot:
    copy = target.with_name("database.copy") if key else target
    connection.ensure_connection()
    copied = sqlite3.connect(copy)
    try:
        copy.chmod(0o600)
        connection.connection.backup(copied)  # SQLite's online backup: writers go on meanwhile
        # The copy inherits WAL mode, which would lay a second file beside it.
        copied.execute("PRAGMA journal_mode=DELETE")
        found = _Snapshot(facts(copied.cursor(), "sqlite"), stored_files(copied.cursor()))
    finally:
        copied.close()
    if key:
        with copy.open("rb") as source, _created(target) as out:
            _put(source, out, key, target.name)
        copy.unlink()
    return found


def _put(source: IO[bytes], target: IO[bytes], key: bytes | None, name: str) -> None:
    if key:
        encrypt_stream(source, target, key=key, aad=name)
    else:
        shutil.copyfileobj(source, target, 1024 * 1024)


def _copy_files(folder: Path, rows: list[tuple[str, str]]) -> tuple[list[Listed], list[str], list[str]]:
    copied, gone, damaged = [], [], []
    for pk, name in rows:
        encrypted = _encrypted_bytes(pk, name)
        row = StoredFile.objects.filter(pk=pk).first() if encrypted is None else None
        if encrypted is None and row is None:
            gone.append(pk)
            continue
        if encrypted is None or not _opens(pk, encrypted):
            damaged.append(pk)
        if encrypted is not None:
            path = folder / shape.FILES / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _new_file(path, encrypted)
            copied.append(Listed(name, len(encrypted), shape.digest_of(encrypted)))
    return copied, gone, damaged


def _encrypted_bytes(pk: str, name: str) -> bytes | None:
    """Return a file's encrypted bytes, from where its row says now if it was encrypted anew; None if gone."""
    for wanted in (name, StoredFile.objects.filter(pk=pk).values_list("storage_name", flat=True).first()):
        try:
            with default_storage.open(str(wanted or name), "rb") as stored:
                return bytes(stored.read())
        except FileNotFoundError:
            continue
    return None


def _opens(pk: str, encrypted: bytes) -> bool:
    try:
        content = crypto.decrypt(encrypted, aad=crypto.aad_of(pk))
    except crypto.DecryptionFailed:
        return False
    wanted = StoredFile.objects.filter(pk=pk).values_list("sha256", flat=True).first()
    return wanted is None or wanted == shape.digest_of(content)


def _part(path: Path) -> Part:
    with path.open("rb") as source:
        digest = sha256()
        for chunk in iter(lambda: source.read(1024 * 1024), b""):
            digest.update(chunk)
    return Part(path.name, path.stat().st_size, digest.hexdigest())


@contextmanager
def _created(path: Path) -> Iterator[IO[bytes]]:
    """Yield a new file only its owner may read, written through to the disk at the end."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _new_file(path: Path, content: bytes) -> None:
    with _created(path) as out:
        out.write(content)
