"""Files in an S3-compatible store: kept, fetched, missing, and what happens when the store is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from moto.server import ThreadedMotoServer

from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import FileDamaged, Owner, discard_stale_parked, read, store_generated
from apps.documents.services.storage import StoreAway
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused

pytestmark = pytest.mark.django_db
CONTENT = "张示例的方案".encode() * 1000
BUCKET = "caseflow-files"
ACCESS = {"aws_access_key_id": "made-up", "aws_secret_access_key": "made-up", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A store on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, _media: None, settings: Any) -> Any:
    """The site with its files in a bucket of its own, empty."""
    client = boto3.client("s3", endpoint_url=endpoint, **ACCESS)
    name = f"{BUCKET}-{uuid4().hex[:8]}"
    client.create_bucket(Bucket=name)
    use(settings, endpoint, name)
    return client, name


def use(settings: Any, endpoint: str, name: str) -> None:
    """Point the site at a bucket, as its settings do when S3_BUCKET is set."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "apps.documents.services.storage.BucketStorage",
            "OPTIONS": {
                "bucket_name": name,
                "endpoint_url": endpoint,
                "access_key": "made-up",
                "secret_key": "made-up",
                "region_name": "us-east-1",
            },
        },
    }


def stored() -> StoredFile:
    return store_generated(
        by=SYSTEM, content=CONTENT, name="方案.pdf", owner=Owner("case", "1"), kind=FileKind.PAPER
    )


def objects(bucket: Any) -> dict[str, bytes]:
    client, name = bucket
    listed = client.list_objects_v2(Bucket=name).get("Contents", [])
    return {each["Key"]: client.get_object(Bucket=name, Key=each["Key"])["Body"].read() for each in listed}


def test_a_file_is_kept_encrypted_and_comes_back(bucket: Any) -> None:
    file = stored()

    ((key, content),) = objects(bucket).items()
    assert key == file.storage_name
    assert CONTENT[:18] not in content
    assert read(StoredFile.objects.get()) == CONTENT


def test_a_missing_object_is_told_as_missing(bucket: Any) -> None:
    file = stored()
    client, name = bucket
    client.delete_object(Bucket=name, Key=file.storage_name)

    with pytest.raises(FileDamaged, match="找不到") as told:
        read(file)
    assert told.value.code == "file_missing"


def test_names_are_never_overwritten(bucket: Any) -> None:
    first = default_storage.save("ab/one.sealed", ContentFile(b"first"))
    second = default_storage.save("ab/one.sealed", ContentFile(b"second"))

    assert first != second
    assert default_storage.open(first).read() == b"first"


def test_what_no_row_names_is_swept_up(bucket: Any, django_capture_on_commit_callbacks: Any) -> None:
    kept = stored()
    default_storage.save("ab/orphan.sealed", ContentFile(b"left by a rolled-back request"))

    with clock.at(clock.now() + timedelta(days=2)), django_capture_on_commit_callbacks(execute=True):
        assert discard_stale_parked(by=SYSTEM) == 1

    assert set(objects(bucket)) == {kept.storage_name}


def test_a_backup_copies_the_bucket(bucket: Any, tmp_path: Path, transactional_db: None) -> None:
    file = stored()
    call_command("backup", str(tmp_path / "archive"), stdout=StringIO())

    copied = tmp_path / "archive" / "files" / file.storage_name
    assert copied.read_bytes() == objects(bucket)[file.storage_name]


# --- the store is away ---


@pytest.fixture
def away(bucket: Any, settings: Any) -> StoredFile:
    """A stored file, and a store that has stopped answering since."""
    file = stored()
    use(settings, "http://127.0.0.1:1", bucket[1])  # nothing listens on port 1
    return file


def test_nothing_is_half_written_while_the_store_is_away(away: StoredFile, bucket: Any) -> None:
    with pytest.raises(Refused, match="文件存储暂时不可用") as told:
        stored()

    assert told.value.code == "store_away"
    assert list(StoredFile.objects.all()) == [away]
    assert len(objects(bucket)) == 1


def test_reading_says_that_the_store_is_away_and_not_that_the_file_is_gone(away: StoredFile) -> None:
    with pytest.raises(FileDamaged, match="稍后再试") as told:
        read(away)
    assert told.value.code == "store_away"


def test_a_wrong_key_is_an_error_of_the_store(away: StoredFile, settings: Any, endpoint: str) -> None:
    use(settings, endpoint, "no-such-bucket")
    with pytest.raises(StoreAway):
        default_storage.save("ab/x.sealed", ContentFile(b"x"))


def test_not_ready_without_the_store(away: StoredFile, client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["storage"]) == (503, "failed")
    assert b"127.0.0.1" not in answer.content
