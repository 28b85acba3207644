"""The long way of one household, read back: record, clocks, steps, papers, weeks, what a stranger is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.archives.models import Archive
from apps.cases.enums import Status
from apps.cases.queries import clocks, stepper
from apps.cases.queries.chapters import story_of
from apps.documents.models import StoredFile
from apps.documents.services import read
from apps.inspections.models import AcceptanceAttempt
from apps.lib import clock
from apps.plans.models import ApplicationForm, PlanVersion
from apps.reports.queries.ledger import named, week
from apps.reports.queries.rollup import roll_up
from apps.reports.services import verify_counts
from tests.factories.copies import kept
from tests.factories.story import TOLD_TO, Story, tell_story
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
AFTERWARDS = later(80)


@pytest.fixture
def world() -> World:
    """The world of 1 September 2026."""
    with clock.at(NOON):
        return make_world()


@pytest.fixture
@kept
def story(world: World) -> Story:
    """The whole story."""
    told: Story = tell_story(world)
    return told


# --- weeks ---

FIGURES = {
    # week: opening, added, removed, done, ongoing, amount
    36: (0, 0, 0, 0, 0, "0"),
    37: (0, 1, 0, 0, 1, "76200"),  # begun
    38: (1, 0, 1, 0, 0, "0"),  # enterprise replaced
    39: (0, 1, 0, 0, 1, "80000"),  # begun anew
    40: (1, 0, 0, 0, 1, "80000"),
    41: (1, 0, 0, 0, 1, "80000"),
    42: (1, 0, 0, 1, 0, "80000"),  # finished; failing moves nothing
    43: (1, 0, 0, 1, 0, "80000"),  # passed and archived
    44: (1, 0, 0, 1, 0, "80000"),  # in question, still valid
    45: (1, 0, 1, 0, 0, "0"),  # revoked
}
WORDS = {
    38: "开工后更换企业，原合同作废；重新开工后再计入",
    39: "更换企业后重新开工，此前已核减",
    45: "撤销验收合格：验收照片为另一户。",
}


def test_the_weeks_are_right_at_three_levels(story: Story, world: World) -> None:
    with clock.at(AFTERWARDS):
        for number, (opening, added, removed, done, ongoing, amount) in FIGURES.items():
            taken = story.weeks[number]
            figures = week(taken).figures
            assert figures.adds_up
            assert (figures.opening, figures.added, figures.removed) == (opening, added, removed), number
            columns = (added, done, ongoing, Decimal(amount))
            assert (figures.added, figures.done, figures.ongoing, figures.amount) == columns, number
            for reader in (world.wang, world.shi, world.sheng):
                row = roll_up(reader, world.program, number).total.assembled
                assert (row.this_week, row.done, row.ongoing, row.amount) == columns, (number, reader.role)


def test_every_change_of_a_week_has_its_words(story: Story) -> None:
    told = {
        number: [each.movement.reason for each in named(week(taken))] for number, taken in story.weeks.items()
    }
    assert {number: words for number, words in told.items() if words} == {
        number: [words] for number, words in WORDS.items()
    }


def test_the_weeks_stand_when_worked_out_anew(story: Story) -> None:
    with clock.at(AFTERWARDS):
        assert verify_counts(newest=story.weeks[TOLD_TO]).agrees


# --- clocks ---


def test_the_clocks_were_right_to_the_day(story: Story) -> None:
    of = story.clocks
    # Ten workdays after 1 September; what a return does to them nobody has set.
    assert of["receive"] == (date(2026, 9, 15), None, None, None)
    # Fifteen days, the first one counted; begun anew with the new enterprise; three days of rest.
    assert of["begin"][1] == date(2026, 9, 28)
    assert of["change"][1] == date(2026, 10, 9)
    assert of["rest"][1] == date(2026, 10, 12)
    # A month after 16 October, then after 20 October; neither while it is mended nor once it has passed.
    assert [of[step][3] for step in ("finish", "fail", "mend", "accept", "revoke")] == [
        date(2026, 11, 16),
        None,
        date(2026, 11, 20),
        None,
        None,
    ]


def test_the_clocks_say_why(story: Story) -> None:
    with clock.at(AFTERWARDS):
        works, accepted = clocks(story.fresh(), clock.today())
    assert (works.used_days, works.net_days) == (22, 19)
    assert works.explanation == (
        "自 2026年9月25日（周五） 开工，工期 15 个日历天，开工当日计入、完工当日计入。",
        "期间暂停 3 天不计入，到期日顺延。",
        "到期日为 2026年10月12日（周一），节假日不顺延。",
        "2026年10月1日（周四） 至 2026年10月3日（周六） 停工，不计入。",
    )
    assert accepted.explanation[0] == "2026年10月20日（周二） 确认整改完成，这一期限从那天重新计算。"
    assert works.finished
    assert accepted.finished


# --- the record ---


def test_the_record_reads_as_one_story(story: Story, world: World) -> None:
    with clock.at(AFTERWARDS):
        told = story_of(world.wang, story.fresh())
    chapters = list(reversed(told.chapters))
    assert [chapter.name for chapter in chapters] == [
        *("登记", "受理", "备案", "定企业", "方案", "合同", "开工准备", "施工"),
        *("方案", "合同", "开工准备", "施工", "验收", "归档", "办结"),
    ]
    marks = [(chapter.name, mark.text) for chapter in chapters for mark in chapter.marks]
    assert marks == [
        ("备案", "退回 2 次"),
        ("施工", "更换企业 1 次"),
        ("施工", "停工 1 次"),
        ("验收", "整改 1 次"),
    ]
    titles = [line.entry.title for chapter in chapters for line in reversed(chapter.lines)]
    in_order = iter(titles)
    assert all(
        any(title == expected for title in in_order)
        for expected in (
            *("登记", "受理", "退回补正", "退回补正", "备案", "登记自主选择的企业", "开工", "更换企业"),
            *("区县对超期计划知悉", "登记装修合同", "开工", "提出方案变更", "户主确认方案变更", "记录停工"),
            *("确认完工", "要求整改", "确认整改完成", "验收合格", "立卷", "检查归档", "存档包已生成"),
            *("拟撤销验收合格", "拟撤销告知书送达", "陈述申辩", "决定撤销，待复核", "撤销验收合格"),
            "撤销决定书送达",
        )
    ), titles


def test_the_steps_end_on_the_day_of_the_decision(story: Story) -> None:
    with clock.at(AFTERWARDS):
        *_, archived, end = stepper(story.fresh())
    assert (archived.label, archived.on) == ("归档", date(2026, 10, 26))
    assert (end.label, end.state, end.on) == ("已撤销", "stopped", date(2026, 11, 6))


# --- papers ---


def package(story: Story) -> bytes:
    """Return the package of the archive as it was made."""
    archive = Archive.objects.get(case=story.case)
    return read(StoredFile.objects.get(pk=archive.package_id))


def test_the_package_verifies_and_names_one_changed_byte(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "存档包.zip"
    file.write_bytes(package(story))
    call_command("verify_archive", str(file))
    assert "一致" in capsys.readouterr().out

    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    file.write_bytes(changed)
    with pytest.raises(CommandError, match="不一致"):
        call_command("verify_archive", str(file))
    assert "处不符" in capsys.readouterr().out


def test_a_stranger_is_told_that_it_was_revoked(story: Story) -> None:
    first, second = AcceptanceAttempt.objects.filter(case=story.case).order_by("number")
    plan = PlanVersion.objects.filter(case=story.case).confirmed().get()
    form = ApplicationForm.objects.filter(case=story.case).order_by("-pk")[0]
    with clock.at(AFTERWARDS):
        assert "已作废" in checked(second.content_hash)
        # What was not decided about stays what it is: the form that failed, the plan, the application.
        for digest in (first.content_hash, plan.content_hash, form.content_hash):
            assert "已作废" not in checked(digest)


def checked(digest: str) -> Any:
    """Scan a paper's QR as a stranger."""
    return Client().get(f"/verify/{digest[:32]}/").content.decode()


def test_it_ended_and_waits_for_nothing(story: Story) -> None:
    case = story.fresh()
    assert case.status == Status.REVOKED
    assert not case.holds.filter(closed_at__isnull=True).exists()
