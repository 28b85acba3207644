"""Zip, pixel and object bombs: refused in words, and the process that serves people stays small."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.documents.enums import FileKind, Media
from apps.documents.rules import sandbox
from apps.documents.rules.images import clean_image
from apps.documents.rules.sandbox import BUSY, TOO_MUCH, Unsound, examine
from apps.documents.rules.uploads import BadUpload, check_upload
from apps.lib.spreadsheets import SpreadsheetRefused, read_rows
from tests.factories import hostile, uploads

LIMIT = 20 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


def refusal(name: str, content: bytes) -> str:
    assert len(content) < LIMIT, "a bomb is small"
    kind = FileKind.DECLARED_EVIDENCE
    with pytest.raises(BadUpload) as refused:
        check_upload(name, content, kind=kind, max_bytes=LIMIT)
    return str(refused.value)


PICTURES: list[tuple[str, Callable[[], bytes], str]] = [
    ("图.png", lambda: hostile.png(60_000, 60_000), "像素过大"),
    ("图.png", hostile.swelling_png, "9000×9000 像素"),
    ("图.png", lambda: hostile.png(8, 2_000_000_000), "像素|已损坏"),
    ("图.png", hostile.png_with_notes, "已损坏"),
    ("图.png", lambda: hostile.moving("PNG"), "动图"),
    ("照片.jpg", hostile.giant_jpeg, "像素过大"),
    ("照片.jpg", hostile.jpeg_of_many_scans, "编码层次过多"),
    ("照片.webp", hostile.giant_webp, "16384×16384 像素"),
    ("照片.webp", lambda: hostile.moving("WEBP"), "动图"),
    ("照片.heic", hostile.giant_heic, "像素|已损坏"),
    ("照片.heic", hostile.heic_of_many, "40 张图片"),
    ("图.gif", lambda: hostile.moving("GIF"), "GIF 图片"),
    ("图.tiff", lambda: uploads.picture("TIFF"), "TIFF 图片"),
]


@pytest.mark.parametrize(("name", "make", "words"), PICTURES)
def test_picture_that_would_swell_is_refused(name: str, make: Callable[[], bytes], words: str) -> None:
    assert any(each in refusal(name, make()) for each in words.split("|"))


PAPERS: list[tuple[Callable[[], bytes], str]] = [
    (hostile.swelling_pdf, "已损坏|过于复杂"),
    (lambda: hostile.pdf_of_pages(501), "501 页"),
    (lambda: hostile.pdf_of_pages(2_000_000_000), "2000000000 页"),
    (hostile.pdf_in_circles, "已损坏|没有页面|过于复杂"),
    (hostile.deep_pdf, "已损坏|过于复杂"),
]


@pytest.mark.parametrize(("make", "words"), PAPERS)
def test_pdf_that_would_swell_is_refused(make: Callable[[], bytes], words: str) -> None:
    assert any(each in refusal("合同.pdf", make()) for each in words.split("|"))


def padded(**parts: bytes) -> bytes:
    return hostile.archive(hostile.SKELETON | {hostile.SHEET: parts["sheet"]})


TABLES: list[tuple[Callable[[], bytes], str]] = [
    (lambda: padded(sheet=bytes(70_000_000)), "解开后过大"),
    (lambda: padded(sheet=bytes(3_000_000)), "解开后过大"),
    (hostile.overlapping, "解开后过大"),
    (hostile.echoing, "解开后过大"),
    (lambda: hostile.archive(hostile.SKELETON | {"xl/a.zip": hostile.archive()}), "嵌有其他文件"),
    (lambda: hostile.archive(hostile.SKELETON | {"xl/media/a.png": hostile.archive()}), "嵌有其他文件"),
]


@pytest.mark.parametrize(("make", "words"), TABLES)
def test_table_that_would_swell_is_refused(make: Callable[[], bytes], words: str) -> None:
    content = make()
    assert words in refusal("汇总.xlsx", content)
    with pytest.raises(SpreadsheetRefused, match=words):
        read_rows(content)


def test_few_parts_may_not_share_their_bytes_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.lib.spreadsheets.MAX_UNPACKED_BYTES", 1 << 40)
    monkeypatch.setattr("apps.lib.spreadsheets.MAX_RATIO", 1 << 40)
    assert "已损坏" in refusal("汇总.xlsx", hostile.overlapping())


WATCHED = """
import resource, sys
from apps.documents.rules.uploads import BadUpload, check_upload
from tests.factories import hostile
bombs = {
    "a.png": hostile.swelling_png(), "b.png": hostile.png_with_notes(), "a.jpg": hostile.giant_jpeg(),
    "a.webp": hostile.giant_webp(), "a.heic": hostile.giant_heic(), "a.pdf": hostile.swelling_pdf(),
    "a.xlsx": hostile.overlapping(), "b.xlsx": hostile.echoing(),
}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name, content in bombs.items():
    try:
        check_upload(name, content, kind="declared_evidence", max_bytes=20 << 20)
    except BadUpload:
        continue
    sys.exit(f"{name} was taken")
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(after - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_neither_the_asking_nor_the_examining_process_swells() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    grown, examining = (int(each) // 1024 for each in done.stdout.split())
    assert grown < 100, "megabytes by which the process that serves people grew"
    assert examining < 400, "megabytes of the largest examining process"


def test_bait_without_the_limit_the_bomb_would_be_laid_out() -> None:
    content = hostile.swelling_png()
    assert len(content) < 100_000
    assert clean_image(content, Media.PNG, max_pixels=1 << 40).content


def test_largest_picture_that_is_taken_fits_into_the_examining_process() -> None:
    content = uploads.picture("JPEG", size=(7300, 5400), exif=uploads.phone_exif())
    assert examine(content, Media.JPEG).content


def stubborn(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the examining process do something else."""
    monkeypatch.setattr(sandbox, "_COMMAND", (sys.executable, "-c", code))
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 1)


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import threading; threading.Event().wait()",
        "raise MemoryError",
        "print('not what was asked')",
        "pass",
    ],
)
def test_examination_that_dies_or_hangs_refuses_the_file(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    stubborn(monkeypatch, code)
    with pytest.raises(Unsound) as refused:
        examine(uploads.jpeg(size=(33, 34)), Media.JPEG)
    assert str(refused.value) in (TOO_MUCH, BUSY)


def test_a_file_whose_examination_died_is_examined_again(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = uploads.jpeg(size=(37, 38))
    with monkeypatch.context() as patch:
        stubborn(patch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        with pytest.raises(Unsound, match="过于复杂"):
            examine(photo, Media.JPEG)
    assert examine(photo, Media.JPEG).media_type is Media.JPEG


def test_examination_gets_neither_secrets_nor_a_place_to_write(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for decoders")
    told = tmp_path / "told"
    code = f"import os; open({str(told)!r}, 'w').write(repr(dict(os.environ)))"
    stubborn(monkeypatch, code)
    with pytest.raises(Unsound):
        examine(uploads.jpeg(size=(35, 36)), Media.JPEG)
    assert "not for decoders" not in told.read_text()
