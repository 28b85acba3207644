"""What looks wrong in a declared total: it wants a word, and with one it is told to the city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import QueryDict

from apps.acts.services import NotNow, attempt, opened
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.reports.acts import SAVE, SUBMIT
from apps.reports.acts.grounds import WEEK
from apps.reports.models import WeekSnapshot
from apps.reports.queries.checks import checks_of, counted
from apps.reports.queries.ledger import week
from apps.reports.services import Declared, draft_report, save_draft, submit_report
from tests.factories.weeks import DECLARED, FIRST, due_morning, snapshot, submitted
from tests.factories.world import World
from tests.reports.drafting import FILING, draft, handed_in, saved, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_noon(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST, hour=11)):
        yield


def test_a_warning_stops_until_there_is_a_word_and_is_then_told(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang, hour=10)
    following = snapshot(world, FIRST + 1)
    with clock.at(due_morning(FIRST + 1, hour=11)):
        fallen = {"week": "3", "done": "500", "ongoing": "152", "amount": "4900", "source": "装修备案系统"}
        saved(world.wang, following, {**fallen, "queried_at": "2026-01-29T08:30"})
        assert states(following)["declared_done"] == "open"
        assert counted(checks_of(week(following), draft(following))).endswith("项通过，1 项待办")
        with pytest.raises(Refused) as refused:
            submit_report(by=world.wang, snapshot=following)
        assert (refused.value.field, refused.value.code) == ("word_done", "declared_done")

        saved(world.wang, following, {"word_done": "剔除重复登记 12 户"})
        told = checks_of(week(following), draft(following))
        assert counted(told) == "5 项中 4 项通过，1 项已说明"
        version = submit_report(by=world.wang, snapshot=following)

    assert version.content["footnotes"][-1] == (
        "传统装修：已完成比上期减少：上期已完成 512 户，本期 500 户，少 12 户。说明：剔除重复登记 12 户。"
    )


def test_a_word_without_its_warning_is_not_told(world: World, taken: WeekSnapshot) -> None:
    version = handed_in(world, taken, {**FILING, "word_done": "剔除重复登记"})

    assert not any("说明：" in note for note in version.content["footnotes"])


def test_the_page_asks_for_a_word_only_where_one_is_needed(world: World, taken: WeekSnapshot) -> None:
    form = opened(SAVE, by=world.wang, subject=WEEK.load(world.wang, pk=taken.pk))

    assert form.words([]) == []  # type: ignore[attr-defined]


def test_an_unfinished_total_warns_of_nothing(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang, hour=10)
    following = snapshot(world, FIRST + 1)
    draft_report(snapshot=following)
    with clock.at(due_morning(FIRST + 1, hour=11)):
        saved(world.wang, following, {"done": "1"})

    assert [code for code in states(following) if code.startswith("declared_")] == []


def test_a_submission_refused_for_a_word_says_so_on_the_page(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang, hour=10)
    following = snapshot(world, FIRST + 1)
    with clock.at(due_morning(FIRST + 1, hour=11)):
        queried = clock.now() - timedelta(hours=1)
        values = {"week": 1, "done": 1, "ongoing": 1, "amount": DECLARED.amount}
        save_draft(
            by=world.wang,
            snapshot=following,
            version=None,
            declared=Declared(**values, source="装修备案系统", queried_at=queried),  # type: ignore[arg-type]
        )
        subject = WEEK.load(world.wang, pk=following.pk)
        form = opened(SUBMIT, by=world.wang, subject=subject)
        data = QueryDict(mutable=True)
        for name in form.fields:
            data[name] = str(form[name].value())
        outcome = attempt(SUBMIT, by=world.wang, subject=subject, data=data)

    assert isinstance(outcome, NotNow)
    assert "请写明原因" in outcome.refused.reason
