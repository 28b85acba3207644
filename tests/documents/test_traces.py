"""An upload leaves no trace beside its encrypted copy, taken or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.lib import clock
from tests.access.forms import fields_of
from tests.factories import uploads
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, later, make_world, user_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("content", "status"), [(uploads.jpeg(), 302), (uploads.HTML, 422)])
def test_no_temporary_file_stays(content: bytes, status: int, settings: Any, tmp_path: Path) -> None:
    landing = tmp_path / "landing"
    landing.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(landing)
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    with clock.at(NOON):
        world = make_world()
    case = make_staged_case(world, "building")
    client = Client()
    client.force_login(user_of(world.jiang))
    url = reverse("inspections:progress", kwargs={"pk": case.pk})
    before = encrypted_files(tmp_path)
    with clock.at(later(10)):
        page = fields_of(client.get(url), "key")
        answer = client.post(url, {**page, "text": "墙板", "photos": uploads.upload("照片.jpg", content)})
    answer.close()

    assert answer.status_code == status
    assert list(landing.iterdir()) == []
    assert len(encrypted_files(tmp_path)) - len(before) == (1 if status == 302 else 0)


def encrypted_files(folder: Path) -> list[Path]:
    """Return every file below a folder but the landing place's."""
    return [path for path in folder.rglob("*") if path.is_file()]
