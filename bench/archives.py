"""script/bench archives: a year's packages by their number, in time and memory, and killed in the middle.

Files households through the services. Then a process of its own makes packages one after the other, of the
same households in turns where there are fewer, and puts them together as one; printed are the second half of
its time beside the first, the peak of its memory beside that after a tenth, and what the whole package cost
to be written and examined. At last real workers on a real Redis make packages and are killed (kill -9) again
and again: each must be there once. Ends with 1 when a promise is missed. --plain leaves typesetting
out, which hangs on the papers and not on how many there are. What was measured:
docs/decisions/0176-what-archives-cost.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from bench.quick import Databases, lasting, set_up

PACKAGES, HOUSEHOLDS, KILLED = 1_000, 200, 200
SLOWER = 1.3
"""How many times as long the second half may take as the first."""
HIGHER = 1.25
"""How far the peak of memory may rise after the first tenth."""
WORKERS = 2
PATIENCE = 900
"""Seconds after which packages that do not come end the run instead of hanging it."""


class Plain:
    """Stands in for the typesetter, whose time hangs on the papers and not on how many packages there are."""

    def __init__(self, string: str, **_: object) -> None:
        """Take what would be set."""
        self.string = string

    def write_pdf(self, **_: object) -> bytes:
        """Return it as it is."""
        return b"%PDF-1.7\n" + self.string.encode() + b"\n%%EOF"


def leave_typesetting_out() -> None:
    """Put :class:`Plain` in the typesetter's place, in this process."""
    from apps.documents.services import typesetting

    typesetting.HTML = Plain  # type: ignore[assignment,misc]


def make(count: int) -> Any:
    """Make a world with so many filed households whose packages are not made; return it."""
    from apps.lib import clock
    from tests.factories.archiving import filed
    from tests.factories.works import make_works_case
    from tests.factories.world import later, make_world

    leave_typesetting_out()
    world = make_world()
    began = perf_counter()
    for number in range(1, count + 1):
        case = make_works_case(world, "passed")
        with clock.at(later(19)):
            filed(world, case)
        if number % 100 == 0:
            print(f"  {number} filed, {perf_counter() - began:.0f} s", flush=True)
    return world


def peak() -> int:
    """Return the most memory this process has held so far, in MB."""
    # Not getrusage: its peak begins with that of the process it was forked from.
    said = Path("/proc/self/status").read_text()
    return int(said.partition("VmHWM:")[2].split()[0]) // 1024


# --- the process that is measured ---


def pack(count: int, *, plain: bool) -> dict[str, Any]:
    """Make so many packages one after the other; return times and peaks."""
    from apps.archives.models import Archive
    from apps.lib.actors import SYSTEM
    from apps.outbox.services import enqueue, run_job

    if plain:
        leave_typesetting_out()
    cases = list(Archive.objects.order_by("number").values_list("pk", flat=True))
    times, peaks = [], []
    for number in range(count):
        case = cases[number % len(cases)]
        forget_package(case)
        job = enqueue(task="archives.pack", by=SYSTEM, args={"case": str(case)})
        began = perf_counter()
        if run_job(job.pk, beats=False) != "done":
            job.refresh_from_db()
            raise RuntimeError(f"package not made: {job.error_detail}")
        times.append(perf_counter() - began)
        peaks.append(peak())
    half, tenth = len(times) // 2, len(times) // 10
    first, second = sum(times[:half]), sum(times[half : 2 * half])
    return {
        "packages": count,
        "of_households": len(cases),
        "first_half_s": round(first, 1),
        "second_half_s": round(second, 1),
        "slower": round(second / first, 2),
        "peak_after_tenth_mb": peaks[tenth],
        "peak_mb": peaks[-1],
        "higher": round(peaks[-1] / peaks[tenth], 2),
    }


def forget_package(case: Any) -> None:
    """Let a 件 stand as if its package had not been made: it is made once, and measured more often."""
    from apps.archives.models import Archive

    Archive.objects.filter(pk=case).update(package_id=None, packed_at=None, manifest="", manifest_sha256="")


def bundle() -> dict[str, Any]:
    """Put all packages together as one, write it out and examine it; return times, size and peaks."""
    from apps.archives.models import Archive, Bundle
    from apps.archives.queries.bundles import bundle_bytes
    from apps.archives.rules.examination import examine_file
    from apps.archives.services import ask_for_bundle
    from apps.lib import signing
    from apps.lib.actors import Actor
    from apps.orgs.enums import Role
    from apps.outbox.services import run_job

    body = Archive.objects.select_related("series__body").latest("number").series.body
    by = Actor(None, "王演示", Role.DISTRICT_CLERK, body.pk, body.name, organisation_kind=body.kind)
    asked = ask_for_bundle(body=body, by=by, year=2026)
    began, before = perf_counter(), peak()
    if run_job(asked.job_id, beats=False) != "done":
        raise RuntimeError("bundle not made")
    made, after = perf_counter(), peak()
    whole = Bundle.objects.get(pk=asked.pk)
    with tempfile.TemporaryFile(dir="/var/tmp") as out:
        for piece in bundle_bytes(whole):
            out.write(piece)
        sent = perf_counter()
        if out.tell() != whole.size:
            raise RuntimeError(f"{out.tell()} bytes, {whole.size} were told")
        out.seek(0)
        faults = examine_file(out, signing.public_key())
    return {
        "faults": faults[:3],
        "size_mb": round(whole.size / 2**20),
        "made_s": round(made - began, 1),
        "sent_s": round(sent - made, 1),
        "examined_s": round(perf_counter() - sent, 1),
        "peak_before_mb": before,
        "peak_made_mb": after,
        "peak_mb": peak(),
    }


def in_process(*arguments: str) -> dict[str, Any]:
    """Run a part in a process of its own and return what it measured."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.archives", *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# --- killed ---


def killed(wanted: int, folder: Path, *, plain: bool) -> dict[str, Any]:
    """Let workers make so many packages and kill them again and again; return what is there at the end."""
    from django.conf import settings

    from apps.archives.models import Archive
    from apps.audit.models import Event
    from apps.documents.models import StoredFile
    from apps.lib.actors import SYSTEM
    from apps.outbox.models import Job
    from apps.outbox.services import enqueue
    from tests.factories.services import RedisServer, Site

    redis = RedisServer(folder)
    redis.start()
    settings.REDIS_URL, settings.JOB_LEASE_SECONDS = redis.url, 3600
    site = Site(redis, folder, 0.0, 3600)
    if plain:
        site.environment["DJANGO_SETTINGS_MODULE"] = "bench.plain_settings"
    kept = StoredFile.objects.filter(kind="archive_package")
    recorded = Event.objects.filter(action="archive.packed")
    before, began = (kept.count(), recorded.count()), perf_counter()
    kills, asked, chance = 0, 0, Random(7)
    Job.objects.all().delete()
    try:
        while asked < wanted:
            for case in Archive.objects.values_list("pk", flat=True):
                forget_package(case)
                enqueue(task="archives.pack", by=SYSTEM, args={"case": str(case)})
                asked += 1
            kills += kill_until_packed(site, chance)
        jobs = Job.objects.filter(task="archives.pack")
        return {
            "kills": kills,
            "seconds": round(perf_counter() - began),
            "asked": asked,
            "done": jobs.filter(status="done").count(),
            "files": kept.count() - before[0],
            "records": recorded.count() - before[1],
            "attempts": sum(jobs.values_list("attempts", flat=True)),
        }
    finally:
        site.close()
        redis.kill()


def kill_until_packed(site: Any, chance: Random) -> int:
    """Kill workers until no package is missing and no job waits; return how many were killed."""
    from apps.archives.models import Archive
    from apps.outbox import services
    from apps.outbox.models import Job
    from tests.factories.services import workers

    count, kills = Archive.objects.count(), 0
    packed: Callable[[], int] = Archive.objects.filter(package_id__isnull=False).count
    undone = Job.objects.filter(task="archives.pack").exclude(status="done")
    while undone.exists():
        worker = site.worker(processes=WORKERS)
        wanted = min(count, packed() + chance.randint(1, max(2, count // 2)))
        give_up = time.monotonic() + PATIENCE
        while packed() < wanted or (wanted == count and undone.exists()):
            if time.monotonic() > give_up:
                raise RuntimeError(f"only {packed()} packages after {PATIENCE} s: {worker.log[-2000:]}")
            services.publish_due()
            time.sleep(0.05)
        worker.kill()
        kills += undone.exists()
        while workers():
            time.sleep(0.05)
        take_back()
    return kills


def timezone_now() -> Any:
    """Return the site's own now."""
    from apps.lib import clock

    return clock.now()


def take_back() -> None:
    """Let the claims of dead workers run out without waiting for them."""
    from apps.outbox import services
    from apps.outbox.models import Job

    before = timezone_now() - timedelta(seconds=1)
    Job.objects.filter(status="running").update(lease_until=before)
    services.take_back_lost()
    Job.objects.filter(status="waiting").update(run_after=before)


# --- all of it ---


def judged(found: dict[str, Any]) -> list[str]:
    """Return the promises that were missed."""
    missed = []
    if "slower" in found and found["slower"] > SLOWER:
        missed.append(f"the second half took {found['slower']} times as long as the first")
    if "higher" in found and found["higher"] > HIGHER:
        missed.append(f"memory rose to {found['higher']} times its peak after a tenth")
    if found.get("faults"):
        missed.append(f"the whole package is not sound: {found['faults']}")
    if "kills" in found and len({found[each] for each in ("asked", "done", "files", "records")}) > 1:
        missed.append("not every package is there once")
    return missed


def main() -> int:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(prog="script/bench archives", description=__doc__)
    for name, number, what in (
        ("households", HOUSEHOLDS, "filed"),
        ("packages", PACKAGES, "made one after the other"),
        ("killed", KILLED, "packages during which workers are killed"),
    ):
        parser.add_argument(f"--{name}", type=int, default=number, help=f"{what} ({number})")
    parser.add_argument("--plain", action="store_true", help="leave typesetting out")
    parser.add_argument("--part", choices=("pack", "bundle"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        import django

        django.setup()
        said = pack(options.packages, plain=options.plain) if options.part == "pack" else bundle()
        print(json.dumps(said, ensure_ascii=False))
        return 0
    databases = Databases(os.environ["DATABASE_URL"])
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder, lasting("all in all"):
        databases.create("base")
        set_up(databases, folder)
        with lasting(f"{options.households} households filed, through the services"):
            make(options.households)
        print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", flush=True)
        plain = ["--plain"] if options.plain else []
        packages = ["--packages", str(options.packages)]
        for what, part in (
            ("one after the other", lambda: in_process("--part", "pack", *packages, *plain)),
            ("as one", lambda: in_process("--part", "bundle")),
            ("killed", lambda: killed(options.killed, Path(folder), plain=options.plain)),
        ):
            found = part()
            print(what, json.dumps(found, ensure_ascii=False, indent=1), flush=True)
            missed += judged(found)
    print("\n".join(missed) or "every promise is kept")
    return bool(missed)


if __name__ == "__main__":
    raise SystemExit(main())
