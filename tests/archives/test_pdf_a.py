"""Kept papers are PDF/A as a validator of other hands says: Apache PDFBox Preflight, which knows 1b."""

from __future__ import annotations

import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from apps.archives.models import Archive
from apps.archives.services import build, filed
from tests.archives.test_filing import filed_case
from tests.factories.world import World

JARS = Path("/usr/share/java")
NEEDED = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")
SIGNED = {"户主已确认", "确认意见"}
MADE_HERE = ("申请表（签发）", "02-项目验收表", "验收合格报告", "办理记录", "备考表", *SIGNED)
PART = re.compile(rb'pdfaid:part="(\d)"')
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>pypdf</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""
"""What WeasyPrint says in attributes below one declaration: the validator's reader knows elements only."""


def part_of(paper: bytes) -> str:
    """Return the part of ISO 19005 a paper says it keeps to."""
    told = PdfReader(BytesIO(paper)).trailer["/Root"]["/Metadata"].get_object().get_data()
    found = PART.search(told)
    return found[1].decode() if found else ""


def respelt(paper: bytes, *, without: str = "") -> bytes:
    """Return the same paper, its metadata spelt for the validator, perhaps without an entry it needs."""
    writer = PdfWriter(clone_from=BytesIO(paper))
    writer.pdf_header = "%PDF-1.4"
    title = str((writer.metadata or {}).get("/Title", ""))
    writer.add_metadata({"/Producer": "pypdf"})
    told: Any = writer._root_object["/Metadata"].get_object()
    told.set_data(XMP.format(part=part_of(paper), title=title).encode())
    if without:
        del writer._root_object[without]
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def judged(folder: Path) -> str:
    """Return what the validator says of every paper in a folder."""
    path = ":".join(str(JARS / f"{name}.jar") for name in NEEDED)
    asked = ["java", "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", "batch", str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=300)
    return done.stdout + done.stderr


@pytest.fixture
def papers(world: World, settings: Any) -> dict[str, bytes]:
    """The papers made here of a filed case, on a site that keeps 1b."""
    settings.ARCHIVE_PDF = "pdf/a-1b"
    case = filed_case(world)
    made = build(archive=filed(Archive.objects.get(case=case).pk))
    with zipfile.ZipFile(BytesIO(made.content)) as package:
        names = [name for name in package.namelist() if name.endswith(".pdf")]
        return {each: package.read(name) for each in MADE_HERE for name in names if each in name}


def test_papers_are_valid_as_a_validator_says(papers: dict[str, bytes], tmp_path: Path) -> None:
    assert set(papers) == set(MADE_HERE)
    ones = {name: paper for name, paper in papers.items() if part_of(paper) == "1"}
    # A drawn signature lets light through, which 1b forbids: such a paper is 2b.
    assert set(papers) - set(ones) == SIGNED
    assert [name for name, paper in papers.items() if b"/Interpolate true" in paper] == []
    folder = tmp_path / "papers"
    folder.mkdir()
    for number, paper in enumerate(ones.values()):
        (folder / f"{number}.pdf").write_bytes(respelt(paper))
    (folder / "spoilt.pdf").write_bytes(respelt(papers["备考表"], without="/OutputIntents"))
    said = judged(folder)
    assert said.count("is a valid PDF/A-1b file") == len(ones), said
    assert "spoilt.pdf is not a valid PDF/A-1b file" in said
