"""Checks of an archive: complete, unchanged, written with our audit key, and fit for this site."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from apps.operations.rules import backups as shape
from apps.operations.rules.backups import BadArchive, Listed, Manifest, Part
from apps.operations.services.backups.backup import key_check, key_checks, mac_of


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose every part is as it was written."""

    folder: Path
    manifest: Manifest

    def files(self) -> Iterator[Listed]:
        """Yield what the list of files names; raise :class:`BadArchive` at a line it cannot have."""
        yield from shape.listed((self.folder / shape.FILE_LIST).read_text("utf-8"))

    @property
    def database(self) -> Path:
        """Path of the database's part, encrypted or not."""
        return self.folder / self.manifest.database.name


def examine(folder: Path) -> Archive:
    """Read an archive and look at every byte of it; raise :class:`BadArchive` saying what is wrong."""
    try:
        text = (folder / shape.MANIFEST).read_bytes()
        mac = (folder / shape.MAC).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadArchive(f"{folder} 不是完整的备份：缺少清单或清单封印") from error
    # The MAC first: what follows trusts the names and sizes in the manifest.
    if not hmac.compare_digest(mac, mac_of(text)):
        raise BadArchive("备份清单的封印不符：清单被改动，或 CASEFLOW_AUDIT_KEY 与备份时不同")
    manifest = shape.load(text)
    for part in (manifest.database, manifest.files):
        _same(folder / part.name, part)
    archive = Archive(folder, manifest)
    for each in archive.files():
        _same(folder / shape.FILES / each.name, Part(each.name, each.size, each.sha256))
    return archive


def require_fitting(archive: Archive, *, key: bytes | None) -> None:
    """Raise :class:`BadArchive` when this site cannot go back to a sound archive, and why."""
    manifest = archive.manifest
    if manifest.vendor != connection.vendor:
        raise BadArchive(f"备份来自 {manifest.vendor}，不能恢复到 {connection.vendor}")
    ours = key_checks()
    # Every key of then must be here; keys that we have got since do no harm.
    wrong = [version for version, check in manifest.keys.items() if ours.get(version) != check]
    if wrong:
        raise BadArchive(f"CASEFLOW_KEYS 缺少备份时的密钥，或其值不同：版本 {'、'.join(wrong)}")
    if manifest.encrypted and (key is None or key_check(key) != manifest.backup_key):
        raise BadArchive("备份已加密，CASEFLOW_BACKUP_KEY 没有设定，或与备份时不同")
    # Without a connection: what the code knows, whatever stands in the database.
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = [name for name in manifest.facts.migrations if name not in known]
    if newer:
        raise BadArchive(f"备份来自更新的版本（{manifest.version}），请先升级程序：{newer[0]}")


def _same(path: Path, part: Part) -> None:
    try:
        with path.open("rb") as source:
            digest = sha256()
            for chunk in iter(lambda: source.read(1024 * 1024), b""):
                digest.update(chunk)
    except OSError as error:
        raise BadArchive(f"备份缺少 {part.name}") from error
    if (path.stat().st_size, digest.hexdigest()) != (part.size, part.sha256):
        raise BadArchive(f"备份中的 {part.name} 与清单不符，已损坏或被改动")
