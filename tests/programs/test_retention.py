"""归档范围和保管期限表: a body's own in versions, and what an archive's mark takes from it."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from apps.archives.queries import filing_marks
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.programs.models import Parameter, RetentionTable
from apps.programs.queries import retention_of
from apps.programs.rules.retention import Line, period_for, unsound
from apps.programs.services import set_retention
from tests.factories.world import World, make_case

ASSEMBLED = Line("装配化“厨卫换新”一户一档", "30年", "示例：本机关归档范围", "assembled")
REPORTS = Line("工作进展周报", "10年", "示例：本机关归档范围")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((ASSEMBLED, REPORTS), ""),
        ((), "至少写一行"),
        ((ASSEMBLED, ASSEMBLED), "只能有一行"),
        ((Line("周报", "40年", "示例"),), "永久、30年、10年"),
    ],
)
def test_a_table_has_sound_lines(lines: tuple[Line, ...], words: str) -> None:
    assert (words in unsound(lines), bool(unsound(lines))) == (True, bool(words))


def test_a_track_s_period_is_its_own_line_s() -> None:
    assert [period_for((REPORTS, ASSEMBLED), track) for track in ("assembled", "other")] == ["30年", ""]


def put(world: World, by: Actor, *lines: Line, body: str = "shangcheng", **more: object) -> RetentionTable:
    said = {"source": "示例号", "valid_from": clock.today() + timedelta(days=1), **more}
    return set_retention(by=by, organisation=getattr(world, body), lines=lines or (ASSEMBLED,), **said)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_district_follows_its_city_until_it_has_a_table_of_its_own(world: World) -> None:
    tomorrow = date(2026, 9, 2)
    assert retention_of(world.shangcheng.pk, tomorrow) is None
    city = put(world, world.shi, body="city")
    assert retention_of(world.shangcheng.pk, tomorrow) == city
    own = put(world, world.ling)
    assert [retention_of(world.shangcheng.pk, day) for day in (date(2026, 9, 1), tomorrow)] == [None, own]


@pytest.mark.django_db
def test_the_archive_s_mark_follows_the_table_from_its_day_on(world: World) -> None:
    case = make_case(world, "received")
    put(world, world.ling)
    assert filing_marks(case)[2] == ("保管期限", "未设定")
    with clock.at(clock.now() + timedelta(days=1)):
        assert filing_marks(case)[2] == ("保管期限", "30年")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "field"), [({"source": " "}, "source"), ({"valid_from": date(2026, 9, 1)}, "valid_from")]
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.ling, **more)
    assert refused.value.field == field


@pytest.mark.django_db
def test_a_change_says_why_and_a_stale_page_changes_nothing(world: World) -> None:
    put(world, world.ling, version=0)
    with pytest.raises(Refused) as refused:
        put(world, world.ling, REPORTS)
    assert refused.value.field == "reason"
    with pytest.raises(Stale):
        put(world, world.ling, REPORTS, reason="会议议定", version=0)


@pytest.mark.django_db
@pytest.mark.parametrize("persona", ["wang", "xi_leader", "shenji"])
def test_others_set_none(world: World, persona: str) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.people[persona])
    assert refused.value.code == "post"


@pytest.mark.django_db
@pytest.mark.parametrize("has_table", [True, False])
def test_the_parameters_of_before_became_lines_of_the_table(world: World, has_table: bool) -> None:
    if has_table:
        put(world, world.ling)  # says 30年 of the assembled track
    for code, value in (("retention_assembled", "10年"), ("retention_other", "永久")):
        Parameter.objects.create(
            organisation=world.shangcheng,
            code=code,
            number=1,
            value=value,
            source="示例号",
            strength="local",
            valid_from=date(2026, 9, 2),
            recorded_at=clock.now(),
            recorded_by_name="凌演示",
        )
    import_module("apps.programs.migrations.0019_work_ends_and_one_retention").into_tables(apps, None)
    table = retention_of(world.shangcheng.pk, date(2026, 9, 2))
    assert table is not None
    assert table.number == 1 + has_table
    assert period_for(table.rows, "assembled") == ("30年" if has_table else "10年")
    assert (period_for(table.rows, "other"), unsound(table.rows)) == ("永久", "")
    assert not Parameter.objects.filter(code__startswith="retention").exists()
