"""质量保修书: kept as it says, held against the least years once a bureau has read the decree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.models import WarrantyLetter
from apps.inspections.permissions import may_record_warranty
from apps.inspections.queries import acceptance_view
from apps.inspections.queries.warranty import warranty
from apps.inspections.rules.defects import too_short
from apps.lib import clock
from apps.lib.decisions import Denied, Refused
from apps.programs.rules.statutes import LEAKS, STATUTES, UNREAD, WARRANTY, Standing
from tests.factories.statutes import has_read
from tests.factories.uploads import pdf, upload
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
AFTER = later(20)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "passed")


def letter(world: World, case: Case, years: int = 2, leaks: int = 5, **changes: Any) -> WarrantyLetter:
    said = {"by": world.jiang, "issued_on": AFTER.date(), "scan": upload("保修书.pdf", pdf()), **changes}
    with clock.at(AFTER):
        return services.record_warranty(case_id=case.pk, years=years, leak_years=leaks, **said)


def least(code: str, years: int) -> Standing:
    return Standing(STATUTES[code], True, "示例", "第三十二条", years=years)


def test_the_rule_names_field_and_article() -> None:
    lines = (least(WARRANTY, 2), least(LEAKS, 5))
    assert too_short(2, 5, lines) is None
    assert too_short(1, 1, ()) is None
    assert (too_short(1, 5, lines) or ("", ""))[0] == "years"
    field, words = too_short(2, 4, lines) or ("", "")
    assert (field, words.endswith("第三十二条规定不短于 5 年。")) == ("leak_years", True)


def test_an_unread_decree_refuses_no_letter_and_is_shown_with_its_mark(world: World, case: Case) -> None:
    with clock.at(AFTER):
        before = warranty(case)
        assert before is not None
        assert (before.label, UNREAD in before.terms.source) == ("最低保修期限", True)
        assert not acceptance_view(world.wang, case).asks_letter
    letter(world, case, years=1, leaks=1)
    with clock.at(AFTER):
        after = warranty(case)
    assert after is not None
    assert case.passed_on is not None
    assert (after.label, after.until) == ("保修期限", case.passed_on.replace(year=case.passed_on.year + 1))


def test_once_read_the_decree_is_held_to(world: World, case: Case) -> None:
    with clock.at(AFTER):
        has_read(world.ling, world.shangcheng, LEAKS)
        assert acceptance_view(world.wang, case).asks_letter
    with pytest.raises(Refused) as refusal:
        letter(world, case, leaks=4)
    assert (refusal.value.field, "第三十二条" in refusal.value.reason) == ("leak_years", True)
    kept = letter(world, case)
    assert "第三十二条" in kept.statute
    with clock.at(AFTER):
        assert not acceptance_view(world.wang, case).asks_letter


def test_a_second_letter_takes_the_place_of_the_first(world: World, case: Case) -> None:
    letter(world, case)
    letter(world, case, years=3, by=world.wang)
    with clock.at(AFTER):
        found = warranty(case)
        shown = acceptance_view(world.jiang, case).letters
    assert found is not None
    assert (found.terms.years, [each.number for each in shown]) == (3, [2, 1])


@pytest.mark.parametrize("issued_on", [AFTER.date() + timedelta(days=1), date(2026, 9, 1)])
def test_a_letter_is_of_a_day_after_the_works(world: World, case: Case, issued_on: date) -> None:
    with pytest.raises(Refused) as refusal:
        letter(world, case, issued_on=issued_on)
    assert refusal.value.field == "issued_on"


def test_only_after_the_acceptance_and_only_enterprise_or_counter(world: World, case: Case) -> None:
    assert may_record_warranty(world.jiang, case)
    assert may_record_warranty(world.zhou, case)
    assert isinstance(may_record_warranty(world.yan, case), Denied)
    assert isinstance(may_record_warranty(world.jiang, make_works_case(world, "building")), Denied)
