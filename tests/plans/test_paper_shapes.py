"""Attachment 1 and the plan to sign, as plain data: what is printed and what the paper's hash covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.documents.rules.papers import PaperMark, Signature, content_hash
from apps.lib.formats import money
from apps.plans.rules import Content, HazardInput
from apps.plans.rules.papers import ApplicationForm, LaterChange, PlanPaper, PlanSummary
from tests.factories.papers import APPLICATION, CHECKS, PLAN

BARE = PlanSummary(1, Content(), (), CHECKS)
TO_SIGN = PlanPaper(
    "张示例", "示例路 1 号", "厨房", "示例装配", "赵示例", "13800000002", PLAN, "清波街道", ""
)
MARK = PaperMark("330102-2026-000001")
SIGNED = Signature(note="已签")


def chosen(options: tuple[object, ...]) -> list[tuple[str, bool]]:
    return [(option.label, option.chosen) for option in options]  # type: ignore[attr-defined]


def form(**facts: str) -> ApplicationForm:
    """Return the form with some of its registered facts said otherwise."""
    return replace(APPLICATION, facts={**APPLICATION.facts, **facts})


# --- The plan ---


def test_a_plan_prints_its_sum_and_its_first_day() -> None:
    assert PLAN.total_text == money(Decimal(19_500))
    assert PLAN.start_text == "2026年7月6日"


def test_a_plan_without_a_first_day_says_so() -> None:
    assert BARE.start_text == "待定"


def test_a_plan_says_nothing_it_was_not_told() -> None:
    words = (BARE.days_note, BARE.overrun_note, BARE.designer, BARE.confirmed, BARE.rule_note)
    assert (words, BARE.hazards) == (("",) * 5, ())


@pytest.mark.parametrize(
    ("hazard", "words"),
    [
        (HazardInput("燃气软管"), "燃气软管，应更换"),
        (HazardInput("燃气软管", "厨房"), "厨房：燃气软管，应更换"),
        (HazardInput("燃气软管", "厨房", "波纹管"), "厨房：燃气软管，应更换为波纹管"),
    ],
)
def test_a_hazard_is_printed_with_its_place_and_what_replaces_it(hazard: HazardInput, words: str) -> None:
    assert replace(BARE, content=Content(hazards=(hazard,))).hazards == (words,)


def test_a_plan_to_sign_is_unsigned_and_changes_nothing_unless_it_says_so() -> None:
    assert (TO_SIGN.changes, TO_SIGN.signature, TO_SIGN.mark.number) == ((), None, "")


@pytest.mark.parametrize("added", [{"signature": SIGNED}, {"statement": "同意"}, {"mark": MARK}])
def test_what_is_added_to_a_plan_to_sign_leaves_its_hash_alone(added: dict[str, object]) -> None:
    assert content_hash(replace(TO_SIGN, **added)) == content_hash(TO_SIGN)  # type: ignore[arg-type]


def test_the_hash_of_a_plan_to_sign_follows_the_plan() -> None:
    later = replace(PLAN.content, planned_days=19)
    assert content_hash(replace(TO_SIGN, plan=replace(PLAN, content=later))) != content_hash(TO_SIGN)


# --- The application form ---


def test_a_later_change_has_its_day_and_names_nobody_unless_it_says_so() -> None:
    change = LaterChange(date(2026, 7, 20), "方案第 3 版")
    assert (change.on_text, change.by) == ("2026年7月20日", "")


@pytest.mark.parametrize(
    ("facts", "printed"), [({}, ""), ({"id_type": "居民身份证"}, ""), ({"id_type": "护照"}, "护照")]
)
def test_the_form_names_the_document_only_where_it_is_no_identity_card(
    facts: dict[str, str], printed: str
) -> None:
    assert form(**facts).other_document == printed


@pytest.mark.parametrize("building", ["电梯房", "楼梯房", "平房"])
def test_the_form_offers_three_buildings(building: str) -> None:
    options = chosen(form(building=building).building_options)
    assert options == [(each, each == building) for each in ("电梯房", "楼梯房", "平房")]


@pytest.mark.parametrize("family", ["困难家庭", "一般家庭"])
def test_the_form_offers_two_kinds_of_family(family: str) -> None:
    options = chosen(form(family=family).family_options)
    assert options == [(each, each == family) for each in ("困难家庭", "一般家庭")]


def test_a_withheld_family_is_not_filled_in() -> None:
    withheld = replace(form(family="困难家庭"), family_withheld=True)
    assert chosen(withheld.family_options) == [("困难家庭", False), ("一般家庭", False)]


@pytest.mark.parametrize("wish", ["厨房换新", "卫生间换新", "厨卫均换新"])
def test_the_form_offers_three_wishes(wish: str) -> None:
    options = chosen(form(wish=wish).wish_options)
    assert options == [(each, each == wish) for each in ("厨房换新", "卫生间换新", "厨卫均换新")]


def test_the_form_prints_day_area_and_budget() -> None:
    filled = replace(APPLICATION, budget=Decimal(125_000))
    assert (filled.filled_text, filled.area_text) == ("2026年7月1日", "75.72 ㎡")
    assert filled.budget_text == money(Decimal(125_000))


def test_what_the_form_does_not_know_stays_blank() -> None:
    blank = replace(form(area=""), filled_on=None, budget=None)
    assert (blank.area_text, blank.budget_text) == ("", "")
    assert blank.filled_text == "　　年　　月　　日"


def test_a_form_has_no_place_for_a_signature_that_is_not_ink() -> None:
    assert not {name for name in ApplicationForm.__slots__ if "signature" in name or "opinion" in name}


def test_a_form_says_of_no_change_unless_there_was_one() -> None:
    known = {name: getattr(APPLICATION, name) for name in ApplicationForm.__slots__}
    added = ("later_changes", "family_withheld", "mark")
    bare = ApplicationForm(**{name: value for name, value in known.items() if name not in added})
    assert (bare.later_changes, bare.family_withheld, bare.mark.number) == ((), False, "")


@pytest.mark.parametrize(
    "added",
    [
        {"later_changes": ()},
        {"mark": MARK},
    ],
)
def test_what_is_added_to_a_form_leaves_its_hash_alone(added: dict[str, object]) -> None:
    assert content_hash(replace(APPLICATION, **added)) == content_hash(APPLICATION)  # type: ignore[arg-type]
