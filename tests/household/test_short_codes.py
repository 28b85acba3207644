"""A code that cannot be one: asked for again, and no try is used up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.household.telephone import Deciding, answering, last_code
from tests.household.visitor import Visitor, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


def test_an_empty_or_short_code_is_no_try(visitor: Visitor) -> None:
    visitor.get("/my/plan/")
    page = Deciding(visitor, "object", opinion="不想用浅色板")
    page.ask()
    for typed in ("", "12", "12345"):
        answer = page.send(typed)
        assert answer.status_code == 422
        assert "请输入短信里的 6 位数字" in said(answer)

    assert "还可以试 4 次" in said(page.send("000000" if last_code() != "000000" else "000001"))
