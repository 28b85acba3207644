"""Two who fill in one week's draft: what only one changed stands, what both changed is asked at its field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import QueryDict

from apps.acts.forms import as_shown
from apps.acts.services import Done, Invalid, NotNow, Outcome, attempt, opened
from apps.lib import clock
from apps.lib.actors import Actor
from apps.reports.acts.grounds import WEEK, Reported
from apps.reports.acts.weeks import SAVE
from apps.reports.models import ReportVersion, WeekSnapshot
from tests.factories.weeks import FIRST, due_morning, make_week
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(world: World) -> WeekSnapshot:
    week: WeekSnapshot = make_week(world)
    return week


@pytest.fixture(autouse=True)
def _before_noon(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST, hour=11)):
        yield


def week(actor: Actor, taken: WeekSnapshot) -> Reported:
    return WEEK.load(actor, pk=taken.pk)


def page(actor: Actor, taken: WeekSnapshot) -> QueryDict:
    """Return what an untouched page of the draft sends."""
    form = opened(SAVE, by=actor, subject=week(actor, taken))
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        if name != "evidence":
            data.setlist(name, as_shown(form, name, field))
    return data


def press(actor: Actor, taken: WeekSnapshot, data: QueryDict, **typed: str) -> Outcome:
    """Type into a page and press 保存."""
    sent = data.copy()
    for name, value in typed.items():
        sent[name] = value
    return attempt(SAVE, by=actor, subject=week(actor, taken), data=sent)


def draft(taken: WeekSnapshot) -> ReportVersion:
    return ReportVersion.objects.get(report__snapshot=taken)


def test_what_two_changed_in_different_lines_stands_both(world: World, taken: WeekSnapshot) -> None:
    wang, shen = page(world.wang, taken), page(world.shen, taken)

    assert isinstance(press(world.wang, taken, wang, source="一码管理系统", narrative="甲街道逐户走访"), Done)
    assert isinstance(press(world.shen, taken, shen, week="3", done="120", ongoing="8"), Done)

    saved = draft(taken)
    assert (saved.declared_source, saved.narrative) == ("一码管理系统", "甲街道逐户走访")
    assert (saved.declared_week, saved.declared_done, saved.declared_ongoing) == (3, 120, 8)


def test_what_both_changed_is_asked_and_the_next_press_decides(world: World, taken: WeekSnapshot) -> None:
    wang, shen = page(world.wang, taken), page(world.shen, taken)
    press(world.wang, taken, wang, done="120", source="一码管理系统")

    asked = press(world.shen, taken, shen, done="125")

    assert isinstance(asked, Invalid)
    assert list(asked.form.errors) == ["done"]
    assert "这一项刚被改为“120”" in str(asked.form.errors["done"])
    assert asked.form["done"].value() == "125"
    assert asked.form["source"].value() == "一码管理系统"
    assert draft(taken).declared_done == 120

    assert isinstance(press(world.shen, taken, asked.form.data), Done)
    assert (draft(taken).declared_done, draft(taken).declared_source) == (125, "一码管理系统")


def test_the_same_change_by_both_asks_nothing(world: World, taken: WeekSnapshot) -> None:
    wang, shen = page(world.wang, taken), page(world.shen, taken)
    press(world.wang, taken, wang, done="120")

    assert isinstance(press(world.shen, taken, shen, done="120"), Done)


def test_an_untouched_moment_and_amount_are_no_change_of_their_user(
    world: World, taken: WeekSnapshot
) -> None:
    before = clock.local(clock.now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    press(world.wang, taken, page(world.wang, taken), queried_at=before, amount="1066000元")
    wang, shen = page(world.wang, taken), page(world.shen, taken)
    later = clock.local(clock.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    press(world.wang, taken, wang, queried_at=later, amount="2000000元")

    assert isinstance(press(world.shen, taken, shen, source="线下统计"), Done)

    saved = draft(taken)
    assert clock.local(saved.declared_queried_at or clock.now()).strftime("%Y-%m-%dT%H:%M") == later
    assert saved.declared_amount == 2_000_000


def test_merged_lines_that_contradict_each_other_are_refused_at_the_field(
    world: World, taken: WeekSnapshot
) -> None:
    wang, shen = page(world.wang, taken), page(world.shen, taken)
    press(world.wang, taken, wang, done="120")

    outcome = press(world.shen, taken, shen, missing_reason="系统停机")

    assert isinstance(outcome, NotNow)
    assert outcome.refused.field == "missing_reason"
    assert draft(taken).declared_missing_reason == ""


def test_a_second_click_saves_once(world: World, taken: WeekSnapshot) -> None:
    sheet = page(world.wang, taken)
    first = press(world.wang, taken, sheet, done="120")
    edit = draft(taken).edit

    again = press(world.wang, taken, sheet, done="120")

    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert again.replayed
    assert draft(taken).edit == edit
