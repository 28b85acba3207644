"""What 43号 三(二) permits and what counts: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.othertrack.enums import FactKind, Finding, Proof, Status
from apps.othertrack.rules.asking import MOST_ASKED, answered_words, asked_items, unanswered
from apps.othertrack.rules.counting import Matched, counts, shortfalls
from apps.othertrack.rules.lookups import day_fault, exempt_fault
from apps.othertrack.rules.order import (
    Look,
    looks_undone,
    order_faults,
    status_after_look,
    unchecked,
    works_cautions,
)
from apps.othertrack.rules.proofs import proof_faults


def day(number: int) -> date:
    return date(2026, 9, number)


def looks(filed: int | None, coded: int | None) -> dict[FactKind, Look]:
    found = {}
    if filed:
        found[FactKind.FILING] = Look(Finding.FOUND, day(filed))
    if coded:
        found[FactKind.CODE] = Look(Finding.FOUND, day(coded))
    return found


@pytest.mark.parametrize(
    ("filed", "coded", "applied", "started", "finished"),
    [
        (1, 1, 1, 1, 1),
        (1, 2, 3, 4, 5),  # applied before works
        (1, 2, 5, 3, 8),  # during
        (1, 2, 9, 3, 8),  # after
        (5, 6, 7, 2, 8),  # works began before 备案: the source orders no works
        (None, None, 3, None, None),
    ],
)
def test_orders_that_the_source_permits(
    filed: int | None, coded: int | None, applied: int, started: int | None, finished: int | None
) -> None:
    assert not order_faults(
        day(applied),
        looks(filed, coded),
        started_on=day(started) if started else None,
        finished_on=day(finished) if finished else None,
    )


@pytest.mark.parametrize(
    ("filed", "coded", "applied", "words"),
    [
        (2, 1, 3, "一码监管（2026年9月1日）早于装修备案（2026年9月2日）"),
        (3, None, 2, "个人申请（2026年9月2日）早于装修备案（2026年9月3日）"),
        (1, 3, 2, "个人申请（2026年9月2日）早于一码监管（2026年9月3日）"),
    ],
)
def test_orders_it_does_not_permit(filed: int | None, coded: int | None, applied: int, words: str) -> None:
    assert order_faults(day(applied), looks(filed, coded)) == [words]


def test_works_do_not_end_before_they_begin() -> None:
    assert order_faults(day(1), {}, started_on=day(5), finished_on=day(4))


def test_what_was_not_found_has_no_day_in_the_order() -> None:
    absent = {FactKind.FILING: Look(Finding.ABSENT, day(9))}
    assert not order_faults(day(1), absent)


def test_what_is_still_to_be_looked_up_stands_in_the_order_of_the_source() -> None:
    assert unchecked({}) == [FactKind.FILING, FactKind.CODE, FactKind.CONTRACT]
    found = {**looks(1, 1), FactKind.CONTRACT: Look(Finding.DIFFERS)}
    assert unchecked(found) == [FactKind.CONTRACT]


@pytest.mark.parametrize(
    ("before", "is_checked", "after"),
    [
        (Status.SUBMITTED, True, Status.VERIFIED),
        (Status.SUBMITTED, False, Status.SUBMITTED),
        (Status.VERIFIED, False, Status.SUBMITTED),
        (Status.REVIEWED, True, Status.REVIEWED),
        (Status.REVIEWED, False, Status.SUBMITTED),
        (Status.RETURNED, True, Status.RETURNED),
        (Status.OPENED, True, Status.OPENED),
    ],
)
def test_a_look_moves_only_what_it_decides(before: Status, is_checked: bool, after: Status) -> None:
    assert status_after_look(before, is_checked=is_checked) == after


def test_a_change_undoes_the_looks_that_were_made_for_what_it_changed() -> None:
    assert looks_undone(["extent", "items"]) == []
    assert looks_undone(["contract_amount"]) == [FactKind.CONTRACT]
    assert looks_undone(["address"]) == [FactKind.FILING, FactKind.CODE, FactKind.CONTRACT]


def test_a_look_has_a_day_where_there_is_one_and_nothing_typed_is_dropped() -> None:
    assert day_fault(FactKind.FILING, Finding.FOUND, None)
    assert not day_fault(FactKind.FILING, Finding.FOUND, day(1))
    assert not day_fault(FactKind.CODE, Finding.DIFFERS, day(1))
    assert not day_fault(FactKind.CODE, Finding.DIFFERS, None)
    assert "请留空" in day_fault(FactKind.CODE, Finding.ABSENT, day(1))
    assert "请留空" in day_fault(FactKind.CONTRACT, Finding.FOUND, day(1))
    assert not day_fault(FactKind.CONTRACT, Finding.FOUND, None)


def test_another_proof_is_for_farmhouses_and_has_type_and_issuer() -> None:
    said = {"name": "", "issuer": ""}
    assert not proof_faults(proof=Proof.TITLE, is_rural=False, **said)
    named = proof_faults(proof=Proof.TITLE, is_rural=True, name="宅基地使用权证", issuer="示例镇")
    assert [each.field for each in named] == ["proof_name", "proof_issuer"]
    [fault] = proof_faults(proof=Proof.OTHER, is_rural=False, **said)
    assert fault.field == "proof"
    faults = proof_faults(proof=Proof.OTHER, is_rural=True, **said)
    assert [each.field for each in faults] == ["proof_name", "proof_issuer"]
    assert not proof_faults(proof=Proof.OTHER, is_rural=True, name="宅基地使用权证", issuer="示例镇")


NOTHING = dict.fromkeys(("is_filed", "is_disproved", "is_begun", "is_converted", "stands", "has_left"), False)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("is_begun is_filed", True),
        ("is_begun", False),
        ("is_filed", False),
        ("is_begun is_converted", True),
        ("is_begun stands", True),  # the look was undone and is made anew
        ("is_begun stands is_disproved", False),
        ("is_begun is_filed has_left", False),  # never counted: its end does not begin it
        ("is_begun is_filed has_left stands", True),  # the application ends, the works remain
        ("is_begun is_converted has_left stands", True),
    ],
)
def test_a_household_counts_once_works_began_and_its_filing_was_found(said: str, wanted: bool) -> None:
    assert counts(**{**NOTHING, **dict.fromkeys(said.split(), True)}) is wanted


def test_a_total_is_asked_about_where_it_is_below_ours_and_only_there() -> None:
    own = Matched(done=3, ongoing=2, amount=Decimal(100000))
    own = replace(own, week=1)
    assert not shortfalls(own, households=5, done=3, ongoing=2, week=1, amount=Decimal(100000))
    assert not shortfalls(own, households=50, done=30, ongoing=None, week=None, amount=None)
    short = shortfalls(own, households=4, done=2, ongoing=1, week=0, amount=Decimal(99999))
    assert [each.column for each in short] == ["households", "done", "ongoing", "week", "amount"]
    assert "少于本系统办件的 5 户" in short[0].words


def test_a_farmhouse_without_systems_can_be_reviewed_and_is_no_filing() -> None:
    found = {kind: Look(Finding.EXEMPT) for kind in (FactKind.FILING, FactKind.CODE)}
    assert unchecked({**found, FactKind.CONTRACT: Look(Finding.FOUND)}) == []
    assert not found[FactKind.FILING].is_found
    assert looks_undone(["area_type"]) == [FactKind.FILING, FactKind.CODE]


def test_not_applicable_is_for_the_systems_and_for_farmhouses_alone() -> None:
    assert not exempt_fault(FactKind.FILING, Finding.EXEMPT, is_rural=True)
    assert "农房" in exempt_fault(FactKind.CODE, Finding.EXEMPT, is_rural=False)
    assert "合同" in exempt_fault(FactKind.CONTRACT, Finding.EXEMPT, is_rural=True)
    assert "请留空" in day_fault(FactKind.FILING, Finding.EXEMPT, day(1))


def test_works_before_contract_and_filing_are_named_and_refused_by_nothing() -> None:
    found = works_cautions(day(10), signed_on=day(20), looks=looks(19, None))
    assert [each.split("早于")[1][:4] for each in found] == ["装修合同", "装修备案"]
    assert order_faults(None, looks(19, None), started_on=day(10)) == []
    assert works_cautions(day(10), signed_on=day(10), looks={}) == []


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1.权属证明看不清；\n2.合同缺第二页", ["权属证明看不清", "合同缺第二页"]),
        ("权属证明看不清\n合同缺第二页", ["权属证明看不清", "合同缺第二页"]),
        ("（1）缺附图\r\n（2）金额写 3.5 万元", ["缺附图", "金额写 3.5 万元"]),
        ("缺附图；2、缺第二页", ["缺附图；2、缺第二页"]),
        ("产权证缺第 2、第 3 页", ["产权证缺第 2、第 3 页"]),
        ("合同签订日期是 2026. 9. 1，与备案不符", ["合同签订日期是 2026. 9. 1，与备案不符"]),
        ("门牌号应为 12. 请核对", ["门牌号应为 12. 请核对"]),
        ("12、请核对门牌号", ["12、请核对门牌号"]),
        ("不动产权证缺附图页", ["不动产权证缺附图页"]),
        ("面积是 12.5 平方米，不是 13.5", ["面积是 12.5 平方米，不是 13.5"]),
        ("1.\n\n", []),
    ],
)
def test_a_return_is_read_item_by_item(text: str, items: list[str]) -> None:
    assert asked_items(text) == items


def test_more_lines_than_a_form_holds_become_its_last_item() -> None:
    items = asked_items("\n".join(f"第{number}处" for number in range(30)))
    assert len(items) == MOST_ASKED
    assert items[-1].endswith("第29处")


def test_each_item_wants_a_word_of_its_own() -> None:
    items = ["缺附图", "缺第二页"]
    assert unanswered(items, {2: "补了"}) == [1]
    said = answered_words(items, {1: "补了", 2: " 补了第二页"}, "")
    assert said == "1. 缺附图：补了\n2. 缺第二页：补了第二页"


def test_a_patrol_that_saw_works_before_they_began_is_to_be_looked_at() -> None:
    found = works_cautions(day(13), signed_on=None, looks={}, patrolled_on=[day(13), day(10), day(11)])
    assert found == ["巡查（2026年9月10日）早于开工（2026年9月13日）"]
    assert works_cautions(None, signed_on=None, looks={}, patrolled_on=[day(1)]) == []
