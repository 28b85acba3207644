"""服务评价 of the case that was passed, and 对接: moments of their acts, and their URLs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings

from apps.connections.acts import DELIVERY, PARTNER, RETURNED
from apps.connections.services import switch_off
from apps.lib import clock
from apps.orgs.enums import ENTERPRISE_ROLES
from apps.ratings.services import give_rating
from apps.ratings.services.pushing import PARTNER as HAOCHAPING
from tests.access.entries import AT_COUNTERS, COUNTER, DISTRICT, REPORT_READERS, Entry, P, Rows, case
from tests.access.moment import Moment
from tests.access.stage import ROLES, Stage, holders

SET_UP = {
    "RATING_PLATFORM_URL": "http://127.0.0.1:9/ratings",
    "RATING_PLATFORM_SECRET": "test-only-secret-of-a-partner-0123456789",
    "RATING_PLATFORM_MATTER": "YANSHI-000",
    "FILING_SYSTEM_URL": "http://127.0.0.1:9/filings",
    "FILING_SYSTEM_SECRET": "test-only-secret-of-a-partner-0123456789",
}
"""Nobody listens there."""


def _rate(stage: Stage, case: Any) -> None:
    give_rating(case_id=case.pk, by=stage.world.zhou, level="good", said_on=clock.today())


def _off(stage: Stage, _partner: Any) -> None:
    switch_off(partner=HAOCHAPING, by=stage.world.shi, reason="对方系统升级")


RATED = Moment("rated", "已评价", "passed", _rate)
SYSTEMS: tuple[Moment, ...] = (
    Moment("system_on", "在用", "system", system=True),
    Moment("system_off", "已停用", "system", _off, system=True),
)
"""A system outside, set up."""
PUSHED: tuple[Moment, ...] = (Moment("delivery", "对方不收", "delivery", system=True),)
OF_SYSTEMS = {PARTNER: SYSTEMS, DELIVERY: PUSHED, RETURNED: PUSHED}


@contextmanager
def set_up(moment: Moment) -> Iterator[None]:
    """Have systems outside set up while a moment lasts of one, or of what one is asked about."""
    with override_settings(**(SET_UP if moment.system or moment.start.startswith("renovation") else {})):
        yield


READERS = DISTRICT | holders(P.CITY_OFFICER, P.PROVINCE_OFFICER, P.AUDITOR)
KEEPERS = frozenset({"shi", "jia", "sheng"})
"""Who sees the site's own jobs."""
LISTERS = REPORT_READERS | {name for name, role in ROLES.items() if role in ENTERPRISE_ROLES}


def _system(name: str) -> Entry:
    return Entry(name, Rows.SITE, KEEPERS, KEEPERS, args=lambda _stage: {"partner": HAOCHAPING.key})


def _pushed(stage: Stage) -> dict[str, object]:
    return {"pk": stage.matters["delivery"]}


VOICES = (
    Entry("ratings:ratings", Rows.NONE, LISTERS),
    case("ratings:rating", "passed", READERS | COUNTER),
    case("ratings:give", "passed", COUNTER, COUNTER),
    case("ratings:follow-up", "passed", COUNTER, COUNTER),
    Entry("connections:connections", Rows.NONE, KEEPERS),
    Entry("connections:delivery", Rows.NONE, KEEPERS, args=_pushed),
    Entry("connections:again", Rows.SITE, KEEPERS, KEEPERS, args=_pushed),
    Entry("connections:returned", Rows.NONE, AT_COUNTERS),
    Entry("connections:returned-one", Rows.COUNTER, frozenset({"zhou"}), frozenset({"zhou"}), args=_pushed),
    Entry("connections:returned-stop", Rows.COUNTER, frozenset({"zhou"}), frozenset({"zhou"}), args=_pushed),
    *(_system(f"connections:{name}") for name in ("off", "on", "all")),
)
