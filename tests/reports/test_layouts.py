"""统计表栏目: what a body's own form prints, for which weeks, and that no number is another one for it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.documents.services import render_pdf
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.outbox.models import Message
from apps.reports.models import FormLayout, ReportVersion, WeekSnapshot
from apps.reports.queries.layouts import layout_in_force, layout_of_week
from apps.reports.queries.rollup import MORE_NOTE, roll_up, table_of
from apps.reports.queries.rollup_workbook import roll_up_workbook
from apps.reports.queries.sheets import paper_of, sheet_of
from apps.reports.queries.workbook import weekly_workbook
from apps.reports.rules.layout import Column, Layout, misleading, text_of, unsound
from apps.reports.rules.papers import ROLL_UP_FORM, WEEKLY_FORM, WeeklyRow
from apps.reports.services import accept_report, set_layout
from tests.factories.weeks import FIRST, due_morning, finished, in_week, snapshot, started, submitted
from tests.factories.world import World

OWN = Layout(
    (
        Column("closing", "累计开工（户）", "至本期末"),
        Column("done", "其中完工（户）", "至本期末"),
        Column("removed", "核减（户）"),
        Column("this_week", "本期新增（户）"),
    )
)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (WEEKLY_FORM.columns, ""),
        (OWN.columns, ""),
        ((), "至少选一栏"),
        ((Column("cases", "户数"),), "只能从列出的各数中选"),
        ((Column("done", "完工"), Column("done", "竣工")), "“已完成装修”选了两次"),
        ((Column("done", "完工"), Column("ongoing", "完工")), "有两栏都叫“完工”"),
        (
            (Column("done", "完工", "累计"), Column("target", "目标"), Column("ongoing", "在建", "累计")),
            "“累计”下面的各栏应挨在一起",
        ),
    ],
)
def test_columns_are_sound(columns: tuple[Column, ...], words: str) -> None:
    assert (words in unsound(columns), bool(unsound(columns))) == (True, bool(words))


@pytest.mark.parametrize(
    ("column", "field", "words"),
    [
        (
            Column("ongoing", "已完成装修（户）"),
            "heading",
            "是另一个数的名称，这一栏印的是“正在装修”",
        ),
        (Column("closing", "已 完成\u200b装修（户）"), "heading", "“已完成装修”是另一个数的名称"),
        (Column("ongoing", "其中", "已完成装修（户）"), "group", "“已完成装修”是另一个数的名称"),
        (Column("ongoing", "装修（户）", "已完成"), "heading", "“已完成装修”是另一个数的名称"),
        (Column("opening", "核（减）数（户）"), "heading", "“核减”是另一个数的名称"),
        (Column("amount", "装修合同金额（变更，万元）"), "heading", "“合同金额变更”是另一个数的名称"),
        (Column("amount", "装修合同金额变更（万元）"), "heading", "“合同金额变更”是另一个数的名称"),
        (Column("amount", "装修合同金额（元）"), "heading", "单位请写万元"),
        (Column("amount", "装修合同金额(元)", "金额（万元）"), "heading", "单位请写万元"),
        (Column("amount", "装修合同金额（千万元）"), "heading", "单位请写万元"),
        (Column("amount", "装修合同金额"), "heading", "请在栏目名称或上层栏目里写明（万元）"),
        (Column("amount", "合同额（万元）", "累计（户）"), "group", "请去掉（户）"),
        (Column("done", "完工（万元）"), "heading", "是户数，请去掉万元"),
        (Column("done", "完工", "累计（万元）"), "group", "是户数，请去掉万元"),
        (Column("target", "任务（万户）"), "heading", "按户印"),
        (Column("done", "完工（％）"), "heading", "不是比例"),
    ],
)
def test_a_heading_that_says_another_figure_or_unit_is_refused(
    column: Column, field: str, words: str
) -> None:
    wrong = misleading(column)
    assert wrong is not None
    assert (wrong[0], words in wrong[1], words in unsound([column])) == (field, True, True)


@pytest.mark.parametrize(
    "column",
    [
        *ROLL_UP_FORM.columns,
        Column("amount_change", "装修合同金额变更（万元）"),
        Column("amount_change", "装修合同金额（万元）变更"),
        Column("amount", "装修合同金额", "金额（万元）"),
        Column("done", "元月以来完工（户）"),
        Column("done", "整单元完工（户）"),
    ],
)
def test_a_heading_of_its_own_figure_or_of_other_words_is_free(column: Column) -> None:
    assert misleading(column) is None


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (Column("closing", "累计开工（户）"), "累计开工（户） = 本期累计（户）"),
        (Column("amount", "合同额（万元）", "金额"), "金额·合同额（万元） = 装修合同金额（万元）"),
        (Column("done", "已完成装修", "本周（户）"), "本周（户）·已完成装修 = 已完成装修（户）"),
        (Column("amount", "装修合同金额"), "装修合同金额 = 装修合同金额（万元）"),
        (Column("removed", "核减（户）"), ""),
    ],
)
def test_a_heading_of_other_words_is_explained_below_the_table(column: Column, said: str) -> None:
    assert Layout((column,)).legend == said


def test_the_form_s_own_columns_explain_themselves() -> None:
    assert (WEEKLY_FORM.legend, ROLL_UP_FORM.legend, WEEKLY_FORM.origin) == ("", "", "")


def test_columns_side_by_side_stand_under_one_head() -> None:
    assert [(head.text, head.first, head.columns, head.rows) for head in OWN.upper] == [
        ("至本期末", 0, 2, 1),
        ("核减（户）", 2, 1, 2),
        ("本期新增（户）", 3, 1, 2),
    ]
    assert [head.lines for head in OWN.lower] == [("累计开工", "（户）"), ("其中完工", "（户）")]
    assert (ROLL_UP_FORM.depth, Layout(OWN.columns[2:]).depth, Layout(OWN.columns[2:]).lower) == (2, 1, ())


def test_a_row_prints_what_it_has_and_says_what_it_is_not_asked() -> None:
    row = WeeklyRow("30", 1, 2, None, Decimal(50000), {"closing": 3, "amount_change": Decimal(-100)})

    assert row.texts(OWN) == ("3", "2", "--", "1")
    assert [text_of(name, row.value(name)) for name in ("ongoing", "amount", "amount_change")] == [
        "—",
        "5.00",
        text_of("amount_change", Decimal(-100)),
    ]


def put(world: World, by: Actor, columns: tuple[Column, ...] = OWN.columns, **more: object) -> FormLayout:
    said = {
        "organisation": world.city,
        "program": world.program,
        "source": "示例号",
        "valid_from": clock.today() + timedelta(days=1),
        **more,
    }
    return set_layout(by=by, columns=columns, **said)  # type: ignore[arg-type]


def read(content: bytes) -> str:
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return words.replace("\n", "").replace(" ", "")


@pytest.fixture
def accepted(world: World) -> WeekSnapshot:
    """Week FIRST of 上城: two started, one of them finished; accepted."""
    with clock.at(in_week(FIRST)):
        finished(started(world, "50000"), world.zhou)
        started(world, "30000")
    taken = submitted(snapshot(world, FIRST), world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        accept_report(by=world.shi, snapshot=taken)
    return taken


@pytest.mark.django_db
def test_a_week_prints_by_what_held_on_its_last_day(world: World, accepted: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST, hour=12)):
        row = put(world, world.shi)
        later = snapshot(world, FIRST + 1)

    assert layout_of_week(accepted, WEEKLY_FORM) == WEEKLY_FORM
    assert layout_of_week(later, WEEKLY_FORM) == replace(OWN, source="示例号", whose=world.city.name)
    assert layout_in_force(world.xihu.pk, world.program, later.period_end) == row
    assert layout_in_force(world.province.pk, world.program, later.period_end) is None


@pytest.mark.django_db
def test_the_city_s_own_form_goes_before_the_province_s(world: World) -> None:
    with clock.at(due_morning(FIRST)):
        above = put(world, world.sheng, (Column("done", "完工"),), organisation=world.province)
        own = put(world, world.shi)
        day = clock.today() + timedelta(days=1)

    assert [
        layout_in_force(body.pk, world.program, day)
        for body in (world.province, world.city, world.shangcheng)
    ] == [above, own, own]
    assert layout_in_force(world.province.pk, world.program, day - timedelta(days=1)) is None


@pytest.mark.django_db
def test_both_papers_and_both_files_print_the_same_figures_in_its_columns(
    world: World, accepted: WeekSnapshot
) -> None:
    version = ReportVersion.objects.get(report__snapshot=accepted)
    FormLayout.objects.create(
        organisation=world.city,
        program=world.program,
        number=1,
        columns=[each.kept() for each in OWN.columns],
        source="示例号",
        valid_from=accepted.period_end,
        recorded_at=clock.now(),
        recorded_by_name="示例",
    )
    sheet = sheet_of(version.content)
    paper = paper_of(sheet, version, accepted)
    with clock.at(due_morning(FIRST, hour=12)):
        own = replace(OWN, source="示例号", whose=world.city.name)
        table = table_of(roll_up(world.shi, world.program, FIRST), body_name="市局", layout=own)

    assert (paper.own, paper.declared) == (("2", "1", "0", "2"), ("649", "512", "--", "41"))
    assert [own for _, own, _ in table.printed] == [paper.own, paper.own]
    assert MORE_NOTE in table.notes
    for template, made in (("weekly_table", paper), ("roll_up", table)):
        words = read(render_pdf(f"reports/papers/{template}.html", {"paper": made}))
        assert words.index("至本期末") < words.index("核减") < words.index("本期新增")
        assert "全年目标（" not in words
        assert f"表式：{world.city.name}（示例号）" in words
        assert "累计开工（户）=本期累计（户）" in words
        assert ("附件3" in words, "核减（户）=" in words) == (False, False)
    weekly = load_workbook(io.BytesIO(weekly_workbook(sheet, version, paper.layout))).active
    assert weekly.cell(1, 1).value == f"表式：{world.city.name}（示例号）"
    assert (weekly.cell(11, 1).value, weekly.cell(11, 2).value) == ("栏目说明", OWN.legend)
    assert [cell.value for cell in weekly[7]] == ["装配化装修\n（户）", 2, 1, 0, 2]
    assert [weekly.cell(5, column).value for column in (2, 4, 5)] == [
        "至本期末",
        "核减\n（户）",
        "本期新增\n（户）",
    ]
    rows = list(load_workbook(io.BytesIO(roll_up_workbook(table))).active.iter_rows(values_only=True))
    assert rows[5][:6] == ("上城区", "装配化装修", 2, 1, 0, 2)
    assert rows[6][1:6] == ("传统装修", 649, 512, "--", 41)
    assert f"表式：{world.city.name}（示例号）" in str(rows[1][0])
    assert f"栏目说明：{OWN.legend}" in [row[0] for row in rows]


@pytest.mark.django_db
def test_one_column_alone_is_a_form(world: World, accepted: WeekSnapshot) -> None:
    version = ReportVersion.objects.get(report__snapshot=accepted)
    one = Layout((Column("closing", "累计"),))
    page = load_workbook(io.BytesIO(weekly_workbook(sheet_of(version.content), version, one))).active

    assert [cell.value for cell in page[7]] == ["装配化装修\n（户）", 2]


@pytest.mark.django_db
def test_an_earlier_week_s_own_figures_are_none_of_this_week(world: World, accepted: WeekSnapshot) -> None:
    snapshot(world, FIRST + 1)
    with clock.at(due_morning(FIRST + 1) + timedelta(hours=1)):
        table = table_of(roll_up(world.shi, world.program, FIRST + 1), body_name="市局", layout=OWN)

    assert table.printed[0][1] == ("2", "1", "—", "—")


@pytest.mark.django_db
def test_those_who_print_by_it_are_told(world: World) -> None:
    put(world, world.shi)
    told = Message.objects.filter(kind="layout.set").values_list("organisation_id", flat=True)

    assert {world.city.pk, world.shangcheng.pk, world.xihu.pk} <= set(told)
    assert world.province.pk not in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"source": " "}, "source"),
        ({"columns": ()}, "columns"),
        ({"valid_from": date(2026, 1, 5)}, "valid_from"),
        ({"valid_from": date(2027, 1, 1)}, "valid_from"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.shi, **more)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.django_db
def test_a_change_says_why_and_a_stale_page_changes_nothing(world: World) -> None:
    put(world, world.shi, version=1)
    with pytest.raises(Refused) as refused:
        put(world, world.shi, version=2)
    assert refused.value.field == "reason"
    with pytest.raises(Stale):
        put(world, world.shi, reason="表式变了", version=1)
    assert put(world, world.shi, reason="表式变了", version=2).number == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("persona", "body"),
    [("wang", "city"), ("ling", "shangcheng"), ("shi", "shangcheng"), ("shi", "province"), ("sheng", "city")],
)
def test_others_set_none(world: World, persona: str, body: str) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.people[persona], organisation=getattr(world, body))
    assert refused.value.code in {"post", "kind"}
