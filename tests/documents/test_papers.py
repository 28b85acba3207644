"""The papers reproduce the official forms: every label, in order, and every character drawn."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from apps.documents.rules.papers import PaperMark, content_hash
from apps.documents.services import render_pdf
from tests.factories import papers

ATTACHMENT_1 = (
    "附件1 住宅房屋装配化“厨卫换新”申请表 填表时间： 年 月 日 装修人 姓名 身份证号 联系方式 装修企业 "
    "联系人 联系方式 住宅房屋情况 房屋坐落： 房屋所有权人： 家庭人数： 人 电梯房 楼梯房 平房 "
    "建筑面积： 建造年代： 户型： 室 厅 卫 家庭情况 困难家庭 一般家庭 “厨卫换新”改造意愿 "
    "厨房换新 卫生间换新 厨卫均换新 装修预算 万元 装修方案 见附件 承诺 "
    "装修人与装修企业达成一致意见对上述住宅房屋进行“厨卫换新”装配化装修，双方愿意承担房屋改造中相关责任。 "
    "装修人（签字）： 装修企业（盖章）： 区住建部门意见： （盖章）： 年 月 日"
)
ATTACHMENT_2 = (
    "附件2 住宅房屋装配化“厨卫换新”项目验收表 装修人姓名 联系人 装修企业 电话 装修房屋坐落 现场验收时间 "
    "住建部门验收人 改造家庭确认意见 满意 不满意 住建部门验收人员意见 签字： “一户一档”改造档案标准 "
    "项目验收合格后应建立“一户一档”改造档案，资料包括：申请表、设计方案及项目预算"
    "（含变更方案与预算。均为确认签字复印件）、装修合同、项目验收表及整改后二次验收表等。 备注"
)
ATTACHMENT_3 = (
    "附件3 住宅房屋装修（厨卫换新）进展情况统计表 区、县（市）住建局： 填报人： 装修模式 全年目标（30户/区） "
    "本周进度（户） 累计进度（户） 装修合同金额（万元） 已完成装修 正在装修 装配化装修（户） 30 "
    "传统装修（户） -- 备注 1.统计数据均为老旧住宅装修改造，新房首次装修不在此次统计范围内。 "
    "2.“传统装修”是指非装配化装修模式，统计时可结合装修备案系统和一码管理系统，"
    "采用线上与线下相结合的方式开展。 "
    "3.此表每周四下班前统计上报。"
)
"""Labels of 杭房局〔2024〕43号, attachments 1 to 3, in their order; options without their circles."""

ALL = {
    "plans/papers/application_form": papers.APPLICATION,
    "inspections/papers/acceptance_form": papers.ACCEPTANCE,
    "reports/papers/weekly_table": papers.WEEKLY,
    "reports/papers/roll_up": papers.ROLL_UP,
    "cases/papers/registration_receipt": papers.RECEIPT,
    "cases/papers/return_notice": papers.RETURN,
    "cases/papers/decline_notice": papers.DECLINE,
    "inspections/papers/rectification_notice": papers.RECTIFY,
    "inspections/papers/opinion_record": papers.OPINION,
    "inspections/papers/round_list": papers.ROUND,
    "plans/papers/plan_paper": papers.TO_SIGN,
}


def drawn(template: str, paper: Any) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(f"{template}.html", {"paper": paper})))


def registered(**facts: str) -> papers.ApplicationForm:
    """Return the form with other facts."""
    return replace(papers.APPLICATION, facts={**papers.APPLICATION.facts, **facts})


def text_of(reader: PdfReader, page: int | None = None) -> str:
    pages = reader.pages if page is None else [reader.pages[page]]
    return re.sub(r"\s", "", "".join(each.extract_text() for each in pages))


def missing_label(text: str, labels: str) -> str:
    """Return the first label that does not follow the one before it, or ''."""
    position = 0
    for label in labels.split():
        found = text.find(label, position)
        if found < 0:
            return label
        position = found + len(label)
    return ""


@pytest.mark.parametrize(
    ("template", "labels"),
    [
        ("plans/papers/application_form", ATTACHMENT_1),
        ("inspections/papers/acceptance_form", ATTACHMENT_2),
        ("reports/papers/weekly_table", ATTACHMENT_3),
    ],
)
def test_official_labels_stand_in_their_order(template: str, labels: str) -> None:
    assert missing_label(text_of(drawn(template, ALL[template]), 0), labels) == ""


def test_blank_application_form_keeps_its_labels() -> None:
    blank = replace(
        papers.APPLICATION,
        filled_on=None,
        facts=dict.fromkeys(papers.APPLICATION.facts, ""),
        enterprise_name="",
        budget=None,
        plan=None,
        later_changes=(),
        mark=PaperMark("", watermark="草稿"),
    )
    reader = drawn("plans/papers/application_form", blank)
    assert len(reader.pages) == 1
    text = text_of(reader)
    assert missing_label(text.replace("草稿", ""), ATTACHMENT_1) == ""
    assert "●" not in text
    assert "草稿" in text


def test_application_form_is_filled() -> None:
    text = text_of(drawn("plans/papers/application_form", papers.APPLICATION))
    for value in (papers.NAME, "330102196501310006", "13800000001", papers.ADDRESS, "75.72㎡", "12.50万元"):
        assert value in text
    for option in ("●楼梯房", "○电梯房", "●困难家庭", "○一般家庭", "●厨卫均换新", "○厨房换新"):
        assert option in text
    assert papers.ENTERPRISE in text


def test_hardship_is_left_open_for_a_reader_who_may_not_know() -> None:
    withheld = replace(registered(id_number="330***********0006"), family_withheld=True)
    text = text_of(drawn("plans/papers/application_form", withheld))
    assert "●困难家庭" not in text
    assert "●一般家庭" not in text
    assert "按权限不显示" in text


def test_appendix_shows_plan_checks_and_later_changes() -> None:
    text = text_of(drawn("plans/papers/application_form", papers.APPLICATION))
    order = (
        "装修方案与项目预算（第2版） 集成墙板 83.33 % 企业让利 合计 1.95 计划工期：18天 "
        "等待燃气改管 逐项核对 符合 须说明 后续变更 方案第3版"
    )
    assert missing_label(text, order) == ""


def test_ratio_is_never_rounded_up_over_the_line() -> None:
    short = replace(papers.PLAN.spaces[0], ratio=Fraction(69_999, 100_000))
    plan = replace(papers.PLAN, spaces=(short,))
    text = text_of(drawn("plans/papers/plan_paper", replace(papers.TO_SIGN, plan=plan)))
    assert "69.99%" in text  # the words of a drawn page come without spaces
    assert "70%" in text  # the limit itself


def test_first_page_of_the_form_holds_the_longest_entries() -> None:
    long = registered(
        household_name="阿卜杜拉·买买提·䶮𬭎·示例长姓名人士",
        owner_name="欧阳示例、上官示例、诸葛示例、司马示例（按份共有）",
        address=papers.ADDRESS + "（原示例县示例镇示例村示例自然村 88 号附属房屋）",
    )
    assert "区住建部门意见：" in text_of(drawn("plans/papers/application_form", long), 0)


def test_second_acceptance_says_so() -> None:
    assert "整改后二次验收" in text_of(drawn("inspections/papers/acceptance_form", papers.ACCEPTANCE), 0)
    first = replace(papers.ACCEPTANCE, attempt=1)
    head = text_of(drawn("inspections/papers/acceptance_form", first), 0).split("装修人姓名")[0]
    assert "二次" not in head


def test_acceptance_lists_items_and_satisfaction_apart_from_the_verdict() -> None:
    unhappy = replace(papers.ACCEPTANCE, satisfied=False, passed=True)
    text = text_of(drawn("inspections/papers/acceptance_form", unhappy))
    for each in ("●不满意", "●验收合格", "与方案一致", "不一致", "2026年8月3日10:30"):
        assert each in text


def test_weekly_table_prints_a_missing_figure_as_a_dash_and_the_footnote() -> None:
    text = text_of(drawn("reports/papers/weekly_table", papers.WEEKLY))
    assert "--—380122" in text
    assert "上期19+新增3-核减1=本期21。" in text
    assert "9f3a77c201bd4e5f" in text


def test_receipt_is_masked_and_names_the_telephone() -> None:
    text = text_of(drawn("cases/papers/registration_receipt", papers.RECEIPT))
    assert "330***********0006" in text
    assert "0571-00000000" in text
    assert "申请表》在装修企业、方案和预算都商定之后出具" in text


def test_round_list_leaves_blanks_to_fill() -> None:
    text = text_of(drawn("inspections/papers/round_list", papers.ROUND))
    order = "逐户上门验收清单 清波街道 138****0001 ○一致 ○不一致 ○验收合格 ○满意 验收人签字："
    assert missing_label(text, order) == ""


def test_every_page_is_numbered_and_carries_the_check_code() -> None:
    reader = drawn("plans/papers/application_form", papers.APPLICATION)
    total = len(reader.pages)
    assert total > 1
    for number, _ in enumerate(reader.pages):
        text = text_of(reader, number)
        assert f"第{number + 1}页/共{total}页" in text
        assert f"校验码{papers.MARK.check_code}" in text


def test_issued_content_changes_the_hash_and_later_changes_do_not() -> None:
    first = content_hash(papers.APPLICATION)
    assert content_hash(replace(papers.APPLICATION, later_changes=())) == first
    assert content_hash(replace(papers.APPLICATION, mark=PaperMark("other"))) == first
    assert content_hash(replace(papers.APPLICATION, budget=papers.Decimal("125000.00"))) == first
    assert content_hash(replace(papers.APPLICATION, budget=papers.Decimal("125000.01"))) != first
    assert content_hash(registered(household_name="张䶮")) != first


@pytest.mark.parametrize("template", ALL)
def test_every_character_is_drawn_from_an_embedded_packaged_face(template: str) -> None:
    reader = drawn(template, ALL[template])
    used = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index,union-attr]
    }
    assert used
    assert all(re.search(r"\+Paper(-Bold)?$", name) for name in used), used
    characters = set(text_of(reader))
    regular = Path(settings.PAPER_FONTS) / "NotoSansSC_400Regular.ttf"
    with TTFont(regular, lazy=True) as face:
        assert characters <= {chr(code) for code in face.getBestCmap()}


@pytest.mark.parametrize("character", ["䶮", "𬭎", "○", "●", "㎡"])
@pytest.mark.parametrize("face", ["NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"])
def test_packaged_faces_hold_rare_names_and_marks(face: str, character: str) -> None:
    with TTFont(Path(settings.PAPER_FONTS) / face, lazy=True) as font:
        assert font.getBestCmap().get(ord(character)) not in {None, ".notdef"}


@pytest.mark.parametrize("typed", ["<img src='file:///etc/passwd'>", "<b>粗</b>", "{{ paper.phone }}"])
def test_what_a_person_typed_is_printed_and_not_obeyed(typed: str) -> None:
    text = text_of(
        drawn("cases/papers/registration_receipt", replace(papers.RECEIPT, rows=(("装修人", typed),)))
    )
    assert re.sub(r"\s", "", typed) in text


def test_the_return_notice_has_its_table_its_late_item_and_a_place_for_ink() -> None:
    text = text_of(drawn("cases/papers/return_notice", papers.RETURN))

    for words in (
        "序号材料或栏目问题怎样补依据",
        "错误：没有签名",
        "首次未告知：上次漏看了",
        "除上述外无其他",
    ):
        assert words in text
    assert "收到人（签字）" in text
    assert "不视为备案，也不视为撤回" in text or "既不视为备案，也不视为撤回" in text


def test_the_rectification_notice_asks_and_never_orders() -> None:
    text = text_of(drawn("inspections/papers/rectification_notice", papers.RECTIFY))

    assert "要求整改的事项" in text
    assert "厨房墙面：墙板松动" in text
    assert "责令" not in text
