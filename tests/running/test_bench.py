"""What script/bench grows is sound, and every page it measures answers: on a few rows of each."""

from __future__ import annotations

from typing import Any

import pytest

from apps.cases.models import Case
from apps.lib import clock
from apps.reports.queries.ledger import week
from apps.reports.queries.proof import prove
from bench import ballast, library, programme, public, weeks
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

    assert Case.objects.count() == COPIES + len(made.models) + len(made.waiting)
    newest = made.world.shangcheng.week_snapshots.latest("cutoff_at")
    assert newest.opening
    assert prove(week(newest)).agrees, "the weeks derived by set are not those of the records"
    with clock.at(programme.NOW):
        asked = Site(made).measured()
        for each in asked:
            each.look()
    assert [each.name for each in asked if not each.statements] == ["登录页（对照）"]


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
