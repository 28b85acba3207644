"""The table as PDF and Excel: the form's own words, texts that stay texts."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.documents.services import render_pdf
from apps.lib import clock
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.pages import opened_for, sheet_for
from apps.reports.queries.sheets import Sheet, paper_of
from apps.reports.queries.workbook import weekly_workbook
from apps.reports.services import save_draft
from tests.factories.weeks import DECLARED, FIRST, due_morning, submitted
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def loaded(taken: WeekSnapshot) -> tuple[ReportVersion, Sheet]:
    version = ReportVersion.objects.get(report__snapshot=taken)
    return version, sheet_for(opened_for(taken, version), version)


def words_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def test_the_pdf_carries_the_form_s_labels_in_order(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    version, sheet = loaded(taken)
    words = words_of(
        render_pdf("reports/papers/weekly_table.html", {"paper": paper_of(sheet, version, taken)})
    )

    place = -1
    for label in (
        "住宅房屋装修（厨卫换新）进展情况统计表",
        "区、县（市）住建局：上城区住房和城乡建设局",
        "填报人：王演示",
        "装修模式",
        "全年目标",
        "本周进度",
        "累计进度（户）",
        "装修合同金额",
        "已完成装修",
        "正在装修",
        "装配化装修",
        "传统装修",
        "备注",
        "统计数据均为老旧住宅装修改造",
        "此表每周四下班前统计上报。",
    ):
        found = words.find(label, place + 1)
        assert found > place, label
        place = found
    for value in ("7.62", "4,806.25", "512", "137", version.audit_digest[:12]):
        assert value in words
    assert "草稿" not in words


def test_a_draft_s_pdf_says_so(taken: WeekSnapshot) -> None:
    version, sheet = loaded(taken)

    assert "草稿" in words_of(
        render_pdf("reports/papers/weekly_table.html", {"paper": paper_of(sheet, version, taken)})
    )


def test_the_workbook_has_the_form_s_layout(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    version, sheet = loaded(taken)
    page = load_workbook(io.BytesIO(weekly_workbook(sheet, version))).active

    assert page["A2"].value == "住宅房屋装修（厨卫换新）进展情况统计表"
    assert page["A4"].value == "区、县（市）住建局：上城区住房和城乡建设局"
    assert page["E4"].value == "填报人：王演示"
    assert page["D5"].value == "累计进度（户）"
    assert {"A5:A6", "D5:E5", "A2:F2", "B9:F9"} <= {str(each) for each in page.merged_cells.ranges}
    assert [cell.value for cell in page[7]] == ["装配化装修\n（户）", 30, 1, 0, 1, 7.62]
    assert [cell.value for cell in page[8]] == ["传统装修\n（户）", "--", 41, 512, 137, 4806.25]
    assert "新房首次装修不在此次统计范围内" in page["B9"].value
    assert "数据截至" in page["B10"].value


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "http://x.example"])
def test_a_name_that_looks_like_a_formula_stays_a_text(world: World, taken: WeekSnapshot, evil: str) -> None:
    with clock.at(due_morning(FIRST)):
        save_draft(
            by=world.wang,
            snapshot=taken,
            version=None,
            filler=evil,
            narrative=evil,
            declared=replace(DECLARED, source=evil),
        )
    version, sheet = loaded(taken)
    book = weekly_workbook(sheet, version)
    page = load_workbook(io.BytesIO(book)).active

    assert page["E4"].value == f"填报人：{evil}"
    assert page["B11"].value == evil
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_the_fen_are_printed_and_never_rounded(world: World, taken: WeekSnapshot) -> None:
    version, sheet = loaded(taken)
    sheet = replace(sheet, assembled=replace(sheet.assembled, amount=Decimal("76200.01")))
    amount = load_workbook(io.BytesIO(weekly_workbook(sheet, version))).active["F7"]

    assert (amount.value, amount.number_format) == (7.620001, "#,##0.00####")
    paper = render_pdf("reports/papers/weekly_table.html", {"paper": paper_of(sheet, version, taken)})
    assert "7.620001" in words_of(paper)


def test_missing_figures_print_as_a_dash(taken: WeekSnapshot) -> None:
    version, sheet = loaded(taken)
    page = load_workbook(io.BytesIO(weekly_workbook(sheet, version))).active

    assert [cell.value for cell in page[8]][2:] == ["—", "—", "—", "—"]
    assert sheet.assembled.amount == Decimal("76200")
