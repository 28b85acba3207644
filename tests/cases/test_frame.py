"""The case page's tabs come from the apps that draw them."""

from __future__ import annotations

import pytest

from apps.cases.frame import Tab, page_of, register, tabs


def test_the_stages_tabs_stand_in_the_order_of_the_work() -> None:
    work = ["case", "plan", "works", "acceptance", "appointments", "archive"]
    assert [tab.name for tab in tabs()] == [*work, "letters", "othertrack", "record", "supervision"]


def test_a_tab_s_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="plan"):
        register(Tab("plan", "另一个", "plans:edit", 99))

    assert page_of("plan") == "plans:plan"
