"""Codes as they are typed, and rooms as they are drawn."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.household.rules.codes import CODE_DIGITS, case_number, digits_of, drawn, last_four
from apps.lib.networks import network_of
from apps.plans.enums import Method, Surface
from apps.plans.rules.drawing import HEIGHT, WIDTH, drawing_of
from tests.factories.plans import bathroom, kitchen, mixed_bathroom


@pytest.mark.parametrize(
    "typed",
    ["上城-2026-0187", "上城 2026 0187", "上城20260187", "上城－２０２６－０１８７", " 上城—2026—0187 "],
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert case_number(typed) == "上城-2026-0187"


def test_no_number_stays_what_it_is() -> None:
    assert case_number("0187") == "0187"


def test_the_end_of_a_telephone_is_its_last_four_digits() -> None:
    assert last_four("0571-8700 1234 转 5") == "2345"
    assert last_four("12") == ""


def test_a_code_is_printed_in_groups_and_read_back() -> None:
    secret = drawn()
    assert len(secret.code) == CODE_DIGITS
    assert digits_of(secret.grouped) == secret.code
    assert drawn() != secret


def test_each_surface_is_drawn_by_its_method_and_named() -> None:
    drawing = drawing_of(kitchen())
    assert {piece.method for piece in drawing.pieces} == {"prefab", "wet"}
    assert drawing.words == "吊顶装配式；墙面装配式；地面湿作业"


def test_what_changed_is_marked_on_its_surface_alone() -> None:
    labels = drawing_of(bathroom(), {Surface.WALL}).labels
    assert [label.surface for label in labels if label.changed] == [Surface.WALL]


def test_a_surface_in_parts_is_drawn_in_parts_of_their_size() -> None:
    wall = {piece.method for piece in drawing_of(mixed_bathroom()).pieces}
    assert {"prefab", "kept"} <= wall
    [label] = [each for each in drawing_of(mixed_bathroom()).labels if each.surface == Surface.WALL]
    assert label.methods == ("装配式", "保留不动")


def test_what_stays_has_no_texture() -> None:
    kept = drawing_of(bathroom(floor=Method.KEPT)).pieces
    assert all(not piece.texture for piece in kept if piece.method == "kept")
    assert all(piece.texture for piece in kept if piece.method == "prefab")


@pytest.mark.parametrize("space", [kitchen(), bathroom(), mixed_bathroom(str(Decimal("12.20")))])
def test_nothing_is_drawn_outside_the_picture(space: object) -> None:
    drawing = drawing_of(space)  # type: ignore[arg-type]
    for piece in (*drawing.pieces, *drawing.fixtures, *drawing.ceiling):
        for point in piece.points.split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1:aaaa::7", "2001:db8:0:1::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_an_address_counts_as_the_connection_it_belongs_to(address: str, counted: str) -> None:
    assert network_of(address) == counted
