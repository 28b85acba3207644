"""Formats and components: what is written never says more than what is true."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from apps.lib import clock
from apps.lib.decisions import Allowed, Denied
from apps.lib.formats import percent
from apps.ui.templatetags.ui import formats, parts

ROOT = Path(__file__).resolve().parents[2]
THURSDAY = datetime(2026, 11, 26, 6, 18, tzinfo=UTC)  # 14:18 in Hangzhou


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Decimal("0.69996"), "69.99 %"),
        (Decimal("0.6999999"), "69.99 %"),
        (Decimal("0.70"), "70 %"),
        (Fraction(2380, 2900), "82.06 %"),
        (Fraction(1, 3), "33.33 %"),
        (Decimal("1"), "100 %"),
        (0, "0 %"),
        (None, "—"),
    ],
)
def test_a_share_is_cut_after_two_decimals(share: formats.Number | None, shown: str) -> None:
    assert formats.ratio(share) == shown


@given(st.fractions(min_value=0, max_value=2, max_denominator=10**6))
def test_a_share_shown_is_never_more_than_the_share(share: Fraction) -> None:
    assert Fraction(percent(share, sign="")) <= share * 100


@given(st.fractions(min_value=0, max_value=Fraction(699_999, 1_000_000), max_denominator=10**6))
def test_a_share_under_the_line_never_looks_as_if_it_reached_it(share: Fraction) -> None:
    assert Fraction(percent(share, sign="")) < 70


@given(st.fractions(min_value=0, max_value=1, max_denominator=10**6))
def test_the_bar_is_green_only_at_or_over_the_line(share: Fraction) -> None:
    html = render("{% ratio_bar share line=line %}", share=share, line=Fraction(7, 10))
    assert ('class="bar ok"' in html) is (share >= Fraction(7, 10))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("48062500"), "4,806.25"),
        (Decimal("76250"), "7.625"),
        (Decimal("-4000"), "−0.40"),
        (Decimal("-10"), "−0.001"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_money_has_at_least_two_decimals_and_thousands(value: object, shown: str) -> None:
    assert formats.money(value) == shown


def test_an_area_carries_its_unit() -> None:
    assert formats.area(Decimal("18.6")) == "18.60 ㎡"
    assert formats.area(None) == "—"


def test_days_of_this_year_are_written_short() -> None:
    with clock.at(THURSDAY):
        assert formats.date_cn(date(2026, 11, 19)) == "11月19日"
        assert formats.date_cn(date(2026, 11, 19), "full") == "2026年11月19日"
        assert formats.date_cn(date(2025, 1, 2)) == "2025年1月2日"
        assert formats.date_cn(None) == "—"


def test_moments_are_written_in_local_time() -> None:
    with clock.at(THURSDAY):
        late = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
        assert formats.datetime_cn(late) == "11月26日 00:30"
        assert formats.moment_cn(late) == "00:30"
        assert formats.moment_cn(datetime(2026, 11, 25, 8, 5, tzinfo=UTC)) == "昨天 16:05"
        assert formats.moment_cn(datetime(2026, 11, 20, 8, 5, tzinfo=UTC)) == "11月20日 16:05"


def test_the_day_of_the_week_is_named() -> None:
    assert formats.weekday_cn(date(2026, 11, 26)) == "星期四"


@pytest.mark.parametrize(
    ("due", "text", "tone"),
    [
        (date(2026, 11, 24), "已超 2 天", "bad"),
        (date(2026, 11, 26), "今天到期", "warn"),
        (date(2026, 11, 27), "剩 1 天", "warn"),
        (date(2026, 11, 28), "剩 2 天", "warn"),
        (date(2026, 11, 30), "剩 4 天", ""),
        (datetime(2026, 11, 26, 9, 30, tzinfo=UTC), "剩 3 小时 12 分", "warn"),
        (datetime(2026, 11, 26, 6, 0, tzinfo=UTC), "今天已过截止时间", "bad"),
    ],
)
def test_a_deadline_says_how_long_is_left(due: date, text: str, tone: str) -> None:
    with clock.at(THURSDAY):
        left = formats.time_left(due)
    assert (left.text, left.tone) == (text, tone)


def test_a_kept_deadline_says_so_and_a_missed_one_by_how_much() -> None:
    due = date(2026, 11, 20)
    assert formats.time_left(due, finished=due).text == "按期完成"
    assert formats.time_left(due, finished=date(2026, 11, 23)).text == "逾期 3 天完成"


def test_a_denied_action_is_switched_off_with_its_reason() -> None:
    html = render(
        '{% action "送户主确认" url="/x/" method="post" decision=decision %}',
        decision=Denied("卫生间干式工法比例 33.33 %"),
    )
    assert 'aria-disabled="true"' in html
    assert "送户主确认：卫生间干式工法比例 33.33 %" in html
    assert "<form" not in html


def test_an_allowed_action_is_a_form_of_one_button() -> None:
    html = render('{% action "受理" url="/x/" method="post" decision=decision %}', decision=Allowed())
    assert '<form method="post" action="/x/">' in html
    assert "aria-disabled" not in html


def test_words_of_a_state_are_escaped() -> None:
    assert "&lt;b&gt;" in render("{% pill text 'ok' %}", text="<b>")


class HouseForm(forms.Form):
    name = forms.CharField(label="姓名", help_text="同身份证")
    area = forms.DecimalField(label="建筑面积", decimal_places=2, max_digits=8)
    kind = forms.ChoiceField(label="家庭情况", choices=[("a", "困难家庭")], widget=forms.RadioSelect)
    start = forms.DateField(label="计划开工")


def test_an_error_stands_at_its_field_and_is_announced() -> None:
    html = render("{% field form.name %}", form=HouseForm({}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html


def test_a_number_that_is_none_stays_as_typed() -> None:
    html = render('{% field form.area unit="㎡" %}', form=HouseForm({"area": "十二"}))
    assert 'value="十二"' in html
    assert 'type="text"' in html
    assert 'inputmode="decimal"' in html


def test_a_stored_number_is_shown_without_idle_zeros() -> None:
    form = HouseForm(initial={"area": Decimal("100.0000")})
    assert 'value="100"' in render("{% field form.area %}", form=form)


def test_a_day_is_given_to_the_browser_in_its_own_form() -> None:
    html = render("{% field form.start %}", form=HouseForm(initial={"start": date(2026, 11, 30)}))
    assert 'type="date"' in html
    assert 'value="2026-11-30"' in html


def test_an_impossible_day_stays_as_typed() -> None:
    html = render("{% field form.start %}", form=HouseForm({"start": "2026-02-30"}))
    assert 'type="text"' in html
    assert 'value="2026-02-30"' in html


def test_the_error_summary_leads_to_each_field() -> None:
    html = render("{% error_summary form %}", form=HouseForm({"name": "张示例", "area": "1"}))
    assert "有 2 处需要改正" in html
    assert 'href="#id_kind_0"' in html
    assert 'href="#id_start"' in html


def test_the_error_summary_counts_the_rows_of_a_form_set() -> None:
    rows = forms.formset_factory(HouseForm)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-name": "张示例"}
    html = render("{% error_summary rows %}", rows=rows(data))
    assert "第 1 行 · 建筑面积" in html
    assert 'href="#id_form-0-area"' in html


def test_a_form_not_sent_yet_has_no_error_summary() -> None:
    assert render("{% error_summary form %}", form=HouseForm()).strip() == ""


def test_every_icon_named_in_a_template_is_in_the_list() -> None:
    known = {line.strip() for line in (ROOT / "static/icons.txt").read_text().splitlines() if line[:1] != "#"}
    used = {*parts.TONE_ICONS.values(), *parts.NOTICE_ICONS.values()}
    used |= {name for name, _word in parts.STATE_ICONS.values()}
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        used |= set(re.findall(r'{% icon "([^"]+)"', text))
        used |= set(re.findall(r'{%[^%]*\bicon="([^"]+)"', text))
    assert used - known == set()


def test_no_template_carries_inline_script_or_style() -> None:
    # The papers are rendered to PDF and bring their own styles; no browser runs them.
    templates = (ROOT / "templates").rglob("*.html")
    texts = {str(p): p.read_text() for p in templates if not {"documents", "papers"} & set(p.parts)}
    pages = {name: text for name, text in texts.items() if 'extends "documents/' not in text}
    inline = re.compile(r"""\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+="|href="javascript:""")
    tags = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
    assert [name for name, text in pages.items() if inline.search(tags.sub("", text))] == []
