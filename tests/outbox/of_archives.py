"""Jobs that make packages of 一户一档."""

from __future__ import annotations

from apps.archives.models import Archive
from apps.audit.models import Event
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.outbox.models import Job
from tests.factories.archiving import filed
from tests.factories.stages import make_staged_case
from tests.factories.world import World
from tests.outbox.kind import Kind


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
        # Finds nothing, as the one above was filed this very hour; what it asks for: test_lasting.py.
        "archives.take_up",
        lambda _world: {},
        "archives_archive",
        Job.objects.filter(task="archives.pack").count,
    ),
)
