"""移交清单 of a year: every 件 once, in order, and a gap is named."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.archives.models import Archive, FilingSeries
from apps.archives.queries import transfer as listed
from apps.archives.services import pack
from apps.lib import clock
from tests.archives.test_filing import filed_case
from tests.factories.revoking import revoked
from tests.factories.works import signed_in
from tests.factories.world import World, later

pytestmark = pytest.mark.usefixtures("_day")


@pytest.fixture
def _day(world: World) -> Iterator[None]:
    with clock.at(later(19)):
        yield


def test_a_year_is_listed_by_number_and_without_gaps(world: World) -> None:
    first, second = filed_case(world), filed_case(world)
    pack(case_id=first.pk, by=world.shen)

    page = listed.transfer_page(world.wang)

    assert [row.number for row in page.rows] == [first.number, second.number]
    assert [row.mark for row in page.rows] == ["未设定·2026·未设定·0001", "未设定·2026·未设定·0002"]
    assert (page.series[0].count, page.series[0].last, page.series[0].missing) == (2, 2, ())
    assert page.rows[0].manifest_sha256 == Archive.objects.get(case=first).manifest_sha256


def test_a_gap_is_named(world: World) -> None:
    cases = [filed_case(world) for _ in range(3)]
    Archive.objects.get(case=cases[1]).supplements.all().delete()
    Archive.objects.filter(case=cases[1]).delete()
    FilingSeries.objects.update(last=4)

    assert listed.transfer_page(world.wang).series[0].missing == (2, 4)


def test_a_longer_year_goes_on_where_the_page_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "PAGE", 2)
    cases = [filed_case(world) for _ in range(3)]

    first = listed.transfer_page(world.wang)
    second = listed.transfer_page(world.wang, after=first.following)

    assert [row.number for row in (*first.rows, *second.rows)] == [case.number for case in cases]
    assert second.following == ""


def test_page_paper_and_workbook_say_the_same(world: World) -> None:
    case = filed_case(world)
    pack(case_id=case.pk, by=world.shen)
    desk = signed_in(world, "wang")

    page = desk.get("/archives/").content.decode()
    paper = PdfReader(BytesIO(desk.get("/archives/2026.pdf").content)).pages[0].extract_text()
    sheet = load_workbook(BytesIO(desk.get("/archives/2026.xlsx").content)).active

    archive = Archive.objects.get(case=case)
    assert sheet is not None
    row = [cell.value for cell in sheet[3]]
    assert row[1:3] == [str(archive), case.number]
    assert row[5:9] == [archive.papers, archive.pages, archive.photos, 0]
    assert row[9] == archive.manifest_sha256
    assert str(archive) in page
    assert f"共 1 件，{archive.pages} 页" in paper


def test_page_paper_workbook_and_tab_say_which_case_was_revoked(world: World) -> None:
    kept, gone = filed_case(world), filed_case(world)
    revoked(world, gone)
    desk = signed_in(world, "wang")

    assert [row.remark for row in listed.transfer_page(world.wang).rows] == ["", "已撤销"]
    assert desk.get("/archives/").content.decode().count("已撤销") == 1
    paper = PdfReader(BytesIO(desk.get("/archives/2026.pdf").content)).pages[0].extract_text()
    assert paper.count("已撤销") == 1
    sheet = load_workbook(BytesIO(desk.get("/archives/2026.xlsx").content)).active
    assert sheet is not None
    assert [row[10].value or "" for row in sheet.iter_rows(min_row=2)] == ["备注", "", "已撤销"]
    said = "以前的验收表、验收合格报告随之作废"
    assert said in desk.get(f"/cases/{gone.pk}/archive/").content.decode()
    assert said not in desk.get(f"/cases/{kept.pk}/archive/").content.decode()


@pytest.mark.parametrize("who", ["zhou", "chen"])
def test_others_than_the_bureau_have_no_such_list(world: World, who: str) -> None:
    assert signed_in(world, who).get("/archives/").status_code == 403


def test_another_district_lists_its_own(world: World) -> None:
    case = filed_case(world)
    assert case.number not in signed_in(world, "xi").get("/archives/").content.decode()


def test_a_nonsense_page_is_the_first(world: World) -> None:
    filed_case(world)
    for query in ("?after=x", "?after=1-", "?year=x", "?after=" + "9" * 40):
        assert signed_in(world, "wang").get("/archives/" + query).status_code == 200
