"""A supplement as a package of its own: the paper, its signed statement and the key."""

from __future__ import annotations

import json
from datetime import datetime

from apps.archives.models import Supplement
from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE
from apps.archives.rules.package import written
from apps.documents.models import StoredFile
from apps.documents.services import read
from apps.lib import signing


def supplement_package(supplement: Supplement) -> bytes:
    """Return its ZIP, which the commands examine as they do a package; the same bytes each time."""
    statement = supplement.statement.encode()
    said = json.loads(statement)
    paper = read(StoredFile.objects.get(pk=supplement.file_id))
    own = (
        (MANIFEST, statement),
        (SIGNATURE, bytes.fromhex(supplement.signature)),
        (KEY, signing.public_key()),
    )
    files = [(said["files"][0]["path"], paper), *own]
    return written(files, datetime.fromisoformat(said["filed_at"]))
