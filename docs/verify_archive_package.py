"""Check a package of 一户一档 with Python's own library and openssl, and nothing of the site's.

Usage: python3 verify_archive_package.py PACKAGE.zip PUBLIC-KEY.pem (the site's key, not the package's copy).
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


def signed(manifest, signature, key):
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder, "manifest"), Path(folder, "signature")
        one.write_bytes(manifest)
        two.write_bytes(signature)
        said = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"]
        said += [key, "-in", str(one), "-sigfile", str(two)]
        return subprocess.run(said, capture_output=True, check=False).returncode == 0


def differing(content, key):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    manifest = json.loads(files["manifest.json"])
    if not signed(files[OWN[0]], files[OWN[1]], key):
        yield "the signature does not fit: manifest.json or manifest.sig was changed, or the key is another"
    listed = {row["path"]: row for row in manifest["files"]}
    yield from (f"not in the list: {name}" for name in files if name not in listed and name not in OWN)
    yield from (f"missing: {name}" for name in [*listed, *OWN] if name not in files)
    for name, row in listed.items():
        if hashlib.sha256(files.get(name, b"")).hexdigest() != row["sha256"]:
            yield f"changed: {name}"
    # The files apart, the ZIP itself: written again it must be the same to the byte.
    again, at = io.BytesIO(), datetime.fromisoformat(manifest["filed_at"])
    with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as package:
        for name in [*listed, *OWN]:
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.create_system, info.external_attr = 3, 0o644 << 16
            package.writestr(info, files.get(name, b""))
    if again.getvalue() != content:
        yield "the ZIP is not as written: a file, a name, a date or the order was changed"


if __name__ == "__main__":
    try:
        found = list(differing(Path(sys.argv[1]).read_bytes(), str(Path(sys.argv[2]))))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError, OSError) as error:
        found = [f"not a whole package: {error}"]
    sys.stdout.write("\n".join(found or ["all files as signed"]) + "\n")
    sys.exit(bool(found))
