"""What was forwarded, copied or sent again opens nothing and says nothing: a link, an address, a decision."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.cases.models import Case
from apps.household.models import Slip, Visit
from apps.household.services import revoke_slip
from apps.lib import clock
from apps.plans.models import Confirmation
from tests.factories.world import World
from tests.household.telephone import Deciding, answering, last_code
from tests.household.visitor import AT, Visitor, digits_of, said

pytestmark = pytest.mark.django_db

WITHIN = (
    *("/my/", "/my/plan/", "/my/ask/", "/my/papers/", "/my/papers/plan/2/", "/my/papers/report/"),
    *("/my/letters/", "/my/letters/write/", "/my/letters/1/", "/my/letters/1/1/", "/my/visits/1/"),
    *("/my/do/agree/", "/my/done/agree/"),
)


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


def link_of(slip: Slip) -> str:
    assert slip.secret is not None
    return f"/my/slip/{slip.secret.token}/"


def test_a_forwarded_link_names_nobody_before_the_digits(slip: Slip, case: Case) -> None:
    page = Visitor().get(link_of(slip))
    for word in (case.household.name, case.dwelling.address, str(case.number), case.enterprise.name):
        assert word not in said(page)
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_a_link_that_one_phone_has_opened_asks_the_next_one_again(slip: Slip, visitor: Visitor) -> None:
    assert visitor.get("/my/").status_code == 200
    assert 'name="digits"' in said(Visitor().get(link_of(slip)))
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("path", WITHIN)
def test_the_forwarded_address_of_a_page_opens_on_no_other_phone(path: str, visitor: Visitor) -> None:
    assert visitor.get("/my/").status_code == 200
    answer = Visitor().get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/my/enter/")


def test_a_decision_sent_again_after_leaving_decides_nothing(visitor: Visitor, case: Case) -> None:
    visitor.get("/my/plan/")
    decision = Deciding(visitor, "agree")
    decision.ask()
    code, cookies = last_code(), dict(visitor.client.cookies)
    visitor.post("/my/out/")
    copied = Visitor()
    copied.client.cookies.update(cookies)
    decision.phone = copied
    assert decision.send(code)["Location"] == "/my/ended/"
    assert not Confirmation.objects.filter(plan__case=case).exists()


def test_the_digits_sent_again_open_nothing_once_the_slip_was_stopped(
    world: World, slip: Slip, case: Case, visitor: Visitor
) -> None:
    with clock.at(AT):
        revoke_slip(case_id=case.pk, by=world.zhou, number=slip.number, reason="遗失")
    again = visitor.post(link_of(slip), digits=digits_of(slip))
    assert again.status_code == 410
    assert visitor.get("/my/")["Location"] == "/my/ended/"
