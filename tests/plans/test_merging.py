"""Two changes put together: field by field and row by row, a question only where both changed."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

from apps.plans.enums import LineKind
from apps.plans.rules import (
    Content,
    LineInput,
    RowKey,
    canonical,
    changed_fields,
    differences,
    keyed,
)
from apps.plans.rules.merging import ADDED_BY_BOTH, REMOVED_BY_ME, REMOVED_BY_THEM, Row, merge, merge_rows


def row(key: str, **texts: str) -> Row:
    return Row(key, {name: [said] for name, said in texts.items()})


BASE = [row("a", name="橱柜", amount="30000"), row("b", name="瓷砖", amount="8000")]


def test_what_only_one_changed_stands_as_changed() -> None:
    merged = merge(
        {"days": ["12"], "note": ["x"]}, {"days": ["13"], "note": ["x"]}, {"days": ["12"], "note": ["y"]}
    )
    assert (merged.texts, merged.theirs) == ({"days": ["13"], "note": ["y"]}, {})


def test_what_both_changed_stands_as_mine_and_theirs_is_told() -> None:
    merged = merge({"days": ["12"]}, {"days": ["13"]}, {"days": ["14"]})
    assert (merged.texts, merged.theirs) == ({"days": ["13"]}, {"days": ["14"]})


def test_the_same_change_twice_is_no_question() -> None:
    assert merge({}, {"days": ["13"]}, {"days": ["13"]}).theirs == {}


def test_a_field_that_one_emptied_is_empty() -> None:
    assert merge({"note": ["x"]}, {}, {"note": ["x"]}).texts == {"note": []}
    assert merge({"note": ["x"]}, {"note": ["x"]}, {}).texts == {"note": []}


def test_changes_of_different_rows_both_stay() -> None:
    mine = [row("a", name="橱柜", amount="31000"), BASE[1]]
    theirs = [BASE[0], row("b", name="瓷砖", amount="9000")]
    found = merge_rows(BASE, mine, theirs)
    assert [each.texts["amount"] for each in found] == [["31000"], ["9000"]]
    assert not any(each.theirs or each.note for each in found)


def test_changes_of_different_fields_of_one_row_both_stay() -> None:
    mine, theirs = [row("a", name="橱柜", amount="31000")], [row("a", name="整体橱柜", amount="30000")]
    (found,) = merge_rows(BASE[:1], mine, theirs)
    assert (found.texts, found.theirs) == ({"name": ["整体橱柜"], "amount": ["31000"]}, {})


def test_rows_that_each_of_them_added_both_stay() -> None:
    mine, theirs = [*BASE, row("", name="灯具")], [*BASE, row("c", name="五金")]
    found = merge_rows(BASE, mine, theirs)
    assert [(each.key, each.texts["name"]) for each in found[2:]] == [("c", ["五金"]), ("", ["灯具"])]


def test_a_row_that_one_removed_and_nobody_changed_is_gone() -> None:
    assert [each.key for each in merge_rows(BASE, BASE[:1], BASE)] == ["a"]
    assert [each.key for each in merge_rows(BASE, BASE, BASE[1:])] == ["b"]


def test_a_row_that_one_removed_and_the_other_changed_is_asked_about() -> None:
    changed = [BASE[0], row("b", name="瓷砖", amount="9000")]
    back = merge_rows(BASE, BASE[:1], changed)
    assert [(each.key, each.note) for each in back] == [("a", ""), ("b", REMOVED_BY_ME)]
    kept = merge_rows(BASE, changed, BASE[:1])
    assert [(each.key, each.note) for each in kept] == [("a", ""), ("b", REMOVED_BY_THEM)]


def test_a_row_that_both_added_alike_is_one_row() -> None:
    lamp = {"kind": "item", "name": "灯具", "amount": "900"}
    found = merge_rows(BASE, [*BASE, row("", **lamp)], [*BASE, row("c", **lamp)])
    assert [(each.key, each.note) for each in found] == [("a", ""), ("b", ""), ("c", "")]


def test_two_rows_alike_of_mine_stay_two() -> None:
    lamp = {"kind": "item", "name": "灯具", "amount": "900"}
    found = merge_rows(BASE, [*BASE, row("", **lamp), row("", **lamp)], [*BASE, row("c", **lamp)])
    assert [each.key for each in found] == ["a", "b", "c", ""]


def test_a_row_of_the_same_name_that_both_added_is_asked_about() -> None:
    mine = [*BASE, row("", kind="item", name="灯具", amount="950"), row("", kind="discount", name="灯具")]
    theirs = [*BASE, row("c", kind="item", name="灯具", amount="900")]
    found = merge_rows(BASE, mine, theirs)
    assert [(each.texts.get("amount"), each.note) for each in found[2:]] == [
        (["900"], ""),
        (["950"], ADDED_BY_BOTH),
        (None, ""),
    ]


def test_nobody_removed_a_row_that_was_only_offered() -> None:
    offered = [row("kitchen", name="厨房"), row("first")]
    mine = [row("kitchen", name="厨房", area="18"), row("first", name="水管")]
    found = merge_rows(offered, mine, [row("n0", name="厨房")], blank=True)
    assert [(each.key, each.note) for each in found] == [
        ("n0", ""),
        ("kitchen", ADDED_BY_BOTH),
        ("first", ""),
    ]


def line(name: str, amount: str = "100", key: str = "") -> LineInput:
    return LineInput(LineKind.ITEM, name, Decimal(amount), key=RowKey(key))


def fresh_keys() -> list[str]:
    return [f"n{number}" for number in range(9)]


def keys(new: Content, former: Content) -> list[str]:
    made = keyed(new, former, (f"n{number}" for number in count()).__next__)
    return [each.key for each in made.lines]


def test_a_row_keeps_its_key_and_a_new_one_gets_one() -> None:
    former = Content(lines=(line("橱柜", key="a"),))
    assert keys(Content(lines=(line("柜子", key="a"), line("灯具"))), former) == ["a", "n0"]


def test_a_row_without_a_key_takes_that_of_the_one_it_looks_like() -> None:
    former = Content(lines=(line("橱柜", key="a"), line("橱柜", key="b"), line("瓷砖", key="c")))
    assert keys(Content(lines=(line("瓷砖"), line("橱柜", "200"), line("橱柜"))), former) == ["c", "a", "b"]


def test_a_key_that_is_claimed_twice_counts_once() -> None:
    former = Content(lines=(line("橱柜", key="a"),))
    assert keys(Content(lines=(line("橱柜", key="a"), line("橱柜", key="a"))), former) == ["a", "n0"]


def test_a_key_is_neither_signed_nor_compared() -> None:
    one, other = Content(lines=(line("橱柜", key="a"),)), Content(lines=(line("橱柜", key="b"),))
    assert one == other
    assert canonical(one) == canonical(other)
    assert "key" not in canonical(one)
    assert differences(one, other) == ()


def test_a_save_names_the_fields_it_changed_by_their_place_in_the_body() -> None:
    before = Content(planned_days=12, lines=(line("橱柜", key="a"), line("瓷砖", key="b")))
    after = Content(planned_days=13, lines=(line("瓷砖", "200", key="b"),))
    assert [place for place, _, _ in changed_fields(before, after)] == [
        "/planned_days",
        "/lines/0/amount",
        "/lines/0/kind",
        "/lines/0/name",
        "/lines/0/amount",
    ]
    assert changed_fields(after, after) == []
