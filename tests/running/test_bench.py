"""What script/bench grows is sound, and every page it measures answers: on a few rows of each."""

from __future__ import annotations

from typing import Any

import pytest

from apps.cases.models import Case
from apps.documents.services import typesetting
from apps.lib import clock
from apps.reports.queries.ledger import week
from apps.reports.queries.proof import prove
from bench import archives, ballast, library, programme, public, weeks
from bench.pages import Site
from tests.factories.world import NOON, make_world

COPIES = 100


@pytest.mark.postgres
@pytest.mark.django_db
def test_every_measured_page_answers_on_a_grown_programme(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 0  # the clock stands still, and with it the minute that is counted
    made = programme.build(cities=("3301",), enterprises=1, states=("building",), waiting=1)
    ballast.fill(made, COPIES)
    weeks.close(made)

    assert Case.objects.count() == COPIES + len(made.models) + len(made.waiting) + programme.SAME
    newest = made.world.shangcheng.week_snapshots.latest("cutoff_at")
    assert newest.opening
    assert prove(week(newest)).agrees, "the weeks derived by set are not those of the records"
    with clock.at(programme.NOW):
        asked = Site(made).measured()
        for each in asked:
            each.look()
    assert [each.name for each in asked if not each.statements] == ["登录页（对照）"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_packages_are_made_put_together_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "HTML", typesetting.HTML)  # put back afterwards
    archives.make(2)
    made = archives.pack(4, plain=True)
    whole = archives.bundle()
    assert (made["packages"], made["of_households"], whole["faults"]) == (4, 2, [])
    assert archives.judged({**made, "slower": 1.0, "higher": 1.0}) == []
    assert archives.judged({"slower": 2.0, "higher": 3.0}) != []
    once = {"kills": 1, **dict.fromkeys(("asked", "done", "files", "records"), 2)}
    assert archives.judged(once) == []
    assert archives.judged({**once, "files": 3}) == ["not every package is there once"]


@pytest.mark.postgres
@pytest.mark.django_db
def test_every_public_page_that_is_measured_answers(settings: Any) -> None:
    settings.UNKNOWN_CODES_PER_ADDRESS = 0
    with clock.at(NOON):
        make_world()
        library.fill(4, 12)
        for each in public.pages():
            each.look()
        crowd = public.Visitors(list(range(1, 10)), seed=1)
        assert {crowd.next().split("/")[1] for _ in range(200)} >= {"packages", "enterprises", "verify"}
