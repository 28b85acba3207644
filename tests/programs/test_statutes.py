"""条文规则: without force until a bureau has compared a line with the original; then from a day to come."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from apps.administration.queries.statutes import statute_lines
from apps.audit.models import Event
from apps.lib import clock
from apps.lib.decisions import Denied, Refused, Stale
from apps.orgs.models import Organisation
from apps.outbox.models import Message
from apps.programs.models import StatuteReading
from apps.programs.permissions import may_set_limit
from apps.programs.queries import statutes_of
from apps.programs.rules.statutes import BEARING, GAS, STATUTES, UNREAD, WARRANTY, Concern, in_force, unread
from apps.programs.services import read_statute
from tests.factories.statutes import has_read
from tests.factories.world import World, later

TOMORROW = date(2026, 9, 2)
SAID: dict[str, Any] = {
    "is_read": True,
    "valid_from": TOMORROW,
    "article": "第五条",
    "wording": "示例原文",
    "seen_in": "示例文本",
}


def lines(body: Organisation, on: date | None = None) -> dict[str, Any]:
    return {each.code: each for each in statutes_of(body.pk, on or clock.today())}


def test_a_line_is_shipped_marked_and_binds_nobody(world: World) -> None:
    found = statutes_of(world.shangcheng.pk, clock.today())
    assert [each.code for each in found] == list(STATUTES)
    assert in_force(found, Concern.RED_LINE) == in_force(found, Concern.WARRANTY) == ()
    assert all(each.source.endswith(UNREAD) for each in found)


def test_what_was_read_holds_from_its_day_on(world: World) -> None:
    read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, approvable=True, **SAID)
    assert not lines(world.shangcheng)[GAS].is_read
    then = lines(world.shangcheng, TOMORROW)[GAS]
    assert (then.is_read, then.words, then.article, then.approvable) == (True, "示例原文", "第五条", True)
    assert then.source == "住宅室内装饰装修管理办法（建设部令第110号）第五条"


def test_the_house_s_own_sentence_is_no_wording_of_the_decree(world: World) -> None:
    own = STATUTES[GAS].words
    for typed in (own, f"{own}。", f" {own[:3]} {own[3:]}"):
        with pytest.raises(Refused, match="不是原文") as refused:
            has_read(world.ling, world.shangcheng, GAS, wording=typed)
        assert refused.value.field == "wording"
    assert not StatuteReading.objects.exists()


def test_bodies_below_follow_and_one_s_own_reading_comes_first(world: World) -> None:
    has_read(world.shi, world.city, BEARING, wording="市里核对的")
    assert lines(world.shangcheng)[BEARING].words == "市里核对的"
    assert lines(world.xihu)[BEARING].words == "市里核对的"
    has_read(world.ling, world.shangcheng, BEARING, wording="区里核对的")
    assert lines(world.shangcheng)[BEARING].words == "区里核对的"
    assert lines(world.xihu)[BEARING].words == "市里核对的"


def told(action: str = "statute.read") -> dict[int, str]:
    return dict(Message.objects.filter(kind=action).values_list("organisation_id", "text"))


def test_a_city_s_reading_is_told_to_the_bureaus_that_follow_it(world: World) -> None:
    has_read(world.ling, world.shangcheng, GAS)
    Message.objects.all().delete()
    read_statute(by=world.shi, organisation=world.city, code=GAS, **SAID)
    assert set(told()) == {world.city.pk, world.xihu.pk}, "who has read it follows its own"
    assert "方案核验、巡查按第五条" in told()[world.xihu.pk]


def test_a_warranty_s_reading_speaks_of_years_and_no_patrol(world: World) -> None:
    read_statute(by=world.ling, organisation=world.shangcheng, code=WARRANTY, years=2, **SAID)
    text = told()[world.shangcheng.pk]
    assert "登记质量保修书时按第五条核验：最低保修期限 2 年" in text
    assert "巡查" not in text


def test_another_district_s_reading_is_no_concern(world: World) -> None:
    has_read(world.ling, world.shangcheng, BEARING)
    assert lines(world.xihu)[BEARING] == unread(STATUTES[BEARING])


def test_a_reading_is_taken_back_with_a_reason(world: World) -> None:
    has_read(world.ling, world.shangcheng, GAS)
    back = {"is_read": False, "valid_from": TOMORROW}
    with pytest.raises(Refused) as refusal:
        read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, **back)
    assert refusal.value.field == "reason"
    read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, reason="抄错了", **back)
    assert lines(world.shangcheng)[GAS].is_read
    assert not lines(world.shangcheng, TOMORROW)[GAS].is_read


@pytest.mark.parametrize("field", ["article", "wording", "seen_in"])
def test_reading_means_saying_what_stands_there_and_where(world: World, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, **{**SAID, field: " "})
    assert refusal.value.field == field


def test_a_warranty_needs_its_years_and_knows_no_consent(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        read_statute(by=world.ling, organisation=world.shangcheng, code=WARRANTY, **SAID)
    assert refusal.value.field == "years"
    row = read_statute(
        by=world.ling, organisation=world.shangcheng, code=WARRANTY, years=2, approvable=True, **SAID
    )
    assert (row.years, row.approvable) == (2, False)


def test_nothing_is_changed_for_days_that_are_past(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        read_statute(
            by=world.ling,
            organisation=world.shangcheng,
            code=GAS,
            **{**SAID, "valid_from": TOMORROW - timedelta(days=1)},
        )
    assert refusal.value.field == "valid_from"


def test_a_second_press_writes_no_second_version(world: World) -> None:
    read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, version=0, **SAID)
    with pytest.raises(Stale):
        read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, version=0, **SAID)
    assert StatuteReading.objects.count() == 1


@pytest.mark.parametrize(("days_on", "announced"), [(0, 1), (2, None)])
def test_a_version_that_a_later_one_covers_for_good_is_not_announced(
    world: World, days_on: int, announced: int | None
) -> None:
    for ahead in (60, 1):  # the second version begins long before the first
        said = {**SAID, "valid_from": clock.today() + timedelta(days=ahead), "reason": "提前"}
        read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, **said)
    with clock.at(later(days_on)):
        (line,) = (each for each in statute_lines(world.shangcheng) if each.now.code == GAS)
    until = None if line.coming is None else (line.coming.valid_from - TOMORROW).days + 1
    assert until == announced


def test_what_the_city_will_read_is_announced_to_its_bureaus(world: World) -> None:
    read_statute(by=world.shi, organisation=world.city, code=GAS, **SAID)
    [line] = [each for each in statute_lines(world.shangcheng) if each.now.code == GAS]
    assert line.row is None
    assert line.coming is not None
    assert (line.coming.valid_from, line.coming.row.organisation) == (TOMORROW, world.city)
    read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, **SAID)
    with clock.at(later(2)):
        [line] = [each for each in statute_lines(world.shangcheng) if each.now.code == GAS]
    assert (line.row.organisation, line.coming) == (world.shangcheng, None)


def test_nothing_unread_is_taken_back(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        read_statute(
            by=world.ling, organisation=world.shangcheng, code=GAS, is_read=False, valid_from=TOMORROW
        )
    assert refusal.value.code == "same"


def test_a_clerk_and_another_district_read_nothing(world: World) -> None:
    assert isinstance(may_set_limit(world.wang, world.shangcheng), Denied)
    with pytest.raises(Refused):
        read_statute(by=world.ling, organisation=world.xihu, code=GAS, **SAID)
    assert not StatuteReading.objects.exists()


def test_the_record_says_which_line_and_article(world: World) -> None:
    read_statute(by=world.ling, organisation=world.shangcheng, code=GAS, **SAID)
    facts = json.loads(Event.objects.get(action="statute.read").facts)
    assert (facts["code"], facts["article"], facts["number"]) == (GAS, "第五条", 1)
