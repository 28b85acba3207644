"""Backup, drop, restore, verify: same counts, same digests, by one command each.

The commands run as operators run them, each in a process of its own. On SQLite the site is a file,
on PostgreSQL a database of its own on the test's server.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection

from apps.audit.services import digest_day
from apps.documents.models import StoredFile
from apps.lib import clock, crypto
from apps.operations.queries.facts import facts
from apps.operations.rules.backups import BadArchive, Facts, digest_of, listed
from apps.operations.services import backups
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, later, make_world
from tests.running.site import ROOT, database_url, environment

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
COPY = "caseflow_restored"


@pytest.fixture
def household() -> None:
    """A site in use: a household whose works have begun, with photos, papers and a digested day."""
    with clock.at(NOON):
        world = make_world()
    make_staged_case(world, "building")
    with clock.at(later(9)):
        digest_day(NOON.date())


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Return a function that drops the other database, makes it empty, and returns its address."""

    def drop() -> None:
        if connection.vendor == "sqlite":
            shutil.rmtree(tmp_path / "other", ignore_errors=True)  # not even the folder is left
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {COPY}{os.getpid()} WITH (FORCE)")

    def fresh() -> str:
        drop()
        if connection.vendor == "sqlite":
            return f"sqlite:///{tmp_path / 'other' / 'site.sqlite3'}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {COPY}{os.getpid()} TEMPLATE template0")
        return database_url(f"{COPY}{os.getpid()}")

    yield fresh
    drop()


def run(
    script: str, *arguments: object, url: str, var: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts as an operator of the site at ``url`` would."""
    values = environment(var, DATABASE_URL=url, DJANGO_SETTINGS_MODULE="caseflow.settings", **more)
    return subprocess.run(
        [ROOT / "script" / script, *map(str, arguments)],
        env=values,
        capture_output=True,
        text=True,
        check=False,
    )


def here() -> Facts:
    """Return the facts of the test's own database."""
    with connection.cursor() as cursor:
        return facts(cursor.cursor if connection.vendor == "sqlite" else cursor, connection.vendor)


def back_up(folder: Path, **options: Any) -> Path:
    call_command("backup", str(folder), stdout=StringIO(), **options)
    return folder


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return found


def without_operations(tables: dict[str, Any]) -> dict[str, Any]:
    """Leave out where backup and restore write down that they happened."""
    return {name: table for name, table in tables.items() if name not in {"audit_event", "audit_chain"}}


def test_backup_drop_restore_verify(
    household: None, tmp_path: Path, settings: Any, other: Callable[[], str]
) -> None:
    settings.CASEFLOW_BACKUP_KEY = KEY
    before = here()
    first = back_up(tmp_path / "first")
    url, var = other(), tmp_path / "var"

    # into an empty place
    restored = run("restore", first, url=url, var=var, CASEFLOW_BACKUP_KEY=KEY)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "与备份一致，审计记录完好" in restored.stdout

    # the restored site is backed up, dropped with its files, and comes back
    again = run("backup", tmp_path / "second", url=url, var=var, CASEFLOW_BACKUP_KEY=KEY)
    assert again.returncode == 0, again.stdout + again.stderr
    shutil.rmtree(var)
    back = run("restore", tmp_path / "second", url=other(), var=var, CASEFLOW_BACKUP_KEY=KEY)
    assert back.returncode == 0, back.stdout + back.stderr

    # over data in use only when told so, and these are kept; a file that is not the archive's is put right
    flip(next((var / "files").rglob("*.sealed")))
    replaced = run("restore", first, "--replace", url=url, var=var, CASEFLOW_BACKUP_KEY=KEY)
    assert replaced.returncode == 0, replaced.stdout + replaced.stderr
    assert "原有数据保留在" in replaced.stdout
    if connection.vendor == "sqlite":
        (old,) = tmp_path.glob("other/site.sqlite3.replaced-*")
        with sqlite3.connect(old) as former:
            assert former.execute("SELECT count(*) FROM cases_case").fetchone() == (1,)
        former.close()

    was, now = manifest_of(first)["facts"], manifest_of(tmp_path / "second")["facts"]
    assert {name: table.rows for name, table in before.tables.items()} == {
        name: table["rows"] for name, table in was["tables"].items()
    }
    assert without_operations(was["tables"]) == without_operations(now["tables"])
    assert now["tables"]["audit_event"]["rows"] == was["tables"]["audit_event"]["rows"] + 1
    assert was["last_digest"] == now["last_digest"] == before.last_digest != ""
    assert was["migrations"] == now["migrations"]
    names = {each.name for each in listed((first / "files.txt").read_text())}
    assert names == set(StoredFile.objects.values_list("storage_name", flat=True))
    assert names


def test_no_name_of_a_person_stands_in_an_encrypted_backup(
    household: None, tmp_path: Path, settings: Any
) -> None:
    name = make_world_name()
    plain = back_up(tmp_path / "plain", plain=True)
    settings.CASEFLOW_BACKUP_KEY = KEY
    encrypted = back_up(tmp_path / "encrypted")

    assert not any(name in path.read_bytes() for path in encrypted.rglob("*") if path.is_file())
    assert {path.stat().st_mode & 0o077 for path in encrypted.rglob("*") if path.is_file()} == {0}
    if connection.vendor == "sqlite":  # pg_dump compresses; a plain copy shows that the search can find
        assert any(name in path.read_bytes() for path in plain.rglob("*") if path.is_file())


def make_world_name() -> bytes:
    """Return a person's name as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM orgs_user ORDER BY id LIMIT 1")
        return str(cursor.fetchone()[0]).encode()


def test_a_backup_overwrites_nothing(household: None, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(CommandError, match="已经存在"):
        back_up(tmp_path / "there")
    assert list((tmp_path / "there").iterdir()) == []


def test_a_failed_backup_leaves_nothing(
    household: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("apps.operations.services.backups.backup._copy_files", full)
    with pytest.raises(CommandError, match="No space left"):
        back_up(tmp_path / "archive")
    assert list(tmp_path.glob("archive*")) == []


def test_the_production_profile_writes_no_plain_backup_unasked(tmp_path: Path, settings: Any) -> None:
    settings.PROFILE = "production"
    with pytest.raises(CommandError, match="CASEFLOW_BACKUP_KEY"):
        back_up(tmp_path / "archive")
    assert list(tmp_path.glob("archive*")) == []


def test_a_database_in_use_is_not_overwritten(household: None, tmp_path: Path) -> None:
    archive = back_up(tmp_path / "archive")
    before = here()
    with pytest.raises(CommandError, match="数据库不是空的"):
        call_command("restore", str(archive))
    assert here() == before


def test_a_lost_file_is_told_and_does_not_stop_the_backup(household: None, tmp_path: Path) -> None:
    lost = StoredFile.objects.order_by("pk").first()
    assert lost is not None
    (Path(site.STORAGES["default"]["OPTIONS"]["location"]) / lost.storage_name).unlink()

    with pytest.raises(CommandError, match="1 个文件缺失或损坏") as told:
        back_up(tmp_path / "archive")

    assert told.value.returncode == 3
    assert manifest_of(tmp_path / "archive")["damaged"] == [str(lost.pk)]
    backups.examine(tmp_path / "archive")


def test_a_database_that_does_not_load_leaves_every_file_as_it_stood(
    household: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = back_up(tmp_path / "archive")
    file = StoredFile.objects.order_by("pk")[0]
    stands = Path(site.STORAGES["default"]["OPTIONS"]["location"]) / file.storage_name
    flip(stands)
    before = stands.read_bytes()

    def broken(*_: object) -> None:
        raise BadArchive("数据库未能恢复")

    for loader in ("_sqlite", "_postgresql"):
        monkeypatch.setattr(f"apps.operations.services.backups.restoration.{loader}", broken)
    with pytest.raises(CommandError, match="数据库未能恢复"):
        call_command("restore", str(archive), replace=True)

    assert stands.read_bytes() == before


# --- archives that are not as they were written ---


def flip(path: Path) -> None:
    """Change one bit in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def forge(folder: Path) -> None:
    """Take a household out of the database's part and write a manifest that fits, without the key."""
    database = next(folder.glob("database.*"))
    flip(database)
    text = (folder / "manifest.json").read_text("utf-8")
    manifest = json.loads(text)
    manifest["database"]["sha256"] = digest_of(database.read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: flip(next(folder.glob("database.*"))), "与清单不符"),
        (lambda folder: flip(next(folder.rglob("*.sealed"))), "与清单不符"),
        (lambda folder: next((folder / "files").rglob("*.sealed")).unlink(), "备份缺少"),
        (lambda folder: (folder / "files.txt").write_text(""), "与清单不符"),
        (lambda folder: (folder / "manifest.seal").unlink(), "不是完整的备份"),
        (lambda folder: flip(folder / "manifest.json"), "封印不符"),
        (forge, "封印不符"),
    ],
    ids=["database", "file", "file gone", "list", "MAC gone", "manifest", "forged"],
)
def test_a_tampered_archive_is_refused(
    spoil: Callable[[Path], None], told: str, household: None, tmp_path: Path
) -> None:
    archive = back_up(tmp_path / "archive")
    backups.examine(archive)  # the control: untouched it is accepted
    before = here()
    spoil(archive)

    with pytest.raises(CommandError, match=told):
        call_command("restore", str(archive), replace=True)
    assert here() == before


def test_an_archive_needs_the_keys_it_was_made_with(
    household: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CASEFLOW_BACKUP_KEY = KEY
    archive = str(back_up(tmp_path / "archive"))
    ring = crypto.key_ring()

    def refused() -> str:
        with pytest.raises(CommandError) as told:
            call_command("restore", archive, replace=True)
        return str(told.value)

    call_command("restore", archive, check=True, stdout=StringIO())  # the control: these keys fit
    for other_key in ("", base64.b64encode(bytes(32)).decode()):
        settings.CASEFLOW_BACKUP_KEY = other_key
        assert "CASEFLOW_BACKUP_KEY" in refused()
    settings.CASEFLOW_BACKUP_KEY = KEY
    monkeypatch.setattr(crypto, "_ring", replace(ring, keys={1: bytes(32)}))
    assert "CASEFLOW_KEYS" in refused()
    monkeypatch.setattr(crypto, "_ring", replace(ring, audit_key=b"another"))
    assert "CASEFLOW_AUDIT_KEY" in refused()


def test_a_backup_key_of_the_wrong_length_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.CASEFLOW_BACKUP_KEY = "c2hvcnQ="
    with pytest.raises(CommandError, match="32 字节"):
        back_up(tmp_path / "archive")


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "a//b", "a/./b", "", "a\\b"])
def test_a_list_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(BadArchive):
        list(listed(f"{'0' * 64} 5 {name}\n"))
