"""Keeping files and giving them out."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction

from apps.audit.models import AccessLog, Event
from apps.documents import queries, services
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import FileDamaged, Owner
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from tests.factories import uploads

pytestmark = pytest.mark.django_db

ZHAO = Actor(7, "赵示例", "designer", 3, "示例装饰有限公司")
QIAN = Actor(8, "钱示例", "designer", 3, "示例装饰有限公司")
CASE = Owner("case", "1")
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.at(NOW):
        yield


def stored(content: bytes | None = None, **kwargs: Any) -> StoredFile:
    values: dict[str, Any] = {"by": ZHAO, "owner": CASE, "kind": FileKind.CONTRACT_SCAN, "sensitive": True}
    upload = uploads.upload("合同.pdf", content if content is not None else uploads.pdf())
    return services.store_upload(upload=upload, **(values | kwargs))


def stored_path(file: StoredFile) -> Path:
    return Path(default_storage.path(file.storage_name))


def test_stored_file_is_read_back_as_it_was() -> None:
    content = uploads.pdf()
    file = stored(content)
    assert services.read(file) == content
    assert file.sha256 == sha256(content).hexdigest()
    assert file.size == len(content)


def test_row_freezes_who_stored_it_and_when() -> None:
    file = stored()
    assert (file.uploaded_by_name, file.uploaded_by_role) == ("赵示例", "designer")
    assert file.uploaded_by_organisation == "示例装饰有限公司"
    assert file.created_at == NOW


def test_storing_is_recorded_without_the_name_of_the_file() -> None:
    file = stored()
    event = Event.objects.get(subject_id=str(file.id))
    assert event.action == "file_stored"
    assert "合同" not in event.facts


def test_disk_holds_no_plain_content_and_no_telling_name() -> None:
    file = stored()
    encrypted = stored_path(file).read_bytes()
    assert b"%PDF" not in encrypted
    assert "合同" not in file.storage_name


@pytest.mark.parametrize("position", [0, 1, 5, -1])
def test_changed_bytes_are_noticed(position: int) -> None:
    file = stored()
    encrypted = bytearray(stored_path(file).read_bytes())
    encrypted[position] ^= 1
    stored_path(file).write_bytes(bytes(encrypted))
    with pytest.raises(FileDamaged, match="可能已被改动"):
        services.read(file)


def test_content_of_another_file_does_not_pass() -> None:
    mine, other = stored(), stored()
    stored_path(mine).write_bytes(stored_path(other).read_bytes())
    with pytest.raises(FileDamaged):
        services.read(mine)


def test_changed_digest_in_the_row_is_noticed() -> None:
    file = stored()
    file.sha256 = "0" * 64
    with pytest.raises(FileDamaged):
        services.read(file)


def test_lost_content_says_so() -> None:
    file = stored()
    stored_path(file).unlink()
    with pytest.raises(FileDamaged, match="找不到"):
        services.read(file)


def test_bad_upload_is_refused_at_its_field_and_leaves_nothing() -> None:
    with pytest.raises(Refused) as refusal:
        stored(uploads.HTML, field="scan")
    assert refusal.value.field == "scan"
    assert "不是 PDF" in refusal.value.reason
    assert not StoredFile.objects.exists()
    assert not list(Path(default_storage.path("")).rglob("*.sealed"))


def test_failing_row_leaves_no_content_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("apps.documents.services.files.record", fail)
    with pytest.raises(RuntimeError):
        stored()
    assert not list(Path(default_storage.path("")).rglob("*.sealed"))


def test_size_limit_of_a_kind_comes_from_the_settings(settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = {"": 10, FileKind.WORK_PHOTO: 10_000}
    with pytest.raises(Refused, match="上限"):
        stored()
    photo = uploads.upload("照片.jpg", uploads.jpeg())
    assert services.store_upload(by=ZHAO, upload=photo, owner=CASE, kind=FileKind.WORK_PHOTO, sensitive=False)


def test_download_is_an_attachment_that_no_browser_runs_or_keeps() -> None:
    response = services.file_response(stored(), filename="合同 䶮.pdf")
    assert response["Content-Disposition"] == (
        "attachment; filename=\"f5385a.pdf\"; filename*=UTF-8''%E5%90%88%E5%90%8C%20%E4%B6%AE.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Content-Type"] == "application/pdf"


def test_file_name_cannot_add_a_header() -> None:
    response = services.file_response(stored(), filename='a"\r\nSet-Cookie: x=1.pdf')
    assert "\n" not in response["Content-Disposition"]
    assert "Set-Cookie" not in response.headers


def test_only_pictures_are_shown_inline() -> None:
    photo = services.store_upload(
        by=ZHAO,
        upload=uploads.upload("照片.jpg", uploads.jpeg()),
        owner=CASE,
        kind=FileKind.WORK_PHOTO,
        sensitive=False,
    )
    assert services.file_response(photo, inline=True)["Content-Disposition"].startswith("inline")
    assert services.file_response(stored(), inline=True)["Content-Disposition"].startswith("attachment")


def test_download_with_an_actor_is_written_to_the_access_log() -> None:
    file = stored()
    services.file_response(file, by=QIAN, purpose="核对合同")
    entry = AccessLog.objects.get()
    assert (entry.subject_id, entry.purpose) == (str(file.id), "核对合同")


def test_generated_paper_is_kept_like_any_other_file() -> None:
    paper = services.store_generated(by=SYSTEM, content=b"%PDF-1.7 made here", name="申请表.pdf", owner=CASE)
    assert services.read(paper) == b"%PDF-1.7 made here"
    assert paper.kind == FileKind.PAPER


def test_empty_signature_is_refused_at_its_field() -> None:
    with pytest.raises(Refused) as refusal:
        services.store_drawn_signature(by=ZHAO, data_url="", owner=CASE, field="signature")
    assert refusal.value.field == "signature"


def test_files_of_a_record_are_listed_by_kind() -> None:
    contract = stored()
    stored(kind=FileKind.PLAN_DRAWING)
    stored(owner=Owner("case", "2"))
    assert queries.files_of("case", 1, FileKind.CONTRACT_SCAN) == [contract]
    assert len(queries.files_of("case", 1)) == 2


def parked(by: Actor = ZHAO) -> StoredFile:
    return services.park_upload(
        by=by, upload=uploads.upload("合同.pdf", uploads.pdf()), kind=FileKind.CONTRACT_SCAN
    )


def test_parked_upload_is_adopted_by_its_record() -> None:
    file = services.adopt(by=ZHAO, file=parked(), owner=CASE, sensitive=False)
    assert (file.owner_kind, file.owner_id, file.sensitive) == ("case", "1", False)
    assert services.read(file).startswith(b"%PDF")


def test_parked_upload_of_another_person_is_not_adopted() -> None:
    file = parked(QIAN)
    with pytest.raises(Refused, match="重新选择"):
        services.adopt(by=ZHAO, file=file, owner=CASE, sensitive=True, field="scan")
    assert queries.parked_files(ZHAO, FileKind.CONTRACT_SCAN, [str(file.id)]) == []


def test_second_click_does_not_adopt_again() -> None:
    file = parked()
    services.adopt(by=ZHAO, file=file, owner=CASE, sensitive=True)
    with pytest.raises(Refused):
        services.adopt(by=ZHAO, file=file, owner=Owner("case", "2"), sensitive=True)
    assert StoredFile.objects.get().owner_id == "1"


def test_parked_upload_of_another_kind_is_not_kept() -> None:
    with pytest.raises(Refused):
        services.keep(by=ZHAO, file=parked(), owner=CASE, kind=FileKind.OWNERSHIP_PROOF, sensitive=True)


@pytest.mark.django_db(transaction=True)
def test_a_demonstration_of_next_year_sweeps_up_nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    on_its_way = default_storage.save("ab/on-its-way.sealed", ContentFile(b"a row is about to name it"))
    # Shifted, not pinned: the store's times are the machine's.
    monkeypatch.setattr(clock, "_offset", timedelta(days=365))
    Context().run(services.discard_stale_parked, by=SYSTEM)
    assert default_storage.exists(on_its_way)


def test_nobody_without_an_account_parks() -> None:
    with pytest.raises(Refused):
        parked(SYSTEM)


def test_nonsense_ids_find_nothing() -> None:
    assert queries.parked_files(ZHAO, FileKind.CONTRACT_SCAN, ["x", "", str(uuid4())]) == []


@pytest.mark.django_db(transaction=True)
def test_stale_parked_uploads_and_leftovers_go_and_the_rest_stays(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept = stored()
    with clock.at(NOW - timedelta(days=2)):
        old = parked()
    fresh = parked()
    with transaction.atomic():
        leftover = stored()
        transaction.set_rollback(True)
    with clock.at(datetime(2099, 1, 1, tzinfo=UTC)):
        StoredFile.objects.filter(pk=fresh.pk).update(created_at=clock.now())
        call_command("discard_stale_parked")
    assert "2 个文件" in capsys.readouterr().out
    assert set(StoredFile.objects.all()) == {kept, fresh}
    assert not stored_path(old).exists()
    assert not stored_path(leftover).exists()
    assert stored_path(kept).exists()
