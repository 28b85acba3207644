"""Jobs that make packages of 一户一档."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from apps.archives.models import Archive
from apps.audit.models import Event
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.lib import clock
from apps.outbox.models import Job
from tests.factories.archiving import filed
from tests.factories.stages import make_staged_case
from tests.factories.world import World
from tests.outbox.kind import Kind


def _unpacked(world: World) -> Mapping[str, Any]:
    with clock.at(clock.now() - timedelta(days=1)):
        filed(world, make_staged_case(world, "passed"))
    Job.objects.all().delete()
    return {}


def _filed(world: World) -> None:
    filed(world, make_staged_case(world, "passed"))


OF_ARCHIVES = (
    Kind(
        "archives.pack",
        _filed,
        "documents_storedfile",
        lambda: (
            Archive.objects.filter(package_id__isnull=False).count(),
            StoredFile.objects.filter(kind=FileKind.ARCHIVE_PACKAGE).count(),
            Event.objects.filter(action="archive.packed").count(),
        ),
        (1, 1, 1),
    ),
    Kind(
        "archives.take_up",
        _unpacked,
        "outbox_job",
        lambda: Job.objects.filter(task="archives.pack").count(),
        1,
    ),
)
