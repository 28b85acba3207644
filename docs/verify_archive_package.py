"""Check a package of 一户一档, or one with many of them, with Python's own library and openssl alone.

Python 3.11 or later: python3 verify_archive_package.py PACKAGE.zip PUBLIC-KEY.pem (the site's, not the copy).
Prints what differs and exits with 1, or prints "all files as signed" and exits with 0.
"""

import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

OWN = ["manifest.json", "manifest.sig", "public-key.pem"]


def signed(manifest, signature, own, key):
    with tempfile.TemporaryDirectory() as folder:
        m, s = Path(folder, "manifest"), Path(folder, "signature")
        m.write_bytes(manifest)
        s.write_bytes(signature)
        said = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", key, "-in", m, "-sigfile", s]
        pem = subprocess.run([said[0], "pkey", "-pubin", "-in", key], capture_output=True, check=False)
        return subprocess.run(said, capture_output=True, check=False).returncode == 0 and pem.stdout == own


def differing(file, key):
    with zipfile.ZipFile(file) as package, tempfile.TemporaryFile() as again:
        manifest = json.loads(package.read(OWN[0]))
        if not signed(*map(package.read, OWN), key):
            yield f"the signature does not fit: one of {', '.join(OWN)} was changed, or the key is another"
        listed = {row["path"]: row for row in manifest["files"]}
        yield from (f"not in the list: {name}" for name in {*package.namelist()} - {*listed, *OWN})
        # The files apart, the ZIP itself: written again it must be the same to the byte.
        with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as written:
            for name in [*listed, *OWN]:
                content = package.read(name) if name in package.NameToInfo else b""
                if name in listed and hashlib.sha256(content).hexdigest() != listed[name]["sha256"]:
                    yield f"changed or missing: {name}"
                elif "bundle" in manifest and name.endswith(".zip"):
                    yield from (f"{name}: {fault}" for fault in differing(io.BytesIO(content), key))
                info = zipfile.ZipInfo(name, datetime.fromisoformat(manifest["filed_at"]).timetuple()[:6])
                info.create_system, info.external_attr = 3, 0o644 << 16
                written.writestr(info, content)
        again.seek(file.seek(0))
        if hashlib.file_digest(again, "sha256").digest() != hashlib.file_digest(file, "sha256").digest():
            yield "the ZIP is not as written: a file, a name, a date or the order was changed"


if __name__ == "__main__":
    try:
        with Path(sys.argv[1]).open("rb") as given:
            found = list(differing(given, sys.argv[2]))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError, OSError) as error:
        found = [f"not a whole package: {error}"]
    sys.stdout.write("\n".join(found or ["all files as signed"]) + "\n")
    sys.exit(bool(found))
