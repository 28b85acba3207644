"""The area a household signs in, on a phone: strokes taken back, the phone turned, a form that comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.factories.world import make_world
from tests.journeys.person import PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INK = """() => {
  const canvas = document.querySelector("canvas");
  const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let inked = 0, right = 0;
  for (let at = 3; at < dots.length; at += 4) {
    if (dots[at] > 0) {
      inked += 1;
      right = Math.max(right, ((at - 3) / 4) % canvas.width);
    }
  }
  return { inked, right: right / devicePixelRatio };
}"""
"""How many pixels are inked, and where the rightmost stands, in px of the page."""


@pytest.fixture
def signer(sit_down: Callable[..., Person], time: Callable[[str], None]) -> Person:
    time("2026-09-01T12:00:00")
    make_world()
    person = sit_down("zhou", PHONE)
    person.open("/gallery/")
    return person


def inked(person: Person) -> int:
    return int(person.page.evaluate(INK)["inked"])


def test_strokes_are_taken_back_one_by_one(signer: Person) -> None:
    value = signer.page.locator("[data-signature-value]")
    signer.signs_with_a_finger(length=0.3)
    one, kept = inked(signer), value.input_value()
    signer.signs_with_a_finger(at=0.6, length=0.3)
    assert inked(signer) > one
    assert value.input_value() != kept

    signer.press("撤销一笔")
    assert inked(signer) == pytest.approx(one, rel=0.1)
    assert value.input_value().startswith("data:image/png")

    signer.press("撤销一笔")
    signer.sees("请用手指、触控笔或鼠标签名")
    assert (inked(signer), value.input_value()) == (0, "")


def test_a_signature_is_begun_anew(signer: Person) -> None:
    signer.signs_with_a_finger()
    signer.press("重签")
    expect(signer.page.locator("[data-signature-value]")).to_have_value("")
    expect(signer.page.locator("canvas")).to_be_focused()
    assert inked(signer) == 0


def test_a_turned_phone_keeps_the_whole_signature(signer: Person) -> None:
    wide, narrow = ({"width": width, "height": 844} for width in (600, 320))
    signer.page.set_viewport_size(wide)
    signer.signs_with_a_finger()
    right = signer.page.evaluate(INK)["right"]
    signer.page.set_viewport_size(narrow)
    signer.page.wait_for_function(f"({INK})().right < {right}")
    small = signer.page.evaluate(INK)
    assert 0 < small["right"] < signer.page.locator("canvas").bounding_box()["width"]  # type: ignore[index]
    signer.page.set_viewport_size(wide)
    signer.page.wait_for_function("document.querySelector('canvas').clientWidth > 500")
    assert signer.page.evaluate(INK)["right"] == pytest.approx(small["right"], abs=2)


def test_a_refused_form_brings_the_signature_back(signer: Person) -> None:
    signer.signs_with_a_finger()
    drawn = inked(signer)
    with signer.page.expect_navigation():
        signer.press("核对无误，提交")
    signer.sees("已签名")  # said once the picture is drawn again
    assert inked(signer) == pytest.approx(drawn, rel=0.3)
