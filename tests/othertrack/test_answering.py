"""补正 answers the return that stands: a page of an earlier one changes nothing and loses nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.lib.decisions import Refused
from apps.othertrack.enums import FactKind, Status
from apps.othertrack.models import Renovation
from apps.othertrack.services import amend, return_renovation
from tests.api.of_othertrack import OTHER_TRACK
from tests.factories import othertrack as made
from tests.factories.callers import V1, Caller, token_for
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db


def answered_and_returned_again(world: World, renovation: Renovation) -> Renovation:
    said = made.application(world, address=renovation.address, name="王示例")
    amend(
        renovation_id=renovation.pk,
        by=world.wang,
        application=said,
        return_number=made.asked_now(renovation),
        answers={1: "补了"},
    )
    return_renovation(renovation_id=renovation.pk, by=world.shen, reason="合同缺第二页\n金额不符")
    return made.fresh(renovation)


def test_a_page_of_an_earlier_return_is_shown_again_on_the_one_that_stands(world: World) -> None:
    renovation = made.returned(world)
    url = reverse("othertrack:amend", kwargs={"pk": renovation.pk})
    client = Client()
    client.force_login(user_of(world.zhou))
    shown = client.get(url).context["form"]
    typed = {name: value for name in shown.fields if (value := shown[name].value()) not in (None, "")}
    typed |= {"contractor": "另一示例装饰", "contract_amount": "38600元", "1-word": "补了附图页"}
    renovation = answered_and_returned_again(world, renovation)
    answer = client.post(url, typed)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert "本件又退回过" in answer.content.decode()
    assert [form[name].value() for name in ("name", "contractor")] == ["王示例", "另一示例装饰"]
    assert form["1-word"].value() in (None, "")
    assert "补了附图页" in form["answer"].value()
    assert made.fresh(renovation).status == Status.RETURNED
    again = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    again |= {"1-word": "补第二页", "2-word": "改了金额", "contract_files": made.papers()["contract_files"]}
    done = client.post(url, again)
    assert done.status_code == 302, done.context["form"].errors
    words = renovation.facts.filter(kind=FactKind.AMENDED).order_by("-number")[0].seen_encrypted.text()
    assert "1. 合同缺第二页：补第二页" in words


def test_an_answer_to_an_earlier_return_is_refused(world: World) -> None:
    renovation = made.returned(world)
    number = made.asked_now(renovation)
    answered_and_returned_again(world, renovation)
    with pytest.raises(Refused, match="最近一次退回") as refused:
        amend(
            renovation_id=renovation.pk,
            by=world.zhou,
            application=made.application(world, address=renovation.address),
            return_number=number,
            answers={1: "补了", 2: "补了"},
        )
    assert refused.value.field == "return_number"


def test_a_body_that_answers_an_earlier_return_is_told_so(world: World) -> None:
    renovation = made.returned(world)
    number = made.asked_now(renovation)
    renovation = answered_and_returned_again(world, renovation)
    body = OTHER_TRACK["othertrack.amend"](renovation, str)
    sent = {**(body or {}), "return_number": number, "contract_files": []}
    answer = Caller(token_for(world.zhou)).post(f"{V1}/renovations/{renovation.pk}/amend", sent)
    assert answer.status_code == 422
    assert "/return_number" in [each["pointer"] for each in answer.json()["errors"]]
