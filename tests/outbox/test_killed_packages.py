"""Workers killed in the midst of packing: each package is there once. 200 of them: script/bench archives."""

from __future__ import annotations

import pytest

from apps.archives.models import Archive
from apps.archives.rules.examination import examine
from apps.audit.models import Event
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import read
from apps.lib import clock, signing
from apps.outbox import services
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job
from tests.factories.archiving import filed
from tests.factories.services import Site, wait_for, workers
from tests.factories.works import make_works_case
from tests.factories.world import World, later
from tests.outbox.test_workers import redis_server, site, time_passes, world

__all__ = ["redis_server", "site", "world"]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

COUNT = 5


def packed() -> int:
    services.publish_due()
    return Archive.objects.filter(package_id__isnull=False).count()


def test_packages_are_made_once_though_their_workers_are_killed(site: Site, world: World) -> None:
    for _ in range(COUNT):
        case = make_works_case(world, "passed")
        with clock.at(later(19)):
            filed(world, case)
    Job.objects.exclude(task="archives.pack").delete()

    # Whenever another package is there the worker is in the midst of the next ones.
    for wanted in (1, 3):
        worker = site.worker(processes=2)
        wait_for(lambda wanted=wanted: packed() >= wanted, f"{wanted} are packed", seen=packed)
        worker.kill()
        wait_for(lambda: not workers(), "the database has let go of the worker", seen=workers)
        time_passes()
    site.worker(processes=2)
    wait_for(lambda: packed() == COUNT, "all are packed", seen=packed)

    jobs = Job.objects.filter(task="archives.pack")
    wait_for(lambda: not jobs.exclude(status=JobStatus.DONE).exists(), "all jobs are done", seen=packed)
    assert sum(jobs.values_list("attempts", flat=True)) > COUNT, "nobody was killed at work"
    files = StoredFile.objects.filter(kind=FileKind.ARCHIVE_PACKAGE)
    assert (files.count(), Event.objects.filter(action="archive.packed").count()) == (COUNT, COUNT)
    assert {file.pk for file in files} == set(Archive.objects.values_list("package_id", flat=True))
    assert [examine(read(file), signing.public_key()) for file in files] == [[]] * COUNT
