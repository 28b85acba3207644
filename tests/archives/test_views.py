"""The tab 档案 on the way to the package, and who fetches it."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from apps.archives.models import Archive
from apps.archives.rules.examination import examine
from apps.archives.services import add_supplement, compile_archive, pack
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.documents.services import read
from apps.lib import clock, signing
from tests.archives.test_filing import filed_case, whole_case
from tests.factories.uploads import pdf, upload
from tests.factories.works import make_works_case, signed_in
from tests.factories.world import World, later

pytestmark = pytest.mark.usefixtures("_day")


@pytest.fixture
def _day(world: World) -> Iterator[None]:
    with clock.at(later(19)):
        yield


def tab(case: Case) -> str:
    return reverse("archives:archive", kwargs={"pk": case.pk})


def fetched(case: Case) -> str:
    return reverse("documents:file", kwargs={"pk": Archive.objects.get(case=case).package_id})


def test_what_is_missing_comes_first_with_whom_to_ask(world: World) -> None:
    case = make_works_case(world, "passed")
    page = signed_in(world, "wang").get(tab(case))
    assert [owed.line.item.label for owed in page.context["page"].owed] == ["申请表", "项目验收表"]
    assert [owed.owner.split()[0] for owed in page.context["page"].owed] == [
        case.street_office.name,
        case.bureau.name,
    ]


def test_before_the_acceptance_nothing_is_missing_yet(world: World) -> None:
    page = signed_in(world, "wang").get(tab(make_works_case(world, "building")))
    assert "还没到" in page.content.decode()
    assert "还缺" not in page.content.decode()


def test_what_was_typed_stays_when_the_note_is_refused(world: World) -> None:
    case = make_works_case(world, "passed")
    url = reverse("archives:missing-note", kwargs={"pk": case.pk})
    desk = signed_in(world, "wang")
    hidden = {bound.name: bound.value() for bound in desk.get(url).context["form"].hidden_fields()}
    answer = desk.post(url, hidden | {"item": "application", "reason": "搬家时遗失", "signed_by": "户主"})
    assert answer.status_code == 422
    assert "搬家时遗失" in answer.content.decode()
    assert set(answer.context["form"].errors) == {"scan", "signed_on"}


def test_the_blank_note_is_printed_for_the_counter_alone(world: World) -> None:
    case = make_works_case(world, "passed")
    url = reverse("archives:missing-note-paper", kwargs={"pk": case.pk})
    answer = signed_in(world, "zhou").get(url)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "缺件说明" in text
    assert "项目验收表" in text
    assert signed_in(world, "jiang").get(url).status_code == 404
    assert signed_in(world, "xi").get(url).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("wang", 200), ("ling", 200), ("zhou", 404), ("chen", 404), ("xi", 404)]
)
@pytest.mark.usefixtures("sheets")
def test_the_package_is_the_bureau_s_to_fetch(world: World, who: str, status: int) -> None:
    case = filed_case(world)
    pack(case_id=case.pk, by=world.shen)
    assert signed_in(world, who).get(fetched(case)).status_code == status


@pytest.mark.usefixtures("sheets")
def test_the_public_key_checks_a_fetched_package(world: World, tmp_path: Path, client: Client) -> None:
    case = filed_case(world)
    pack(case_id=case.pk, by=world.shen)
    (tmp_path / "package.zip").write_bytes(signed_in(world, "wang").get(fetched(case)).content)
    (tmp_path / "key.pem").write_bytes(client.get("/verify/key/").content)
    script = Path(__file__).parents[2] / "docs" / "verify_archive_package.py"
    asked = ["python3", "-I", str(script), "package.zip", "key.pem"]
    told = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.stdout == "all files as signed\n"
    assert signing.key_id(signing.public_key()) in client.get("/verify/key/").content.decode()


def test_papers_made_here_are_pdf_a_with_their_fonts_in_them(world: World) -> None:
    case = filed_case(world)
    archive = pack(case_id=case.pk, by=world.shen)
    with zipfile.ZipFile(BytesIO(read(StoredFile.objects.get(pk=archive.package_id)))) as package:
        papers = {
            name: PdfReader(BytesIO(package.read(name)))
            for name in package.namelist()
            if name.endswith(("目录与备考表.pdf", "验收合格报告.pdf", "办理记录.pdf", "项目验收表.pdf"))
        }
    assert len(papers) == 4
    for name, paper in papers.items():
        told = paper.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
        assert 'pdfaid:part="2"' in told or "<pdfaid:part>2<" in told, name
        assert "/OutputIntents" in paper.trailer["/Root"], name
        assert not paper.is_encrypted
        fonts = [
            font.get_object() for page in paper.pages for font in page["/Resources"].get("/Font", {}).values()
        ]
        assert fonts, name
        for font in fonts:
            (inner,) = font["/DescendantFonts"]
            kept = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(kept), name


def test_what_can_be_done_next_is_offered_to_who_may(world: World) -> None:
    case = whole_case(world)
    assert "立卷" in signed_in(world, "wang").get(tab(case)).content.decode()
    assert (
        reverse("archives:compile", kwargs={"pk": case.pk})
        not in signed_in(world, "zhou").get(tab(case)).content.decode()
    )


@pytest.mark.usefixtures("sheets")
def test_a_supplement_is_examined_like_a_package(world: World) -> None:
    case = filed_case(world)
    pack(case_id=case.pk, by=world.shen)
    add_supplement(
        case_id=case.pk,
        by=world.wang,
        title="保修记录",
        responsible="示例装配装饰有限公司",
        formed_on=clock.today(),
        reason="保修期内维修",
        scan=upload("保修.pdf", pdf()),
    )
    url = reverse("archives:supplement-zip", kwargs={"pk": case.pk, "number": 1})
    assert examine(signed_in(world, "wang").get(url).content, signing.public_key()) == []
    assert signed_in(world, "chen").get(url).status_code == 404


@pytest.mark.parametrize(("name", "more"), [("supplement-zip", {"number": 1}), ("day-proof", {})])
def test_no_zip_is_made_for_a_request_without_a_body(world: World, name: str, more: dict[str, int]) -> None:
    url = reverse(f"archives:{name}", kwargs={"pk": uuid4(), **more})
    assert signed_in(world, "wang").head(url).status_code == 405


@pytest.mark.usefixtures("sheets")
def test_an_enterprise_reads_no_names_of_files_and_no_supplements(world: World) -> None:
    case = filed_case(world)
    pack(case_id=case.pk, by=world.shen)
    assert "01-申请与备案" in signed_in(world, "wang").get(tab(case)).content.decode()
    assert "01-申请与备案" not in signed_in(world, "chen").get(tab(case)).content.decode()


def test_who_files_is_warned_of_what_is_not_set(world: World) -> None:
    case = whole_case(world)
    compile_archive(case_id=case.pk, by=world.wang)
    url = reverse("archives:file", kwargs={"pk": case.pk})
    assert "全宗号、保管期限还没有设定" in signed_in(world, "shen").get(url).content.decode()
