"""Going back to a backup: everything is looked at before anything is written, and again afterwards."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from apps.audit.services import Subject, grants, record, triggers, verify_all
from apps.documents.models import StoredFile
from apps.documents.services import FileDamaged, read
from apps.inspections.models import FieldPhoto
from apps.inspections.services.field_uploads import begin_again
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.crypto import DecryptionFailed
from apps.lib.decisions import Refused
from apps.lib.encrypted_streams import open_stream
from apps.operations.queries.facts import facts
from apps.operations.rules import backups as shape
from apps.operations.rules.backups import BadArchive, Facts
from apps.operations.services.backups import databases
from apps.operations.services.backups.verification import Archive, require_fitting


@dataclass(slots=True)
class Restored:
    """What stands after a restore, and everything that is not as it was."""

    tables: int = 0
    rows: int = 0
    files: int = 0
    events: int = 0
    migrated: bool = False
    set_aside: str = ""
    """Where what stood here before was put; '' when the database was empty."""
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def restore(*, archive: Archive, by: Actor, key: bytes | None, replace: bool = False) -> Restored:
    """Bring database and files back from an examined archive, and compare them with it.

    A database that holds tables is refused, or, with ``replace``, set aside and not deleted; it comes
    back when the loading fails. Raises Refused and :class:`BadArchive` before anything is written.
    ``problems`` of the result is empty when everything is as it was.
    """
    require_fitting(archive, key=key)
    if connection.vendor == "sqlite":
        _sqlite_path().parent.mkdir(parents=True, exist_ok=True)  # a new machine has no folder yet
    if _tables() and not replace:
        raise Refused("数据库不是空的；确要替换请加 --replace（原有数据会移到一旁保留）", code="not_empty")
    _require_owner()
    result = Restored()
    # Files first: without rows they are only unread bytes, but rows without files would be losses.
    differing = _place_files(archive, replace=replace)
    if connection.vendor == "postgresql":
        _postgresql(archive, key, result)
    else:
        _sqlite(archive, key, result)
    # Only now: had the loading failed, the rows that stand here would have lost their files.
    for each in differing:
        try:
            default_storage.delete(each.name)
            _place(archive, each)
        except (Refused, OSError) as error:
            result.problems.append(f"{each.name} 没有换成备份里的内容：{error}")
    result.problems += shape.differences(archive.manifest.facts, _facts())
    tables = archive.manifest.facts.tables.values()
    result.tables, result.rows = len(tables), sum(table.rows for table in tables)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        result.migrated = True
    grants.grant_to_application()  # the tables are new ones: nobody but their owner may use them yet
    _begin_photos_again()
    _verify(archive, result)
    if not result.problems:
        with transaction.atomic():
            record(
                by=by,
                subject=Subject("site", "backup"),
                action="backup.restored",
                facts={"made_at": archive.manifest.made_at, "files": result.files},
            )
    return result


def _require_owner() -> None:
    """Raise Refused for a role that may make no tables: the application's own."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_schema(), 'CREATE'), current_user")
        may, role = cursor.fetchone()
    if not may:
        raise Refused(f"恢复要建表，须用数据库所有者的 DATABASE_URL；现在的角色是 {role}", code="not_owner")


def _begin_photos_again() -> None:
    """Let phones send anew what was only half here: pieces on their way are in no backup."""
    for photo in FieldPhoto.objects.exclude(parts=[]):
        with transaction.atomic():
            begin_again(photo)


def _tables() -> list[str]:
    return connection.introspection.table_names()


def _sqlite_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _facts() -> Facts:
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            return facts(cursor, "postgresql")
    plain = sqlite3.connect(_sqlite_path())
    try:
        return facts(plain.cursor(), "sqlite")
    finally:
        plain.close()


def _place_files(archive: Archive, *, replace: bool) -> list[shape.Listed]:
    """Put the encrypted files where their rows will look for them; they cannot be opened without the rows.

    Names are never used twice, so a file that is there already is normally the same one. Returns
    those that are not, which ``replace`` lets stand for now.
    """
    differing = []
    for each in archive.files():
        if default_storage.exists(each.name):
            with default_storage.open(each.name, "rb") as stored:
                if shape.digest_of(stored.read()) == each.sha256:
                    continue
            if not replace:
                raise Refused(
                    f"存储中已有内容不同的 {each.name}；确要替换请加 --replace", code="file_differs"
                )
            differing.append(each)
        else:
            _place(archive, each)
    return differing


def _place(archive: Archive, each: shape.Listed) -> None:
    content = (archive.folder / shape.FILES / each.name).read_bytes()
    saved = default_storage.save(each.name, ContentFile(content))
    if saved != each.name:
        raise Refused(f"存储没有按原名保存 {each.name}", code="file_differs")


def _postgresql(archive: Archive, key: bytes | None, result: Restored) -> None:
    program = databases.program("pg_restore")
    schema = archive.manifest.schema
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        if cursor.fetchone()[0] != schema:
            raise BadArchive(f"备份来自模式 {schema}，与当前数据库的不同")
        old = f"replaced_{clock.now():%Y%m%d%H%M%S}" if _tables() else ""
        if old:
            cursor.execute(f'ALTER SCHEMA "{schema}" RENAME TO "{old}"')
            cursor.execute(f'CREATE SCHEMA "{schema}"')
    # With --schema the restore leaves the schema itself alone, which is there already.
    command = [program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    command += ["--schema", schema, "--dbname", databases.environment()["PGDATABASE"]]
    try:
        with subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=databases.environment()
        ) as process:
            assert process.stdin is not None  # noqa: S101 - pipes were asked for
            assert process.stderr is not None  # noqa: S101
            with suppress(BrokenPipeError):  # it ended early; its own words follow
                with archive.database.open("rb") as source:
                    _open(source, process.stdin, key, archive.database.name)
                process.stdin.close()
            words = process.stderr.read().decode(errors="replace")
        if process.returncode:
            raise BadArchive(f"pg_restore 未能恢复：{words.strip()[-500:]}")
    except BaseException:
        if old:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
                cursor.execute(f'ALTER SCHEMA "{old}" RENAME TO "{schema}"')
        raise
    result.set_aside = f"模式 {old}" if old else ""


def _sqlite(archive: Archive, key: bytes | None, result: Restored) -> None:
    path = _sqlite_path()
    new = path.with_name(f"{path.name}.restoring")
    try:
        with archive.database.open("rb") as source, new.open("wb") as target:
            _open(source, target, key, archive.database.name)
        had_tables = bool(_tables())
        connection.close()
        if had_tables:
            old = path.with_name(f"{path.name}.replaced-{clock.now():%Y%m%d%H%M%S}")
            # what SQLite still holds beside the file belongs to the old data
            with sqlite3.connect(path) as former:
                former.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # The with statement ends a transaction, not the connection.
            former.close()
            path.rename(old)
            result.set_aside = str(old)
        # SQLite would take what is left of these for the new file's own.
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _open(source: IO[bytes], target: IO[bytes], key: bytes | None, name: str) -> None:
    if name.endswith(".sealed"):
        assert key is not None  # noqa: S101 - require_fitting saw to it
        try:
            open_stream(source, target, key=key, aad=name)
        except DecryptionFailed as error:
            raise BadArchive(str(error)) from error
    else:
        shutil.copyfileobj(source, target, 1024 * 1024)


def _verify(archive: Archive, result: Restored) -> None:
    """Prove the record, the triggers and every stored file."""
    verification = verify_all()
    result.events = verification.events
    result.problems += [str(problem) for problem in verification.problems]
    result.problems += [f"防改触发器缺失：{name}" for name in triggers.missing()]
    known = {*archive.manifest.damaged, *archive.manifest.gone}
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        try:
            read(file)
            result.files += 1
        except FileDamaged as error:
            words = f"文件 {file.pk}：{error.reason}"
            (result.warnings if str(file.pk) in known else result.problems).append(words)
