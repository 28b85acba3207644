"""Whatever is changed in a package is found, by our own command and by a script that knows nothing of us."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.archives.rules.examination import examine
from apps.archives.rules.filing import FilingMark, gaps
from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE, Listed, Manifest
from apps.archives.rules.package import written
from apps.lib import signing
from apps.lib.clock import SHANGHAI

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_archive_package.py"
AT = datetime(2026, 9, 20, 10, 0, tzinfo=SHANGHAI)
FILES = [
    ("01-申请与备案/01-申请表.pdf", b"%PDF application"),
    ("05-照片/001.jpg", b"\xff\xd8 picture"),
    ("06/events.jsonl", b"{}\n"),
]


def made(
    files: list[tuple[str, bytes]] = FILES, listed: list[tuple[str, bytes]] = FILES, key: bytes = b""
) -> bytes:
    """A package that lists some files and holds others."""
    manifest = Manifest({"filed_at": AT.isoformat()}, tuple(Listed.of(*each) for each in listed)).text()
    own = [(MANIFEST, manifest), (SIGNATURE, signing.sign(manifest)), (KEY, key or signing.public_key())]
    return written([*files, *own], AT)


SOUND = made()


def test_a_sound_package_has_no_fault() -> None:
    assert examine(SOUND, signing.public_key()) == []


@given(at=st.integers(0, len(SOUND) - 1), by=st.integers(1, 255))
def test_a_byte_changed_anywhere_is_found(at: int, by: int) -> None:
    changed = bytearray(SOUND)
    changed[at] ^= by
    assert examine(bytes(changed), signing.public_key())


@given(cut=st.integers(1, len(SOUND)))
def test_a_package_cut_short_is_found(cut: int) -> None:
    assert examine(SOUND[:-cut], signing.public_key())


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (FILES[1:], ["缺少文件：01-申请与备案/01-申请表.pdf"]),
        ([*FILES, ("06/more.txt", b"x")], ["清单之外的文件：06/more.txt"]),
        ([FILES[0], ("05-照片/001.jpg", b"another"), FILES[2]], ["内容已改动：05-照片/001.jpg"]),
    ],
)
def test_the_file_that_differs_is_named(files: list[tuple[str, bytes]], said: list[str]) -> None:
    assert examine(made(files), signing.public_key()) == said


def test_a_byte_of_a_file_names_the_file() -> None:
    at = SOUND.index(b"picture")
    changed = SOUND[:at] + b"P" + SOUND[at + 1 :]
    (said,) = examine(changed, signing.public_key())
    assert said.startswith("内容已改动：05-照片/001.jpg")


def test_a_manifest_signed_by_somebody_else_is_refused() -> None:
    stranger = Ed25519PrivateKey.generate()
    manifest = Manifest({"filed_at": AT.isoformat()}, tuple(Listed.of(*each) for each in FILES)).text()
    pem = stranger.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    own = [(MANIFEST, manifest), (SIGNATURE, stranger.sign(manifest)), (KEY, pem)]
    forged = written([*FILES, *own], AT)
    assert examine(forged) == []
    assert examine(forged, signing.public_key()) == [f"签名用的不是这个站点的密钥：{KEY}"]


def test_two_files_of_one_name_are_found() -> None:
    out = BytesIO(SOUND)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as package:
        package.writestr(FILES[0][0], b"%PDF another")
    assert any("两次" in each for each in examine(out.getvalue(), signing.public_key()))


def by_script(folder: Path, package: bytes) -> subprocess.CompletedProcess[str]:
    (folder / "package.zip").write_bytes(package)
    (folder / "key.pem").write_bytes(signing.public_key())
    asked = [sys.executable, "-I", str(SCRIPT), "package.zip", "key.pem"]
    return subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)


def test_the_script_of_the_documentation_finds_it_sound(tmp_path: Path) -> None:
    told = by_script(tmp_path, SOUND)
    assert (told.returncode, told.stdout) == (0, "all files as signed\n")


@pytest.mark.parametrize("what", [b"application", b"SHA-256", b"PK\x01\x02"])
def test_the_script_of_the_documentation_names_a_change(tmp_path: Path, what: bytes) -> None:
    at = SOUND.index(what)
    told = by_script(tmp_path, SOUND[:at] + bytes([SOUND[at] ^ 1]) + SOUND[at + 1 :])
    assert told.returncode == 1
    assert told.stdout.strip()


@pytest.mark.parametrize(
    "spell",
    [
        lambda pem: pem.replace(b"\n", b"\r\n"),
        lambda pem: b"another's words\n" + pem,
        lambda pem: pem.rstrip(),
        lambda pem: pem.replace(b"MCow", b"MCow\n"),
    ],
)
def test_a_key_spelled_otherwise_is_named(tmp_path: Path, spell: Callable[[bytes], bytes]) -> None:
    package = made(key=spell(signing.public_key()))
    assert examine(package, signing.public_key()) == examine(package) == [f"内容已改动：{KEY}"]
    told = by_script(tmp_path, package)
    assert told.returncode == 1
    assert KEY in told.stdout


def test_the_script_of_the_documentation_is_short() -> None:
    assert len(SCRIPT.read_text().splitlines()) <= 60


def test_the_command_says_what_differs(tmp_path: Path) -> None:
    sound, bad = tmp_path / "sound.zip", tmp_path / "bad.zip"
    sound.write_bytes(SOUND)
    bad.write_bytes(made(FILES[1:]))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_archive", str(sound), str(bad), stdout=out)
    assert (
        out.getvalue() == "sound.zip：一致\nbad.zip：有 1 处不符\n  缺少文件：01-申请与备案/01-申请表.pdf\n"
    )


@given(numbers=st.sets(st.integers(1, 40), max_size=20))
def test_a_gap_is_what_a_year_s_list_leaves_out(numbers: set[int]) -> None:
    assert gaps(numbers) == [each for each in range(1, max(numbers, default=0) + 1) if each not in numbers]


def test_a_number_given_twice_is_no_order() -> None:
    assert gaps([1, 2, 2, 4]) == [2, 3]


def test_what_nobody_has_set_is_said() -> None:
    assert FilingMark("", 2026, "", 7).words == "未设定·2026·未设定·0007"
