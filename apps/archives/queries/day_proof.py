"""日摘要凭证: by which the record in a package is joined to the daily digest of the day it was filed."""

from __future__ import annotations

import json

from apps.archives.models import Archive
from apps.archives.queries.evidence import last_event_of
from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE, Listed, Manifest
from apps.archives.rules.package import written
from apps.audit.models import DayDigest
from apps.audit.queries import digest_covering, digested_lines
from apps.lib import clock, signing

DIGEST, LINES = "日摘要.json", "记录摘要.txt"


def day_digest_of(archive: Archive) -> DayDigest | None:
    """Return the daily digest that covers the filing; None until the night after it."""
    last = last_event_of(archive)
    return digest_covering(last.pk) if last else None


def day_proof(archive: Archive) -> bytes | None:
    """Return 日摘要凭证 of a 件 as a signed package of its own, the same bytes each time; None before that.

    In it are the daily digest, and row and digest of each event under it: among them the last one of the
    record in the package, whose digest the package's manifest names.
    """
    last = last_event_of(archive)
    digest = digest_covering(last.pk) if last else None
    if last is None or digest is None:
        return None
    at = clock.local(digest.taken_at).replace(microsecond=0)
    said = {
        "day": digest.day.isoformat(),
        "taken_at": at.isoformat(),
        "version": digest.version,
        "count": digest.count,
        "last_row": digest.last_event_id,
        "events_head": digest.events_head,
        "prev": digest.prev,
        "hash": digest.hash,
    }
    files = [
        (DIGEST, json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode(), "日摘要"),
        (LINES, "".join(digested_lines(digest)).encode(), "当日各条记录的序号和摘要"),
    ]
    manifest = Manifest(
        {
            "case": archive.case.number,
            "archive": archive.filing_mark.words,
            # As a package calls it: the same commands examine both.
            "filed_at": at.isoformat(),
            "package_manifest_sha256": archive.manifest_sha256,
            "record": {"events": last.seq, "head": last.hash, "row": last.pk},
        },
        tuple(Listed.of(path, content, title) for path, content, title in files),
    ).text()
    own = ((MANIFEST, manifest), (SIGNATURE, signing.sign(manifest)), (KEY, signing.public_key()))
    return written([*((path, content) for path, content, _title in files), *own], at)
