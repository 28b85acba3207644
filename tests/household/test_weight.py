"""The household's pages are as light as the public ones, with one small script at most."""

from __future__ import annotations

import pytest

from tests.factories.weights import LIMIT, weight
from tests.household.visitor import Visitor

pytestmark = pytest.mark.django_db

PAGES = (
    *("/my/", "/my/plan/", "/my/ask/", "/my/letters/", "/my/letters/write/", "/my/papers/"),
    *("/my/do/agree/", "/my/do/object/", "/my/do/leave/", "/my/complaint/"),
)


def test_no_page_of_the_household_weighs_more_than_a_slow_line_carries(visitor: Visitor) -> None:
    weights = {}
    for page in PAGES:
        answer = visitor.get(page)
        assert answer.status_code == 200, page
        html = answer.content.decode()
        assert html.count("<script") == html.count("js/household.js") <= 1
        weights[page] = weight(html)
    weights["/my/enter/"] = weight(Visitor().get("/my/enter/").content.decode())
    assert {page: bytes_ for page, bytes_ in weights.items() if bytes_ > LIMIT} == {}
