"""Jobs that make packages of 一户一档."""

from __future__ import annotations

from apps.archives.models import Archive, Bundle, BundleItem
from apps.archives.permissions import BUNDLE_FILES
from apps.archives.services import ask_for_bundle
from apps.audit.models import Event
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.outbox.models import Job
from tests.factories.archiving import filed, packed
from tests.factories.stages import make_staged_case
from tests.factories.world import World
from tests.outbox.kind import Kind


def _filed(world: World) -> None:
    filed(world, make_staged_case(world, "passed"))


def _bundled(world: World) -> None:
    """Ask for a 汇总存档包 of one case that is packed already: the one above is another job's to pack."""
    case = make_staged_case(world, "passed")
    case.dwelling.address = "样张小区 9 幢 902 室"
    case.dwelling.save(update_fields=["address"])
    packed(world, case)
    Job.objects.filter(task="archives.pack", args={"case": str(case.pk)}).delete()
    ask_for_bundle(body=world.shangcheng, by=world.wang, year=2026, address="样张小区")


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
        # One of them in advance, for the bundle.
        (2, 2, 2),
    ),
    Kind(
        "archives.bundle",
        _bundled,
        "archives_bundleitem",
        lambda: (
            Bundle.objects.filter(made_at__isnull=False).count(),
            BundleItem.objects.count(),
            StoredFile.objects.filter(kind=BUNDLE_FILES).count(),
            Event.objects.filter(action="archive.bundle_made").count(),
        ),
        (1, 1, 1, 1),
    ),
    Kind(
        # Finds nothing, as the one above was filed this very hour; what it asks for: test_lasting.py.
        "archives.take_up",
        lambda _world: {},
        "archives_archive",
        Job.objects.filter(task="archives.pack").count,
    ),
)
