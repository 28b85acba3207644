"""对接 in 管理: what each system's keeper sees and presses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Event
from apps.cases.models import Case
from apps.connections import queries
from apps.connections.models import Delivery, Switch
from apps.connections.queries import delivery_list
from apps.lib import clock
from apps.outbox.services import run_due_jobs
from tests.factories.partner import PartnerServer
from tests.factories.ratings import DAY, add, rate
from tests.factories.works import signed_in
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db
HOME = "/administration/connections/"


def read(world: World, persona: str, path: str = HOME) -> str:
    with clock.at(later(DAY)):
        return str(signed_in(world, persona).get(path).content.decode())


def test_unset_it_says_which_settings_are_missing(world: World) -> None:
    page = read(world, "shi")
    assert "未设定" in page
    assert "RATING_PLATFORM_MATTER" in page


def test_a_refusal_is_found_by_its_state_with_who_mends_it(
    world: World, case: Case, partner: PartnerServer
) -> None:
    partner.answers = [(422, {"field": "body_name"})]
    rate(world, case)
    with clock.at(later(DAY)):
        run_due_jobs()
    assert f"{case.number} 服务评价" in read(world, "shi", f"{HOME}?state=refused")
    assert "没有符合条件的" in read(world, "shi", f"{HOME}?state=delivered")
    page = read(world, "shi", f"{HOME}deliveries/{Delivery.objects.get().pk}/")
    assert "机构与管辖" in page
    assert "422" in page


def test_a_longer_list_asks_the_database_no_more(world: World, case: Case) -> None:
    rate(world, case)
    with CaptureQueriesContext(connection) as one:
        delivery_list()
    add(world, case)
    with CaptureQueriesContext(connection) as two:
        assert len(delivery_list().lines) == 2
    assert len(two) == len(one)


def test_a_long_list_of_calls_says_how_many_there_are(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LISTED", 1)
    partner.answers = [(503, {})]
    rate(world, case)
    for seconds in (0, 10):
        with clock.at(later(DAY) + timedelta(seconds=seconds)):
            run_due_jobs()
    page = read(world, "shi", f"{HOME}deliveries/{Delivery.objects.get().pk}/")
    assert "共 2 次，列出最近的 1 次" in page


def test_switching_off_is_recorded_with_its_reason(world: World) -> None:
    with clock.at(later(DAY)):
        browser = signed_in(world, "shi")
        page = browser.get(f"{HOME}haochaping/off/")
        key = page.context["form"]["key"].value()
        answer = browser.post(f"{HOME}haochaping/off/", {"key": key, "reason": "对方系统升级"})
    assert answer.status_code == 302
    assert not Switch.objects.get().is_on
    assert Event.objects.get(action="connection.switched_off").reason == "对方系统升级"
    assert "对方系统升级" in read(world, "shi")


def test_a_system_nobody_declared_does_not_exist(world: World) -> None:
    with clock.at(later(DAY)):
        assert signed_in(world, "shi").get(f"{HOME}nobody/off/").status_code == 404


@pytest.mark.parametrize("persona", ["wang", "ling", "zhou", "chen", "shenji"])
def test_others_do_not_see_it(world: World, persona: str) -> None:
    with clock.at(later(DAY)):
        assert signed_in(world, persona).get(HOME).status_code == 403
