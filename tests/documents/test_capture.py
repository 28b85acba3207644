"""When a picture was taken, and what proves which file was sent."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from PIL import Image

from apps.audit.models import Event
from apps.documents import services
from apps.documents.enums import FileKind
from apps.documents.forms import check
from apps.documents.rules.capture import captured_at
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories import uploads

RECEIVED = datetime(2026, 7, 1, 2, tzinfo=UTC)
PERSON = Actor(7, "赵示例", "designer", 3, "示例装饰有限公司")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026:06:30 09:30:00 +08:00", datetime(2026, 6, 30, 1, 30, tzinfo=UTC)),
        ("2026:06:30 09:30:00 +0000", datetime(2026, 6, 30, 9, 30, tzinfo=UTC)),
        ("2026:06:30 09:30:00", datetime(2026, 6, 30, 1, 30, tzinfo=UTC)),
        ("2026:07:01 23:00:00", datetime(2026, 7, 1, 15, tzinfo=UTC)),
        ("2026:07:03 09:30:00", None),
        ("2099:01:01 00:00:00", None),
        ("1970:01:01 00:00:00", None),
        ("0000:00:00 00:00:00", None),
        ("9999:12:31 23:59:59 -23:59", None),
        ("0001:01:01 00:00:00 +23:59", None),
        ("2026:02:30 00:00:00", None),
        ("", None),
    ],
)
def test_camera_s_words_become_a_moment_where_they_can_be_true(written: str, moment: datetime | None) -> None:
    assert captured_at(written, received_at=RECEIVED) == moment


def photographed(when: str, offset: str = "") -> CheckedUpload:
    exif = Image.Exif()
    exif[0x0112] = 1
    exif.get_ifd(0x8769)[0x9003] = when
    if offset:
        exif.get_ifd(0x8769)[0x9011] = offset
    with clock.at(RECEIVED):
        return check(uploads.upload("照片.jpg", uploads.jpeg(exif=exif)), kind=FileKind.WORK_PHOTO)


def test_offset_of_the_camera_counts() -> None:
    assert photographed("2026:06:30 09:30:00", "+09:00").captured_at == datetime(
        2026, 6, 30, 0, 30, tzinfo=UTC
    )


def test_impossible_time_stays_as_the_camera_wrote_it() -> None:
    taken = photographed("2099:01:01 00:00:00")
    assert (taken.captured_at, taken.camera_time) == (None, "2099:01:01 00:00:00")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "昨天", "2026-06-30", "\x00" * 19])
def test_camera_s_words_are_digits_or_nothing(words: str) -> None:
    taken = photographed(words)
    assert (taken.captured_at, taken.camera_time) == (None, "")


@pytest.mark.django_db
def test_digest_of_what_was_sent_stands_beside_that_of_what_is_kept() -> None:
    content = uploads.jpeg(exif=uploads.phone_exif())
    stored = services.store_upload(
        by=PERSON,
        upload=uploads.upload("照片.jpg", content),
        owner=Owner("case", "1"),
        kind=FileKind.WORK_PHOTO,
        sensitive=False,
    )
    assert stored.source_sha256 == sha256(content).hexdigest() != stored.sha256
    assert stored.source_size == len(content)
    assert stored.source_sha256 in str(Event.objects.get(subject_id=str(stored.pk)).facts)


@pytest.mark.django_db
def test_paper_is_kept_byte_for_byte() -> None:
    stored = services.store_upload(
        by=PERSON,
        upload=uploads.upload("合同.pdf", uploads.pdf()),
        owner=Owner("case", "1"),
        kind=FileKind.CONTRACT_SCAN,
        sensitive=True,
    )
    assert stored.source_sha256 == stored.sha256
