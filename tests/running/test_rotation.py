"""Keys change: everything opens before, between and after, and the old key can then go."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import BinaryField

from apps.audit.models import Event
from apps.cases.models import Household
from apps.documents.models import StoredFile
from apps.documents.services import discard_stale_parked, read
from apps.documents.services.reencryption import encrypted_with
from apps.encryption import Plain
from apps.lib import clock, crypto
from apps.lib.actors import SYSTEM
from apps.operations import checks
from apps.operations.queries.encrypted_columns import encrypted_columns
from apps.operations.services import rotation
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def ring() -> Iterator[crypto.KeyRing]:
    """The old key alone, and the process's own ring again afterwards."""
    before = crypto.key_ring()
    ring = replace(before, keys={1: OLD})
    crypto.configure(ring)
    yield ring
    crypto.configure(before)


@pytest.fixture
def world(ring: crypto.KeyRing) -> World:
    """Households and files under the old key; after it the new key writes and both are readable."""
    with clock.at(NOON):
        world = make_world()
    for _ in range(3):
        make_staged_case(world, "received")
    make_staged_case(world, "building")
    crypto.configure(replace(ring, keys={1: OLD, 2: NEW}))
    return world


def opened() -> dict[str, list[bytes]]:
    """Return every encrypted value and file, as read with the keys at hand."""
    found: dict[str, list[bytes]] = {}
    for column, field in encrypted_columns().items():
        rows = rotation._filled(column).order_by("pk").values_list("pk", field.name)
        found[column] = [field.decrypt(pk, blob) for pk, blob in rows]
    found["files"] = [read(file) for file in StoredFile.objects.order_by("pk")]
    return found


def versions() -> set[int]:
    """Return the key versions in use."""
    used = {encrypted_with(file) for file in StoredFile.objects.all()}
    for column, field in encrypted_columns().items():
        rows = rotation._filled(column).values_list(field.name, flat=True)
        used |= {crypto.key_version(blob) for blob in rows}
    return used


def rotate(**options: Any) -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said, stderr=said, **options)
    return said.getvalue()


def test_everything_opens_with_the_new_key_alone(world: World, ring: crypto.KeyRing) -> None:
    before = opened()
    assert versions() == {1}

    said = rotate(batch=2)

    assert "旧密钥可以删除" in said
    crypto.configure(replace(ring, keys={2: NEW}))
    assert opened() == before
    assert versions() == {2}
    assert "全部加密内容均可解密" in rotate(verify=True)
    event = Event.objects.filter(action="keys.rotated").get()
    assert event.fact_values["version"] == 2
    assert event.fact_values["cases.Household.id_number_sealed"] == 4


def test_a_second_run_changes_nothing(world: World) -> None:
    rotate()
    before = list(Household.objects.order_by("pk").values_list("id_number_encrypted", flat=True))
    names = set(StoredFile.objects.values_list("storage_name", flat=True))
    rotate()

    assert list(Household.objects.order_by("pk").values_list("id_number_encrypted", flat=True)) == before
    assert set(StoredFile.objects.values_list("storage_name", flat=True)) == names
    assert Event.objects.filter(action="keys.rotated").count() == 1


def test_killed_in_the_middle_it_goes_on_where_it_was(world: World, ring: crypto.KeyRing) -> None:
    before = opened()

    def killed(_what: str, done: int, _total: int) -> None:
        if done == 2:
            raise SystemExit

    with pytest.raises(SystemExit):
        rotation.rotate(by=SYSTEM, batch=1, progress=killed)
    assert versions() == {1, 2}
    assert opened() == before
    assert rotation.survey().left["cases.Household.id_number_sealed"] == 2

    again = rotation.rotate(by=SYSTEM, batch=1)

    assert again.finished
    assert again.done["cases.Household.id_number_sealed"] == 2
    crypto.configure(replace(ring, keys={2: NEW}))
    assert opened() == before


def test_killed_between_store_and_row_no_file_is_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = opened()["files"]

    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(StoredFile, "save", killed)
        with pytest.raises(SystemExit):
            rotation.rotate(by=SYSTEM)
    assert opened()["files"] == before

    assert rotation.rotate(by=SYSTEM).finished
    assert opened()["files"] == before


def test_the_old_bytes_are_swept_up_a_day_later(world: World) -> None:
    old = list(StoredFile.objects.values_list("storage_name", flat=True))
    rotate()
    assert all(default_storage.exists(name) for name in old)  # whoever is fetching one still may

    made_long_ago(old)
    made_long_ago(StoredFile.objects.values_list("storage_name", flat=True))
    discard_stale_parked(by=SYSTEM)

    assert not any(default_storage.exists(name) for name in old)
    assert opened()["files"]


def made_long_ago(names: Iterable[str]) -> None:
    folder = Path(default_storage.location)  # type: ignore[attr-defined]
    for name in names:
        os.utime(folder / name, (0, 0))


def test_the_night_after_a_rotation_the_old_bytes_stay(world: World) -> None:
    old = list(StoredFile.objects.values_list("storage_name", flat=True))
    made_long_ago(old)
    rotate()
    discard_stale_parked(by=SYSTEM)

    assert all(default_storage.exists(name) for name in old)


def test_old_bytes_are_kept_where_the_new_ones_are_lost(world: World) -> None:
    file = StoredFile.objects.order_by("pk")[0]
    rotate()
    made_long_ago([file.storage_name])
    default_storage.delete(StoredFile.objects.get(pk=file.pk).storage_name)
    discard_stale_parked(by=SYSTEM)

    assert default_storage.exists(file.storage_name)


def test_counting_writes_nothing(world: World) -> None:
    said = rotate(dry_run=True)

    assert "cases.Household.id_number_sealed：仍在使用旧密钥的 4 项" in said
    assert versions() == {1}


def test_a_value_that_does_not_open_is_named_and_keeps_the_old_key(world: World) -> None:
    household = Household.objects.order_by("pk").first()
    assert household is not None
    *rest, last = bytes(household.phone_encrypted)
    spoilt = bytes([*rest, last ^ 1])
    Household.objects.filter(pk=household.pk).update(phone_encrypted=spoilt)

    said = StringIO()
    with pytest.raises(CommandError, match="旧密钥还不能删除"):
        call_command("rotate_keys", stdout=said, stderr=said)

    assert f"cases.Household.phone_sealed {household.pk}" in said.getvalue()
    assert rotation.survey().left["cases.Household.phone_sealed"] == 1
    assert rotation.survey().left["cases.Household.id_number_sealed"] == 0


def test_a_new_key_can_be_readable_before_it_writes(ring: crypto.KeyRing) -> None:
    crypto.configure(replace(ring, keys={1: OLD, 2: NEW}, writes=1))
    blob = crypto.encrypt("甲", aad="row")
    assert crypto.key_version(blob) == 1

    crypto.configure(replace(ring, keys={1: OLD, 2: NEW}))
    assert crypto.decrypt_text(blob, aad="row") == "甲"
    assert crypto.key_version(crypto.encrypt("甲", aad="row")) == 2
    with pytest.raises(ValueError, match="writing key 3"):
        replace(ring, writes=3)


def test_households_are_found_again_after_the_index_key_changed(world: World, ring: crypto.KeyRing) -> None:
    household = Household.objects.order_by("pk").first()
    assert household is not None
    phone = household.phone_encrypted.text()

    def found() -> bool:
        return Household.objects.filter(phone_index=crypto.blind_index(phone, purpose="phone")).exists()

    assert found()
    crypto.configure(replace(crypto.key_ring(), index_key=b"another index key"))
    assert not found()
    rotate(index=True)
    assert found()


# --- nothing encrypted is forgotten ---


def test_every_encrypted_column_is_declared() -> None:
    assert "cases.Household.phone_sealed" in encrypted_columns()
    assert checks.check_encrypted_columns() == []


def test_an_undeclared_column_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = BinaryField()
    monkeypatch.setattr(checks, "binary_columns", lambda: [("cases.Household.scan", bare)])

    told = [message.msg for message in checks.check_encrypted_columns()]

    assert len(told) == 1
    assert "cases.Household.scan" in told[0]


# --- beside running processes ---


@pytest.mark.postgres
def test_a_row_someone_holds_is_waited_for_alone(world: World) -> None:
    """A clerk corrects a phone number while the keys change: neither waits for long, nothing is lost."""
    households = list(Household.objects.order_by("pk"))
    held, others = households[0], households[1:]
    locked, go_on = threading.Event(), threading.Event()
    fresh = "13800000999"

    def clerk() -> None:
        with transaction.atomic():
            row = Household.objects.select_for_update().get(pk=held.pk)
            locked.set()
            assert go_on.wait(30)
            row.phone_encrypted = Plain(fresh)
            row.index()
            row.save()
        connection.close()

    def passed(what: str, done: int, _total: int) -> None:
        if what == "cases.Household.id_number_sealed" and done == len(others):
            go_on.set()

    thread = threading.Thread(target=clerk)
    thread.start()
    assert locked.wait(30)
    result = rotation.rotate(by=SYSTEM, batch=2, progress=passed)
    thread.join()

    assert result.finished, result
    row = Household.objects.get(pk=held.pk)
    assert row.phone_encrypted.text() == fresh
    assert list(rotation.verify_encrypted()) == []
